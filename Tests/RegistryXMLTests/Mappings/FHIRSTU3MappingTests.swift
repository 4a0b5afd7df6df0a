import RegistryXML
import Tables
import Testing

@Suite struct FHIRSTU3MappingTests {
    private func read(_ xml: String) throws -> MappedDocument {
        try Fixtures.read(Array(xml.utf8), Fixtures.mapping("fhir-stu3"))
    }

    private func day(_ text: String) -> Int64 { CalendarDay(text).map { Int64($0.number) } ?? .min }

    /// A patient as GP Connect writes one, with registration details.
    private let registered = """
        <Patient><id value="2"/>\
        <extension url="https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-NHSCommunication-1"/>\
        <extension url="https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-RegistrationDetails-1">\
        <extension url="registrationPeriod"><valuePeriod><start value="2017-09-07T14:17:44+01:00"/></valuePeriod>\
        </extension><extension url="registrationType"><valueCodeableConcept><coding><code value="T"/></coding>\
        </valueCodeableConcept></extension></extension>\
        <extension url="https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-EthnicCategory-1">\
        <valueCodeableConcept><coding><code value="A"/></coding></valueCodeableConcept></extension>\
        <identifier><system value="http://fhir.nhs.net/Id/nhs-number"/><value value="9434765919"/></identifier>\
        <gender value="female"/><birthDate value="1952-05"/>\
        <managingOrganization><reference value="Organization/14"/></managingOrganization></Patient>
        """

    private var entries: String {
        [
            registered, "<Patient><id value=\"3\"/><gender value=\"unknown\"/></Patient>",
            """
            <Organization><id value="14"/><identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/>\
            <value value="B82617"/></identifier></Organization>
            """,
            """
            <EpisodeOfCare><id value="3"/><patient><reference value="Patient/2"/></patient>\
            <managingOrganization><reference value="Organization/14"/></managingOrganization>\
            <period><start value="2001-02-03"/><end value="2003-04"/></period></EpisodeOfCare>
            """,
            "<EpisodeOfCare><id value=\"3\"/><period><start value=\"2001-02-03\"/></period></EpisodeOfCare>",
            """
            <Condition><clinicalStatus value="active"/><verificationStatus value="confirmed"/><code><coding>\
            <system value="http://snomed.info/sct"/><code value="195967001"/></coding></code>\
            <subject><reference value="Patient/3"/></subject><onsetDateTime value="2014-03-05"/>\
            <assertedDate value="2015-01-02"/></Condition>
            """,
            """
            <Condition><verificationStatus value="entered-in-error"/><code><coding><code value="x"/></coding></code>\
            <subject><reference value="Patient/3"/></subject></Condition>
            """,
            """
            <Appointment><id value="148"/>\
            <extension url="https://fhir.nhs.uk/STU3/StructureDefinition/Extension-GPConnect-PractitionerRole-1">\
            <valueCodeableConcept><coding><code value="R0260"/></coding></valueCodeableConcept></extension>\
            <extension url="https://fhir.nhs.uk/STU3/StructureDefinition/Extension-GPConnect-DeliveryChannel-2">\
            <valueCode value="In-person"/></extension><status value="booked"/>\
            <start value="2017-05-30T10:00:00+01:00"/><created value="2017-05-20T09:10:00+00:00"/>\
            <participant><actor><reference value="Patient/2"/></actor></participant>\
            <participant><actor><reference value="Practitioner/1"/></actor></participant></Appointment>
            """,
            """
            <Encounter><id value="9"/><status value="finished"/><class><code value="IMP"/></class>\
            <subject><reference value="Patient/3"/></subject><period><start value="2018-01-02"/></period>\
            <reason><coding><code value="7922000"/></coding></reason><hospitalization>\
            <extension url="https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-AdmissionMethod-1">\
            <valueCodeableConcept><coding><code value="31"/></coding></valueCodeableConcept></extension>\
            </hospitalization></Encounter>
            """,
        ].map { "<entry><resource>\($0)</resource></entry>" }.joined(separator: "\n")
    }

    @Test(arguments: ["xmlns=\"http://hl7.org/fhir\"", "version=\"no namespace\""])
    func bundles(_ attribute: String) throws {
        let document = try read("<Bundle \(attribute)><id value=\"b\"/>\(entries)</Bundle>")
        #expect(document.integers("patients", "birth_date") == [day("1952-05-15"), nil])
        #expect(document.texts("patients", "sex") == ["2", "X"])
        #expect(document.texts("patients", "ethnicity") == ["A", nil])
        #expect(document.texts("patients", "person").map { $0 == nil } == [false, true])
        #expect(document.texts("patients", "practice") == ["B82617", nil])
        // The registration details first: the patient's record ends before the episode's.
        #expect(document.integers("registrations", "patient") == [0, 0])
        #expect(document.texts("registrations", "type") == ["temporary", "regular"])
        #expect(document.texts("registrations", "practice") == ["B82617", "B82617"])
        #expect(document.integers("registrations", "start") == [day("2017-09-07"), day("2001-02-03")])
        #expect(document.integers("registrations", "end") == [nil, day("2003-04-30")])
        #expect(document.texts("conditions", "code") == ["195967001"])
        #expect(document.integers("conditions", "patient") == [1])
        #expect(document.texts("conditions", "status") == ["active"])
        #expect(document.integers("conditions", "recorded") == [day("2015-01-02")])
        #expect(document.integers("contacts", "at") == [day("2017-05-30") * 86_400 + 36_000])
        // Ten past nine of a winter clock is ten past ten in May.
        #expect(document.integers("contacts", "booked") == [day("2017-05-20") * 86_400 + 36_600])
        #expect(document.texts("contacts", "mode") == ["face-to-face"])
        #expect(document.texts("contacts", "booked_role") == ["gp"])
        // Nobody in the Bundle says what the practitioner is.
        #expect(document.texts("contacts", "role") == ["other"])
        #expect(document.texts("contacts", "status") == ["booked"])
        #expect(document.texts("admissions", "method") == ["maternity"])
        #expect(document.texts("admissions", "diagnosis") == ["7922000"])
        #expect(document.rejects.isEmpty)
    }

    @Test func bareResources() throws {
        let name = registered.replacing("<Patient>", with: "<Patient xmlns=\"http://hl7.org/fhir\">")
        let patient = try read(name)
        #expect(patient.integers("registrations", "patient") == [0])
        #expect(patient.texts("registrations", "practice") == [nil])
        let practitioner = try read(
            """
            <Practitioner xmlns="http://hl7.org/fhir"><id value="dummy"/><practitionerRole><role><coding>\
            <code value="R0260"/></coding></role></practitionerRole></Practitioner>
            """)
        #expect(practitioner.texts("staff", "role") == ["gp"])
        let observation = try read(
            """
            <Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><coding>\
            <system value="http://snomed.info/sct"/><code value="162864005"/></coding></code>\
            <subject><reference value="Patient/2"/></subject><effectiveDateTime value="2012-09-17"/></Observation>
            """)
        #expect(observation.texts("bare_observations", "code") == ["162864005"])
        #expect(observation.texts("bare_observations", "subject") == patient.texts("patients", "subject"))
    }
}
