import Foundation
import RegistryXML
import Tables
import Testing

/// Real files written by others; they are no part of the project.
private let realFeeds = ProcessInfo.processInfo.environment["STRATA_REAL_FEEDS"]

private struct PlainTokens: Pseudonymiser {
    func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
        (TextHash.of(bytes), domain == .person ? 1 : 2)
    }
}

/// All values by hand, from the files read as text: they hold one resource each, or a Bundle of a dozen.
@Suite("Real FHIR resources", .enabled(if: realFeeds != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealFHIRTests {
    private func read(
        _ file: String, _ mapping: String = "fhir-r4", lastKeyHolds: Bool = false
    ) throws -> MappedDocument {
        var options = ReadingOptions()
        options.lastKeyHolds = lastKeyHolds
        return try DocumentReader.read(
            "\(#require(realFeeds))/\(file)", Mapping(file: StrataProcess.mappings + "/\(mapping).yaml"),
            pseudonymiser: PlainTokens(), options: options)
    }

    /// The tables that have rows, with their numbers.
    private func rows(_ document: MappedDocument) -> [String: Int] {
        document.tables.mapValues(\.count).filter { $0.value > 0 }
    }

    private func texts(_ document: MappedDocument, _ table: String, _ column: String) -> [String?] {
        guard let column = document.tables[table]?[column] else { return ["no such column"] }
        return (0..<column.count).map { column.text($0) }
    }

    private func days(_ document: MappedDocument, _ table: String, _ column: String) -> [String?] {
        guard let column = document.tables[table]?[column] else { return ["no such column"] }
        return (0..<column.count).map { column.integer($0).map { CalendarDay(number: Int32($0)).text } }
    }

    private func seconds(_ day: String, _ hours: Int64 = 0, _ minutes: Int64 = 0, _ seconds: Int64 = 0) -> Int64 {
        (CalendarDay(day).map { Int64($0.number) } ?? .min) * 86_400 + hours * 3600 + minutes * 60 + seconds
    }

    @Test("Every file is read, and its rows are where they should be")
    func rowsOfEveryFile() throws {
        let ukCore: [(String, [String: Int])] = [
            ("Extension-UKCore-EthnicCategory-Example", ["patients": 1]),
            ("UKCore-Appointment-OrthopaedicSurgery-Example", ["bare_contacts": 1]),
            ("UKCore-Bundle-AllergyList-Example", [:]), ("UKCore-Bundle-Batch-Example", [:]),
            ("UKCore-Condition-BleedingFromEar-Example", ["bare_conditions": 1]),
            ("UKCore-Encounter-InpatientEncounter-Example", ["bare_admissions": 1]),
            ("UKCore-Observation-24HourBloodPressure-Example", ["bare_observations": 3]),
            ("UKCore-Observation-VitalSigns-BloodPressure-Example", ["bare_observations": 3]),
            ("UKCore-Organization-WhiteRoseMedicalCentre-Example", ["organisations": 1]),
            ("UKCore-Patient-BabyPatient-Example", ["patients": 1]),
            ("UKCore-Patient-RichardSmith-Example", ["patients": 1]),
            ("UKCore-Practitioner-DoctorPaulRastall-Example", ["staff": 1]),
            ("UKCore-PractitionerRole-GeneralPractitioner-Example", ["staff_roles": 1]),
        ]
        for (name, expected) in ukCore {
            let document = try read("fhir-r4-ukcore/\(name).xml")
            #expect(rows(document) == expected, "\(name)")
            #expect(document.rejects.isEmpty, "\(name)")
        }
        for (name, expected) in [
            ("observation-example-20minute-apgar-score", ["bare_observations": 6]),
            ("patient-example-xds", ["patients": 1]), ("patient-example", ["patients": 1]),
            ("patient-glossy-example", ["patients": 1]),
        ] {
            let document = try read("fhir-r4-base/\(name).xml")
            #expect(rows(document) == expected, "\(name)")
            #expect(document.rejects.isEmpty, "\(name)")
        }
        for (name, expected) in [
            ("EOLCCarePlanComposition-NHSD", ["patients": 2, "organisations": 2, "conditions": 1]),
            ("Observation", ["bare_observations": 1]), ("Practitioner", ["staff": 1]),
        ] {
            let document = try read("fhir-stu3-careconnect/\(name).xml", "fhir-stu3")
            #expect(rows(document) == expected, "\(name)")
            #expect(document.rejects.isEmpty, "\(name)")
        }
    }

    @Test("Patients: birth, sex, ethnicity and NHS number")
    func patients() throws {
        let smith = try read("fhir-r4-ukcore/UKCore-Patient-RichardSmith-Example.xml")
        #expect(days(smith, "patients", "birth_date") == ["1970-09-11"])
        #expect(texts(smith, "patients", "sex") == ["1"])
        #expect(texts(smith, "patients", "ethnicity") == ["G"])
        #expect(texts(smith, "patients", "person") != [nil])
        let baby = try read("fhir-r4-ukcore/UKCore-Patient-BabyPatient-Example.xml")
        #expect(days(baby, "patients", "birth_date") == ["2021-02-11"])
        #expect(texts(baby, "patients", "sex") == ["2"])
        #expect(texts(baby, "patients", "ethnicity") == ["A"])
        // 9912003890 is no NHS number: its check digit would be 6.
        #expect(texts(baby, "patients", "person") == [nil])
        #expect(baby.counts["patients"]?.personInvalid == 1)
        let bare = try read("fhir-r4-ukcore/Extension-UKCore-EthnicCategory-Example.xml")
        #expect(texts(bare, "patients", "ethnicity") == ["A"])
        #expect(texts(bare, "patients", "sex") == ["X"])
        #expect(days(bare, "patients", "birth_date") == [nil])
        for (name, birth) in [
            ("patient-example", "1974-12-25"), ("patient-example-xds", "1956-05-27"),
            ("patient-glossy-example", "1932-09-24"),
        ] {
            let document = try read("fhir-r4-base/\(name).xml")
            #expect(days(document, "patients", "birth_date") == [birth])
            #expect(texts(document, "patients", "sex") == ["1"])
        }
        #expect(texts(try read("fhir-r4-base/patient-glossy-example.xml"), "patients", "named_gp") != [nil])
    }

    @Test("A condition, an appointment and a stay refer to the patient under the pseudonym of her own file")
    func subjects() throws {
        let smith = texts(try read("fhir-r4-ukcore/UKCore-Patient-RichardSmith-Example.xml"), "patients", "subject")
        let condition = try read("fhir-r4-ukcore/UKCore-Condition-BleedingFromEar-Example.xml")
        #expect(texts(condition, "bare_conditions", "subject") == smith)
        #expect(texts(condition, "bare_conditions", "code") == ["26322001"])
        #expect(texts(condition, "bare_conditions", "system") == ["http://snomed.info/sct"])
        #expect(texts(condition, "bare_conditions", "status") == ["active"])
        #expect(texts(condition, "bare_conditions", "category") == ["encounter-diagnosis"])
        let appointment = try read("fhir-r4-ukcore/UKCore-Appointment-OrthopaedicSurgery-Example.xml")
        #expect(texts(appointment, "bare_contacts", "subject") == smith)
        #expect(appointment.tables["bare_contacts"]?["at"]?.integer(0) == seconds("2022-03-11", 10, 46))
        #expect(appointment.tables["bare_contacts"]?["ended"]?.integer(0) == seconds("2022-03-11", 13, 20))
        #expect(appointment.tables["bare_contacts"]?["booked"]?.integer(0) == seconds("2022-02-14"))
        #expect(texts(appointment, "bare_contacts", "mode") == ["face-to-face"])
        #expect(texts(appointment, "bare_contacts", "urgency") == ["routine"])
        #expect(texts(appointment, "bare_contacts", "status") == ["booked"])
        #expect(texts(appointment, "bare_contacts", "kind") == ["218"])
        #expect(texts(appointment, "bare_contacts", "staff") != [nil])
        let stay = try read("fhir-r4-ukcore/UKCore-Encounter-InpatientEncounter-Example.xml")
        #expect(texts(stay, "bare_admissions", "subject") == smith)
        #expect(days(stay, "bare_admissions", "start") == ["2019-12-10"])
        #expect(days(stay, "bare_admissions", "end") == ["2019-12-11"])
        #expect(texts(stay, "bare_admissions", "method") == ["elective"])
        #expect(texts(stay, "bare_admissions", "diagnosis") == ["7922000"])
        #expect(texts(stay, "bare_admissions", "discharge") == ["19"])
    }

    @Test("Blood pressure and Apgar scores: a row for each component")
    func observations() throws {
        func values(_ document: MappedDocument) -> [Double?] {
            guard let column = document.tables["bare_observations"]?["value"] else { return [] }
            return (0..<column.count).map { column.double($0) }
        }
        let pressure = try read("fhir-r4-ukcore/UKCore-Observation-VitalSigns-BloodPressure-Example.xml")
        #expect(texts(pressure, "bare_observations", "code") == ["72313002", "1091811000000102", "75367002"])
        #expect(texts(pressure, "bare_observations", "panel") == ["75367002", "75367002", nil])
        #expect(texts(pressure, "bare_observations", "unit") == ["mm[Hg]", "mm[Hg]", nil])
        #expect(values(pressure) == [142, 94, nil])
        #expect(pressure.tables["bare_observations"]?["at"]?.integer(0) == seconds("2023-08-10"))
        let day = try read("fhir-r4-ukcore/UKCore-Observation-24HourBloodPressure-Example.xml")
        #expect(texts(day, "bare_observations", "code") == ["314464000", "314465004", "314463006"])
        #expect(values(day) == [102, 84, nil])
        let apgar = try read("fhir-r4-base/observation-example-20minute-apgar-score.xml")
        #expect(
            texts(apgar, "bare_observations", "code")
                == ["249227004", "249223000", "249226008", "249225007", "249224006", "443849008"])
        #expect(values(apgar) == [2, 2, 2, 2, 2, 10])
        #expect(texts(apgar, "bare_observations", "unit") == [nil, nil, nil, nil, nil, "{score}"])
        // 22:33:22 UTC, in May.
        #expect(apgar.tables["bare_observations"]?["at"]?.integer(5) == seconds("2016-05-18", 23, 33, 22))
        #expect(days(apgar, "bare_observations", "birth_date") == [String](repeating: "2016-05-18", count: 6))
        #expect(texts(apgar, "bare_observations", "sex") == [String](repeating: "1", count: 6))
    }

    @Test("Organisations and staff; CareConnect's Bundle and its condition")
    func theRest() throws {
        let practice = try read("fhir-r4-ukcore/UKCore-Organization-WhiteRoseMedicalCentre-Example.xml")
        #expect(texts(practice, "organisations", "code") == ["GP5"])
        #expect(texts(practice, "organisations", "name") == ["WHITE ROSE MEDICAL CENTRE"])
        let role = try read("fhir-r4-ukcore/UKCore-PractitionerRole-GeneralPractitioner-Example.xml")
        let doctor = try read("fhir-r4-ukcore/UKCore-Practitioner-DoctorPaulRastall-Example.xml")
        #expect(texts(role, "staff_roles", "role") == ["62247001"])
        #expect(texts(role, "staff_roles", "practitioner") == texts(doctor, "staff", "id"))
        let bundle = try read("fhir-stu3-careconnect/EOLCCarePlanComposition-NHSD.xml", "fhir-stu3")
        #expect(texts(bundle, "organisations", "code") == ["RR8", "RTG"])
        #expect(days(bundle, "patients", "birth_date") == ["2013-10-12", "2013-10-12"])
        #expect(texts(bundle, "patients", "sex") == ["X", "X"])
        #expect(texts(bundle, "patients", "person")[0] != nil)
        #expect(texts(bundle, "patients", "person")[0] == texts(bundle, "patients", "person")[1])
        #expect(texts(bundle, "conditions", "code") == ["426656000"])
        // The Bundle has the patient twice.
        #expect(bundle.tables["conditions"]?["patient"]?.integer(0) == 0)
        let run = try read("fhir-stu3-careconnect/EOLCCarePlanComposition-NHSD.xml", "fhir-stu3", lastKeyHolds: true)
        #expect(run.tables["conditions"]?["patient"]?.integer(0) == 1)
        let observation = try read("fhir-stu3-careconnect/Observation.xml", "fhir-stu3")
        #expect(texts(observation, "bare_observations", "code") == ["162864005"])
        #expect(observation.tables["bare_observations"]?["at"]?.integer(0) == seconds("2012-09-17"))
        let practitioner = try read("fhir-stu3-careconnect/Practitioner.xml", "fhir-stu3")
        #expect(texts(practitioner, "staff", "role") == ["gp"])
    }
}
