import RegistryXML
import Tables
import Testing

@Suite struct GP2GPMappingTests {
    private static let snomed = "2.16.840.1.113883.2.1.3.2.4.15"
    private static let readCodes = "2.16.840.1.113883.2.1.6.2"

    private func extract(
        _ compositions: String, root: String = "RCMR_IN030000UK06",
        patient: String = "<id root=\"2.16.840.1.113883.2.1.4.1\" extension=\"9434765919\"/>"
    ) throws -> MappedDocument {
        let xml = """
            <\(root) xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
            <creationTime value="20260102030405"/><interactionId extension="\(root)"/><ControlActEvent><subject>
            <EhrExtract><id root="x1"/><recordTarget><patient>\(patient)</patient></recordTarget>
            <author><AgentOrgSDS><agentOrganizationSDS><id root="1.2.826.0.1285.0.1.10" extension="G85001"/>\
            </agentOrganizationSDS></AgentOrgSDS></author><destination><AgentOrgSDS><agentOrganizationSDS>\
            <id root="1.2.826.0.1285.0.1.10" extension="G85002"/></agentOrganizationSDS></AgentOrgSDS></destination>
            <component><ehrFolder><effectiveTime><low value="1978"/></effectiveTime><responsibleParty>
            <agentDirectory><part><Agent><id root="a1"/><id root="2.16.840.1.113883.2.1.4.2" extension="7"/>\
            <code code="309394004"><originalText>Senior partner</originalText></code></Agent></part>
            <part><Agent><id root="a2"/><code nullFlavor="UNK"><originalText>General Medical Practitioner\
            </originalText></code></Agent></part><part><Agent><id root="a3"/><code nullFlavor="UNK">\
            <originalText>Nurse</originalText></code></Agent></part></agentDirectory></responsibleParty>
            \(compositions)</ehrFolder></component></EhrExtract></subject></ControlActEvent></\(root)>
            """
        return try Fixtures.read(Array(xml.utf8), Fixtures.mapping("gp2gp"))
    }

    private func composition(
        _ id: String, _ kind: String, time: String = "<effectiveTime><center value=\"202601020304\"/></effectiveTime>",
        agent: String = "a1", _ inside: String = ""
    ) -> String {
        """
        <component><ehrComposition><id root="\(id)"/><code code="\(kind)" codeSystem="\(Self.snomed)"/>\(time)\
        <availabilityTime value="20260103"/><author><agentRef><id root="a3"/></agentRef></author><Participant2>\
        <agentRef><id root="\(agent)"/></agentRef></Participant2>\(inside)</ehrComposition></component>
        """
    }

    private func statement(_ id: String, _ code: String, _ rest: String = "", inside: String = "") -> String {
        "<component><ObservationStatement><id root=\"\(id)\"/>\(code)\(rest)<availabilityTime value=\"20260103\"/>"
            + "\(inside)</ObservationStatement></component>"
    }

    private func code(_ code: String, _ system: String, _ translation: String = "") -> String {
        "<code code=\"\(code)\" codeSystem=\"\(system)\">\(translation)</code>"
    }

    @Test func thePatientAndTheStaff() throws {
        let document = try extract("", root: "RCMR_IN030000UK07")
        #expect(document.header.text("source") == "G85001")
        #expect(document.header.text("interaction") == "RCMR_IN030000UK07")
        #expect(document.header.date("period_end") == CalendarDay("2026-01-02"))
        #expect(
            document.rendered("patients", "practice", "next_practice", "record_start", "record_end")
                == ["G85001 | G85002 | 1978-01-01 | -"])
        #expect(document.tables["patients"]?["person"]?.isValid(0) == true)
        #expect(document.texts("organisations", "code") == ["G85001"])
        #expect(document.texts("staff", "role") == ["gp", "gp", "other"])
        let test = try extract("", patient: "<id root=\"2.16.840.1.113883.2.1.3.2.4.9\" extension=\"Harness\"/>")
        #expect(test.texts("patients", "person") == [nil])
    }

    @Test func compositionsAndThoseThatAreMeetings() throws {
        let document = try extract(
            composition("c1", "25671000000102")
                + composition(
                    "c2", "24681000000104", time: "<effectiveTime><center nullFlavor=\"NI\"/></effectiveTime>",
                    agent: "a3")
                + composition("c3", "24721000000106", time: "", agent: "a2") + composition("c4", "196401000000100"))
        #expect(
            document.rendered("compositions", "id", "kind", "at", "recorded") == [
                "c1 | 25671000000102 | 2026-01-02T03:04:00 | 2026-01-03T00:00:00",
                "c2 | 24681000000104 | 2026-01-03T00:00:00 | 2026-01-03T00:00:00",
                "c3 | 24721000000106 | 2026-01-03T00:00:00 | 2026-01-03T00:00:00",
                "c4 | 196401000000100 | 2026-01-02T03:04:00 | 2026-01-03T00:00:00",
            ])
        #expect(
            document.rendered("contacts", "id", "practice", "role", "mode", "urgency", "status") == [
                "c1 | G85001 | gp | face-to-face | routine | attended",
                "c2 | G85001 | other | telephone | routine | attended",
                "c3 | G85001 | gp | home-visit | same-day | attended",
            ])
        // The same pseudonym as in the table of staff.
        let staff = document.texts("staff", "id"), contacts = document.texts("contacts", "staff")
        #expect(contacts[0] == staff[0])
        #expect(contacts[1] == staff[2])
    }

    @Test func statementsAtAnyDepth() throws {
        let pressure = statement(
            "s2",
            code(
                "2469.00", Self.readCodes,
                "<translation code=\"163030003\" codeSystem=\"\(Self.snomed)\"/>"),
            "<effectiveTime><center nullFlavor=\"NI\"/></effectiveTime>",
            inside: """
                <value xsi:type="PQ" value="170" unit="1"><translation value="170"><originalText>mmHg</originalText>\
                </translation></value>
                """)
        let range = statement(
            "s3", code("7", Self.snomed), "<effectiveTime><low value=\"2019\"/></effectiveTime>",
            inside: """
                <value xsi:type="IVL_PQ"><high value="5" unit="1"><translation value="5">\
                <originalText>mL</originalText></translation></high></value>
                """)
        let nested = """
            <component><CompoundStatement><id root="t1"/><component><CompoundStatement><component>\
            <CompoundStatement>\(pressure)\(range)</CompoundStatement></component>\
            \(statement("s1", code("G20..11", Self.readCodes)))</CompoundStatement></component></CompoundStatement>\
            </component>
            """
        let relative = statement(
            "s4", code("8", Self.snomed),
            inside: "<subject><personalRelationship><code code=\"66839005\"/></personalRelationship></subject>")
        let local = statement(
            "s5", code("EMISNOFH2", "2.16.840.1.113883.2.1.6.3"),
            "<effectiveTime><low value=\"20200101\"/><high value=\"20210101\"/></effectiveTime>",
            inside: "<value xsi:type=\"CD\" code=\"ALLERGY\"/>")
        let document = try extract(
            composition("c1", "25671000000102", nested + relative + local)
                + composition("c2", "196401000000100", statement("s6", "<code nullFlavor=\"UNK\"/>")))
        #expect(
            document.rendered("observations", "id", "code", "system", "read", "at", "value", "high", "unit", "contact")
                == [
                    "s2 | 163030003 | \(Self.snomed) | 2469.00 | 2026-01-03T00:00:00 | 170 | - | mmHg | c1",
                    "s3 | 7 | \(Self.snomed) | - | 2019-01-01T00:00:00 | - | 5 | mL | c1",
                ])
        #expect(
            document.rendered("conditions", "id", "code", "read", "onset", "ended", "coded_value", "contact") == [
                "s1 | G20..11 | G20..11 | 2026-01-03 | - | - | c1",
                "s5 | EMISNOFH2 | - | 2020-01-01 | 2021-01-01 | ALLERGY | c1",
            ])
        #expect(document.rejects.map(\.field) == ["code"])
    }

    @Test func aStatementInsideAStatement() throws {
        let inner = statement("s2", code("2", Self.snomed))
        let document = try extract(
            composition("c1", "25671000000102", statement("s1", code("1", Self.snomed), inside: inner)))
        // The inner one ends first, and both are rows.
        #expect(document.texts("conditions", "id") == ["s2", "s1"])
        #expect(document.texts("conditions", "code") == ["2", "1"])
        #expect(document.texts("conditions", "contact") == ["c1", "c1"])
    }

    @Test func problemsNameTheirStatement() throws {
        func problem(_ id: String, _ status: String, _ names: String) -> String {
            """
            <component><LinkSet><id root="\(id)"/><code code="\(status)"><qualifier><name code="386134007"/>\
            </qualifier></code>\
            <effectiveTime><low value="20090112"/><high value="20120517"/></effectiveTime><conditionNamed>\
            <namedStatementRef><id root="\(names)"/></namedStatementRef></conditionNamed></LinkSet></component>
            """
        }
        let coded = code("G20..11", Self.readCodes, "<translation code=\"38341003\" codeSystem=\"\(Self.snomed)\"/>")
        let document = try extract(
            composition("c1", "25671000000102", problem("l1", "394775005", "s1") + statement("s1", coded))
                + composition("c2", "25671000000102", problem("l2", "394774009", "nothing")))
        #expect(
            document.rendered("problems", "id", "code", "statement", "status", "significance", "onset", "ended") == [
                "l1 | 38341003 | s1 | inactive | significant | 2009-01-12 | 2012-05-17",
                "l2 | - | nothing | active | significant | 2009-01-12 | 2012-05-17",
            ])
    }
}

/// Counts and values were obtained with Python's xml.etree, by a reading of its own.
@Suite("Real GP2GP files", .enabled(if: RealFiles.folder != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealGP2GPTests {
    @Test(
        "Rows of every table",
        arguments: [
            ("9465698679_Gainsford_full_20210602", [5, 46, 0, 47, 0, 13]),
            ("9465700193_Birdi_full_20210602", [4, 36, 0, 2, 0, 0]), ("PWTP10", [2, 11, 7, 17, 4, 2]),
            ("PWTP3", [2, 24, 1, 28, 0, 10]),
        ])
    func counts(_ file: String, _ rows: [Int]) throws {
        let document = try RealFiles.read("gp2gp/\(file).xml", "gp2gp")
        let tables = ["staff", "compositions", "contacts", "conditions", "observations", "problems"]
        #expect(tables.map { document.tables[$0]?.count } == rows.map { $0 })
        #expect(document.tables["patients"]?.count == 1)
        #expect(document.tables["organisations"]?.count == 1)
        #expect(document.rejects.isEmpty)
    }

    @Test func oneSuppliersRecord() throws {
        let document = try RealFiles.read("gp2gp/PWTP10.xml", "gp2gp")
        #expect(document.header.text("source") == "A12345")
        #expect(
            document.rendered("patients", "person", "practice", "next_practice", "record_start", "record_end")
                == ["- | A12345 | 121314 | 2009-09-30 | 2013-10-28"])
        #expect(
            document.rendered("contacts", "kind", "at", "role", "mode") == [
                "25671000000102 | 2009-09-30T08:45:00 | gp | face-to-face",
                "25761000000104 | 2010-01-14T13:08:00 | gp | home-visit",
                "25671000000102 | 2010-02-04T08:44:00 | gp | face-to-face",
                "25671000000102 | 2010-02-04T08:47:00 | gp | face-to-face",
                "25651000000106 | 2010-02-06T12:41:00 | gp | home-visit",
                "24631000000103 | 2010-02-06T12:53:00 | gp | home-visit",
                "25671000000102 | 2010-02-06T12:56:00 | gp | face-to-face",
            ])
        #expect(
            document.rendered("observations", "code", "read", "value", "unit", "at") == [
                "163030003 | 2469.00 | 170 | mmHg | 2010-02-06T12:41:00",
                "163031004 | 246A.00 | 130 | mmHg | 2010-02-06T12:41:00",
                "162755006 | 229..00 | 180 | cm | 2010-02-06T12:41:00",
                "162763007 | 22A..00 | 100 | kg | 2010-02-06T12:41:00",
            ])
        #expect(Set(document.texts("observations", "contact")) == ["81A3B881-FE23-4346-A7ED-48ED539E9054"])
        #expect(
            document.rendered("problems", "code", "status", "significance", "onset")
                == ["38341003 | active | significant | 2010-02-06", "279039007 | active | unspecified | 2010-02-06"])
        #expect(document.texts("staff", "role") == ["gp", "gp"])
    }

    @Test func problemsOfTheOthers() throws {
        let third = try RealFiles.read("gp2gp/PWTP3.xml", "gp2gp")
        #expect(
            third.rendered("problems", "code", "status", "ended") == [
                "292967008 | unspecified | -", "424251000000100 | inactive | 2012-05-17",
                "562141000000103 | inactive | 2010-05-24", "91930004 | active | -", "603051000000102 | active | -",
                "192911000000109 | inactive | 2010-01-14", "417424008 | inactive | 2012-05-17",
                "202307002 | active | -", "EMISSCE2 | unspecified | -", "76880004 | active | -",
            ])
        let adaptor = try RealFiles.read("gp2gp/9465698679_Gainsford_full_20210602.xml", "gp2gp")
        #expect(
            Array(adaptor.rendered("problems", "code", "status", "onset", "ended").prefix(2))
                == ["55607006 | active | 1978-12-31 | -", "55607006 | inactive | 2009-01-12 | 2012-05-17"])
        // One composition has no time at all.
        #expect(adaptor.integers("compositions", "at").filter { $0 == nil }.count == 1)
    }
}
