import CISAL

/// The header of a gzip member (RFC 1952, 2.3), taken byte by byte: it may come in any pieces.
struct GzipHeader {
    enum Outcome { case more, whole, broken }

    private enum Part { case fixed, extraLength, extra, name, comment, checksum, none }

    private var part = Part.fixed
    /// Bytes taken of the present part, and for an extra field how many there are.
    private var taken = 0
    private var extraLength = 0
    private var flags: UInt8 = 0
    private var crc: UInt32 = 0
    private var storedCRC: UInt32 = 0

    /// Takes bytes up to the end of the header; says how many.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> (outcome: Outcome, taken: Int) {
        for (place, byte) in bytes.enumerated() {
            guard take(byte) else { return (.broken, place) }
            if part == .none { return (.whole, place + 1) }
        }
        return (.more, bytes.count)
    }

    /// False where the byte cannot stand here.
    private mutating func take(_ byte: UInt8) -> Bool {
        if part != .checksum { crc = withUnsafePointer(to: byte) { crc32_gzip_refl(crc, $0, 1) } }
        let place = taken
        taken += 1
        switch part {
        case .fixed:
            switch place {
            case 0: return byte == 0x1F
            case 1: return byte == 0x8B
            case 2: return byte == 8
            case 3:
                flags = byte
                return byte & 0xE0 == 0
            case 9: next(after: .fixed)
            default: break
            }
        case .extraLength:
            extraLength |= Int(byte) << (8 * place)
            if place == 1 { next(after: extraLength == 0 ? .extra : .extraLength) }
        case .extra: if taken == extraLength { next(after: .extra) }
        case .name: if byte == 0 { next(after: .name) }
        case .comment: if byte == 0 { next(after: .comment) }
        case .checksum:
            storedCRC |= UInt32(byte) << UInt32(8 * place)
            if place == 1 {
                next(after: .checksum)
                return storedCRC == crc & 0xFFFF
            }
        case .none: return false
        }
        return true
    }

    /// Goes on to the next part that the flags say is there.
    private mutating func next(after done: Part) {
        taken = 0
        switch done {
        case .fixed where flags & 4 != 0: part = .extraLength
        case .extraLength: part = .extra
        case .fixed, .extra: if flags & 8 != 0 { part = .name } else { next(after: .name) }
        case .name: if flags & 16 != 0 { part = .comment } else { next(after: .comment) }
        case .comment: if flags & 2 != 0 { part = .checksum } else { part = .none }
        case .checksum, .none: part = .none
        }
    }
}
