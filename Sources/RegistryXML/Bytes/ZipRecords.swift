/// The records of a zip archive, as PKWARE's APPNOTE.TXT lays them out (4.3); all numbers are little-endian.
enum ZipSignature {
    static let local: UInt32 = 0x0403_4B50
    static let descriptor: UInt32 = 0x0807_4B50
    static let central: UInt32 = 0x0201_4B50
    static let wideEnd: UInt32 = 0x0606_4B50
    static let wideEndLocator: UInt32 = 0x0706_4B50
    static let end: UInt32 = 0x0605_4B50
    /// What stands before a directory that is encrypted.
    static let extraData: UInt32 = 0x0806_4B50
    /// What follows a directory that is signed.
    static let signed: UInt32 = 0x0505_4B50
    /// What stands before the first part of an archive that was meant for several, and fits one.
    static let onePart: UInt32 = 0x3030_4B50
}

extension UnsafeRawBufferPointer {
    /// The number at a place; the caller has made sure of the bytes.
    func zip16(_ place: Int) -> UInt16 { UInt16(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt16.self)) }
    func zip32(_ place: Int) -> UInt32 { UInt32(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt32.self)) }
    func zip64(_ place: Int) -> UInt64 { UInt64(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt64.self)) }
}

/// What a header, local or central, says of its member.
struct ZipHeader {
    static let localSize = 30, centralSize = 46

    var flags: UInt16
    var method: UInt16
    var crc: UInt32
    var compressed: UInt64
    var size: UInt64
    /// Where the local header stands, and on which disk; of a central header only.
    var offset: UInt64 = 0
    var disk: UInt32 = 0
    let nameCount: Int
    let extraCount: Int
    var commentCount = 0

    /// A member that needs a password, in one way or another.
    var isEncrypted: Bool { flags & (1 << 0 | 1 << 6 | 1 << 13) != 0 || method == 99 }
    /// A member that is a patch of one in another archive.
    var isPatch: Bool { flags & 1 << 5 != 0 }
    /// Whether CRC and sizes follow the data.
    var hasDescriptor: Bool { flags & 1 << 3 != 0 }

    /// From the fixed part of a local header.
    init(local bytes: UnsafeRawBufferPointer) {
        flags = bytes.zip16(6)
        method = bytes.zip16(8)
        crc = bytes.zip32(14)
        compressed = UInt64(bytes.zip32(18))
        size = UInt64(bytes.zip32(22))
        nameCount = Int(bytes.zip16(26))
        extraCount = Int(bytes.zip16(28))
    }

    /// From the fixed part of a central header.
    init(central bytes: UnsafeRawBufferPointer) {
        flags = bytes.zip16(8)
        method = bytes.zip16(10)
        crc = bytes.zip32(16)
        compressed = UInt64(bytes.zip32(20))
        size = UInt64(bytes.zip32(24))
        nameCount = Int(bytes.zip16(28))
        extraCount = Int(bytes.zip16(30))
        commentCount = Int(bytes.zip16(32))
        disk = UInt32(bytes.zip16(34))
        offset = UInt64(bytes.zip32(42))
    }

    /// Takes what does not fit the header's own fields from the zip64 field (4.5.3); `false` where it lacks something.
    mutating func widen(by extra: UnsafeRawBufferPointer, isCentral: Bool) -> Bool {
        let full: UInt64 = 0xFFFF_FFFF
        var place = 0, end = 0
        while place + 4 <= extra.count {
            let count = Int(extra.zip16(place + 2))
            guard place + 4 + count <= extra.count else { break }
            if extra.zip16(place) == 1 {
                end = place + 4 + count
                break
            }
            place += 4 + count
        }
        place += 4
        func next() -> UInt64? {
            guard place + 8 <= end else { return nil }
            place += 8
            return extra.zip64(place - 8)
        }
        if size == full {
            guard let wide = next() else { return false }
            size = wide
        }
        if compressed == full {
            guard let wide = next() else { return false }
            compressed = wide
        }
        guard isCentral else { return true }
        if offset == full {
            guard let wide = next() else { return false }
            offset = wide
        }
        if disk == 0xFFFF {
            guard place + 4 <= end else { return false }
            disk = extra.zip32(place)
        }
        return true
    }
}

/// The descriptor after a member's data, which says its CRC and sizes where the header before it does not (4.3.9).
///
/// It comes with or without a signature, with narrow or wide sizes. Writers differ in when they use which, so that what
/// follows decides: another header.
enum ZipDescriptor {
    /// Bytes of the longest one and of the signature after it.
    static let reach = 28

    /// How long the descriptor is that stands next in a window, if it agrees with what was read.
    static func length(in window: ByteWindow, of tally: MemberTally) throws(RefusedDocument) -> Int? {
        for (isSigned, isWide) in [(true, false), (true, true), (false, false), (false, true)] {
            let fields = isSigned ? 4 : 0
            let count = fields + (isWide ? 20 : 12)
            guard try window.lay(open: count + 4) else { continue }
            let bytes = window.bytes
            if isSigned, bytes.zip32(0) != ZipSignature.descriptor { continue }
            let compressed = isWide ? bytes.zip64(fields + 4) : UInt64(bytes.zip32(fields + 4))
            let size = isWide ? bytes.zip64(fields + 12) : UInt64(bytes.zip32(fields + 8))
            let next = bytes.zip32(count)
            if bytes.zip32(fields) == tally.crc, compressed == tally.compressed, size == tally.size,
                next == ZipSignature.local || next == ZipSignature.central
            {
                return count
            }
        }
        return nil
    }

    /// How many bytes, from the first on, certainly come before the descriptor of a stored member of which `size` bytes
    /// were read before them, where none stands at the first. There must be `reach` of them.
    ///
    /// Every descriptor has the low half of the size after its CRC. So each byte is looked at and counted once, whatever
    /// the data look like.
    static func bytesBefore(_ bytes: UnsafeRawBufferPointer, size: UInt64) -> Int {
        var expected = UInt32(truncatingIfNeeded: size)
        for place in 1..<bytes.count - reach + 1 {
            expected &+= 1
            if bytes.zip32(place + 4) == expected { return place }
            if bytes.zip32(place + 8) == expected, bytes.zip32(place) == ZipSignature.descriptor { return place }
        }
        return bytes.count - reach + 1
    }
}
