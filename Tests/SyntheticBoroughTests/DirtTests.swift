import Foundation
import SyntheticBorough
import Testing

/// A dirty borough, written once for all tests here and kept in memory.
private struct Dirty: Sendable {
    let summary: BoroughSummary
    /// As they lie in the inbox.
    let files: [String: Data]
    /// Unpacked, one character for each byte.
    let texts: [String: String]
    /// What xmllint says of all files together.
    let verdict: (status: Int32, errors: String)

    private static let task = Task {
        let scratch = try Scratch()
        let plan = BoroughPlan(people: 2_000, seed: 6, dirty: true)
        let summary = try await Borough.write(plan, to: "\(scratch.path)/b", workers: 2)
        let paths = try scratch.unpacked("b")
        let texts = try paths.mapValues { try String(contentsOfFile: $0, encoding: .isoLatin1) }
        let result = try xmllint(["--noout"] + paths.values.sorted())
        return Dirty(
            summary: summary, files: try scratch.files(in: "b/inbox"), texts: texts,
            verdict: (result.status, result.errors))
    }

    static var borough: Dirty { get async throws { try await task.value } }
}

@Suite struct DirtTests {
    @Test func nothingMakesAFileBeRefused() async throws {
        let dirty = try await Dirty.borough
        #expect(dirty.verdict.status == 0 && dirty.verdict.errors.isEmpty, "\(dirty.verdict.errors.prefix(2_000))")
        for text in dirty.texts.values {
            #expect(!text.contains("<!DOCTYPE"))
            #expect(
                text.firstMatch(of: /<registryFeed xmlns="urn:strata:registry-feed:1.0" version="1.0" source=/) != nil)
        }
    }

    @Test(arguments: [
        "birthDate=\"2026-02-30\"", "at=\"2026-03-04T24:00:00\"", "cost=\"1,5\"", "minutes=\"eleven\"", "value=\"NaN\"",
        "status=\"ATTENDED\"", "sex=\"\"", "<registration start=", "ended=\"\"", "<history><contact ", "<batch number=",
        "<o:contact ", "<f:contact ", "f:status=\"cancelled\"", "xml:lang=\"en\"", "<note>asked to be called Jo</note>",
        "<note>   \n", "&amp;", "&#233;", "<![CDATA[", "<!--", "<?sort contacts?>", "nhsNumber=\"9999999999\"",
        "nhsNumber=\"4000000004\"", "nhsNumber=\"999000000A\"", "deathDate=\"1950-01-01\"", "<level><level>",
        "<Patient ", "='", "localFlag=", "optOut=\"Type1\"", "stray text in the feed", "generic=\"\"",
        "method=\"EMERGENCY\"",
    ])
    func dirtOfEachKindIsThere(needle: String) async throws {
        let dirty = try await Dirty.borough
        #expect(dirty.texts.contains { $0.key.contains("full") && $0.value.contains(needle) })
    }

    @Test func repeatsAndFutureAndEndsBeforeStarts() async throws {
        let dirty = try await Dirty.borough
        let text = try #require(dirty.texts["G85001-20261120-full.xml.gz"])
        #expect(text.matches(of: /<patient id="G85001-R1"/).count == 2)
        let repeated = try #require(text.firstMatch(of: /<patient id="G85001-R3"(?s:.*?)<\/patient>/)).0
        #expect(repeated.matches(of: /<contact id="r-1"/).count == 2)
        #expect(repeated.matches(of: /<contact id="r-2" at="2026-02-30T10:00:00"/).count == 1)
        #expect(text.contains("at=\"2026-12-20T09:00:00\""))
        #expect(text.contains("start=\"2026-10-01\" end=\"2026-10-01\"") && text.contains("end=\"2026-08-22\""))
        #expect(text.contains("<removed id="))
    }

    @Test func deltasRemoveAndCarryAndCancel() async throws {
        let dirty = try await Dirty.borough
        let full = try #require(dirty.texts["G85002-20261120-full.xml.gz"])
        let delta = try #require(dirty.texts["G85002-20261121-delta.xml.gz"])
        #expect(delta.contains("<removed id=\"G85002-R3\"/>") && delta.contains("<patient id=\"G85002-R3\""))
        let aside = try #require(
            full.firstMatch(of: /<patient id="G85002-O1" birthDate="1961-02-29" [^>]*nhsNumber="([0-9]+)"/))
        let good = try #require(
            delta.firstMatch(of: /<patient id="G85002-O1" birthDate="1957-03-09" [^>]*nhsNumber="([0-9]+)"/))
        #expect(aside.1 == good.1)
        #expect(delta.contains("<removed id=\"G85002-O4\">") && !delta.contains("id=\"G85002-O2\""))
        #expect(try #require(dirty.texts["G85004-20261113-full.xml.gz"]).contains("G85004-O9"))
        #expect(try !#require(dirty.texts["G85004-20261120-full.xml.gz"]).contains("G85004-O9"))
    }

    @Test func filesLieOnDiskInEveryForm() async throws {
        let dirty = try await Dirty.borough
        let files = dirty.files
        #expect(files["G85001-20261120-full.xml.gz"] == files["G85001-20261120-full-copy.xml.gz"])
        #expect(try #require(files["G85005-20261120-full.xml"]).starts(with: Data("<?xml".utf8)))
        let members = try #require(files["G85003-20261118-full.xml.gz"])
        #expect(members.suffix(700) == Data(repeating: 0, count: 700))
        let header = Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3])
        let second = members.range(of: header, in: members.startIndex + 10..<members.endIndex)
        #expect(members.starts(with: header) && second != nil)
        let latin = try #require(dirty.texts["G85004-20261120-full.xml.gz"])
        #expect(latin.contains("encoding=\"ISO-8859-1\"") && latin.contains("name=\"Caf\u{E9} House\""))
        #expect(files.keys.filter { $0.hasPrefix("G84999") } == ["G84999-20261120-delta.xml.gz"])
        #expect(dirty.summary.files.map(\.name) == files.keys.sorted())
    }

    @Test func hospitalSkipsASequence() async throws {
        let dirty = try await Dirty.borough
        let sequences = dirty.texts.filter { $0.key.hasPrefix("RZ9") }.values
            .compactMap { $0.firstMatch(of: /sequence="([0-9]+)"/).flatMap { Int($0.1) } }.sorted()
        #expect(sequences.count == 2 && sequences[1] - sequences[0] == 2)
    }
}
