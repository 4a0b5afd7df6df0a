import RegistryXML
import Tables
import Testing

@Suite struct UKRDCMappingTests {
    private func read(_ inside: String, facility: String = "") throws -> MappedDocument {
        let xml = """
            <a:PatientRecord xmlns:a="http://www.rixg.org.uk/">\(facility)\(inside)</a:PatientRecord>
            """
        return try Fixtures.read(Array(xml.utf8), Fixtures.mapping("ukrdc"))
    }

    private func number(_ number: String, _ organisation: String, _ type: String) -> String {
        "<PatientNumber><Number>\(number)</Number><Organization>\(organisation)</Organization>"
            + "<NumberType>\(type)</NumberType></PatientNumber>"
    }

    private func coded(_ element: String, _ code: String, _ system: String) -> String {
        "<\(element)><CodingStandard>\(system)</CodingStandard><Code>\(code)</Code>"
            + "<Description>free text</Description></\(element)>"
    }

    @Test func aPatientAndTheirPractice() throws {
        let document = try read(
            """
            <SendingExtract>UKRDC</SendingExtract><Patient><PatientNumbers>\(number("1", "UKRR_UID", "NI"))\
            \(number("L1", "LOCALHOSP", "MRN"))\(number("0101010101", "CHI", "NI"))\
            \(number("9434765919", "NHS", "NI"))</PatientNumbers><Names><Name><Family>NOT READ</Family></Name></Names>
            <BirthTime>1948-05-17T00:00:00</BirthTime><DeathTime>2025-01-02T03:04:05.0</DeathTime><Gender>0</Gender>
            <FamilyDoctor><GPPracticeId> g85001 </GPPracticeId><GPId>G1</GPId></FamilyDoctor>
            \(coded("EthnicGroup", "N", "NHS_DATA_DICTIONARY"))<Death>1</Death></Patient>
            <LabOrders start="2026-01-01" stop="2026-01-31"/><Observations start="2025-01-01" stop="2026-01-31"/>
            """, facility: "<SendingFacility schemaVersion=\"4.2.0\" time=\"2026-02-03T04:05:06\">RXX</SendingFacility>"
        )
        #expect(document.header.text("source") == "RXX")
        #expect(document.header.text("version") == "4.2.0")
        #expect(document.header.date("period_end") == CalendarDay("2026-02-03"))
        #expect(
            document.rendered("patients", "birth_date", "death_date", "died", "sex", "ethnicity")
                == ["1948-05-17 | 2025-01-02 | true | X | N"])
        #expect(
            document.rendered("patients", "results_from", "results_to", "observations_from", "observations_to")
                == ["2026-01-01 | 2026-01-31 | 2025-01-01 | 2026-01-31"])
        #expect(document.rendered("registrations", "type", "practice") == ["regular | G85001"])
        let person = try #require(document.tables["patients"]?["person"]?.text(0))
        // The NHS number is preferred to the CHI number, which comes first.
        let alone = try read("<Patient><PatientNumbers>\(number("9434765919", "NHS", "NI"))</PatientNumbers></Patient>")
        #expect(alone.texts("patients", "person") == [person])
        #expect(alone.rendered("patients", "birth_date", "sex", "ethnicity", "died") == ["- | X | - | -"])
    }

    @Test func withoutAnyNumberNothingIsKept() throws {
        let document = try read(
            "<Patient><PatientNumbers/></Patient><Surveys><Survey><SurveyTime>2026-01-01</SurveyTime><Scores><Score>"
                + coded("ScoreType", "S", "X") + "<Value>1</Value></Score></Scores></Survey></Surveys>")
        #expect(document.rejects.map(\.field) == ["id"])
        #expect(document.rejects.map(\.reason) == [.missing])
        #expect(document.tables["patients"]?.count == 0)
        #expect(document.tables["observations"]?.count == 0)
    }

    private var patient: String {
        "<Patient><PatientNumbers>\(number("L1", "LOCALHOSP", "MRN"))</PatientNumbers></Patient>"
    }

    @Test func diagnosesOfThreeKindsAndNoneInsideAnother() throws {
        let document = try read(
            patient
                + """
                <Diagnoses><Diagnosis>\(coded("Diagnosis", "100", "SNOMED"))\
                <IdentificationTime>2020-02-02T00:00:00</IdentificationTime><OnsetTime>2019-01-01T00:00:00</OnsetTime>
                </Diagnosis><Diagnosis>\(coded("Diagnosis", "101", "SNOMED"))\
                <IdentificationTime>2020-02-02T00:00:00</IdentificationTime></Diagnosis>
                <Diagnosis>\(coded("Diagnosis", "102", "SNOMED"))\
                <VerificationStatus>refuted</VerificationStatus></Diagnosis>
                <CauseOfDeath><DiagnosisType>PRIMARY</DiagnosisType>\(coded("Diagnosis", "11", "EDTA_COD"))\
                </CauseOfDeath><RenalDiagnosis>\(coded("Diagnosis", "1", "EDTA2"))\
                <VerificationStatus>confirmed</VerificationStatus></RenalDiagnosis>
                <Diagnosis><Comments>no code</Comments></Diagnosis></Diagnoses>
                """)
        #expect(
            document.rendered("conditions", "code", "system", "onset", "identified", "rank", "verification") == [
                "100 | SNOMED | 2019-01-01 | 2020-02-02 | - | -", "101 | SNOMED | 2020-02-02 | 2020-02-02 | - | -",
                "11 | EDTA_COD | - | - | PRIMARY | -", "1 | EDTA2 | - | - | - | confirmed",
            ])
        #expect(document.rejects.map(\.table) == ["conditions"])
    }

    @Test func resultsAreNumbersWithComparators() throws {
        func item(_ code: String, _ value: String, _ rest: String = "") -> String {
            "<ResultItem><PrePost>PRE</PrePost>\(coded("ServiceId", code, "UKRR"))<ResultValue>\(value)</ResultValue>"
                + "<ResultValueUnits>mmol/L</ResultValueUnits>\(rest)</ResultItem>"
        }
        let at = "<ObservationTime>2026-01-02T03:04:05.0</ObservationTime>"
        let document = try read(
            patient
                + """
                <LabOrders><LabOrder><SpecimenCollectedTime>2026-01-01T08:00:00</SpecimenCollectedTime>
                <ResultItems>\(item("A", "4.5", at))\(item("B", " &lt;5 "))\(item("C", "haemolysed", at))\
                \(item("D", "7", "<Status>D</Status>" + at))</ResultItems></LabOrder></LabOrders>
                <Observations><Observation>\(at)\(coded("ObservationCode", "E", "UKRR"))\
                <ObservationValue>100</ObservationValue><ObservationUnits>mmHg</ObservationUnits></Observation>
                <Observation>\(coded("ObservationCode", "F", "UKRR"))<ObservationValue>1</ObservationValue>\
                </Observation></Observations>
                """)
        #expect(
            document.rendered("observations", "code", "at", "comparator", "value", "unit", "phase") == [
                "A | 2026-01-02T03:04:05 | - | 4.5 | mmol/L | PRE", "B | 2026-01-01T08:00:00 | < | 5 | mmol/L | PRE",
                "C | 2026-01-02T03:04:05 | - | - | mmol/L | PRE", "E | 2026-01-02T03:04:05 | - | 100 | mmHg | -",
            ])
        #expect(document.rejects.map(\.field) == ["at"])
    }

    @Test func encountersTreatmentsAndProgrammes() throws {
        let document = try read(
            patient
                + """
                <Procedures><Procedure>\(coded("ProcedureType", "1", "SNOMED"))\
                <ProcedureTime>2026-01-01T00:00:00</ProcedureTime></Procedure><DialysisSessions><DialysisSession>\
                \(coded("ProcedureType", "2", "SNOMED"))</DialysisSession></DialysisSessions>
                <Transplant>\(coded("ProcedureType", "3", "SNOMED"))</Transplant></Procedures>
                <Encounters><Encounter><EncounterNumber>e1</EncounterNumber><EncounterType>E</EncounterType>
                <FromTime>2026-01-02T03:04:05</FromTime>\(coded("HealthCareFacility", "RXX", "ODS"))</Encounter>
                <Encounter><ExternalId>e2</ExternalId><EncounterType>I</EncounterType>
                <FromTime>2026-01-03T00:00:00</FromTime><ToTime>2026-01-05T00:00:00</ToTime></Encounter>
                <Treatment><FromTime>2020-01-01</FromTime>\(coded("AdmitReason", "1", "CF_RR7_TREATMENT"))\
                <Attributes><QBL05>HOME</QBL05></Attributes></Treatment></Encounters>
                <ProgramMemberships><ProgramMembership><ProgramName>UKRR</ProgramName><FromTime>2021-01-01</FromTime>
                </ProgramMembership></ProgramMemberships>
                <OptOuts><OptOut><ProgramName>PKB</ProgramName><FromTime>2022-01-01</FromTime></OptOut></OptOuts>
                """)
        #expect(
            document.rendered("contacts", "id", "at", "practice", "urgency", "status")
                == ["e1 | 2026-01-02T03:04:05 | RXX | same-day | attended"])
        #expect(document.rendered("admissions", "id", "start", "end") == ["e2 | 2026-01-03 | 2026-01-05"])
        #expect(
            document.rendered("treatments", "modality", "system", "start", "end", "place")
                == ["1 | CF_RR7_TREATMENT | 2020-01-01 | - | HOME"])
        #expect(document.rendered("procedures", "code", "at") == ["1 | 2026-01-01T00:00:00", "2 | -", "3 | -"])
        #expect(document.rendered("programmes", "programme", "start") == ["UKRR | 2021-01-01"])
        #expect(document.rendered("opt_outs", "programme", "start", "end") == ["PKB | 2022-01-01 | -"])
        // An opt-out from a programme withholds nothing.
        #expect(document.tables["patients"]?.count == 1)
    }

    @Test func surveys() throws {
        let document = try read(
            patient
                + """
                <Surveys><Survey><SurveyType><Code>PAM</Code></SurveyType><SurveyTime>2015-10-01T00:00:00</SurveyTime>
                <Questions><Question><QuestionType><Code>Q1</Code></QuestionType><Response>3</Response></Question>
                <Question><QuestionType><Code>Q2</Code></QuestionType><Response>often</Response></Question></Questions>
                <Scores><Score><ScoreType><Code>S1</Code></ScoreType><Value>79.9</Value></Score></Scores></Survey>
                </Surveys>
                """)
        #expect(
            document.rendered("answers", "survey", "at", "code", "answer")
                == ["PAM | 2015-10-01T00:00:00 | Q1 | 3", "PAM | 2015-10-01T00:00:00 | Q2 | -"])
        #expect(document.rendered("observations", "code", "at", "value") == ["S1 | 2015-10-01T00:00:00 | 79.9"])
    }
}

/// Counts and values were obtained with Python's xml.etree, by a reading of its own.
@Suite("Real UKRDC files", .enabled(if: RealFiles.folder != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealUKRDCTests {
    @Test(
        "Rows of every table",
        arguments: [
            ("UKRDC_mistakes", 1, 4, 1, 4, 4, 0), ("UKRDC_v4", 1, 4, 1, 4, 3, 0), ("test_1", 1, 0, 0, 0, 0, 0),
            ("ukrdc_survey_response_PAM_1", 0, 0, 0, 0, 1, 13),
        ])
    func counts(
        _ file: String, _ registrations: Int, _ conditions: Int, _ treatments: Int, _ procedures: Int,
        _ observations: Int, _ answers: Int
    ) throws {
        let document = try RealFiles.read("ukrdc/\(file).xml", "ukrdc")
        #expect(document.rejects.isEmpty)
        for (table, count) in [
            ("patients", 1), ("registrations", registrations), ("conditions", conditions), ("treatments", treatments),
            ("procedures", procedures), ("observations", observations), ("answers", answers), ("contacts", 0),
            ("admissions", 0), ("programmes", 0), ("opt_outs", 0),
        ] {
            #expect(document.tables[table]?.count == count, "\(table)")
        }
    }

    @Test func version3() throws {
        let document = try RealFiles.read("ukrdc/UKRDC_mistakes.xml", "ukrdc")
        #expect(document.header.text("source") == "ABC123")
        #expect(document.header.integer("extracted") == nil)
        #expect(
            document.rendered("patients", "birth_date", "sex", "ethnicity", "died") == ["2006-05-04 | 1 | A | false"])
        #expect(document.rendered("registrations", "practice") == ["J11111"])
        #expect(
            document.rendered("conditions", "code", "system", "onset") == [
                "414545008 | SNOMED | 2006-05-04", "235856003 | SNOMED | 2006-05-04", "14 | EDTA_COD | -",
                "13 | EDTA2 | 2006-05-04",
            ])
        #expect(
            document.rendered("observations", "code", "value", "unit", "at") == [
                "QBLA1 | 78 | mmol/L | 2006-05-04T18:13:51", "QBLF7 | 100 | ng/L | 2006-05-04T18:13:51",
                "QBLG3 | 150 | mmHg | 2006-05-04T18:13:51", "QBLG4 | 100 | mmHg | 2006-05-04T18:13:51",
            ])
    }

    @Test func version4() throws {
        let document = try RealFiles.read("ukrdc/UKRDC_v4.xml", "ukrdc")
        #expect(document.header.text("version") == "4.0.0")
        #expect(document.header.date("period_end") == CalendarDay("2022-07-21"))
        #expect(document.rendered("registrations", "practice") == ["A81001"])
        #expect(document.rendered("patients", "results_from", "observations_to") == ["2021-01-01 | 2021-04-01"])
        #expect(
            document.rendered("treatments", "modality", "start", "end", "site", "source", "discharge", "place")
                == ["1 | 2006-05-04 | 2021-05-04 | ABC123 | ABROAD | 38 | INCENTRE"])
        #expect(document.rendered("procedures", "code") == ["302497006", "Code82", "19647005", "27929005"])
        let dead = try RealFiles.read("ukrdc/test_1.xml", "ukrdc")
        #expect(dead.rendered("patients", "birth_date", "death_date", "died") == ["1969-06-09 | 1984-06-09 | true"])
        let survey = try RealFiles.read("ukrdc/ukrdc_survey_response_PAM_1.xml", "ukrdc")
        #expect(survey.rendered("observations", "code", "value") == ["PAM_SCORE | 79.9"])
        #expect(survey.rendered("answers", "answer").joined() == "1243521234434")
    }
}
