import Diagnostics
import Glibc

/// Why a time zone cannot be had.
struct ZoneFault: Error {
    var message: String
    var hint: String?
}

/// The clock of a place through the years: how far it is from UTC at every instant.
///
/// Read from a file of the IANA time zone database (TZif, RFC 8536): its table of changes, and for the years after the
/// table the rule in its footer. Before the first change the zone's first offset holds.
struct ZoneRules: Sendable {
    /// When the offset changes, in seconds since 1970-01-01T00:00:00Z, and to what, in seconds east of UTC.
    private var changes: [Int64] = []
    private var offsets: [Int32] = []
    private var first: Int32 = 0
    private var footer: ZoneFooter?

    /// Where systems keep the database, one file a zone.
    static let database = "/usr/share/zoneinfo"

    /// The rules of a zone by its name, such as `Europe/London`.
    init(named name: String, in database: String = Self.database) throws(ZoneFault) {
        let isPlain = name.utf8.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
                || [0x2F, 0x5F, 0x2B, 0x2D].contains(byte)
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard isPlain, !parts.contains(""), let bytes = Self.bytes(of: database + "/" + name) else {
            throw ZoneFault(message: "no time zone is named `\(name)`", hint: Self.hint(name, in: database))
        }
        try self.init(tzif: bytes)
    }

    /// The rules in the bytes of a TZif file, version 1 or later.
    init(tzif bytes: [UInt8]) throws(ZoneFault) {
        var reader = ZoneFileReader(bytes: bytes)
        var counts = try reader.header()
        let isLong = counts.version >= 2
        if isLong {
            reader.skip(counts.size(ofTime: 4))
            counts = try reader.header()
        }
        if counts.leaps > 0 { throw ZoneFault(message: "the time zone counts leap seconds, which no feed does") }
        for _ in 0..<counts.times { changes.append(try isLong ? reader.long() : Int64(reader.word())) }
        var kinds: [Int] = []
        for _ in 0..<counts.times { kinds.append(Int(try reader.byte())) }
        var types: [Int32] = []
        for _ in 0..<counts.types {
            types.append(try reader.word())
            reader.skip(2)
        }
        guard let firstType = types.first, kinds.allSatisfy({ $0 < types.count }),
            zip(changes, changes.dropFirst()).allSatisfy({ $0 < $1 }), types.allSatisfy({ abs(Int($0)) < 93_600 })
        else { throw ZoneFileReader.broken }
        first = firstType
        offsets = kinds.map { types[$0] }
        guard isLong else { return }
        reader.skip(counts.characters + counts.standards + counts.universals)
        let text = try reader.line()
        if text.isEmpty { return }
        guard let rule = ZoneFooter(text) else { throw ZoneFileReader.broken }
        footer = rule
    }

    /// Seconds east of UTC at an instant, in seconds since 1970-01-01T00:00:00Z.
    func offset(at utc: Int64) -> Int32 {
        guard let last = changes.last else { return footer?.offset(at: utc) ?? first }
        if utc >= last { return footer?.offset(at: utc) ?? offsets[offsets.count - 1] }
        // The first change after the instant.
        var low = 0, high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= utc { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : offsets[low - 1]
    }

    // MARK: The database

    /// The bytes of a file of at most a mebibyte; `nil` where there is none.
    private static func bytes(of path: String) -> [UInt8]? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        guard count > 0, count < bytes.count, ferror(file) == 0 else { return nil }
        return Array(bytes.prefix(count))
    }

    /// What to write instead: the nearest name of the same region.
    private static func hint(_ name: String, in database: String) -> String {
        let general = "names are those of the IANA time zone database, such as `Europe/London`"
        let region = name.split(separator: "/").dropLast().joined(separator: "/")
        guard !name.contains(".."), let folder = opendir(region.isEmpty ? database : database + "/" + region)
        else { return general }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            // The name is a fixed array that ends with a zero byte.
            let found = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if !found.hasPrefix(".") { names.append(region.isEmpty ? found : region + "/" + found) }
        }
        let near = NearestName.of(name, among: names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        return near.map { "did you mean `\($0)`?" } ?? general
    }
}

/// Reads the fields of a TZif file, all big-endian, never past its end.
private struct ZoneFileReader {
    /// What a header counts.
    struct Counts {
        var version = 1
        var universals = 0, standards = 0, leaps = 0, times = 0, types = 0, characters = 0

        /// Bytes of the block after the header, with times of so many bytes.
        func size(ofTime bytes: Int) -> Int {
            times * (bytes + 1) + types * 6 + characters + leaps * (bytes + 4) + standards + universals
        }
    }

    static let broken = ZoneFault(
        message: "the file of the time zone is damaged", hint: "install the time zone database (tzdata) again")

    let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func skip(_ count: Int) { place += count }

    mutating func byte() throws(ZoneFault) -> UInt8 {
        guard place < bytes.count else { throw Self.broken }
        place += 1
        return bytes[place - 1]
    }

    mutating func word() throws(ZoneFault) -> Int32 {
        var value: UInt32 = 0
        for _ in 0..<4 { value = value << 8 | UInt32(try byte()) }
        return Int32(bitPattern: value)
    }

    mutating func long() throws(ZoneFault) -> Int64 {
        var value: UInt64 = 0
        for _ in 0..<8 { value = value << 8 | UInt64(try byte()) }
        return Int64(bitPattern: value)
    }

    /// The header: `TZif`, a version, fifteen bytes of nothing, six counts.
    mutating func header() throws(ZoneFault) -> Counts {
        for wanted in "TZif".utf8 where try byte() != wanted { throw Self.broken }
        var counts = Counts()
        let version = try byte()
        counts.version = version == 0 ? 1 : Int(version) - 0x30
        skip(15)
        var found: [Int] = []
        for _ in 0..<6 {
            let count = Int(try word())
            // No file of this size holds more.
            guard count >= 0, count <= bytes.count else { throw Self.broken }
            found.append(count)
        }
        counts.universals = found[0]
        counts.standards = found[1]
        counts.leaps = found[2]
        counts.times = found[3]
        counts.types = found[4]
        counts.characters = found[5]
        return counts
    }

    /// The line of the footer, without its two line feeds.
    mutating func line() throws(ZoneFault) -> [UInt8] {
        guard try byte() == 0x0A else { throw Self.broken }
        var line: [UInt8] = []
        while true {
            let next = try byte()
            if next == 0x0A { return line }
            line.append(next)
        }
    }
}
