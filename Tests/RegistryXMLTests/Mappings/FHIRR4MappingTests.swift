import RegistryXML
import Tables
import Testing

@Suite struct FHIRR4MappingTests {
    private static let snomed = "<system value=\"http://snomed.info/sct\"/>"

    private func bundle(_ entries: [(url: String?, resource: String)]) -> String {
        """
        <Bundle xmlns="http://hl7.org/fhir"><id value="b1"/><meta><versionId value="7"/>
        <lastUpdated value="2026-01-02T03:04:05Z"/></meta><type value="collection"/>
        <timestamp value="2026-01-03T06:00:00Z"/>
        """
            + entries.map { url, resource in
                "<entry>\(url.map { "<fullUrl value=\"\($0)\"/>" } ?? "")<resource>\(resource)</resource></entry>"
            }.joined(separator: "\n") + "</Bundle>"
    }

    private func read(_ xml: String) throws -> MappedDocument {
        try Fixtures.read(Array(xml.utf8), Fixtures.mapping("fhir-r4"))
    }

    private func day(_ text: String) -> Int64 { CalendarDay(text).map { Int64($0.number) } ?? .min }

    private func time(_ date: String, _ hours: Int64, _ minutes: Int64) -> Int64 {
        day(date) * 86_400 + hours * 3600 + minutes * 60
    }

    private let first = """
        <Patient><id value="p1"/>\
        <extension url="https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory">\
        <valueCodeableConcept><coding>\
        <system value="https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland"/><code value="G"/></coding>\
        </valueCodeableConcept></extension>\
        <identifier><value value="17"/><system value="urn:example:hospital"/></identifier>\
        <identifier><value value="9434765919"/><system value="https://fhir.nhs.uk/Id/nhs-number"/></identifier>\
        <gender value="female"/><birthDate value="1948-05-17"/><deceasedDateTime value="2025-07-31T23:30:00Z"/>\
        <generalPractitioner><reference value="Organization/o1"/></generalPractitioner>\
        <generalPractitioner><reference value="Practitioner/d1"/></generalPractitioner></Patient>
        """
    private let second = """
        <Patient><id value="2"/><gender value="other"/><birthDate value="1970"/>\
        <managingOrganization><reference value="https://fhir.example/Organization/o1"/></managingOrganization></Patient>
        """

    private var people: [(url: String?, resource: String)] {
        [("https://fhir.example/Patient/p1", first), ("urn:uuid:2", second)]
    }

    private let practiceURL = "https://fhir.example/Organization/o1"
    private let practice = """
        <Organization><id value="o1"/><identifier>\
        <system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="a81001"/></identifier>\
        <name value="One"/><partOf><reference value="Organization/o2"/></partOf></Organization>
        """

    private func condition(_ id: String, _ patient: String, _ codings: String, _ rest: String = "") -> String {
        // A condition without dates is one that was entered in error.
        let verification = rest.isEmpty ? "entered-in-error" : "confirmed"
        return """
            <Condition><id value="\(id)"/><verificationStatus><coding><code value="\(verification)"/></coding>\
            </verificationStatus><code>\(codings)</code><subject><reference value="\(patient)"/></subject>\(rest)</Condition>
            """
    }

    @Test func patientsAndTheirPractice() throws {
        let other = """
            <Organization><id value="o2"/><identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/>\
            <value value="U12345"/></identifier></Organization>
            """
        let document = try read(bundle(people + [(practiceURL, practice), (nil, other)]))
        #expect(document.header.text("source") == "b1")
        #expect(document.header.integer("sequence") == 7)
        #expect(document.header.integer("extracted") == time("2026-01-03", 6, 0))
        #expect(document.header.date("period_end") == CalendarDay("2026-01-03"))
        #expect(document.integers("patients", "birth_date") == [day("1948-05-17"), day("1970-07-01")])
        #expect(document.texts("patients", "birth_precision") == ["day", "year"])
        // Half past midnight of the next day by the clocks of an English summer.
        #expect(document.integers("patients", "death_date") == [day("2025-08-01"), nil])
        #expect(document.texts("patients", "sex") == ["2", "9"])
        #expect(document.texts("patients", "ethnicity") == ["G", nil])
        #expect(document.texts("patients", "practice") == ["A81001", "A81001"])
        #expect(document.texts("patients", "person").map { $0 == nil } == [false, true])
        #expect(document.texts("patients", "named_gp").map { $0 == nil } == [false, true])
        #expect(document.texts("organisations", "code") == ["A81001", "U12345"])
        #expect(document.texts("organisations", "parent") == ["U12345", nil])
        #expect(document.rejects.isEmpty)
    }

    @Test func conditionsFindTheirPatient() throws {
        let asthma = """
            <coding><system value="urn:icd10"/><code value="J45"/></coding>\
            <coding>\(Self.snomed)<code value="195967001"/></coding>
            """
        let diabetes = """
            <coding><system value="urn:local"/></coding>\
            <coding><system value="urn:icd10"/><code value="E11"/></coding>
            """
        let years = "<onsetDateTime value=\"2013\"/>"
        let document = try read(
            bundle(
                [
                    (
                        nil,
                        condition(
                            "c1", "Patient/p1", asthma,
                            "<onsetDateTime value=\"2014-03\"/><abatementDateTime value=\"2020\"/>")
                    ),
                    (nil, condition("c2", "Patient/p1", asthma)),
                    (nil, condition("c3", "Patient/nobody", asthma, "<onsetDateTime value=\"2014\"/>")),
                ] + people + [
                    (nil, condition("c4", "urn:uuid:2", diabetes, "<recordedDate value=\"2019-01-02T03:04:05Z\"/>")),
                    (nil, condition("c5", "https://fhir.example/Patient/p1", diabetes, years)),
                ]))
        #expect(document.integers("conditions", "patient") == [0, 0, 1])
        #expect(document.texts("conditions", "code") == ["195967001", "E11", "E11"])
        #expect(document.texts("conditions", "system") == ["http://snomed.info/sct", "urn:icd10", "urn:icd10"])
        #expect(document.integers("conditions", "onset") == [day("2014-03-01"), day("2013-01-01"), nil])
        #expect(document.texts("conditions", "onset_precision") == ["month", "year", nil])
        #expect(document.integers("conditions", "ended") == [day("2020-12-31"), nil, nil])
        #expect(document.integers("conditions", "recorded") == [nil, nil, day("2019-01-02")])
        #expect(document.rejects.map(\.table) == ["conditions"])
        #expect(document.rejects.map(\.reason.rawValue) == ["no_match"])
        #expect(document.tables["bare_conditions"]?.count == 0)
    }

    @Test func registrationsContactsAndAdmissions() throws {
        func encounter(_ id: String, _ kind: String, _ inside: String, status: String = "finished") -> String {
            """
            <Encounter><id value="\(id)"/><status value="\(status)"/><class><code value="\(kind)"/></class>\
            <subject><reference value="Patient/p1"/></subject>\(inside)</Encounter>
            """
        }
        let error = "<period><start value=\"2024-02-01\"/></period>"
        let doctor = """
            <participant><individual><reference value="RelatedPerson/x"/></individual></participant>\
            <participant><individual><reference value="Practitioner/d1"/></individual></participant>
            """
        let document = try read(
            bundle(
                people + [
                    (practiceURL, practice), ("urn:uuid:d1", "<Practitioner><id value=\"d1\"/></Practitioner>"),
                    (
                        nil,
                        """
                        <EpisodeOfCare><status value="active"/><patient><reference value="Patient/p1"/></patient>\
                        <managingOrganization><reference value="Organization/o1"/></managingOrganization>\
                        <period><start value="2001-02-03"/></period></EpisodeOfCare>
                        """
                    ),
                    (
                        nil,
                        """
                        <EpisodeOfCare><status value="finished"/><type><coding><code value="diab"/></coding></type>\
                        <patient><reference value="urn:uuid:2"/></patient>\
                        <period><start value="2020-01-01"/><end value="2020-06"/></period></EpisodeOfCare>
                        """
                    ),
                    (
                        nil,
                        """
                        <EpisodeOfCare><status value="cancelled"/><patient><reference value="Patient/p1"/></patient>\
                        <period><start value="2001-02-03"/></period></EpisodeOfCare>
                        """
                    ),
                    (
                        nil,
                        encounter(
                            "n1", "AMB",
                            """
                            \(doctor)<period><start value="2023-07-01T23:30:00Z"/></period>\
                            <length><value value="10"/><code value="min"/></length>\
                            <serviceProvider><reference value="Organization/o1"/></serviceProvider>
                            """)
                    ),
                    (
                        nil,
                        encounter(
                            "n2", "IMP",
                            """
                            <period><start value="2024-01-05T10:00:00+00:00"/><end value="2024-01-09"/></period>\
                            <reasonCode><coding>\(Self.snomed)<code value="7922000"/></coding></reasonCode>\
                            <hospitalization>\
                            <extension url="https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AdmissionMethod">\
                            <valueCodeableConcept><coding><code value="2A"/></coding></valueCodeableConcept></extension>\
                            </hospitalization>
                            """)
                    ),
                    (
                        nil,
                        encounter(
                            "n3", "AMB",
                            """
                            <appointment><reference value="Appointment/a1"/></appointment>\
                            <period><start value="2024-02-01"/></period>
                            """)
                    ),
                    (nil, encounter("n4", "AMB", error, status: "entered-in-error")),
                    (
                        nil,
                        """
                        <Appointment><id value="a1"/>\
                        <extension url="https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeliveryChannel">\
                        <valueCodeableConcept><coding><code value="Telephone"/></coding></valueCodeableConcept></extension>\
                        <status value="noshow"/><appointmentType><coding><code value="WALKIN"/></coding></appointmentType>\
                        <start value="2024-02-01T10:00:00+00:00"/><end value="2024-02-01T10:15:00+00:00"/>\
                        <minutesDuration value="15"/><created value="2024-01-20"/>\
                        <participant><actor><reference value="Location/l"/></actor></participant>\
                        <participant><actor><reference value="PractitionerRole/r1"/></actor></participant>\
                        <participant><actor><reference value="Patient/p1"/></actor></participant></Appointment>
                        """
                    ),
                    (
                        nil,
                        """
                        <PractitionerRole><id value="r1"/><practitioner><reference value="Practitioner/d1"/></practitioner>\
                        <organization><reference value="Organization/o1"/></organization>\
                        <code><coding><code value="R0260"/></coding></code></PractitionerRole>
                        """
                    ),
                ]))
        #expect(document.texts("registrations", "type") == ["regular", "services-only"])
        #expect(document.texts("registrations", "practice") == ["A81001", nil])
        #expect(document.integers("registrations", "start") == [day("2001-02-03"), day("2020-01-01")])
        #expect(document.integers("registrations", "end") == [nil, day("2020-06-30")])
        #expect(document.texts("staff", "role") == ["gp"])
        #expect(document.texts("staff_roles", "organisation") == ["A81001"])
        #expect(document.texts("contacts", "id") == ["n1", "a1"])
        #expect(document.integers("contacts", "patient") == [0, 0])
        // British Summer Time is an hour ahead.
        #expect(document.integers("contacts", "at") == [time("2023-07-02", 0, 30), time("2024-02-01", 10, 0)])
        #expect(document.integers("contacts", "booked") == [nil, time("2024-01-20", 0, 0)])
        #expect(document.texts("contacts", "practice") == ["A81001", nil])
        #expect(document.texts("contacts", "role") == ["gp", "gp"])
        #expect(document.texts("contacts", "mode") == ["face-to-face", "telephone"])
        #expect(document.texts("contacts", "urgency") == ["other", "same-day"])
        #expect(document.texts("contacts", "status") == ["attended", "did-not-attend"])
        #expect(document.integers("contacts", "minutes") == [10, 15])
        #expect(document.texts("contacts", "staff")[0] == document.texts("staff", "id")[0])
        #expect(document.texts("contacts", "staff")[1] == document.texts("staff_roles", "id")[0])
        #expect(document.integers("admissions", "start") == [day("2024-01-05")])
        #expect(document.integers("admissions", "end") == [day("2024-01-09")])
        #expect(document.texts("admissions", "method") == ["emergency"])
        #expect(document.texts("admissions", "diagnosis") == ["7922000"])
        #expect(document.rejects.isEmpty)
    }

    private let pressure = """
        <status value="final"/><code><coding><system value="http://loinc.org"/><code value="85354-9"/></coding></code>\
        <subject><reference value="urn:uuid:2"/></subject><effectiveDateTime value="2024-05-06T09:00:00+01:00"/>\
        <component><code><coding><system value="http://loinc.org"/><code value="8480-6"/></coding></code>\
        <valueQuantity><value value="142"/><unit value="mmHg"/><code value="mm[Hg]"/></valueQuantity></component>\
        <component><code><coding><system value="http://loinc.org"/><code value="8462-4"/></coding></code>\
        <valueQuantity><value value="9.4e1"/><unit value="mmHg"/></valueQuantity></component>
        """

    @Test func observationsAndTheirComponents() throws {
        let document = try read(
            bundle(
                people + [
                    (nil, "<Observation><id value=\"b1\"/>\(pressure)</Observation>"),
                    (
                        nil,
                        """
                        <Observation><id value="b2"/><status value="final"/><code><coding>\(Self.snomed)\
                        <code value="1000731000000107"/></coding></code><subject><reference value="Patient/p1"/></subject>\
                        <effectivePeriod><start value="2024-05-06"/></effectivePeriod>\
                        <valueQuantity><value value="5"/><comparator value="&lt;"/><unit value="umol/L"/></valueQuantity>\
                        </Observation>
                        """
                    ),
                    (
                        nil,
                        """
                        <Observation><status value="entered-in-error"/><code><coding><code value="x"/></coding></code>\
                        <subject><reference value="Patient/p1"/></subject><effectiveDateTime value="2024"/></Observation>
                        """
                    ),
                ]))
        #expect(document.integers("observations", "patient") == [0, 1, 1, 1])
        #expect(document.texts("observations", "code") == ["1000731000000107", "8480-6", "8462-4", "85354-9"])
        #expect(document.texts("observations", "panel") == [nil, "85354-9", "85354-9", nil])
        #expect(document.texts("observations", "id") == ["b2", "b1", "b1", "b1"])
        let nine = time("2024-05-06", 9, 0)
        #expect(document.integers("observations", "at") == [time("2024-05-06", 0, 0), nine, nine, nine])
        let values = try #require(document.tables["observations"]?["value"])
        #expect((0..<4).map { values.double($0) } == [5, 142, 94, nil])
        #expect(document.texts("observations", "unit") == ["umol/L", "mm[Hg]", "mmHg", nil])
        #expect(document.texts("observations", "comparator") == ["<", nil, nil, nil])
        #expect(document.rejects.isEmpty)
    }

    @Test func bareResourcesStandForThemselves() throws {
        func bare(_ resource: String) -> String {
            var resource = resource
            let end = resource.firstIndex(of: ">") ?? resource.endIndex
            resource.insert(contentsOf: " xmlns=\"http://hl7.org/fhir\"", at: end)
            return resource
        }
        let patient = try read(bare(first))
        let asthma = "<coding>\(Self.snomed)<code value=\"195967001\"/></coding>"
        let condition = try read(bare(condition("c1", "Patient/p1", asthma, "<onsetDateTime value=\"2014-03-05\"/>")))
        #expect(patient.tables["patients"]?.count == 1)
        #expect(condition.tables["conditions"]?.count == 0)
        #expect(condition.texts("bare_conditions", "code") == ["195967001"])
        #expect(condition.texts("bare_conditions", "subject") == patient.texts("patients", "subject"))
        #expect(condition.texts("bare_conditions", "subject")[0]?.contains("p1") == false)
        #expect(condition.texts("bare_conditions", "person") == [nil])
        #expect(condition.rejects.isEmpty)

        let contained = """
            <contained><Patient><id value="x"/><identifier><system value="https://fhir.nhs.uk/Id/nhs-number"/>\
            <value value="9434765919"/></identifier><gender value="male"/><birthDate value="2016-05-18"/></Patient>\
            </contained>
            """
        let observation = try read(bare("<Observation>\(contained)\(pressure)</Observation>"))
        #expect(observation.texts("bare_observations", "code") == ["8480-6", "8462-4", "85354-9"])
        #expect(observation.texts("bare_observations", "panel") == ["85354-9", "85354-9", nil])
        let birth = day("2016-05-18")
        #expect(observation.integers("bare_observations", "birth_date") == [birth, birth, birth])
        #expect(observation.texts("bare_observations", "sex") == ["1", "1", "1"])
        let person = try #require(patient.texts("patients", "person")[0])
        #expect(observation.texts("bare_observations", "person") == [person, person, person])
        #expect(observation.tables["patients"]?.count == 0)

        let encounter = """
            <Encounter><status value="finished"/><class><code value="AMB"/></class><subject><identifier>\
            <system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="9434765919"/></identifier></subject>\
            <appointment><reference value="Appointment/a1"/></appointment><period><start value="2024-02-01T10:00:00Z"/>\
            </period></Encounter>
            """
        let contact = try read(bare(encounter))
        #expect(contact.texts("bare_contacts", "person") == [person])
        #expect(contact.texts("bare_contacts", "subject") == [nil])
        #expect(contact.texts("bare_contacts", "appointment") == ["Appointment/a1"])
        #expect(throws: RefusedDocument.self) { try read(bare("<Medication></Medication>")) }
    }
}
