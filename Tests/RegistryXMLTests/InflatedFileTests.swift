import Foundation
import RegistryXML
import Testing

@Suite struct InflatedFileTests {
    private func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
        try Fixtures.withFile(bytes) { path in
            var out: [UInt8] = []
            try InflatedFile.forEachChunk(of: path) { (chunk, _) throws(RefusedDocument) in out += chunk }
            return out
        }
    }

    private let text = Array("<a>some text</a>".utf8)

    @Test func plainBytesComeAsTheyAre() throws {
        #expect(try inflated(text) == text)
        let long = [UInt8](repeating: 7, count: 600_000)
        #expect(try inflated(long) == long)
    }

    @Test func membersFollowOneAnotherAndZerosAreIgnored() throws {
        #expect(try inflated(Fixtures.gzip(text)) == text)
        #expect(try inflated(Fixtures.gzip(text) + Fixtures.gzip(text)) == text + text)
        #expect(try inflated(Fixtures.gzip(text) + [0, 0, 0]) == text)
        let long = (0..<700_000).map { UInt8($0 % 251) }
        #expect(try inflated(Fixtures.gzip(long) + Fixtures.gzip(text)) == long + text)
    }

    @Test func brokenStreamsAreRefused() throws {
        var wrongCRC = Fixtures.gzip(text)
        wrongCRC[wrongCRC.count - 8] ^= 1
        var wrongLength = Fixtures.gzip(text)
        wrongLength[wrongLength.count - 1] ^= 1
        for bytes in [
            wrongCRC, wrongLength, Fixtures.gzip(text) + [1], Fixtures.gzip(text) + [0, 1],
            Fixtures.gzip(text) + [0x1F], Fixtures.gzip(text) + [0x1F, 0x8B], Fixtures.gzip(text) + text,
        ] {
            let error = #expect(throws: RefusedDocument.self) { try inflated(bytes) }
            #expect(error?.kind == .brokenStream)
        }
    }

    @Test func everyCutIsRefused() throws {
        let whole = Fixtures.gzip(text)
        for count in 2..<whole.count {
            let error = #expect(throws: RefusedDocument.self) { try inflated(Array(whole[..<count])) }
            #expect(error?.kind == .brokenStream)
        }
    }

    @Test func anEmptyOrMissingFileIsRefused() throws {
        #expect(throws: RefusedDocument.self) { try inflated([]) }
        let error = #expect(throws: RefusedDocument.self) {
            try InflatedFile.forEachChunk(of: "/nowhere/at/all") { (_, _) throws(RefusedDocument) in }
        }
        #expect(error?.kind == .unreadable)
    }

    /// 100,000 zero bytes as `gzip -9` packs them into 132.
    private let zeros = """
        H4sIAAAAAAACA+3BMQEAAADCoPVPbQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIBXA32VEdSghgEA
        """

    @Test func expansionIsLimited() throws {
        let bytes = [UInt8](try #require(Data(base64Encoded: zeros)))
        #expect(try inflated(bytes).count == 100_000)
        var limits = ReadingLimits()
        limits.expansionFloor = 99_999
        try Fixtures.withFile(bytes) { path in
            let error = #expect(throws: RefusedDocument.self) {
                try InflatedFile.forEachChunk(of: path, limits: limits) { (_, _) throws(RefusedDocument) in }
            }
            #expect(error?.kind == .limit)
            limits.expansionFloor = 100_000
            try InflatedFile.forEachChunk(of: path, limits: limits) { (_, _) throws(RefusedDocument) in }
        }
    }
}
