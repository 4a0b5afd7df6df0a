import Foundation
import RegistryXML
import Testing

@Suite struct SurveyorTests {
    @Test func countsByHand() throws {
        let file = try SurveyFixtures.file(Array(SurveyFixtures.registryFeed.utf8))
        let survey = try #require(file.documents.first)
        #expect(file.container == .plain)
        #expect(file.bytesOnDisk == Int64(SurveyFixtures.registryFeed.utf8.count))
        #expect(survey.bytes == file.bytesOnDisk)
        #expect(survey.elements == 6)
        #expect(survey.attributes == 9)
        #expect(survey.depth == 3)
        // The text with the spaces around it; the longest without them.
        #expect(survey.textBytes == 14)
        #expect(survey.longestText == 12)
        #expect(survey.longestAttribute == 19)
        #expect(survey.lines == 7)
        #expect(survey.longestLine == 81)
        #expect(survey.root == "r:registryFeed")
        #expect(survey.rootNamespace == "urn:strata:registry-feed:1.0")
        #expect(survey.declaredEncoding == nil && survey.byteOrderMark == nil)
        #expect(
            survey.paths.map(\.path) == [
                "r:registryFeed", "r:registryFeed/r:patient", "r:registryFeed/r:patient/r:contact",
                "r:registryFeed/r:note",
            ])
        #expect(survey.paths.map(\.count) == [1, 2, 2, 1])
        #expect(survey.paths.map(\.perParent) == [1...1, 2...2, 0...2, 1...1])
        #expect(survey.paths[1].attributes.map(\.name) == ["id", "nhsNumber", "birthDate"])
        #expect(survey.paths[1].attributes.map(\.count) == [2, 1, 2])
        #expect(survey.paths[1].attributes.map(\.values.kind) == [.text, .nhsNumber, .date])
        #expect(survey.paths[2].attributes[0].values.kind == .localTime)
        #expect(survey.paths[3].text?.count == 1)
        #expect(survey.paths[0].text == nil)
    }

    @Test(arguments: SurveyFixtures.known.indices)
    func formatsAreKnownByTheirNames(index: Int) throws {
        let known = SurveyFixtures.known[index]
        let format = try #require(try SurveyFixtures.survey(known.xml).format, "\(known.xml)")
        #expect(format.id == known.id)
        #expect(format.mapping == known.mapping)
        #expect(format.isCertain == known.isCertain)
    }

    @Test func versionsComeFromTheNamespace() throws {
        let cosd = "<c:COSD xmlns:c=\"http://www.datadictionary.nhs.uk/messages/COSD-v8-3\"/>"
        #expect(try SurveyFixtures.survey(cosd).format?.title == "COSD 8.3")
        #expect(try SurveyFixtures.survey(SurveyFixtures.registryFeed).format?.title == "Strata registry feed 1.0")
    }

    @Test(arguments: [
        "<feed/>", "<Organisation/>", "<registryFeed/>", "<Patient/>", "<ClinicalDocument/>",
        "<x xmlns=\"urn:hl7-org:v3\"/>",
    ])
    func whatIsNotKnownIsNotGuessed(xml: String) throws {
        #expect(try SurveyFixtures.survey(xml).format == nil)
    }

    @Test func prefixesAreTheDocumentsOrGiven() throws {
        let survey = try SurveyFixtures.survey(
            """
            <a xmlns="urn:one" xmlns:p="urn:two" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
              <p:b p:c="1" d="2"/><b xmlns="urn:three" xmlns:n2="urn:four"/><e xmlns=""/>
              <q:b xmlns:q="urn:two"/>
            </a>
            """)
        #expect(
            survey.namespaces.map(\.uri) == [
                "urn:one", "urn:two", "http://www.w3.org/2001/XMLSchema-instance", "urn:three", "urn:four",
            ])
        #expect(survey.namespaces.map(\.prefix) == ["n", "p", "xsi", "n3", "n2"])
        #expect(survey.namespaces.map(\.prefixes) == [[""], ["p", "q"], ["xsi"], [""], ["n2"]])
        #expect(survey.namespaces.map(\.elements) == [1, 2, 0, 1, 0])
        #expect(survey.namespaces.map(\.attributes) == [0, 1, 0, 0, 0])
        #expect(survey.paths.map(\.path) == ["n:a", "n:a/p:b", "n:a/n3:b", "n:a/e"])
        #expect(survey.paths[1].count == 2)
        #expect(survey.paths[1].attributes.map(\.name) == ["p:c", "d"])
    }

    @Test func encodingsAndMarks() throws {
        let xml = "<?xml version='1.0' encoding='ISO-8859-1'?><a>x</a>"
        #expect(try SurveyFixtures.survey(xml).declaredEncoding == "ISO-8859-1")
        let marked = try SurveyFixtures.file([0xEF, 0xBB, 0xBF] + Array("<a>x</a>".utf8)).documents[0]
        #expect(marked.byteOrderMark == .utf8 && marked.declaredEncoding == nil)
        let wide = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a b=\"1\">x</a>"
        let bytes = try #require(wide.data(using: .utf16LittleEndian))
        let survey = try SurveyFixtures.file([0xFF, 0xFE] + Array(bytes)).documents[0]
        #expect(survey.byteOrderMark == .utf16LittleEndian && survey.declaredEncoding == "UTF-16")
        #expect(survey.elements == 1 && survey.attributes == 1 && survey.longestText == 1)
    }

    @Test func gzipIsToldByContent() throws {
        let xml = Array("<a>\n<b/>\n</a>\n".utf8)
        let zipped = Fixtures.gzip(xml)
        let file = try SurveyFixtures.file(zipped)
        #expect(file.container == .gzip)
        #expect(file.bytesOnDisk == Int64(zipped.count))
        #expect(file.documents[0].bytes == Int64(xml.count))
        #expect(file.documents[0].lines == 3 && file.documents[0].longestLine == 4)
    }

    @Test func textAmongElementsIsSeen() throws {
        let survey = try SurveyFixtures.survey(
            "<a><p>one <b>two</b></p><p><b/> tail</p><p><![CDATA[one]]> two</p><p/></a>")
        let p = try #require(survey.paths.first { $0.name == "p" })
        #expect(p.count == 4 && p.mixed == 2)
        // One has text alone, one is empty.
        #expect(p.text?.count == 1 && p.text?.empty == 1 && p.text?.bytes == 7...7)
        let b = try #require(survey.paths.first { $0.name == "b" })
        #expect(b.perParent == 0...1)
        #expect(b.text?.count == 1 && b.text?.empty == 1)
    }

    // MARK: Names

    @Test func numbersInNamesAreHidden() throws {
        let survey = try SurveyFixtures.survey(
            "<a><n1234567 x9434765919=\"1\"/><n7654321 x4505577104=\"2\"/><ctv3 al12=\"1\"/><q:b xmlns:q=\"urn:943476\"/></a>"
        )
        #expect(survey.paths.map(\.path) == ["a", "a/n#", "a/ctv3", "a/q:b"])
        #expect(survey.paths.map(\.isPlain) == [true, false, true, false])
        // Names that are shown alike are one.
        #expect(survey.paths[1].count == 2)
        #expect(survey.paths[1].attributes.map(\.name) == ["x#"])
        #expect(survey.paths[1].attributes.map(\.count) == [2])
        #expect(survey.paths[2].attributes.map(\.name) == ["al12"])
        #expect(survey.namespaces.map(\.uri) == ["urn:#"])
        #expect(survey.namespaces.map(\.isWhole) == [false])
    }

    @Test func namesOfInteractionsStay() throws {
        let survey = try SurveyFixtures.survey(
            "<RCMR_IN030000UK06 xmlns=\"urn:hl7-org:v3\"><RCMR_IN030000UK06/></RCMR_IN030000UK06>")
        #expect(survey.paths.map(\.name) == ["h:RCMR_IN030000UK06", "h:RCMR_IN#UK06"])
        #expect(try SurveyFixtures.survey("<RCMR_IN030000UK06/>").root == "RCMR_IN#UK06")
    }

    @Test func aTerminalIsNeverObeyed() throws {
        let survey = try SurveyFixtures.survey("<a xmlns=\"urn:&#x9B;31m&#x202E;\"/>")
        #expect(survey.namespaces.map(\.uri) == ["urn:?31m?"])
    }

    // MARK: Limits

    @Test func whatIsOneTooManyIsCounted() throws {
        var caps = SurveyLimits()
        caps.paths = 3
        caps.attributes = 2
        let survey = try SurveyFixtures.survey(
            "<a><b w=\"1\" x=\"1\" y=\"1\"/><c/><d z=\"1\"><e/></d><b w=\"1\"/></a>", caps: caps)
        #expect(survey.paths.map(\.path) == ["a", "a/b", "a/c"])
        #expect(survey.paths[1].attributes.map(\.count) == [2, 1])
        #expect(survey.elements == 6 && survey.attributes == 5)
        #expect(survey.elementsLeftOut == 2)
        #expect(survey.attributesLeftOut == 2)
    }

    @Test func manyNamesCostNoMoreThanTheirPlaces() throws {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let names = (0..<2000).map { "<\(letters[$0 / 676])\(letters[$0 / 26 % 26])\(letters[$0 % 26])/>" }
        var caps = SurveyLimits()
        caps.paths = 100
        caps.attributes = 100
        let survey = try SurveyFixtures.survey("<a>\(names.joined())</a>", caps: caps)
        #expect(survey.elements == 2001)
        #expect(survey.paths.count == 100)
        #expect(survey.elementsLeftOut == 2001 - 100)
    }

    @Test func hostileFilesAreRefused() throws {
        func refusal(_ xml: String) throws -> RefusedDocument? { try SurveyFixtures.refusal(Array(xml.utf8)) }
        for doctype in [
            "<!DOCTYPE a>", "<!DOCTYPE a SYSTEM \"file:///etc/hostname\">", "<!DOCTYPE a [<!ENTITY e \"x\">]>",
            "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>",
        ] { #expect(try refusal("\(doctype)<a/>")?.kind == .doctype) }
        #expect(try refusal("")?.kind == .notWellFormed)
        #expect(try refusal("name,code\n")?.kind == .notWellFormed)
        #expect(try refusal("<a><x:b/></a>")?.kind == .namespace)
        #expect(try refusal("<a b=\"1\" b=\"2\"/>")?.kind == .notWellFormed)
        #expect(try refusal("<a>&e;</a>")?.kind == .notWellFormed)
        let place = try #require(try refusal("<a>\n<b></c></a>"))
        #expect(place.line == 2 && place.byteOffset > 4)
        let deep = String(repeating: "<a>", count: 257)
        #expect(try refusal(deep)?.kind == .limit)
        var limits = ReadingLimits()
        limits.attributeBytes = 3
        limits.textBytes = 5
        #expect(try SurveyFixtures.refusal(Array("<a b=\"1234\"/>".utf8), limits: limits)?.kind == .limit)
        #expect(try SurveyFixtures.refusal(Array("<a>123456</a>".utf8), limits: limits)?.kind == .limit)
        #expect(try SurveyFixtures.refusal(Array("<a b=\"123\">12345</a>".utf8), limits: limits) == nil)
    }

    @Test func everyPrefixIsRefused() throws {
        let whole = Array(SurveyFixtures.registryFeed.utf8)
        for count in 0..<whole.count { #expect(try SurveyFixtures.refusal(Array(whole[..<count])) != nil) }
        let zipped = Fixtures.gzip(whole)
        for count in 0..<zipped.count { #expect(try SurveyFixtures.refusal(Array(zipped[..<count])) != nil) }
    }
}
