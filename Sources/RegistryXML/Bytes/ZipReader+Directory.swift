/// The directory at the end of a zip archive, held against what was read before it.
extension ZipReader {
    /// Reads the directory and all that follows it, to the end of the archive.
    func checkDirectory() throws(RefusedDocument) {
        let start = window.offset
        var listed = 0
        while try signature() == ZipSignature.central {
            try checkCentral()
            listed += 1
        }
        let directory = (offset: UInt64(start), size: UInt64(window.offset - start))
        guard listed == entries.count else { throw contradiction() }
        let isWide = try signature() == ZipSignature.wideEnd
        if isWide { try checkWideEnd(directory.offset, directory.size) }
        switch try signature() {
        case ZipSignature.end: break
        case ZipSignature.signed: throw unsupported("the zip archive's directory is signed")
        default: throw meter.broken("the zip archive has no end record after its directory")
        }
        try lay(open: 22)
        let record = window.bytes
        /// Whether a field says `value`, or that the zip64 record says it.
        func says(_ field: UInt64, _ value: UInt64, full: UInt64) -> Bool {
            field == value || isWide && field == full
        }
        let count = UInt64(listed)
        guard says(UInt64(record.zip16(4)), 0, full: 0xFFFF), says(UInt64(record.zip16(6)), 0, full: 0xFFFF) else {
            throw severalParts()
        }
        guard says(UInt64(record.zip16(8)), count, full: 0xFFFF), says(UInt64(record.zip16(10)), count, full: 0xFFFF),
            says(UInt64(record.zip32(12)), directory.size, full: 0xFFFF_FFFF),
            says(UInt64(record.zip32(16)), directory.offset, full: 0xFFFF_FFFF)
        else { throw contradiction() }
        let whole = 22 + Int(record.zip16(20))
        try lay(open: whole)
        window.take(whole)
        if try window.fill() { throw meter.broken("bytes follow the end of the zip archive") }
    }

    private func contradiction() -> RefusedDocument {
        meter.broken("the zip archive's directory does not agree with its members")
    }

    private func checkCentral() throws(RefusedDocument) {
        try lay(open: ZipHeader.centralSize)
        var header = ZipHeader(central: window.bytes)
        window.take(ZipHeader.centralSize)
        let count = header.nameCount + header.extraCount + header.commentCount
        try lay(open: count)
        let texts = window.bytes[..<count]
        if header.isEncrypted { throw encrypted() }
        guard
            header.widen(
                by: UnsafeRawBufferPointer(rebasing: texts[header.nameCount...].prefix(header.extraCount)),
                isCentral: true)
        else { throw contradiction() }
        if header.disk != 0 { throw severalParts() }
        guard let index = index(of: header.offset) else { throw contradiction() }
        let entry = entries[index]
        guard !entry.isListed, !header.isPatch, header.method == entry.method, header.crc == entry.tally.crc,
            header.compressed == entry.tally.compressed, header.size == entry.tally.size,
            names[entry.name].elementsEqual(texts[..<header.nameCount])
        else { throw contradiction() }
        entries[index].isListed = true
        window.take(count)
    }

    /// The member that starts at a place.
    private func index(of offset: UInt64) -> Int? {
        var low = 0, high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if UInt64(entries[middle].offset) < offset { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && UInt64(entries[low].offset) == offset ? low : nil
    }

    /// The zip64 end record (4.3.14) and its locator (4.3.15).
    private func checkWideEnd(_ offset: UInt64, _ size: UInt64) throws(RefusedDocument) {
        let start = UInt64(window.offset), count = UInt64(entries.count)
        try lay(open: 56)
        var record = window.bytes
        // 44 bytes, and data for special uses that nobody defines.
        let length = record.zip64(4)
        guard length >= 44, length < 65_536 else { throw contradiction() }
        guard record.zip32(16) == 0, record.zip32(20) == 0 else { throw severalParts() }
        guard record.zip64(24) == count, record.zip64(32) == count, record.zip64(40) == size,
            record.zip64(48) == offset
        else { throw contradiction() }
        try lay(open: 12 + Int(length))
        window.take(12 + Int(length))
        guard try signature() == ZipSignature.wideEndLocator else { throw contradiction() }
        try lay(open: 20)
        record = window.bytes
        guard record.zip32(4) == 0, record.zip32(16) <= 1 else { throw severalParts() }
        guard record.zip64(8) == start else { throw contradiction() }
        window.take(20)
    }
}
