/// The bytes of a file, inflated where its first two bytes say that it is gzip.
public enum InflatedFile {
    /// How far the reading of a file has come.
    public struct Position: Sendable, Hashable {
        /// Bytes of the file used so far.
        public var bytesIn: Int64 = 0
        /// Bytes handed out so far.
        public var bytesOut: Int64 = 0
    }

    static let chunk = 256 << 10

    /// Calls `body` with one piece after the other, in order, each at most 256 KiB and none empty; a piece must not
    /// be used after `body` returns. Memory use does not depend on the file.
    ///
    /// A gzip file may have several members, and zero bytes after the last. Everything else that follows it, a wrong
    /// CRC or length, and a stream that ends early throw `RefusedDocument` (`brokenStream`).
    @discardableResult
    public static func forEachChunk(
        of path: String, limits: ReadingLimits = ReadingLimits(),
        _ body: (UnsafeBufferPointer<UInt8>, Position) throws(RefusedDocument) -> Void
    ) throws(RefusedDocument) -> Position {
        var file = try OpenFile(path)
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: chunk)
        defer { input.deallocate() }
        let got = try file.read(into: UnsafeMutableRawBufferPointer(input))
        if got == 0 {
            throw RefusedDocument(.notWellFormed, "the file is empty", hint: "ask its sender to send it again")
        }
        if got >= 2, input[0] == 0x1F, input[1] == 0x8B {
            return try inflate(&file, input: input, first: got, limits: limits, body)
        }
        var position = Position()
        var count = got
        while count > 0 {
            position.bytesIn += Int64(count)
            position.bytesOut = position.bytesIn
            try body(UnsafeBufferPointer(rebasing: input[..<count]), position)
            count = count < chunk ? 0 : try file.read(into: UnsafeMutableRawBufferPointer(input))
        }
        return position
    }

    private static func inflate(
        _ file: inout OpenFile, input: UnsafeMutableBufferPointer<UInt8>, first: Int, limits: ReadingLimits,
        _ body: (UnsafeBufferPointer<UInt8>, Position) throws(RefusedDocument) -> Void
    ) throws(RefusedDocument) -> Position {
        guard var inflater = Inflater(), let base = input.baseAddress else {
            throw RefusedDocument(.unreadable, "zlib has no memory")
        }
        let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: chunk)
        defer { output.deallocate() }
        inflater.feed(base, count: first)
        var position = Position()
        var filled = 0
        var inMember = true, inPadding = false, atEnd = first < chunk
        func refusal(_ message: String, at offset: Int64) -> RefusedDocument {
            RefusedDocument(
                .brokenStream, message, byteOffset: offset,
                hint: "the file was damaged or cut on its way; ask its sender to send it again")
        }
        while true {
            if inflater.remaining == 0, !atEnd {
                let got = try file.read(into: UnsafeMutableRawBufferPointer(input))
                atEnd = got < chunk
                inflater.feed(base, count: got)
            }
            if !inMember {
                guard let next = inflater.nextByte else { break }
                let offset = file.offset - Int64(inflater.remaining)
                if next == 0 {
                    inPadding = true
                    inflater.skipByte()
                    continue
                }
                if inPadding || next != 0x1F {
                    throw refusal("bytes follow the last gzip member that start no member", at: offset)
                }
                inflater.startMember()
                inMember = true
            }
            let before = filled, left = inflater.remaining
            let step = inflater.inflate(into: output, filled: &filled)
            position.bytesIn = file.offset - Int64(inflater.remaining)
            position.bytesOut += Int64(filled - before)
            if position.bytesOut > Int64(limits.expansionFloor),
                position.bytesOut > position.bytesIn * Int64(limits.expansionRatio)
            {
                throw RefusedDocument(
                    .limit, "the gzip stream grows to more than \(limits.expansionRatio) times its size",
                    byteOffset: position.bytesOut)
            }
            switch step {
            case .broken:
                throw refusal("the gzip stream is broken", at: position.bytesIn)
            case .memberEnd:
                inMember = false
            case .more:
                // Room was left in the output and nothing came: only more input helps.
                if filled == before, left == inflater.remaining, left == 0, atEnd {
                    throw refusal("the gzip stream ends early", at: position.bytesIn)
                }
            }
            if filled == output.count {
                try body(UnsafeBufferPointer(output), position)
                filled = 0
            }
        }
        if filled > 0 { try body(UnsafeBufferPointer(rebasing: output[..<filled]), position) }
        return position
    }
}
