import Glibc
import RegistryXML
import Testing

/// Drawn documents of every shipped mapping, packed, written and damaged in many ways: the short form of the run under
/// libFuzzer that `Fuzzing/README.md` describes. `CASES` and `SEED` make it longer, and other.
@Suite struct HostileDocumentsTests {
    private static let cases = getenv("CASES").flatMap { Int(String(cString: $0)) } ?? 150
    private static let seed = getenv("SEED").flatMap { UInt64(String(cString: $0)) } ?? 1

    private static let mappings = [
        "registry-feed", "gpdata-extract", "ods", "fhir-r4", "fhir-stu3", "naaccr", "ccda", "gp2gp", "ukrdc", "cosd",
        "sact",
    ]

    @Test(arguments: mappings)
    func allReadingsAgree(name: String) throws {
        let mapping = try Fixtures.mapping(name)
        var drawing = HostileDrawing(mapping, seed: Self.seed)
        var read = 0, records = 0
        for number in 0..<UInt64(Self.cases) {
            var dice = HostileDice(seed: Self.seed &+ number &* 7919)
            let input = HostileCase(mapping: 0, drawing.document(seed: dice.next()), &dice)
            let verdict = try verdict(input, mapping)
            if verdict.fault != nil, let folder = getenv("FOUND") {
                let target = creat(String(cString: folder) + "/\(name)-\(Self.seed)-\(number)", 0o600)
                _ = Glibc.write(target, input.bytes, input.bytes.count)
                close(target)
            }
            #expect(verdict.fault == nil, "\(name), case \(number) of seed \(Self.seed)")
            read += verdict.records == nil ? 0 : 1
            records += verdict.records ?? 0
        }
        // Enough of them are sound for the comparison to say something.
        #expect(read > Self.cases / 20)
        #expect(records > Self.cases / 5)
    }

    private func verdict(_ input: HostileCase, _ mapping: Mapping) throws -> (fault: String?, records: Int?) {
        let file = input.file, split = input.split?.file
        return try Fixtures.withFile(file) { path in
            try Fixtures.withFile(split ?? []) { splitPath in
                ReadingProperties(
                    path: path, fileSize: file.count, mapping: mapping, options: input.options,
                    rowsPerSegment: input.rowsPerSegment, splitPath: split == nil ? nil : splitPath,
                    triesSkeleton: input.triesSkeleton
                ).verdict()
            }
        }
    }

    /// What libFuzzer found.
    @Test(arguments: [
        // Three bytes, which libxml2 calls no document at all: behind a comment they would be a faulty one.
        ("gp2gp", [0x06, 0x02, 0, 0x83, 0, 0xCC, 0x3C, 0x03, 0x52] as [UInt8])
    ])
    func whatWasFoundStaysMended(name: String, bytes: [UInt8]) throws {
        #expect(try verdict(HostileCase(bytes), Fixtures.mapping(name)).fault == nil)
    }
}
