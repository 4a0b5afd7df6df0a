import RegistryXML
import Tables
import Testing

@Suite struct NAACCRMappingTests {
    /// Items by their id.
    private func items(_ values: [(String, String)], prefix: String) -> String {
        values.map { "<\(prefix)Item naaccrId=\"\($0)\">\($1)</\(prefix)Item>" }.joined()
    }

    private func data(prefix: String = "", namespace: String) -> String {
        func all(_ values: (String, String)...) -> String { items(values, prefix: prefix) }
        let first = all(
            ("patientIdNumber", "00000001"), ("nameLast", "DOE"), ("sex", "3"), ("race1", "01"),
            ("dateOfBirth", "195305"), ("vitalStatus", "0"), ("dateOfLastContact", "2020"), ("causeOfDeath", "C509"),
            ("spanishHispanicOrigin", "0"), ("ourOwnItem", "7"))
        let breast = all(
            ("primarySite", "C509"), ("histologicTypeIcdO3", "8500"), ("dateOfDiagnosis", "20180203"),
            ("ageAtDiagnosis", "064"), ("summaryStage2018", "1"), ("derivedSummaryStage2018", "2"), ("sex", "9"))
        let lung = all(("primarySite", " C341\n"), ("dateOfDiagnosis", "20189999"), ("ageAtDiagnosis", "999"))
        let nowhere = all(("laterality", "1"))
        let second = all(("patientIdNumber", "00000002"), ("sexAssignedAtBirth", "2"))
        let root = prefix + "NaaccrData", patient = prefix + "Patient", tumour = prefix + "Tumor"
        return """
            <\(root) \(namespace) xmlns:other="urn:example:other" recordType="I" specificationVersion="1.7"
             baseDictionaryUri="http://naaccr.org/naaccrxml/naaccr-dictionary-250.xml"
             timeGenerated="2024-08-23T09:11:34.5921234-04:00">\(all(("registryId", "0000000001")))
            <other:Outer><\(patient)/></other:Outer>
            <\(patient)>\(first)<other:Extra>x</other:Extra><\(tumour)>\(breast)</\(tumour)>
            <\(tumour)>\(lung)</\(tumour)><\(tumour)>\(nowhere)</\(tumour)></\(patient)>
            <\(patient)>\(second)</\(patient)></\(root)>
            """
    }

    private func day(_ text: String) -> Int64 { CalendarDay(text).map { Int64($0.number) } ?? .min }

    @Test(arguments: [
        ("", "xmlns=\"http://naaccr.org/naaccrxml\""), ("n:", "xmlns:n=\"http://naaccr.org/naaccrxml\""), ("", ""),
    ])
    func patientsAndTumours(_ prefix: String, _ namespace: String) throws {
        let document = try Fixtures.read(
            Array(data(prefix: prefix, namespace: namespace).utf8), Fixtures.mapping("naaccr"))
        #expect(document.header.text("source") == "0000000001")
        #expect(document.header.text("record_type") == "I")
        #expect(document.header.integer("extracted") == day("2024-08-23") * 86_400 + 9 * 3600 + 11 * 60 + 34)
        #expect(document.header.date("period_end") == CalendarDay("2024-08-23"))
        #expect(document.identifiers(of: "patients").count == 2)
        #expect(document.integers("patients", "birth_date") == [day("1953-05-15"), nil])
        #expect(document.texts("patients", "birth_precision") == ["month", nil])
        #expect(document.texts("patients", "sex") == ["9", "2"])
        #expect(document.texts("patients", "race") == ["01", nil])
        #expect(document.texts("patients", "vital_status") == ["dead", nil])
        #expect(document.integers("patients", "last_contact") == [day("2020-12-31"), nil])
        #expect(document.texts("patients", "cause_of_death") == ["C509", nil])
        #expect(document.integers("conditions", "patient") == [0, 0])
        #expect(document.texts("conditions", "code") == ["C509", "C341"])
        #expect(document.texts("conditions", "system") == ["ICD-O-3", "ICD-O-3"])
        #expect(document.texts("conditions", "morphology") == ["8500", nil])
        #expect(document.integers("conditions", "onset") == [day("2018-02-03"), nil])
        #expect(document.texts("conditions", "onset_precision") == ["day", nil])
        #expect(document.integers("conditions", "age") == [64, nil])
        #expect(document.texts("conditions", "stage_2018") == ["2", nil])
        #expect(document.rejects.map(\.table) == ["conditions"])
        #expect(document.rejects.map(\.field) == ["code"])
    }
}
