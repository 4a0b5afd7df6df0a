import RegistryXML
import Testing

@Suite struct ZipRefusalTests {
    typealias Member = ZipBuilder.Member

    private let text = "<a>some text, some text</a>"

    /// An archive with a bit of everything that a directory must agree with.
    private func archives() -> [[UInt8]] {
        var described = Member("b.xml", "<b>\(text)</b>")
        described.descriptor = .signed
        var wide = Member("c.xml", text, isDeflated: false)
        wide.isWide = true
        var whole = ZipBuilder([Member("a.xml", text), described, wide, Member("d.txt", "no XML")])
        whole.comment = Array("hello".utf8)
        var wideEnd = ZipBuilder([Member("a.xml", text, isDeflated: false)])
        wideEnd.isWide = true
        let inner = ZipBuilder([Member("a.xml", text)]).bytes
        // Stored, and only its descriptor says where it ends.
        let open = ZipBuilder.Descriptor.allCases.filter { $0 != .none }.map { descriptor in
            var member = Member("a.xml", text, isDeflated: false)
            member.descriptor = descriptor
            return ZipBuilder([member, Member("b.xml", "<b/>")]).bytes
        }
        return open + [
            whole.bytes, wideEnd.bytes, ZipBuilder([Member("i.zip", inner, isDeflated: false)]).bytes,
            ZipBuilder([Member("i.gz", Fixtures.gzip(Array(text.utf8)))]).bytes,
        ]
    }

    @Test func everyCutIsRefused() throws {
        for whole in archives() {
            for count in 4..<whole.count { #expect(try Fixtures.containerRefusal(Array(whole[..<count])) != nil) }
            // What is left then is no archive, and no XML.
            for count in 0..<4 { #expect(try Fixtures.refusal(Array(whole[..<count])) != nil) }
            #expect(try Fixtures.containerRefusal(whole) == nil)
            #expect(try Fixtures.containerRefusal(whole + [0])?.kind == .brokenStream)
            #expect(try Fixtures.containerRefusal(whole + whole)?.kind == .brokenStream)
        }
    }

    @Test func noFlippedBitChangesADocument() throws {
        for whole in archives() {
            let good = try Fixtures.unpacked(whole)
            var unnoticed = 0
            for place in whole.indices {
                for mask: UInt8 in [0x01, 0x08] {
                    var bytes = whole
                    bytes[place] ^= mask
                    do {
                        let unpacked = try Fixtures.unpacked(bytes)
                        // Without its signature the file is a plain one, which is no XML.
                        if place < 4, unpacked.names == [nil], unpacked.documents == [bytes] { continue }
                        #expect(unpacked == good, "byte \(place), mask \(mask)")
                        unnoticed += 1
                    } catch is RefusedDocument {}
                }
            }
            // Versions, times, attributes, comments: at least these are nobody's business.
            #expect(unnoticed > 0)
        }
    }

    /// Archives damaged at random: whatever comes of it comes on both ways, and nothing crashes.
    @Test func randomDamageIsTakenCalmly() throws {
        var random = SplitMix(seed: 2026)
        let good = archives()
        for _ in 0..<400 {
            var bytes = good[Int.random(in: 0..<good.count, using: &random)]
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, start + Int.random(in: 1...40, using: &random))
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[start] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[start] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
                case 2: bytes.removeSubrange(start..<end)
                case 3: bytes.insert(contentsOf: bytes[start..<end], at: end)
                default: bytes.insert(contentsOf: bytes[start..<end].reversed(), at: start)
                }
            }
            try Fixtures.withFile(bytes) { path in
                let plain = Result { try Fixtures.unpacked(path: path) }
                let ahead = Result { try Fixtures.unpacked(path: path, readAhead: true) }
                switch (plain, ahead) {
                case (.success(let one), .success(let other)): #expect(one == other)
                case (.failure(let one), .failure(let other)):
                    #expect(one as? RefusedDocument == other as? RefusedDocument && one is RefusedDocument)
                default: Issue.record("one way reads what the other refuses")
                }
            }
        }
    }

    private func refusal(_ change: (inout Member) -> Void) throws -> RefusedDocument.Kind? {
        var member = Member("a.xml", text)
        change(&member)
        return try Fixtures.containerRefusal(ZipBuilder([Member("first.xml", "<first/>"), member]).bytes)?.kind
    }

    @Test func archivesThatAreNotRead() throws {
        #expect(try refusal { _ in } == nil)
        for bit in [0, 5, 6, 13] { #expect(try refusal { $0.flags = 1 << bit } == .container) }
        for method: UInt16 in [1, 9, 12, 14, 93, 99] { #expect(try refusal { $0.method = method } == .container) }
        #expect(try refusal { $0.mendCentral = { $0.disk = 1 } } == .container)
        var parts = ZipBuilder([Member("a.xml", text)])
        parts.disk = 1
        #expect(try Fixtures.containerRefusal(parts.bytes)?.kind == .container)
        #expect(try Fixtures.containerRefusal([0x50, 0x4B, 7, 8] + parts.bytes)?.kind == .container)
        #expect(try Fixtures.containerRefusal(ZipBuilder([]).bytes)?.kind == .container)
        #expect(try Fixtures.containerRefusal(ZipBuilder([Member("a.xml", "text")]).bytes)?.kind == .container)
    }

    /// What a descriptor says must be so, and what only looks like one must not end a member.
    @Test func descriptorsThatContradict() throws {
        func le(_ value: UInt32) -> [UInt8] { [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) } }
        func descriptor(_ data: [UInt8]) -> [UInt8] {
            [0x50, 0x4B, 7, 8] + le(ZipBuilder.crc(data)) + le(UInt32(data.count)) + le(UInt32(data.count))
        }
        func archive(_ data: [UInt8]) -> [UInt8] {
            var member = Member("a.xml", data, isDeflated: false)
            member.descriptor = .signed
            return ZipBuilder([member]).bytes
        }
        let start = Array("<a>".utf8), end = Array("</a>".utf8)
        // Right in everything, but that no header follows; or a header, but another CRC, or another size.
        var changed = descriptor(start)
        changed[4] ^= 1
        var longer = descriptor(start)
        longer[12] += 1
        for inside in [descriptor(start), changed + [0x50, 0x4B, 3, 4], longer + [0x50, 0x4B, 1, 2]] {
            #expect(try Fixtures.unpacked(archive(start + inside + end)).documents == [start + inside + end])
        }
        // A whole member that ends early, and one more inside the data: the directory knows neither.
        var hidden = Member("h.xml", "<h/>", isDeflated: false)
        hidden.descriptor = .signed
        let other = ZipBuilder([hidden]).bytes
        let count = 30 + 5 + 9 + 4 + 16
        #expect(Array(other[count..<count + 4]) == [0x50, 0x4B, 1, 2])
        let smuggled = archive(start + descriptor(start) + other[..<count])
        #expect(try Fixtures.containerRefusal(smuggled)?.kind == .brokenStream)
        // The descriptor itself.
        let good = archive(start)
        let place = 30 + 5 + 9 + start.count
        #expect(try Fixtures.containerRefusal(good) == nil)
        for index in place..<place + 16 {
            var bytes = good
            bytes[index] ^= 0x20
            #expect(try Fixtures.containerRefusal(bytes)?.kind == .brokenStream, "byte \(index - place)")
        }
        // Nothing behind it that could be told from data.
        #expect(try Fixtures.containerRefusal(Array(good[..<(place + 16)]))?.kind == .brokenStream)
    }

    @Test func directoriesThatContradict() throws {
        let changes: [(inout ZipBuilder.Central) -> Void] = [
            { $0.crc ^= 1 }, { $0.compressed += 1 }, { $0.size += 1 }, { $0.offset += 1 }, { $0.offset = 0 },
            { $0.name = Array("b.xml".utf8) }, { $0.name = Array("a.xm".utf8) }, { $0.method = 0 },
            { $0.isLeftOut = true },
        ]
        for change in changes {
            for isWide in [true, false] {
                let kind = try refusal {
                    $0.mendCentral = change
                    $0.isWide = isWide
                }
                #expect(kind == .brokenStream)
            }
        }
        for isWide in [true, false] {
            var archive = ZipBuilder([Member("a.xml", text)])
            archive.surplus = 1
            archive.isWide = isWide
            #expect(try Fixtures.containerRefusal(archive.bytes)?.kind == .brokenStream)
        }
        #expect(try refusal { $0.name = Array("a.xml/".utf8) } == .brokenStream)
    }

    @Test func namesAndNumbersHaveLimits() throws {
        #expect(try refusal { $0.name = [0x61, 0, 0x62] } == .brokenStream)
        #expect(try refusal { $0.name = Array(repeating: 0x61, count: 1024) } == nil)
        #expect(try refusal { $0.name = Array(repeating: 0x61, count: 1025) } == .limit)
        #expect(try refusal { $0.name = [0xFF, 0x61] } == nil)
        var limits = ReadingLimits()
        limits.members = 3
        let members = (0..<4).map { Member("\($0).xml", "<a/>") }
        #expect(try Fixtures.containerRefusal(ZipBuilder(Array(members[..<3])).bytes, limits) == nil)
        #expect(try Fixtures.containerRefusal(ZipBuilder(members).bytes, limits)?.kind == .limit)
    }

    @Test func expansionIsLimitedForEachAndForAll() throws {
        // 300,001 bytes that deflate to some 320: a ratio of some 900.
        let bomb = Member("a.xml", [0x3C] + [UInt8](repeating: 0x20, count: 300_000))
        let noise = Member("b.txt", (0..<9000).map { UInt8($0 * $0 % 251) }, isDeflated: false)
        var limits = ReadingLimits()
        limits.expansionFloor = 300_000
        func kind(_ members: [Member]) throws -> RefusedDocument.Kind? {
            try Fixtures.containerRefusal(ZipBuilder(members).bytes, limits)?.kind
        }
        // One of them is too much even where the file as a whole grows little; below the floor it is not.
        #expect(try kind([noise, bomb]) == .limit)
        limits.expansionFloor = 300_001
        #expect(try kind([bomb]) == nil)
        #expect(try kind([bomb, bomb]) == .limit)
        #expect(try kind([noise, bomb, bomb]) == nil)
        // In an archive in the archive, the ratios multiply, and all files count against the one on disk.
        let inner = ZipBuilder([Member](repeating: bomb, count: 40)).bytes
        limits.expansionRatio = 1000
        limits.expansionFloor = 1_000_000
        #expect(try kind([Member](repeating: bomb, count: 40)) == nil)
        #expect(try kind([Member("i.zip", inner)]) == .limit)
    }
}
