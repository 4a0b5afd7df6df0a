/// Where the body of a message is: in memory or in a file.
protocol BodySource: ~Copyable {
    /// The file, or what the messages come from.
    var path: String { get }
    /// Bytes of the body by their place there; the caller knows that they lie inside.
    func part(_ range: Range<Int>) throws(ArrowFault) -> Buffer
}

/// A body in memory, whose parts are used as they are.
struct BodyInMemory: BodySource {
    let path: String
    /// Where the body begins in what messages come from.
    let start: Int
    let buffer: Buffer

    func part(_ range: Range<Int>) -> Buffer {
        Buffer(buffer, range.lowerBound - start..<range.upperBound - start)
    }
}

extension BodySource where Self: ~Copyable {
    /// A body that contradicts itself, or what is said of it, at this place.
    func damaged(_ message: String, _ span: Range<Int>) -> ArrowFault {
        .damaged(message, path: path, at: Int64(span.lowerBound))
    }

    func short(_ field: ArrowField, _ span: Range<Int>) -> ArrowFault {
        damaged("a buffer of column '\(field.name)' is too short for its rows", span)
    }
}
