/// Watches over what comes out of a file, against what went in: `ReadingLimits.expansionRatio`.
///
/// Each stream is held to the ratio by itself, and so is all that lies equally deep in the file against the bytes of
/// the file: neither containers in one another nor many small members add up to more.
final class ExpansionMeter {
    private let limits: ReadingLimits
    /// Where the bytes of the file itself are taken from.
    var ground: ByteWindow
    /// Bytes that came out so far, by depth from 1.
    private var out: [Int64]

    init(_ limits: ReadingLimits, ground: ByteWindow) {
        self.limits = limits
        self.ground = ground
        out = Array(repeating: 0, count: limits.containerDepth + 1)
    }

    /// Bytes of the file that were used.
    var fileOffset: Int64 { ground.offset }

    /// Counts `count` bytes more of a stream that has taken `taken` bytes and given `given`.
    func add(_ count: Int, depth: Int, taken: Int64, given: Int64) throws(RefusedDocument) {
        out[depth] += Int64(count)
        if isTooMuch(given, for: taken) || isTooMuch(out[depth], for: fileOffset) {
            throw RefusedDocument(
                .limit, "the file grows to more than \(limits.expansionRatio) times its size", byteOffset: given,
                hint: "ask its sender what the file is")
        }
    }

    private func isTooMuch(_ given: Int64, for taken: Int64) -> Bool {
        given > Int64(limits.expansionFloor) && (given - 1) / Int64(max(1, limits.expansionRatio)) >= taken
    }

    /// The refusal of a broken stream, where the reading of the file stands.
    func broken(_ message: String) -> RefusedDocument {
        RefusedDocument(
            .brokenStream, message, byteOffset: fileOffset,
            hint: "the file was damaged or cut on its way; ask its sender to send it again")
    }

    /// The refusal of an archive that is sound for all one knows, and of no use.
    func unsupported(_ message: String, hint: String) -> RefusedDocument {
        RefusedDocument(.container, message, byteOffset: fileOffset, hint: hint)
    }
}
