import Foundation
import RegistryXML

/// Invented documents of the known formats, a few elements each.
enum SurveyFixtures {
    /// Nine attributes on six elements, three deep; 9434765919 has the check digit of an NHS number (299 mod 11 is 2).
    static let registryFeed = """
        <registryFeed xmlns="urn:strata:registry-feed:1.0" version="1.0" source="G85001">
          <patient id="p1" nhsNumber="9434765919" birthDate="1948-05-17">
            <contact at="2026-03-04T09:10:00"/><contact at="2026-03-05T09:10:00"/>
          </patient>
          <patient id="p2" birthDate="1950-01-02"/>
          <note> seen at home </note>
        </registryFeed>
        """

    private static let dictionary = "http://www.datadictionary.nhs.uk/messages/"

    private static func cda(_ template: String) -> String {
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:sdtc=\"urn:hl7-org:sdtc\"><typeId root=\"2.16.840.1.113883.1.3\"/>"
            + template
            + "<recordTarget><patientRole><id extension=\"1\"/></patientRole></recordTarget></ClinicalDocument>"
    }

    private static func fhir(_ resource: String, _ inside: String) -> String {
        "<\(resource) xmlns=\"http://hl7.org/fhir\"><id value=\"a\"/>\(inside)</\(resource)>"
    }

    private static func profile(_ address: String) -> String { "<meta><profile value=\"\(address)\"/></meta>" }

    /// A document, the word for its format, the mapping that reads it, and whether that is certain.
    static let known: [(xml: String, id: String, mapping: String?, isCertain: Bool)] = [
        (registryFeed, "registry-feed", "registry-feed", true),
        (
            "<gpdata-extract xmlns=\"http://www.nhsdigital.nhs.uk/GPDFSU/XMLSchema/GPDataExtract/ns\" gpdata-version=\"0.77\"/>",
            "gpdata-extract", "gpdata-extract", true
        ),
        (
            "<h:OrgRefData xmlns:h=\"http://refdata.hscic.gov.uk/org/v2-0-0\"><Manifest/></h:OrgRefData>", "ods", "ods",
            true
        ),
        ("<Organisation orgRecordClass=\"RC1\"><OrgId extension=\"A1\"/></Organisation>", "ods", "ods", true),
        (
            fhir("Patient", profile("https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient")), "fhir-r4",
            "fhir-r4", false
        ),
        (
            fhir("Bundle", "<entry><resource><Condition><recorder/></Condition></resource></entry>"), "fhir-r4",
            "fhir-r4", false
        ),
        (fhir("Condition", "<clinicalStatus><coding/></clinicalStatus>"), "fhir-r4", "fhir-r4", false),
        (fhir("Observation", ""), "fhir-r4", "fhir-r4", false),
        (
            fhir("Patient", profile("https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1")),
            "fhir-stu3", "fhir-stu3", false
        ),
        (fhir("Condition", "<clinicalStatus value=\"active\"/>"), "fhir-stu3", "fhir-stu3", false),
        (fhir("Observation", "<context><reference value=\"Encounter/1\"/></context>"), "fhir-stu3", "fhir-stu3", false),
        (fhir("Encounter", "<actualPeriod/>"), "fhir-r5", nil, false),
        (
            "<u:PatientRecord xmlns:u=\"http://www.rixg.org.uk/\"><Patient/></u:PatientRecord>", "ukrdc", "ukrdc", true
        ),
        (cda(""), "cda", "ccda", true),
        (cda("<templateId root=\"2.16.840.1.113883.10.20.22.1.2\"/>"), "ccda", "ccda", true),
        (cda("<templateId root=\"2.16.840.1.113883.10.20.24.1.1\"/>"), "qrda-1", "ccda", true),
        (cda("<templateId root=\"2.16.840.1.113883.10.20.27.1.1\"/>"), "qrda-3", nil, true),
        ("<RCMR_IN030000UK06 xmlns=\"urn:hl7-org:v3\"><id/></RCMR_IN030000UK06>", "gp2gp", "gp2gp", true),
        ("<EhrExtract xmlns=\"urn:hl7-org:v3\"/>", "gp2gp", "gp2gp", true),
        ("<c:COSD xmlns:c=\"\(dictionary)COSD-v9-0\"><BreastRecord/></c:COSD>", "cosd", "cosd", true),
        ("<c:COSD xmlns:c=\"\(dictionary)COSD_Pathology-v3-1\"/>", "cosd-pathology", nil, true),
        ("<s:SACT xmlns:s=\"\(dictionary)SACT-v2-0\"><Record/></s:SACT>", "sact", "sact", true),
        ("<NaaccrData xmlns=\"http://naaccr.org/naaccrxml\"/>", "naaccr", "naaccr", true),
        ("<NaaccrData recordType=\"I\"/>", "naaccr", "naaccr", true),
    ]

    static func survey(
        _ xml: String, caps: SurveyLimits = SurveyLimits(), limits: ReadingLimits = ReadingLimits()
    ) throws -> DocumentSurvey {
        try file(Array(xml.utf8), caps: caps, limits: limits).documents[0]
    }

    static func file(
        _ bytes: [UInt8], caps: SurveyLimits = SurveyLimits(), limits: ReadingLimits = ReadingLimits()
    ) throws -> FileSurvey {
        try Fixtures.withFile(bytes) { try Surveyor.survey($0, limits: limits, caps: caps) }
    }

    static func refusal(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) throws -> RefusedDocument? {
        do {
            _ = try file(bytes, limits: limits)
            return nil
        } catch let error as RefusedDocument {
            return error
        }
    }
}
