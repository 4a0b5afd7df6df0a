import RegistryXML
import Testing

@Suite struct DocumentContainerTests {
    typealias Member = ZipBuilder.Member

    private let text = "<a>some text, some text</a>"

    @Test func plainAndGzipHoldOneDocumentWithoutAName() throws {
        let bytes = Array(text.utf8)
        #expect(try Fixtures.unpacked(bytes) == Unpacked(names: [nil], documents: [bytes]))
        #expect(try Fixtures.unpacked(Fixtures.gzip(bytes)) == Unpacked(names: [nil], documents: [bytes]))
        // What is no XML is the parser's business outside an archive.
        #expect(try Fixtures.unpacked([1, 2, 3]).documents == [[1, 2, 3]])
    }

    @Test func aMemberInEveryShape() throws {
        for isDeflated in [true, false] {
            for isWide in [true, false] {
                for descriptor in [ZipBuilder.Descriptor.none, .signed, .unsigned, .wideSigned, .wideUnsigned] {
                    var member = Member("in/a.xml", text, isDeflated: isDeflated)
                    member.isWide = isWide
                    member.descriptor = descriptor
                    for isWideEnd in [true, false] {
                        var archive = ZipBuilder([member, member])
                        archive.isWide = isWideEnd
                        archive.comment = Array("a comment".utf8)
                        let unpacked = try Fixtures.unpacked(archive.bytes)
                        #expect(unpacked.texts == [text, text])
                        #expect(unpacked.names == ["in/a.xml", "in/a.xml"])
                    }
                }
            }
        }
    }

    /// The two stored members of an archive in an archive, each found by its descriptor alone.
    @Test func aDescriptorOfAStoredMemberIsNotTakenFromWhatItHolds() throws {
        for descriptor in [ZipBuilder.Descriptor.signed, .unsigned, .wideSigned, .wideUnsigned] {
            func stored(_ name: String, _ data: [UInt8]) -> Member {
                var member = Member(name, data, isDeflated: false)
                member.descriptor = descriptor
                return member
            }
            let inner = ZipBuilder([stored("one.xml", Array(text.utf8)), stored("two.xml", Array("<two/>".utf8))]).bytes
            let outer = ZipBuilder([stored("d/", []), stored("in.zip", inner), stored("three.xml", Array("<c/>".utf8))])
            let unpacked = try Fixtures.unpacked(outer.bytes)
            #expect(unpacked.names == ["in.zip!/one.xml", "in.zip!/two.xml", "three.xml"])
            #expect(unpacked.texts == [text, "<two/>", "<c/>"])
        }
    }

    /// Data that says its own length every four bytes, so that a descriptor could stand anywhere.
    @Test func dataFullOfLengthsIsReadToItsDescriptor() throws {
        var data: [UInt8] = Array("<   ".utf8)
        while data.count < 40_000 {
            let length = UInt32(data.count - 4)
            data += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: length >> $0) }
        }
        for descriptor in [ZipBuilder.Descriptor.signed, .unsigned] {
            var member = Member("a", data, isDeflated: false)
            member.descriptor = descriptor
            #expect(try Fixtures.unpacked(ZipBuilder([member, Member("b", "<b/>")]).bytes).documents.first == data)
        }
    }

    /// Descriptors that lie across, just before and just behind the end of what is held at once (256 KiB).
    @Test func descriptorsLieAcrossPieces() throws {
        let long = Array("<".utf8) + (0..<270_000).map { UInt8($0 % 251) }
        // A local header with its name and extra field stands before the data.
        let head = 30 + 1 + 9
        for descriptor in [ZipBuilder.Descriptor.signed, .wideUnsigned] {
            for short in [-30, -24, -13, -12, -4, -1, 0, 1, 7] {
                let data = Array(long[..<((256 << 10) - head + short)])
                var member = Member("a", data, isDeflated: false)
                member.descriptor = descriptor
                let archive = ZipBuilder([member, member]).bytes
                #expect(try Fixtures.unpacked(archive).documents == [data, data], "\(descriptor) \(short)")
            }
        }
    }

    @Test func documentsComeInOrderAndOtherFilesAreCounted() throws {
        let archive = ZipBuilder([
            Member("in/", "", isDeflated: false), Member("in/empty", ""), Member("in/b", "\u{FEFF} \n<b/>"),
            Member("readme.txt", "no < at the start"), Member("a.txt", "<a/>", isDeflated: false),
            Member("wide", [0xFF, 0xFE, 0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E, 0]), Member("wide too", [0, 0x3C, 0, 0x61]),
        ])
        let unpacked = try Fixtures.unpacked(archive.bytes)
        #expect(unpacked.names == ["in/b", "a.txt", "wide", "wide too"])
        #expect(unpacked.skipped == 2)
        #expect(unpacked.texts[..<2] == ["\u{FEFF} \n<b/>", "<a/>"])
    }

    @Test func whatIsNamedAsXMLMustBeXML() throws {
        for bad in [Member("b.xml", ""), Member("in/B.XML", "no"), Member("b.xml.gz", ""), Member("b.zip", "")] {
            let archive = ZipBuilder([Member("a.xml", "<a/>"), bad])
            let fault = #expect(throws: RefusedDocument.self) { try Fixtures.unpacked(archive.bytes) }
            #expect(fault?.kind == .container)
        }
        // What a file manager leaves beside a file is hidden, and no feed.
        let hidden = ZipBuilder([Member("a.xml", "<a/>"), Member("__MACOSX/._a.xml", [0, 5, 22, 7])])
        #expect(try Fixtures.unpacked(hidden.bytes).names == ["a.xml"])
    }

    @Test func containersInOneAnother() throws {
        let inner = ZipBuilder([Member("one.xml", "<one/>"), Member("two.xml", "<two/>", isDeflated: false)]).bytes
        for isDeflated in [true, false] {
            let outer = ZipBuilder([
                Member("full.zip", inner, isDeflated: isDeflated), Member("three.xml", "<three/>"),
                Member("four.xml.gz", Fixtures.gzip(Array("<four/>".utf8)), isDeflated: isDeflated),
                Member("notes.gz", Fixtures.gzip(Array("notes".utf8))),
            ]).bytes
            let unpacked = try Fixtures.unpacked(outer)
            #expect(unpacked.names == ["full.zip!/one.xml", "full.zip!/two.xml", "three.xml", "four.xml.gz"])
            #expect(unpacked.texts == ["<one/>", "<two/>", "<three/>", "<four/>"])
            #expect(unpacked.skipped == 1)
            #expect(try Fixtures.unpacked(Fixtures.gzip(outer)) == unpacked)
        }
    }

    @Test func nestingHasAnEnd() throws {
        var bytes = Array("<a/>".utf8)
        for _ in 0..<3 { bytes = ZipBuilder([Member("a", bytes)]).bytes }
        #expect(try Fixtures.unpacked(bytes).names == ["a!/a!/a"])
        #expect(try Fixtures.containerRefusal(ZipBuilder([Member("a", bytes)]).bytes)?.kind == .limit)
        #expect(try Fixtures.containerRefusal(Fixtures.gzip(bytes))?.kind == .limit)
        var limits = ReadingLimits()
        limits.containerDepth = 2
        #expect(try Fixtures.containerRefusal(bytes, limits)?.kind == .limit)
        limits.containerDepth = 4
        #expect(try Fixtures.containerRefusal(Fixtures.gzip(bytes), limits) == nil)
    }

    @Test func largeMembersComeInPieces() throws {
        var seed = SplitMix(seed: 7)
        let noise = Array("<".utf8) + (0..<700_000).map { _ in UInt8(truncatingIfNeeded: seed.next()) }
        let long = Array("<".utf8) + (0..<900_000).map { UInt8($0 % 251) }
        let inner = ZipBuilder([Member("noise", noise), Member("long", long)]).bytes
        let outer = ZipBuilder([
            Member("inner", inner, isDeflated: false), Member("noise", noise, isDeflated: false), Member("long", long),
        ]).bytes
        #expect(try Fixtures.unpacked(outer).documents == [noise, long, noise, long])
        try Fixtures.withFile(outer) { path in
            let summary = try DocumentContainer.forEachDocument(of: path) { (document) throws(RefusedDocument) in
                var total: Int64 = 0
                try document.forEachChunk { (chunk, position) throws(RefusedDocument) in
                    total += Int64(chunk.count)
                    #expect(position.bytesOut == total && chunk.count <= 256 << 10 && !chunk.isEmpty)
                }
            }
            #expect(summary.kind == .zip && summary.documents == 4)
            #expect(summary.bytesIn == outer.count && summary.bytesOut == 2 * (noise.count + long.count))
        }
    }

    @Test func whatIsNotReadIsCheckedAllTheSame() throws {
        var bytes = ZipBuilder([Member("a", "<a>\(text)</a>", isDeflated: false), Member("b", "<b/>")]).bytes
        func count() throws -> Int {
            try Fixtures.withFile(bytes) { path in
                try DocumentContainer.forEachDocument(of: path) { (_) throws(RefusedDocument) in }.documents
            }
        }
        #expect(try count() == 2)
        bytes[50] ^= 1
        let error = #expect(throws: RefusedDocument.self) { try count() }
        #expect(error?.kind == .brokenStream && error?.document == 1)
    }

    @Test func aFileOfAnySortAlone() throws {
        func read(_ bytes: [UInt8]) throws -> [UInt8] {
            try Fixtures.withFile(bytes) { path in
                var out: [UInt8] = []
                try InflatedFile.forEachChunk(of: path) { (chunk, _) throws(RefusedDocument) in out += chunk }
                return out
            }
        }
        let rows = Array("code,decile\nE01000001,3\n".utf8)
        let folder = Member("data/", "", isDeflated: false)
        #expect(try read(ZipBuilder([folder, Member("data/a.csv", rows)]).bytes) == rows)
        let two = ZipBuilder([Member("notes.txt", "notes"), Member("a.csv", rows)]).bytes
        try Fixtures.withFile(two) { path in
            var names: [String?] = []
            try DocumentContainer.forEachFile(of: path) { (file) throws(RefusedDocument) in names.append(file.name) }
            #expect(names == ["notes.txt", "a.csv"])
        }
        for members in [[], [folder], [Member("a.csv", rows), Member("b.csv", rows)]] {
            let error = #expect(throws: RefusedDocument.self) { try read(ZipBuilder(members).bytes) }
            #expect(error?.kind == .container)
        }
    }
}

/// Random numbers from a seed (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
