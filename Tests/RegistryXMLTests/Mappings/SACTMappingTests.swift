import RegistryXML
import Tables
import Testing

@Suite struct SACTMappingTests {
    private func read(_ records: String) throws -> MappedDocument {
        let xml = "<S:SACT xmlns:S=\"http://www.datadictionary.nhs.uk/messages/SACT-v2-0\">\(records)</S:SACT>"
        return try Fixtures.read(Array(xml.utf8), Fixtures.mapping("sact"))
    }

    /// The same record, its items once as attributes and once as text.
    @Test func attributesAndTexts() throws {
        let attributes = """
            <Record><DemographicsAndConsultant><NHSNumber extension="9434765919"/>\
            <PersonBirthDate>1995-01-01</PersonBirthDate><PersonGenderCode code="1"/><EthnicCategory code="R"/>\
            <GPPracticeCodeRegistration>g85001</GPPracticeCodeRegistration></DemographicsAndConsultant>
            <ProgrammeAndRegimen><ACRegimenNumber value="2"/><PersonHeight value="1.70"/></ProgrammeAndRegimen>
            <Cycle><ACDrugCycleId value="1"/></Cycle><Cycle><ACDrugCycleId value="2"/></Cycle>
            <ClinicalStatus><StartPrimaryDiagnosis code="c501"/></ClinicalStatus>
            <DrugDetails><SACTDrugName>Abcde</SACTDrugName><ChemoActualDose value="3"/></DrugDetails>
            <Outcome><PersonDeathDate>2013-07-01</PersonDeathDate></Outcome></Record>
            """
        let texts = """
            <Record><DemographicsAndConsultant><NHSNumber>9434765919</NHSNumber>
            <PersonBirthDate> 1995-01-01 </PersonBirthDate><PersonGenderCode>1</PersonGenderCode>\
            <EthnicCategory> R </EthnicCategory><GPPracticeCodeRegistration> G85001 </GPPracticeCodeRegistration>
            </DemographicsAndConsultant><ProgrammeAndRegimen><ACRegimenNumber>2</ACRegimenNumber>\
            <PersonHeight>1.70</PersonHeight></ProgrammeAndRegimen><Cycle><ACDrugCycleId>1</ACDrugCycleId></Cycle>
            <Cycle><ACDrugCycleId>2</ACDrugCycleId></Cycle>
            <ClinicalStatus><StartPrimaryDiagnosis>C501</StartPrimaryDiagnosis></ClinicalStatus>
            <DrugDetails><SACTDrugName>ABCDE</SACTDrugName><ChemoActualDose>3</ChemoActualDose></DrugDetails>
            <Outcome><PersonDeathDate>2013-07-01</PersonDeathDate></Outcome></Record>
            """
        for record in [attributes, texts] {
            let document = try read(record)
            #expect(
                document.rendered("patients", "birth_date", "death_date", "sex", "ethnicity")
                    == ["1995-01-01 | 2013-07-01 | 1 | R"])
            #expect(document.rendered("registrations", "practice") == ["G85001"])
            #expect(document.rendered("conditions", "code", "system") == ["C501 | ICD-10"])
            #expect(document.rendered("regimens", "regimen", "height") == ["2 | 1.7"])
            #expect(document.rendered("cycles", "cycle") == ["1", "2"])
            #expect(document.rendered("drugs", "drug", "dose") == ["ABCDE | 3"])
            #expect(document.tables["outcomes"]?.count == 1)
            #expect(document.rejects.isEmpty)
        }
        let both = try read(attributes + texts)
        let people = both.texts("patients", "person")
        #expect(people[0] != nil && people[0] == people[1])
    }
}
