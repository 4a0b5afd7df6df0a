import CZlib

/// Writes zip archives field by field, as APPNOTE.TXT describes them, good ones and bad ones.
struct ZipBuilder {
    enum Descriptor: CaseIterable { case none, signed, unsigned, wideSigned, wideUnsigned }

    struct Member {
        var name: [UInt8]
        var data: [UInt8]
        var isDeflated = true
        var descriptor = Descriptor.none
        /// Whether the headers leave the sizes to a zip64 field.
        var isWide = false
        var flags: UInt16 = 0
        var method: UInt16?
        /// Changes what the directory says.
        var mendCentral: (inout Central) -> Void = { _ in }

        init(_ name: String, _ text: String, isDeflated: Bool = true) {
            self.init(name, Array(text.utf8), isDeflated: isDeflated)
        }

        init(_ name: String, _ data: [UInt8], isDeflated: Bool = true) {
            self.name = Array(name.utf8)
            self.data = data
            self.isDeflated = isDeflated
        }
    }

    struct Central {
        var crc: UInt32
        var compressed: UInt64
        var size: UInt64
        var offset: UInt64
        var name: [UInt8]
        var method: UInt16
        var disk: UInt16 = 0
        var isLeftOut = false
    }

    var members: [Member]
    /// Whether zip64 end records are written, and everything left to them.
    var isWide = false
    var comment: [UInt8] = []
    /// What the end record says there is more of than there is.
    var surplus = 0
    var disk: UInt16 = 0

    init(_ members: [Member]) { self.members = members }

    var bytes: [UInt8] {
        var out: [UInt8] = []
        var directory: [UInt8] = []
        var listed = 0
        for member in members {
            let packed = member.isDeflated ? Self.deflate(member.data) : member.data
            let crc = Self.crc(member.data)
            var central = Central(
                crc: crc, compressed: UInt64(packed.count), size: UInt64(member.data.count), offset: UInt64(out.count),
                name: member.name, method: member.method ?? (member.isDeflated ? 8 : 0))
            let later = member.descriptor != .none
            let flags = member.flags | (later ? 8 : 0)
            let full: UInt64 = 0xFFFF_FFFF
            out += [0x50, 0x4B, 3, 4] + Self.le(45, 2) + Self.le(UInt64(flags), 2) + Self.le(UInt64(central.method), 2)
            out += Self.le(0x6A2F_5D1C, 4) + Self.le(later ? 0 : UInt64(crc), 4)
            out += Self.le(member.isWide ? full : later ? 0 : central.compressed, 4)
            out += Self.le(member.isWide ? full : later ? 0 : central.size, 4)
            let other = Self.le(0x5455, 2) + Self.le(5, 2) + [1, 2, 3, 4, 5]
            let sizes = later ? Self.le(0, 16) : Self.le(central.size, 8) + Self.le(central.compressed, 8)
            let extra = other + (member.isWide ? Self.le(1, 2) + Self.le(16, 2) + sizes : [])
            out += Self.le(UInt64(member.name.count), 2) + Self.le(UInt64(extra.count), 2)
            out += member.name + extra + packed
            let width = member.descriptor == .wideSigned || member.descriptor == .wideUnsigned ? 8 : 4
            if member.descriptor == .signed || member.descriptor == .wideSigned { out += [0x50, 0x4B, 7, 8] }
            if later {
                out += Self.le(UInt64(crc), 4) + Self.le(central.compressed, width) + Self.le(central.size, width)
            }
            member.mendCentral(&central)
            if central.isLeftOut { continue }
            listed += 1
            let wide = Self.le(central.size, 8) + Self.le(central.compressed, 8) + Self.le(central.offset, 8)
            let centralExtra = other + (member.isWide ? Self.le(1, 2) + Self.le(24, 2) + wide : [])
            directory += [0x50, 0x4B, 1, 2] + Self.le(0x031E, 2) + Self.le(45, 2) + Self.le(UInt64(flags), 2)
            directory += Self.le(UInt64(central.method), 2) + Self.le(0x6A2F_5D1C, 4) + Self.le(UInt64(central.crc), 4)
            directory += Self.le(member.isWide ? full : central.compressed, 4)
            directory += Self.le(member.isWide ? full : central.size, 4)
            directory += Self.le(UInt64(central.name.count), 2) + Self.le(UInt64(centralExtra.count), 2)
            directory += Self.le(2, 2) + Self.le(UInt64(central.disk), 2) + Self.le(0, 2) + Self.le(0x81A4_0000, 4)
            directory += Self.le(member.isWide ? full : central.offset, 4)
            directory += central.name + centralExtra + Array("ok".utf8)
        }
        return out + directory + end(UInt64(listed + surplus), UInt64(directory.count), UInt64(out.count))
    }

    private func end(_ count: UInt64, _ size: UInt64, _ offset: UInt64) -> [UInt8] {
        var out: [UInt8] = []
        if isWide {
            out += [0x50, 0x4B, 6, 6] + Self.le(44, 8) + Self.le(45, 2) + Self.le(45, 2) + Self.le(0, 8)
            out += Self.le(count, 8) + Self.le(count, 8) + Self.le(size, 8) + Self.le(offset, 8)
            out += [0x50, 0x4B, 6, 7] + Self.le(0, 4) + Self.le(offset + size, 8) + Self.le(1, 4)
        }
        out += [0x50, 0x4B, 5, 6] + Self.le(UInt64(disk), 2) + Self.le(UInt64(disk), 2)
        out += Self.le(isWide ? 0xFFFF : count, 2) + Self.le(isWide ? 0xFFFF : count, 2)
        out += Self.le(isWide ? 0xFFFF_FFFF : size, 4) + Self.le(isWide ? 0xFFFF_FFFF : offset, 4)
        return out + Self.le(UInt64(comment.count), 2) + comment
    }

    private static func le(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) : 0 }
    }

    static func crc(_ bytes: [UInt8]) -> UInt32 { UInt32(crc32(0, bytes, UInt32(bytes.count))) }

    /// Raw deflate (RFC 1951), as zip archives hold it.
    static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = bytes
        var out = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
        let count = input.withUnsafeMutableBufferPointer { source in
            out.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                _ = CZlib.deflate(&stream, Z_FINISH)
                return target.count - Int(stream.avail_out)
            }
        }
        return Array(out[..<count])
    }
}

/// The content of a container, collected.
struct Unpacked: Equatable {
    var names: [String?] = []
    var documents: [[UInt8]] = []
    var skipped = 0

    var texts: [String] { documents.map { String(decoding: $0, as: UTF8.self) } }
}
