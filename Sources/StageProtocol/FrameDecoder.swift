import Tables

/// What bytes hold: items, and what is wrong behind the last of them.
public struct Decoded<Item: Sendable>: Sendable {
    public var items: [Item] = []
    public var fault: ProtocolFault?
}

/// Cuts bytes into frames as they come, however they are cut. Lengths are held against the limits before anything is
/// stored; frames of unknown kinds are skipped. After a fault nothing more can be read.
public struct FrameDecoder: ~Copyable {
    private enum State {
        case header
        case payload(kind: UInt32, length: Int)
        case skipping(Int)
    }

    private var state = State.header
    private var header: [UInt8] = []
    private var payload = BufferBuilder<UInt8>()
    private var fault: ProtocolFault?

    public init() {}

    /// The frames that end in these bytes, in order, and what is wrong behind them: how the bytes are cut changes neither.
    public mutating func decode(_ bytes: UnsafeRawBufferPointer) -> Decoded<Frame> {
        var decoded = Decoded<Frame>(fault: fault)
        guard fault == nil else { return decoded }
        var rest = bytes[...]
        do throws(ProtocolFault) {
            while let frame = try take(&rest) { decoded.items.append(frame) }
        } catch {
            fault = error
            decoded.fault = error
        }
        return decoded
    }

    /// As above, for bytes in an array.
    public mutating func decode(_ bytes: [UInt8]) -> Decoded<Frame> { bytes.withUnsafeBytes { decode($0) } }

    /// Throws where the bytes so far end inside of a frame.
    public func finish() throws(ProtocolFault) {
        switch state {
        case .header where header.isEmpty: return
        case .header: throw ProtocolFault("ended its output after \(header.count) bytes of a frame's header")
        case .payload(_, let length):
            throw ProtocolFault("ended its output after \(payload.count) of the \(length) bytes of a frame")
        case .skipping(let left): throw ProtocolFault("ended its output \(left) bytes before the end of a frame")
        }
    }

    /// The next frame that ends in `rest`, whose bytes are taken off; `nil` where there is none, and `rest` is empty then.
    private mutating func take(_ rest: inout Slice<UnsafeRawBufferPointer>) throws(ProtocolFault) -> Frame? {
        while true {
            switch state {
            case .header:
                let part = rest.prefix(Frame.headerLength - header.count)
                header += part
                rest = rest.dropFirst(part.count)
                guard header.count == Frame.headerLength else { return nil }
                state = try begin()
                header.removeAll(keepingCapacity: true)
            case .skipping(let left):
                let part = min(left, rest.count)
                rest = rest.dropFirst(part)
                guard part == left else {
                    state = .skipping(left - part)
                    return nil
                }
                state = .header
            case .payload(let kind, let length):
                let part = UnsafeRawBufferPointer(rebasing: rest.prefix(length - payload.count))
                payload.append(part.assumingMemoryBound(to: UInt8.self))
                rest = rest.dropFirst(part.count)
                guard payload.count == length else { return nil }
                state = .header
                if kind == Frame.controlKind {
                    let bytes = payload.withValues { Array($0) }
                    payload.truncate(to: 0)
                    return .control(bytes)
                }
                return try Frame(data: payload.takeBuffer())
            }
        }
    }

    /// What follows the header.
    private mutating func begin() throws(ProtocolFault) -> State {
        func number(_ range: Range<Int>) -> UInt64 { range.reversed().reduce(0) { $0 << 8 | UInt64(header[$1]) } }
        let kind = UInt32(truncatingIfNeeded: number(0..<4)), reserved = number(4..<8), length = number(8..<16)
        let limit =
            switch kind {
            case Frame.controlKind: WireLimit.control
            case Frame.dataKind: WireLimit.data
            default: WireLimit.unknown
            }
        guard length <= UInt64(limit) else {
            throw ProtocolFault("sent a frame of kind \(kind) with \(length) bytes, more than \(limit)")
        }
        guard kind == Frame.controlKind || kind == Frame.dataKind else { return .skipping(Int(length)) }
        guard reserved == 0 else { throw ProtocolFault("sent a frame whose reserved bytes are not zero") }
        payload.reserve(Int(length))
        return .payload(kind: kind, length: Int(length))
    }
}
