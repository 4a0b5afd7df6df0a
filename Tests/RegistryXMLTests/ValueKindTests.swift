import RegistryXML
import Testing

/// Kinds of values, each case worked out by hand from the rule that 19 of 20 values must be of the kind.
@Suite struct ValueKindTests {
    private func values(_ list: [String]) throws -> ValueSurvey {
        let xml = "<a>\(list.map { "<b c=\"\($0)\"/>" }.joined())</a>"
        let survey = try SurveyFixtures.survey(xml)
        return try #require(survey.paths.last?.attributes.first).values
    }

    private static let id = "0d6b7e1c-9a3f-4c55-8a10-1f2e3d4c5b6a"

    @Test(arguments: [
        (["", " "], ValueKind.none),
        (["true", "false"], .boolean),
        (["2026-02-28", "1948-05-17"], .date),
        (["2026-02-29"], .text),
        (["2026-02-28Z", "1948-05-17+01:00", "1948-05-17"], .date),
        (["2026-02-28+01:0", "2026-02-28+15:00"], .text),
        (["2026-02-28Z", "2026-02-28T23:59:59+01:00"], .dateOrAnyTime),
        (["2026-02-28T23:59:59"], .localTime),
        (["2026-02-28T23:59:59Z"], .utcTime),
        (["2026-02-28T23:59:59.000Z", "2026-02-28T23:59:59+01:00"], .time),
        (["2026-02-28T24:00:00"], .text),
        (["2026-02-28", "2026-02-28T23:59:59"], .dateOrTime),
        (["2026-02-28", "2026-02-28T23:59:59+01:00"], .dateOrAnyTime),
        (["2014", "2014-03", "2014-03-02"], .partialDate),
        (["20201222", "201001141308", "20201222144600", "20201222144600+0000", "20201222144600.000"], .hl7Date),
        (["20201322"], .integer),
        (["061978", "531999"], .week),
        (["201203"], .integer),
        (["7", "12"], .integer),
        (["2014", "2015"], .integer),
        (["7.5", "12", "-3"], .decimal),
        (["-3"], .decimal),
        ([id], .uuid),
        (["http://snomed.info/sct", "urn:oid:2.16.840"], .uri),
        (["2.16.840.1.113883.2.1.4.1"], .oid),
        // 299 mod 11 is 2, so 9 checks 943476591; 4505577104 is the NHS Data Dictionary's own example.
        (["9434765919", "4505577104"], .nhsNumber),
        (["9434765918", "9434765917"], .tenDigits),
        (["1111111111"], .tenDigits),
        (["A81001", "B2"], .text),
        (["Mary Ann", "John"], .text),
    ])
    func kinds(list: [String], kind: ValueKind) throws {
        #expect(try values(list).kind == kind, "\(list)")
    }

    @Test func fewDifferentAreCodes() throws {
        let codes = try values((0..<40).map { ["gp", "nurse", "other"][$0 % 3] })
        #expect(codes.kind == .code && codes.distinct == 3 && codes.bytes == 2...5)
        // Of one length, as codes are; of several, as numbers are.
        #expect(try values((0..<40).map { ["1", "2", "9"][$0 % 3] }).kind == .code)
        #expect(try values((0..<40).map { ["5", "10", "15"][$0 % 3] }).kind == .integer)
        #expect(try values((0..<40).map { ["01", "02"][$0 % 2] }).kind == .code)
        // Seven values are too few to tell.
        #expect(try values((0..<7).map { _ in "gp" }).kind == .text)
    }

    @Test func allDifferentAreIdentifiers() throws {
        let ids = try values((0..<300).map { "p\($0)" })
        #expect(ids.kind == .identifier && ids.distinct == 256 && ids.hasMoreDistinct)
        #expect(try values((10_000..<10_020).map { "\($0)" }).kind == .identifier)
        #expect(try values((0..<20).map { "\($0)" }).kind == .integer)
        #expect(try values((0..<20).map { "p\($0 % 19)" }).kind == .text)
        #expect(try values((0..<20).map { "word \($0)" }).kind == .text)
    }

    @Test func oneOfTwentyMayBeOther() throws {
        let dates = (1...19).map { "2026-01-\($0 < 10 ? "0" : "")\($0)" }
        let most = try values(dates + ["unknown"])
        #expect(most.kind == .date && most.matching == 19 && most.count == 20)
        #expect(try values(dates.dropLast() + ["unknown", ""]).kind != .date)
        let some = try values(dates + ["", " "])
        #expect(some.kind == .date && some.matching == 19 && some.count == 19 && some.empty == 2)
    }

    @Test func longBase64() throws {
        #expect(try values([String(repeating: "QmFzZTY0", count: 8)]).kind == .base64)
        #expect(try values([String(repeating: "QmFzZTY0", count: 2000)]).kind == .base64)
        #expect(try values([String(repeating: "QmFzZTY0", count: 7)]).kind == .text)
        #expect(try values([String(repeating: "words and ", count: 900) + "end"]).kind == .text)
        #expect(try values([String(repeating: "words and ", count: 900) + "end"]).bytes == 9003...9003)
    }

    @Test func roomForHashesIsBounded() throws {
        var caps = SurveyLimits()
        caps.hashes = 8
        let xml = "<a>\((0..<100).map { "<b c=\"v\($0)\"/>" }.joined())</a>"
        let values = try #require(try SurveyFixtures.survey(xml, caps: caps).paths.last?.attributes.first).values
        #expect(values.distinct <= 8 && values.hasMoreDistinct && values.count == 100)
    }
}
