import RegistryXML
import Tables
import Testing

@Suite struct DocumentReaderTests {
    /// 999 000 0018: 9·10+9·9+9·8+1·2 = 245 = 22·11 + 3, so the check digit is 8.
    private let known = "id=\"p1\" nhsNumber=\"9990000018\" birthDate=\"1948-05-17\" sex=\"2\""

    @Test func theExampleBecomesTables() throws {
        let document = try Fixtures.read(
            Fixtures.feed(
                """
                <organisation code="G85001" role="practice" name="Road &amp; Lane" parent="U1"/>
                <staff id="S1" role="gp" organisation="G85001"/>
                <patient \(known) ethnicCategory="A" lsoa="E01003910" namedGp="S1" optOut="none">
                <registration practice="G85001" start="2003-01-12"/>
                <condition code="44054006" onset="2011-04-02"/>
                \(Fixtures.contact("c1"))
                <observation code="271649006" at="2026-01-09" value="142" unit="mm[Hg]"/>
                <admission start="2026-01-11" end="2026-01-15" method="emergency" diagnosis="J44.0" cost="2410.50"/>
                <note>read by nobody</note></patient>
                """))
        #expect(document.header.text("source") == "G85001")
        #expect(document.header.integer("sequence") == 412)
        #expect(document.header.date("period_end") == CalendarDay("2026-11-20"))
        #expect(document.texts("organisations", "name") == ["Road & Lane"])
        #expect(document.texts("registrations", "type") == ["regular"])
        #expect(document.integers("patients", "birth_date") == [Int64(CalendarDay("1948-05-17")!.number)])
        #expect(document.integers("admissions", "cost") == [24_105_000])
        #expect(document.tables["observations"]?["value"]?.double(0) == 142)
        #expect(document.integers("contacts", "patient") == [0])
        #expect(document.texts("contacts", "staff") == document.texts("staff", "id"))
        #expect(document.texts("patients", "named_gp") == document.texts("staff", "id"))
        #expect(document.texts("patients", "person")[0]?.count == 32)
        #expect(document.texts("staff", "id")[0] != "S1")
        #expect(document.findings.map(\.count) == [1])
        #expect(document.drift.isEmpty)
        #expect(document.rejects.isEmpty)
        #expect(document.tables.values.allSatisfy { $0.sensitivity == .pseudonymous })
    }

    @Test func rejectsNameThePlaceAndNeverTheValue() throws {
        let secret = "SECRET-VALUE"
        let document = try Fixtures.read(
            Fixtures.feed(
                Fixtures.patient(Fixtures.contact("c1", minutes: secret) + Fixtures.contact("c2"))
                    + Fixtures.patient(Fixtures.contact("c3"), "id=\"\(secret)\" birthDate=\"1948-02-30\" sex=\"2\"")
                    + Fixtures.patient("", "id=\"p3\" birthDate=\"1948-05-17\" sex=\"\"")))
        #expect(document.rejects.map(\.table) == ["contacts", "patients", "patients"])
        #expect(document.rejects.map(\.field) == ["minutes", "birth_date", "sex"])
        #expect(document.rejects.map(\.reason) == [.malformed, .malformed, .missing])
        #expect(document.rejects[0].path == "registryFeed/patient/contact")
        #expect(document.rejects.allSatisfy { $0.line == 2 && $0.column > 0 && $0.byteOffset > 0 })
        #expect(!"\(document.rejects)".contains(secret))
        #expect(document.texts("contacts", "id") == ["c2"])
        #expect(document.counts["patients"]?.setAside == 2)
    }

    @Test func anInvalidNumberCostsNothing() throws {
        let numbers = ["9990000019", "1111111111", "1000000001", "", "999000001", "999000001x"]
        let document = try Fixtures.read(
            Fixtures.feed(
                numbers.map { Fixtures.patient("", "id=\"p\" nhsNumber=\"\($0)\" birthDate=\"1948-05-17\" sex=\"2\"") }
                    .joined()))
        #expect(document.texts("patients", "person") == Array(repeating: nil, count: 6))
        #expect(document.counts["patients"]?.personInvalid == 5)
        #expect(document.counts["patients"]?.personAbsent == 1)
    }

    @Test func whoOptedOutLeavesATokenAndAnIdentifierOnly() throws {
        let document = try Fixtures.read(
            Fixtures.feed(
                Fixtures.patient(Fixtures.contact("c1", role: "bad"), known + " optOut=\"type1\" lsoa=\"E1\"")
                    + Fixtures.patient(Fixtures.contact("c2"), "id=\"p2\" birthDate=\"1950-01-01\" sex=\"1\"")))
        #expect(document.texts("patients", "opt_out") == ["type1", "none"])
        #expect(document.texts("patients", "person")[0] != nil)
        #expect(document.integers("patients", "birth_date")[0] == nil)
        #expect(document.texts("patients", "sex") == [nil, "1"])
        #expect(document.texts("patients", "lsoa") == [nil, nil])
        #expect(document.integers("contacts", "patient") == [1])
        #expect(document.rejects.isEmpty)
        #expect(document.identifiers(of: "patients").count == 2)
        #expect(document.counts["patients"]?.withheld == 1)
    }

    @Test func anOptOutOnABadRecordIsANotice() throws {
        let bad = "nhsNumber=\"9990000018\" birthDate=\"x\" sex=\"2\""
        let document = try Fixtures.read(
            Fixtures.feed(
                Fixtures.patient("", "id=\"p1\" \(bad) optOut=\"national\"")
                    + Fixtures.patient("", "id=\"p2\" \(bad) optOut=\"Type1\"")
                    + Fixtures.patient("", "\(bad) optOut=\"type1\"")
                    + Fixtures.patient("", "id=\"p4\" birthDate=\"x\" sex=\"2\" optOut=\"type1\"")))
        #expect(document.optOutNotices.map(\.kind) == [.national, .type1])
        #expect(document.optOutNotices.map { $0.identifier != nil } == [true, false])
        #expect(document.rejects.count == 4)
    }

    @Test func onlyTheAllowedComeThrough() throws {
        var options = ReadingOptions()
        options.isAllowed = { _ in false }
        let feed = Fixtures.feed(Fixtures.patient("", known) + Fixtures.patient(Fixtures.contact("c")))
        let document = try Fixtures.read(feed, options)
        #expect(document.texts("patients", "opt_out") == ["not_allowed", "not_allowed"])
        #expect(document.tables["contacts"]?.count == 0)
        options.isAllowed = { _ in true }
        #expect(try Fixtures.read(feed, options).texts("patients", "opt_out") == ["none", "not_allowed"])
    }

    @Test func aRepeatKeepsTheLastGoodOneOfItsPatient() throws {
        let many = (0..<200).map { Fixtures.contact("m\($0 % 100)", minutes: "\($0)") }.joined()
        let document = try Fixtures.read(
            Fixtures.feed(
                Fixtures.patient(
                    Fixtures.contact("a", minutes: "1") + Fixtures.contact("b", minutes: "2")
                        + Fixtures.contact("a", minutes: "3") + Fixtures.contact("b", minutes: "bad"))
                    + Fixtures.patient(Fixtures.contact("a", minutes: "4")) + Fixtures.patient(many)))
        #expect(document.integers("contacts", "minutes").prefix(3) == [2, 3, 4])
        #expect(document.integers("contacts", "patient").prefix(3) == [0, 0, 1])
        #expect(document.integers("contacts", "minutes").dropFirst(3) == (100..<200).map { Int64($0) }[...])
        #expect(
            document.counts["contacts"]
                == {
                    var c = TableCounts(); c.kept = 103; c.setAside = 1; c.repeated = 101; return c
                }())
    }

    @Test func theUnknownIsDriftWithAllInside() throws {
        let document = try Fixtures.read(
            Fixtures.feed(
                Fixtures.patient(
                    "<wrapper>\(Fixtures.contact("c1"))</wrapper><o:contact xmlns:o=\"urn:other\"/>",
                    known + " shoe=\"9\"")
                    + "<removed id=\"p9\"/>" + Fixtures.contact("c2")))
        #expect(
            document.drift == [
                PathCount(path: "registryFeed/contact", count: 1),
                PathCount(path: "registryFeed/patient/@shoe", count: 1),
                PathCount(path: "registryFeed/patient/o:contact", count: 1),
                PathCount(path: "registryFeed/patient/wrapper", count: 1),
                PathCount(path: "registryFeed/removed", count: 1),
            ])
        #expect(document.tables["contacts"]?.count == 0)
        #expect(document.counts["removed"]?.kept == 0)
    }

    @Test func aPrefixedAttributeIsNotTheAttribute() throws {
        let document = try Fixtures.read(
            Fixtures.feed(Fixtures.patient("", known + " xmlns:o=\"urn:o\" o:lsoa=\"E1\"")))
        #expect(document.texts("patients", "lsoa") == [nil])
        #expect(document.drift.map(\.path) == ["registryFeed/patient/@o:lsoa"])
    }

    @Test func aDeltaRemoves() throws {
        let document = try Fixtures.read(Fixtures.feed("<removed id=\"p9\"/><removed/>", content: "delta"))
        #expect(document.identifiers(of: "removed").count == 1)
        #expect(document.rejects.map(\.table) == ["removed"])
        let identifiers = document.identifiers(of: "removed")
        #expect(identifiers.isEqual(0, to: PatientIdentifiers(["p9"]), 0))
        #expect(!"\(document) \(String(reflecting: identifiers))".contains("p9"))
    }

    @Test func notesAreCountedByTheirText() throws {
        let notes = "<note/><note> \n\t</note><note>x</note><note><b>y</b></note>"
        #expect(try Fixtures.read(Fixtures.feed(Fixtures.patient(notes))).findings.map(\.count) == [1])
    }

    @Test func whatIsNotStoredIsStillChecked() throws {
        var options = ReadingOptions()
        options.columns = ["patients": ["sex"]]
        let document = try Fixtures.read(
            Fixtures.feed(Fixtures.patient(Fixtures.contact("c", minutes: "x") + Fixtures.contact("d"))), options)
        #expect(document.tables["patients"]?.schema.fields.map(\.name) == ["sex", "opt_out"])
        #expect(document.tables["contacts"]?.columns.isEmpty == true)
        #expect(document.counts["contacts"]?.kept == 1)
        #expect(document.rejects.map(\.field) == ["minutes"])
    }

    @Test func otherEncodingsAndAByteOrderMark() throws {
        let latin =
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"
            + Fixtures.feed(
                "<organisation code=\"a\" role=\"pcn\" name=\"?\"/>")
        let bytes = Array(latin.utf8).map { $0 == 0x3F ? 0x3F : $0 }
        var replaced = bytes
        // The name's question mark is the last one of the document.
        if let place = replaced.lastIndex(of: 0x3F) { replaced[place] = 0xE9 }
        #expect(try Fixtures.read(replaced, Fixtures.mapping()).texts("organisations", "name") == ["é"])
        let marked = [0xEF, 0xBB, 0xBF] + Array(Fixtures.feed("").utf8)
        #expect(try Fixtures.refusal(marked) == nil)
    }

    @Test func progressAndCancelling() throws {
        var options = ReadingOptions()
        options.isCancelled = { true }
        #expect(try Fixtures.refusal(Array(Fixtures.feed("").utf8), nil, options)?.kind == .cancelled)
    }
}
