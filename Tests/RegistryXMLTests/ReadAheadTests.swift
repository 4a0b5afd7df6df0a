import Foundation
import RegistryXML
import Testing

@Suite(.serialized) struct ReadAheadTests {
    /// A document of random bytes, and what it looks like in three containers.
    private func containers(_ count: Int, seed: UInt64) -> [[UInt8]] {
        var random = SplitMix(seed: seed)
        let bytes = [0x3C] + (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) & 0x3F }
        let inner = ZipBuilder([.init("b", bytes, isDeflated: false)]).bytes
        return [
            bytes, Fixtures.gzip(bytes) + Fixtures.gzip(bytes),
            ZipBuilder([.init("a", bytes), .init("i", inner), .init("t", [1])]).bytes,
        ]
    }

    private struct Piece: Equatable {
        var document: Int
        var bytes: [UInt8]
        var position: InflatedFile.Position
    }

    /// The pieces that come out, and why no more do.
    private func pieces(_ path: String, readAhead: Bool, atMost: Int = .max) -> ([Piece], RefusedDocument?) {
        var pieces: [Piece] = []
        do throws(RefusedDocument) {
            try DocumentContainer.forEachDocument(of: path, readAhead: readAhead) {
                (document) throws(RefusedDocument) in
                try document.forEachChunk { (chunk, position) throws(RefusedDocument) in
                    pieces.append(Piece(document: document.number, bytes: Array(chunk), position: position))
                    if pieces.count == atMost { throw RefusedDocument(.cancelled, "enough") }
                }
            }
        } catch {
            return (pieces, error)
        }
        return (pieces, nil)
    }

    @Test(arguments: [1, 511, 512, 262_143, 262_144, 3_000_000])
    func thePiecesAreTheSame(_ count: Int) throws {
        for bytes in containers(count, seed: UInt64(count)) {
            // Whole, and cut: then the pieces before the fault come first.
            for length in [bytes.count, bytes.count * 2 / 3 + 1, bytes.count - 3] where length > 0 {
                try Fixtures.withFile(Array(bytes[..<length])) { path in
                    let (plain, fault) = pieces(path, readAhead: false)
                    let (ahead, other) = pieces(path, readAhead: true)
                    #expect(plain == ahead)
                    #expect(fault == other)
                    #expect(length == bytes.count ? fault == nil : true)
                }
            }
        }
    }

    @Test func whoeverHasEnoughEndsTheThread() throws {
        for bytes in containers(3_000_000, seed: 3) {
            try Fixtures.withFile(bytes) { path in
                for count in [1, 2, 5, 11] {
                    let (plain, fault) = pieces(path, readAhead: false, atMost: count)
                    let (ahead, other) = pieces(path, readAhead: true, atMost: count)
                    #expect(plain == ahead && plain.count == count)
                    #expect(fault == other && fault?.kind == .cancelled)
                }
            }
        }
    }

    @Test func aMissingFileIsRefusedAsEver() throws {
        #expect(pieces("/nowhere/at/all", readAhead: true).1 == pieces("/nowhere/at/all", readAhead: false).1)
        #expect(pieces("/nowhere/at/all", readAhead: true).1?.kind == .unreadable)
        try Fixtures.withFile([]) { #expect(pieces($0, readAhead: true).1?.kind == .notWellFormed) }
    }

    /// Runs `body` with a pipe in the file system.
    private func withPipe(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "/strata-\(UUID().uuidString)"
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        try body(path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, min($0.count, 4099))
            }
            if count <= 0 { return }
            start += count
        }
    }

    @Test func archivesComeThroughPipes() throws {
        for bytes in containers(700_000, seed: 5) {
            for readAhead in [true, false] {
                try withPipe { path in
                    Thread.detachNewThread {
                        let descriptor = open(path, O_WRONLY)
                        Self.write(bytes, to: descriptor)
                        close(descriptor)
                    }
                    let unpacked = try Fixtures.unpacked(path: path, readAhead: readAhead)
                    #expect(try unpacked == Fixtures.unpacked(bytes))
                }
            }
        }
    }

    @Test func aSilentPipeHoldsNobodyUp() throws {
        try withPipe { path in
            // Opened for both, so that the pipe never ends.
            let descriptor = open(path, O_RDWR)
            defer { close(descriptor) }
            Self.write([UInt8](repeating: 0x3C, count: 600), to: descriptor)
            let error = #expect(throws: RefusedDocument.self) {
                try DocumentContainer.forEachDocument(of: path, readAhead: true) { (_) throws(RefusedDocument) in
                    throw RefusedDocument(.cancelled, "enough")
                }
            }
            #expect(error?.kind == .cancelled && error?.message == "enough")
        }
    }

    @Test func aDashIsStandardInput() throws {
        let bytes = containers(1000, seed: 9)[2]
        for readAhead in [true, false] {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            let before = dup(0)
            dup2(ends[0], 0)
            close(ends[0])
            Self.write(bytes, to: ends[1])
            close(ends[1])
            let unpacked = try Fixtures.unpacked(path: "-", readAhead: readAhead)
            if before >= 0 {
                dup2(before, 0)
                close(before)
            }
            #expect(try unpacked == Fixtures.unpacked(bytes))
        }
    }

    @Test func documentsThroughTheReader() throws {
        let feeds = (0..<3).map { Fixtures.feed(Fixtures.patient(Fixtures.contact("c\($0)"))) }
        let archive = ZipBuilder([.init("b.xml", feeds[0]), .init("a.xml", feeds[1]), .init("readme", "read me")])
        let mapping = try Fixtures.mapping()
        for readAhead in [true, false] {
            var options = ReadingOptions()
            options.readAhead = readAhead
            try Fixtures.withFile(archive.bytes) { path in
                let (documents, summary) = try DocumentReader.readAll(
                    path, mapping, pseudonymiser: PlainTokens(), options: options)
                #expect(documents.map(\.name) == ["b.xml", "a.xml"])
                #expect(documents.map { $0.document.texts("contacts", "id") } == [["c0"], ["c1"]])
                #expect(documents.map(\.document.bytesOut) == feeds[..<2].map { Int64($0.utf8.count) })
                #expect(documents.map(\.document.bytesIn).reduce(0, +) < Int64(archive.bytes.count))
                #expect(summary.documents == 2 && summary.skippedMembers == 1)
            }
            let kind = try Fixtures.refusal(archive.bytes, mapping, options)?.kind
            #expect(kind == .container)
            let one = try Fixtures.read(ZipBuilder([.init("a", feeds[2])]).bytes, mapping, options)
            #expect(one.texts("contacts", "id") == ["c2"])
            let bad = ZipBuilder([.init("a", feeds[0]), .init("b", "<other/>")])
            let refused = #expect(throws: RefusedDocument.self) {
                try Fixtures.withFile(bad.bytes) {
                    try DocumentReader.readAll($0, mapping, pseudonymiser: PlainTokens(), options: options).documents
                }
            }
            #expect(refused?.kind == .root && refused?.document == 2)
        }
    }
}
