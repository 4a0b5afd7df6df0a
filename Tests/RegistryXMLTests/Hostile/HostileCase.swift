import CZlib
@testable import RegistryXML

/// A file made out of bytes: six that say how, and the document.
///
/// The document stands in the bytes as it is, so that whoever changes them by lot changes XML, not what it is packed in.
struct HostileCase {
    static let headSize = 6

    /// Which mapping, of as many as there are.
    var mapping: UInt8 = 0
    /// How the document is packed, and in which encoding it is written.
    var container: UInt8 = 0
    var limits: UInt8 = 0
    /// Rows a segment, and what is stored.
    var segment: UInt8 = 0
    /// How many bytes of the file are damaged, and where from.
    var damage: UInt8 = 0
    var seed: UInt8 = 0
    var document: [UInt8] = []

    init(_ bytes: some Collection<UInt8>) {
        let head = Array(bytes.prefix(Self.headSize))
        func part(_ place: Int) -> UInt8 { place < head.count ? head[place] : 0 }
        (mapping, container, limits) = (part(0), part(1), part(2))
        (segment, damage, seed) = (part(3), part(4), part(5))
        document = Array(bytes.dropFirst(Self.headSize))
    }

    /// A case of a document: mostly plain, seldom damaged.
    init(mapping: Int, _ document: [UInt8], _ dice: inout HostileDice) {
        self.mapping = UInt8(truncatingIfNeeded: mapping)
        self.document = document
        container = UInt8(dice.chance(50) ? 0 : dice.below(11))
        if dice.chance(8) { container |= UInt8(dice.pick([0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70])) }
        if dice.chance(30) { limits = UInt8(dice.below(256)) }
        segment = UInt8(dice.below(256))
        if dice.chance(15) { damage = UInt8(dice.below(8)) }
        seed = UInt8(dice.below(256))
    }

    var bytes: [UInt8] { [mapping, container, limits, segment, damage, seed] + document }

    /// The file itself.
    var file: [UInt8] {
        var dice = HostileDice(seed: UInt64(seed))
        var file = packed(Self.encoded(document, container >> 4 & 7), &dice)
        guard !file.isEmpty else { return file }
        for _ in 0..<min(damage, 32) {
            switch dice.below(8) {
            case 0: file.remove(at: dice.below(file.count))
            case 1: file.insert(UInt8(dice.below(256)), at: dice.below(file.count))
            case 2 where damage > 3: file.removeLast(dice.below(file.count))
            case 3: file.append(UInt8(dice.pick([0, 0x1F, 0x50, 0x3C, 0x20])))
            default: file[dice.below(file.count)] ^= UInt8(1 << dice.below(8))
            }
            if file.isEmpty { break }
        }
        return file
    }

    /// The same with a comment before the document element, so long that a piece of 256 KiB ends inside the document;
    /// `nil` for most, and where what is compared would not be the same.
    var split: HostileCase? {
        guard segment & 0x80 != 0, seed & 3 == 0, damage == 0, limits & 0xC0 == 0,
            // A document of less than four bytes is none for libxml2, whatever they are.
            document.count >= 4, document.first == UInt8(ascii: "<"), !document.prefix(4).contains(0)
        else { return nil }
        var place = 0
        if document.starts(with: "<?xml".utf8) {
            guard let end = document.firstIndex(of: UInt8(ascii: ">")), document[end - 1] == UInt8(ascii: "?") else {
                return nil
            }
            place = end + 1
        }
        var dice = HostileDice(seed: UInt64(seed) << 8 | UInt64(container))
        let inside = dice.below(document.count - place)
        let width = [0: 1, 2: 2, 3: 2, 7: 4][container >> 4 & 7] ?? 1
        let filling = [UInt8](repeating: UInt8(ascii: "x"), count: (256 << 10) / width - inside)
        var split = self
        split.document.insert(contentsOf: Array("<!--".utf8) + filling + Array("-->".utf8), at: place)
        return split
    }

    private func packed(_ xml: [UInt8], _ dice: inout HostileDice) -> [UInt8] {
        let stored = ZipBuilder([.init("a.xml", xml, isDeflated: false)])
        let half = xml.count / 2
        switch container & 15 {
        case 1: return Self.gzip(xml)
        case 2: return Self.gzip(Array(xml[..<half])) + Self.gzip(Array(xml[half...]))
        case 3: return Self.gzip(xml) + [UInt8](repeating: 0, count: dice.below(600))
        case 4: return stored.bytes
        case 5: return ZipBuilder([.init("d/", [], isDeflated: false), .init("d/a.xml", xml)]).bytes
        case 6:
            var first = ZipBuilder.Member("a.xml", xml)
            first.descriptor = dice.pick([.none, .signed, .unsigned, .wideSigned, .wideUnsigned])
            first.isWide = dice.chance(30)
            first.isDeflated = dice.chance(70)
            var archive = ZipBuilder([first, .init("b.txt", "text"), .init("c.xml", xml, isDeflated: dice.chance(50))])
            archive.isWide = dice.chance(30)
            return archive.bytes
        case 7: return ZipBuilder([.init("in.zip", stored.bytes, isDeflated: dice.chance(50))]).bytes
        case 8: return ZipBuilder([.init("a.xml.gz", Self.gzip(xml), isDeflated: false)]).bytes
        case 9: return Self.gzip(Self.gzip(xml))
        case 10: return Self.gzip(ZipBuilder([.init("in.zip", stored.bytes), .init("b.xml", xml)]).bytes)
        default: return xml
        }
    }

    /// The same document in another encoding: characters that it lacks become `?`.
    private static func encoded(_ xml: [UInt8], _ form: UInt8) -> [UInt8] {
        func declared(_ name: String) -> String {
            var text = String(decoding: xml, as: UTF8.self)
            if text.utf8.starts(with: "<?xml".utf8), let end = text.utf8.firstIndex(of: UInt8(ascii: ">")) {
                text = String(text[text.utf8.index(after: end)...])
            }
            return "<?xml version='1.0' encoding='\(name)'?>" + text
        }
        func narrow(_ text: String) -> [UInt8] {
            text.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : UInt8(ascii: "?") }
        }
        switch form {
        case 1: return [0xEF, 0xBB, 0xBF] + xml
        case 2: return [0xFF, 0xFE] + declared("UTF-16").utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        case 3: return [0xFE, 0xFF] + declared("UTF-16").utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        case 4: return narrow(declared("ISO-8859-1"))
        case 5: return narrow(declared("windows-1252"))
        case 6: return narrow(declared("US-ASCII"))
        case 7:
            return [0, 0, 0xFE, 0xFF]
                + declared("UTF-32").unicodeScalars.flatMap { scalar in
                    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: scalar.value >> UInt32($0)) }
                }
        default: return xml
        }
    }

    /// A gzip member (RFC 1952).
    private static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + ZipBuilder.deflate(bytes)
        for word in [ZipBuilder.crc(bytes), UInt32(truncatingIfNeeded: bytes.count)] {
            for shift in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) }
        }
        return out
    }

    // MARK: How it is read

    var triesSkeleton: Bool { segment >> 4 & 3 == 2 }

    var rowsPerSegment: Int { [1, 2, 3, 7, 50][Int(segment & 15) % 5] }

    var options: ReadingOptions {
        var options = ReadingOptions()
        options.readAhead = segment & 0x10 != 0
        if segment & 0x60 == 0x60 { options.isAllowed = { $0.low & 3 != 0 } }
        // Room for what a test waits for: no expansion to 64 MiB.
        options.limits.expansionFloor = 1 << 20
        options.limits.names = 5000
        if limits & 1 != 0 { options.limits.depth = 3 + Int(seed & 7) }
        if limits & 2 != 0 { options.limits.attributeBytes = 20 }
        if limits & 4 != 0 { options.limits.textBytes = 40 }
        if limits & 8 != 0 { options.limits.rows = 1 + Int(seed & 15) }
        if limits & 16 != 0 { options.limits.recordsPerPatient = 1 + Int(seed & 3) }
        if limits & 32 != 0 { options.limits.memberNameBytes = 1 + Int(seed & 7) }
        if limits & 64 != 0 { options.limits.names = 400 }
        if limits & 128 != 0 {
            options.limits.expansionFloor = 64
            options.limits.expansionRatio = 1 + Int(seed & 3)
            options.limits.containerDepth = 1 + Int(seed & 1)
            options.limits.members = 2
        }
        return options
    }
}
