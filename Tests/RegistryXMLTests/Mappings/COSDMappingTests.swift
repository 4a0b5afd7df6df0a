import RegistryXML
import Tables
import Testing

@Suite struct COSDMappingTests {
    private func read(
        _ records: String, version: String = "COSD-v8-2", root: String = "COSD", count: Int = 1
    ) throws -> MappedDocument {
        let xml = """
            <C:\(root) xmlns:C="http://www.datadictionary.nhs.uk/messages/\(version)"><Id root="1"/>
            <OrganisationIdentifierCodeOfSubmittingOrganisation extension="RXX"/><RecordCount value="\(count)"/>
            <ReportingPeriodStartDate>2026-01-01</ReportingPeriodStartDate>
            <ReportingPeriodEndDate>2026-01-31</ReportingPeriodEndDate>
            <FileCreationDateTime>2026-02-03T04:05:06</FileCreationDateTime>\(records)</C:\(root)>
            """
        return try Fixtures.read(Array(xml.utf8), Fixtures.mapping("cosd"))
    }

    private let eight = """
        <BreastRecord><Id root="2"/><LinkagePatientId><NHSNumber extension="9434765919"/>\
        <LocalPatientIdExtended>L1</LocalPatientIdExtended><Birthdate>1971-01-01</Birthdate>\
        <OrganisationIdentifierCodeOfProvider extension="RYY"/></LinkagePatientId>
        <LinkageDiagnosticDetails><PrimaryDiagnosis code="c501"/><TumourLaterality code="L"/>\
        <ClinicalDateCancerDiagnosis>2017-01-02</ClinicalDateCancerDiagnosis>\
        <DateOfNonPrimaryCancerDiagnosisClinicallyAgreed>2018-03-04</DateOfNonPrimaryCancerDiagnosisClinicallyAgreed>
        </LinkageDiagnosticDetails><NonPrimaryCancerPathwayRoute><NonPrimaryCancerPathwayType code="01"/>\
        <MetastaticSite code="98"/><CancerProgressionICD code="c509"/></NonPrimaryCancerPathwayRoute>
        <Demographics><PersonFamilyName>NOT READ</PersonFamilyName><Gender code="2"/>\
        <GMPSpecified extension="G1"/><GMPRegistration extension="F12345"/><Ethnicity code="N"/></Demographics>
        <ReferralAndFirstStageOfPatientPathway><DateFirstSeen>2017-01-01</DateFirstSeen>\
        <OrganisationSiteIdentifierOfProviderFirstSeen extension="RYY01"/>
        </ReferralAndFirstStageOfPatientPathway>
        <Diagnosis><BasisOfCancerDiagnosis code="7"/><MorphologyICDODiagnosis code="M85003"/></Diagnosis>
        <PersonObservation><PersonHeightInMetres value="1.71"/><PersonObservationWeight value="75.57"/>\
        <ObservationDate>2017-02-03</ObservationDate></PersonObservation>
        <Staging><FinalPreTreatmentTNMStageGrouping>2a</FinalPreTreatmentTNMStageGrouping></Staging>
        <Treatment><CommonTreatment><CancerTreatmentModality code="01"/></CommonTreatment></Treatment>
        <Treatment><CancerTreatmentModality code="19"/><CancerTreatmentStartDate>2017-03-05</CancerTreatmentStartDate>
        <SurgeryAndOtherProcedures><PrimaryProcedureOPCS code="B283"/></SurgeryAndOtherProcedures></Treatment>
        <Pathology><InvestigationResultDate>2017-01-09</InvestigationResultDate>\
        <PrimaryDiagnosisICDPath code="C50.1"/><PathologyReportText><![CDATA[NOT READ]]></PathologyReportText>\
        <LesionSizePathological value="22.60"/><NumberNodesPositive value="2"/></Pathology>
        <DeathDetails><PersonDeathDate>2018-03-09</PersonDeathDate></DeathDetails></BreastRecord>
        """

    @Test(arguments: ["COSD-v8-1-mbis", "COSD-v8-2", "COSD-v8-3"])
    func versionEight(_ version: String) throws {
        let document = try read(eight, version: version)
        #expect(document.header.text("source") == "RXX")
        #expect(document.header.date("period_start") == CalendarDay("2026-01-01"))
        #expect(
            document.rendered("patients", "birth_date", "death_date", "sex", "ethnicity", "provider")
                == ["1971-01-01 | 2018-03-09 | 2 | N | RYY"])
        #expect(document.tables["patients"]?["person"]?.isValid(0) == true)
        #expect(document.rendered("registrations", "practice") == ["F12345"])
        #expect(
            document.rendered("conditions", "code", "system", "onset", "laterality")
                == ["C501 | ICD-10 | 2017-01-02 | L"])
        #expect(
            document.rendered("recurrences", "code", "kind", "agreed", "metastatic_site")
                == ["C509 | 01 | 2018-03-04 | 98"])
        #expect(document.rendered("contacts", "at", "practice") == ["2017-01-01T00:00:00 | RYY01"])
        #expect(document.rendered("diagnoses", "basis", "morphology") == ["7 | M85003"])
        #expect(document.rendered("measurements", "at", "height", "weight") == ["2017-02-03 | 1.71 | 75.57"])
        #expect(document.rendered("stages", "stage") == ["2A"])
        #expect(
            document.rendered("treatments", "modality", "start", "procedure")
                == ["01 | - | -", "19 | 2017-03-05 | B283"])
        #expect(
            document.rendered("pathology", "at", "code", "lesion_mm", "nodes_positive")
                == ["2017-01-09 | C50.1 | 22.6 | 2"])
        #expect(document.rejects.isEmpty)
        #expect(document.findings.allSatisfy { $0.count == 0 })
    }

    @Test(arguments: ["COSD-v9-0", "COSD-v9-0-1"])
    func versionNine(_ version: String) throws {
        func record(_ name: String, _ inside: String) -> String {
            """
            <\(name)Record><LinkagePatientId><NhsNumber extension="9434765919"/>\
            <PersonBirthDate>1971-01-01</PersonBirthDate></LinkagePatientId>\(inside)</\(name)Record>
            """
        }
        let details = """
            <PrimaryPathway><LinkageDiagnosticDetails><PrimaryDiagnosisIcd code="C341"/>\
            <DateOfPrimaryDiagnosisClinicallyAgreed>2017-01-01</DateOfPrimaryDiagnosisClinicallyAgreed>
            </LinkageDiagnosticDetails><Diagnosis><MorphologyIcd-o-3 code="M81403"/></Diagnosis></PrimaryPathway>
            <Demographics><PersonStatedGenderCode code="1"/><EthnicCategory code="A"/></Demographics>
            <ClinicalNurseSpecialistAndRiskFactorAssessments><TobaccoSmokingStatus code="3"/>
            </ClinicalNurseSpecialistAndRiskFactorAssessments><Treatment>\
            <TreatmentStartDateCancer>2017-03-01</TreatmentStartDateCancer><Surgery>\
            <ProcedureDate>2017-03-02</ProcedureDate><PrimaryProcedureOpcs code="e541"/></Surgery></Treatment>
            """
        let again = """
            <NonPrimaryPathway><DateOfNonPrimaryCancerDiagnosisClinicallyAgreed>2019-01-01\
            </DateOfNonPrimaryCancerDiagnosisClinicallyAgreed><Progression><ProgressionIcd code="C349"/>\
            <MetastaticTypeAndSiteProgression><MetastaticSite code="02"/></MetastaticTypeAndSiteProgression>
            </Progression></NonPrimaryPathway>
            """
        let document = try read(record("Lung", details) + record("Lung", again), version: version, count: 3)
        #expect(
            document.rendered("patients", "birth_date", "sex", "ethnicity") == [
                "1971-01-01 | 1 | A", "1971-01-01 | X | -",
            ])
        #expect(document.rendered("conditions", "code", "onset") == ["C341 | 2017-01-01"])
        #expect(document.rendered("diagnoses", "morphology") == ["M81403"])
        #expect(document.texts("patients", "smoking") == ["3", nil])
        #expect(
            document.rendered("treatments", "start", "operated", "procedure") == ["2017-03-01 | 2017-03-02 | E541"])
        #expect(
            document.rendered("recurrences", "code", "agreed", "metastatic_site") == ["C349 | 2019-01-01 | 02"])
        #expect(document.integers("recurrences", "patient") == [1])
        // The file says three records and has two.
        #expect(document.findings.count == 1)
        #expect(document.findings.first?.stated == 3)
        #expect(document.findings.first?.found == 2)
    }

    @Test func pathologyAlone() throws {
        let record = """
            <SkinRecord><LinkagePatientId><LocalPatientIdExtended>L1</LocalPatientIdExtended></LinkagePatientId>
            <Pathology><PrimaryDiagnosisICDPath code="C44.5"/></Pathology><Pathology/></SkinRecord>
            """
        let document = try read(record, version: "COSD_Pathology-v3-1", root: "COSD_Pathology")
        #expect(document.rendered("pathology", "code") == ["C44.5", "-"])
        #expect(document.texts("patients", "person") == [nil])
    }

    @Test func anotherVersionIsAnotherFormat() throws {
        #expect(throws: RefusedDocument.self) { try read(eight, version: "COSD-v8-1") }
    }
}

/// Counts and values were obtained with Python's xml.etree, by a reading of its own.
@Suite(
    "Real COSD and SACT files", .enabled(if: RealFiles.folder != nil, "STRATA_REAL_FEEDS names no folder of real feeds")
)
struct RealCOSDTests {
    @Test func breast() throws {
        let document = try RealFiles.read("cosd-sact/COSDBreast_XMLExampleSections.xml", "cosd")
        #expect(document.header.text("source") == "ABC12")
        for table in [
            "patients", "registrations", "conditions", "recurrences", "diagnoses", "stages", "contacts", "treatments",
            "measurements", "pathology",
        ] {
            #expect(document.tables[table]?.count == 1, "\(table)")
        }
        #expect(document.rejects.isEmpty)
        #expect(document.findings.allSatisfy { $0.count == 0 })
        #expect(
            document.rendered("patients", "birth_date", "death_date", "sex", "ethnicity", "provider")
                == ["1971-01-01 | 2018-03-09 | 2 | A | AB1"])
        #expect(document.rendered("registrations", "practice") == ["F12345"])
        #expect(document.rendered("conditions", "code", "onset", "laterality") == ["C501 | 2017-01-01 | L"])
        #expect(document.rendered("recurrences", "code", "agreed", "metastatic_site") == ["C509 | 2017-01-01 | 98"])
        #expect(
            document.rendered("stages", "t", "stage", "staged", "integrated_stage", "edition") == [
                "2 | 2A | 2018-03-04 | 3B | 8"
            ])
        #expect(
            document.rendered("measurements", "at", "height", "weight", "body_mass") == [
                "2018-03-04 | 1.71 | 75.57 | 25.8"
            ])
        #expect(
            document.rendered("treatments", "modality", "start", "procedure", "discharged") == [
                "01 | 2018-03-05 | B283 | 2018-05-08"
            ])
        #expect(
            document.rendered("contacts", "at", "practice", "symptoms") == ["2018-03-01T00:00:00 | AB101 | 2014-02-02"])
        #expect(
            document.rendered("pathology", "at", "code", "lesion_mm", "nodes_examined", "t") == [
                "2018-03-05 | C502 | 22.6 | 99 | 4"
            ])
    }

    @Test func skin() throws {
        let document = try RealFiles.read("cosd-sact/v8-2_dry_cosd-COSDSkin_XMLExample.xml", "cosd")
        let tables = [
            "patients", "registrations", "conditions", "recurrences", "diagnoses", "stages", "contacts", "treatments",
            "measurements", "pathology",
        ]
        #expect(tables.map { document.tables[$0]?.count } == [1, 1, 1, 0, 1, 1, 0, 1, 0, 1])
        #expect(document.rendered("conditions", "code", "onset", "laterality") == ["C445 | 2018-01-01 | 8"])
        #expect(document.rendered("stages", "stage", "edition") == ["1A | 8"])
        #expect(document.rejects.isEmpty)
    }

    @Test func sact() throws {
        let document = try RealFiles.read("cosd-sact/SACT_SAMPLE.xml", "sact")
        for table in ["patients", "registrations", "conditions", "regimens", "cycles", "drugs", "outcomes"] {
            #expect(document.tables[table]?.count == 1, "\(table)")
        }
        #expect(document.rejects.isEmpty)
        #expect(
            document.rendered("patients", "birth_date", "death_date", "sex", "ethnicity", "provider")
                == ["1995-01-01 | 2013-07-01 | 1 | R | 6TY"])
        #expect(document.rendered("registrations", "practice") == ["4RT"])
        #expect(document.rendered("conditions", "code", "morphology", "stage") == ["0000 | 00000 | L"])
        #expect(
            document.rendered("regimens", "regimen", "acronym", "start", "height", "weight", "planned_cycles")
                == ["67 | ABC | 2013-06-01 | 1.7 | 150.123 | 0"])
        #expect(document.rendered("drugs", "drug", "dose", "given") == ["ABCDE | 3 | 2013-06-01"])
    }
}
