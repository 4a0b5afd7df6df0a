import RegistryXML
import Tables
import Testing

@Suite struct CCDAMappingTests {
    private static let identity =
        "<id root=\"2.16.840.1.113883.4.1\" extension=\"111\"/><id root=\"1.2.3\" extension=\" p1 \"/>"

    private func document(
        _ sections: String, patient: String = "", identity: String = Self.identity, beside: String = ""
    ) throws -> MappedDocument {
        let xml = """
            <ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\
             xmlns:sdtc="urn:hl7-org:sdtc"><code code="34133-9"/><effectiveTime value="20260102030405+0100"/>
            <recordTarget><patientRole>\(identity)<patient>\(patient)</patient></patientRole></recordTarget>
            <custodian><assignedCustodian><representedCustodianOrganization><id root="9.9"/>\
            </representedCustodianOrganization></assignedCustodian></custodian>\(beside)
            <component><structuredBody>\(sections)</structuredBody></component></ClinicalDocument>
            """
        return try Fixtures.read(Array(xml.utf8), Fixtures.mapping("ccda"))
    }

    private func section(_ code: String, _ entries: String) -> String {
        "<component><section><code code=\"\(code)\" codeSystem=\"2.16.840.1.113883.6.1\"/>"
            + "<text><paragraph>words</paragraph></text>\(entries)</section></component>\n"
    }

    private func problem(_ inside: String, _ attributes: String = "") -> String {
        "<entry><act><statusCode code=\"active\"/><effectiveTime><low value=\"2021\"/></effectiveTime>"
            + "<entryRelationship typeCode=\"SUBJ\"><observation \(attributes)>\(inside)</observation>"
            + "</entryRelationship></act></entry>"
    }

    @Test func thePatientAndTheHeader() throws {
        let demographics = """
            <administrativeGenderCode code="F"/><birthTime value="19480517"/><sdtc:deceasedTime value="202501"/>
            <raceCode code="null    "/><sdtc:raceCode code="2028-9"/><ethnicGroupCode code="2186-5"/>
            <languageCommunication><languageCode code="EN"/></languageCommunication>
            """
        let read = try document("", patient: demographics)
        #expect(read.header.text("kind") == "34133-9")
        #expect(read.header.text("source") == "9.9")
        #expect(read.header.date("period_end") == CalendarDay("2026-01-02"))
        #expect(
            read.rendered("patients", "person", "birth_date", "death_date", "sex", "race", "ethnic_group", "language")
                == ["- | 1948-05-17 | 2025-01-01 | 2 | - | 2186-5 | en"])
        let british = try document(
            "", identity: "<id root=\"2.16.840.1.113883.2.1.4.1\" extension=\"9434765919\"/>")
        #expect(british.tables["patients"]?["person"]?.isValid(0) == true)
        // An aggregate report has a patient without a value.
        let nobody = try document(
            section("11450-4", problem("<value code=\"1\"/>")), identity: "<id nullFlavor=\"NA\" root=\"1.2\"/>")
        #expect(nobody.rejects.map(\.table) == ["patients"])
        #expect(nobody.tables["conditions"]?.count == 0)
    }

    @Test func problemsWithTranslationsAndWithoutACode() throws {
        let read = try document(
            section(
                "11450-4",
                problem(
                    """
                    <effectiveTime><low value="201903"/><high nullFlavor="UNK"/></effectiveTime>
                    <value xsi:type="CD" code="100" codeSystem="2.16.840.1.113883.6.96">\
                    <translation code="I10" codeSystem="2.16.840.1.113883.6.90"/></value>
                    """)
                    + problem(
                        """
                        <effectiveTime><low value="20190304"/><high value="2020-05-06"/></effectiveTime>
                        <value xsi:type="CD" nullFlavor="OTH" codeSystem="2.16.840.1.113883.6.96">\
                        <translation code="T21.0" codeSystem="2.16.840.1.113883.6.3"/>\
                        <translation code="101" codeSystem="2.16.840.1.113883.6.96"/></value>
                        """)
                    + problem("<value xsi:type=\"CD\" nullFlavor=\"NI\"/>")
                    + problem("<value code=\"102\"/>", "negationInd=\"true\"")
                    + problem("<effectiveTime value=\"2018\"/><value code=\"103\"/>", "negationInd=\"false\""))
                + section("48765-2", problem("<value code=\"104\"/>")))
        #expect(
            read.rendered("conditions", "code", "system", "snomed", "icd10", "onset", "ended", "precision") == [
                "100 | 2.16.840.1.113883.6.96 | 100 | I10 | 2019-03-01 | - | month",
                "T21.0 | 2.16.840.1.113883.6.3 | 101 | T21.0 | 2019-03-04 | - | day",
                "103 | - | - | - | 2018-01-01 | - | year",
            ])
        #expect(read.rendered("conditions", "noted", "status").first == "2021-01-01 | active")
        #expect(read.rejects.map(\.field) == ["code"])
        #expect(read.rejects.map(\.reason) == [.missing])
    }

    @Test func encountersAndInpatients() throws {
        let encounters = """
            <entry><encounter><id root="1" extension="e1"/><code code="99213" codeSystem="2.16.840.1.113883.6.12">\
            <translation code="VR" codeSystem="2.16.840.1.113883.5.4"/></code>\
            <effectiveTime value="20260102030405-0500"/><performer><assignedEntity>\
            <id root="2.16.840.1.113883.4.6" extension="N1"/></assignedEntity></performer></encounter></entry>
            <entry><encounter><id root="1.5"/><code codeSystem="2.16.840.1.113883.5.4"/><effectiveTime>\
            <low value="20260203"/><high value="20260204"/></effectiveTime></encounter></entry>
            <entry><encounter><code code="X"><translation code="IMP"/></code><effectiveTime><low value="20260301"/>\
            <high value="20260309"/></effectiveTime></encounter></entry>
            <entry><encounter><code nullFlavor="NI"/><effectiveTime nullFlavor="NI"/></encounter></entry>
            """
        let read = try document(
            section("46240-8", encounters),
            beside: """
                <componentOf><encompassingEncounter><code code="IMP"/><effectiveTime><low value="20260401"/>\
                </effectiveTime></encompassingEncounter></componentOf>
                """)
        #expect(
            read.rendered("contacts", "id", "at", "ended", "code", "system", "mode") == [
                "e1 | 2026-01-02T03:04:05 | - | 99213 | 2.16.840.1.113883.6.12 | video",
                "1.5 | 2026-02-03T00:00:00 | 2026-02-04T00:00:00 | - | - | face-to-face",
            ])
        #expect(read.rendered("admissions", "start", "end") == ["2026-04-01 | -", "2026-03-01 | 2026-03-09"])
        #expect(read.tables["contacts"]?["staff"]?.isValid(0) == true)
        #expect(read.rejects.map(\.field) == ["at"])
    }

    @Test func valuesOfEveryKind() throws {
        func observation(_ code: String, _ rest: String, _ attributes: String = "") -> String {
            "<component><observation \(attributes)><code code=\"\(code)\" codeSystem=\"2.16.840.1.113883.6.1\"/>\(rest)"
                + "</observation></component>"
        }
        let time = "<effectiveTime value=\"202601020304\"/>"
        let range = "<value xsi:type=\"IVL_PQ\"><low value=\"2\" unit=\"g\"/><high value=\"3\"/></value>"
        let results = """
            <entry><organizer><effectiveTime><low value="20250101"/></effectiveTime>\
            \(observation("1", time + "<value xsi:type=\"PQ\" value=\"5.4\" unit=\" mmol/L \"/>"))\
            \(observation("2", "<effectiveTime nullFlavor=\"NI\"/><value xsi:type=\"ST\">&lt;5</value>"))\
            \(observation("3", time + range))\
            \(observation("4", time + "<value xsi:type=\"CD\" code=\"C\"/><interpretationCode code=\"H\"/>"))\
            \(observation("5", time + "<value xsi:type=\"ST\">seen</value>"))\
            \(observation("6", time + "<value xsi:type=\"PQ\" value=\"1\"/>", "negationInd=\"true\""))\
            </organizer></entry>
            <entry><organizer>\(observation("7", "<value xsi:type=\"PQ\" value=\"1\"/>"))</organizer></entry>
            """
        let read = try document(
            section("30954-2", results)
                + section(
                    "29762-2",
                    "<entry><observation><code code=\"72166-2\"/>\(time)<value code=\"8517006\"/></observation></entry>"
                ))
        #expect(
            read.rendered("observations", "code", "section", "at", "comparator", "value", "low", "high", "unit") == [
                "1 | 30954-2 | 2026-01-02T03:04:00 | - | 5.4 | - | - | mmol/L",
                "2 | 30954-2 | 2025-01-01T00:00:00 | < | 5 | - | - | -",
                "3 | 30954-2 | 2026-01-02T03:04:00 | - | - | 2 | 3 | g",
                "4 | 30954-2 | 2026-01-02T03:04:00 | - | - | - | - | -",
                "5 | 30954-2 | 2026-01-02T03:04:00 | - | - | - | - | -",
                "72166-2 | 29762-2 | 2026-01-02T03:04:00 | - | - | - | - | -",
            ])
        #expect(read.texts("observations", "coded_value") == [nil, nil, nil, "C", nil, "8517006"])
        #expect(read.rejects.map(\.field) == ["at"])
    }

    @Test func patientDataOfAMeasure() throws {
        let problem = """
            <entry><act><entryRelationship><observation><templateId root="2.16.840.1.113883.10.20.22.4.4"/>\
            <value code="100"/></observation></entryRelationship><entryRelationship><observation>\
            <templateId root="2.16.840.1.113883.10.20.24.3.1"/><value code="101"/></observation></entryRelationship>\
            </act></entry><entry><encounter><effectiveTime><low value="20260101"/></effectiveTime></encounter></entry>
            """
        let read = try document(section("55188-7", problem))
        #expect(read.texts("conditions", "code") == ["100"])
        #expect(read.rendered("contacts", "at") == ["2026-01-01T00:00:00"])
    }
}

/// Counts and values were obtained with Python's xml.etree, by a reading of its own.
@Suite("Real C-CDA files", .enabled(if: RealFiles.folder != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealCCDATests {
    @Test(
        "Rows of every table",
        arguments: [
            ("ccda/Allscripts_Samples__Enterprise_EHR__b2_Adam_Everyman_ToC", [1, 1, 2, 3, 1, 7, 2]),
            ("ccda/EMERGE__Patient-0", [1, 1, 1, 5, 5, 12, 0]), ("ccda/EMERGE__Patient-1", [1, 1, 1, 4, 5, 30, 0]),
            ("ccda/Greenway_Samples__26776_ExportSummary_CCDA", [1, 1, 2, 2, 0, 20, 0]),
            ("ccda/HL7_Samples__CCD.sample", [1, 1, 2, 1, 1, 12, 0]),
            ("ccda/Kareo_Samples__Kareo_SummaryOfCare_export_Joey_Miller", [1, 1, 0, 2, 0, 5, 4]),
            ("ccda/PracticeFusion_Samples__MaryGrant-ClinicalSummary", [1, 1, 0, 0, 1, 10, 2]),
            ("ccda/ccda", [1, 0, 0, 4, 0, 0, 1]), ("qrda/good_cat1_single_encounter", [1, 0, 1, 0, 1, 0, 0]),
            ("qrda/sample_patient_good", [1, 0, 1, 0, 1, 0, 0]), ("qrda/cms_test_qrda_cat3", [0, 0, 0, 0, 0, 0, 1]),
            ("qrda/ep_test_qrda_cat3_good", [0, 0, 0, 0, 0, 0, 1]),
        ])
    func counts(_ file: String, _ rows: [Int]) throws {
        let document = try RealFiles.read("\(file).xml", "ccda")
        let tables = ["patients", "organisations", "staff", "conditions", "contacts", "observations"]
        #expect(tables.map { document.tables[$0]?.count } == rows.dropLast().map { $0 })
        #expect(document.tables["admissions"]?.count == 0)
        #expect(document.rejects.count == rows.last)
    }

    @Test func conditions() throws {
        let emerge = try RealFiles.read("ccda/EMERGE__Patient-0.xml", "ccda")
        #expect(emerge.header.integer("version") == 1)
        #expect(emerge.header.text("source") == "99999999")
        #expect(
            emerge.rendered("patients", "birth_date", "sex", "race", "ethnic_group", "language")
                == ["1940-08-05 | 2 | 2028-9 | 2186-5 | spa"])
        #expect(
            emerge.rendered("conditions", "code", "icd10", "onset", "precision") == [
                "59621000 | I10 | 2010-03-31 | second", "279039007 | M54.9 | 2010-03-31 | second",
                "126838000 | C18.9 | 2010-06-06 | second", "14669001 | N17.9 | 2010-06-08 | second",
                "369921003 | - | 2010-06-12 | second",
            ])
        let translated = try RealFiles.read("ccda/ccda.xml", "ccda")
        #expect(
            translated.rendered("conditions", "code", "system", "snomed", "onset", "ended", "noted") == [
                "T24.319D | 2.16.840.1.113883.6.3 | - | 2015-06-25 | - | 2016-04-13",
                "T21.27XA | 2.16.840.1.113883.6.3 | - | 2015-06-25 | - | 2016-04-13",
                "T21.07XA | 2.16.840.1.113883.6.3 | - | 2015-06-18 | 2015-06-25 | 2016-04-13",
                "G80.9 | 2.16.840.1.113883.6.3 | - | 1982-08-29 | - | 2016-04-13",
            ])
        #expect(translated.rendered("patients", "race") == ["-"])
        let greenway = try RealFiles.read("ccda/Greenway_Samples__26776_ExportSummary_CCDA.xml", "ccda")
        #expect(
            greenway.rendered("conditions", "code", "snomed", "onset") == [
                "195967001 | 195967001 | 2011-03-12", "34014006 | 34014006 | -",
            ])
    }

    @Test func contactsAndObservations() throws {
        let fusion = try RealFiles.read("ccda/PracticeFusion_Samples__MaryGrant-ClinicalSummary.xml", "ccda")
        #expect(
            fusion.rendered("contacts", "id", "at", "ended", "code", "mode")
                == ["103583514 | 2014-01-01T12:00:00 | 2014-01-01T12:00:00 | 185349003 | face-to-face"])
        let sample = try RealFiles.read("ccda/HL7_Samples__CCD.sample.xml", "ccda")
        #expect(sample.rendered("conditions", "code", "onset", "precision") == ["233604007 | 1998-03-01 | month"])
        #expect(
            Array(sample.rendered("observations", "code", "at", "value", "unit", "interpretation").prefix(3)) == [
                "30313-1 | 2000-03-23T14:30:00 | 13.2 | g/dl | N",
                "33765-9 | 2000-03-23T14:30:00 | 6.7 | 10+3/ul | N",
                "26515-7 | 2000-03-23T14:30:00 | 123 | 10+3/ul | L",
            ])
        let measure = try RealFiles.read("qrda/good_cat1_single_encounter.xml", "ccda")
        #expect(
            measure.rendered("contacts", "at", "ended", "code")
                == ["2016-08-29T14:00:00 | 2016-08-29T15:00:00 | 99203"])
    }
}
