import Foundation
import Testing

/// Bundles of two practices as feeds of a run, by the shipped mapping.
@Suite struct FHIRPipelineTests {
    private func patient(_ id: String, _ number: String, _ born: String) -> String {
        """
        <Patient><id value="\(id)"/><identifier><system value="https://fhir.nhs.uk/Id/nhs-number"/>\
        <value value="\(number)"/></identifier><gender value="female"/><birthDate value="\(born)"/></Patient>
        """
    }

    private func episode(_ patient: String, from start: String, to end: String? = nil) -> String {
        """
        <EpisodeOfCare><status value="active"/><patient><reference value="Patient/\(patient)"/></patient>\
        <managingOrganization><reference value="Organization/o"/></managingOrganization>\
        <period><start value="\(start)"/>\(end.map { "<end value=\"\($0)\"/>" } ?? "")</period></EpisodeOfCare>
        """
    }

    private func encounter(_ id: String, _ patient: String, _ staff: String, _ day: String) -> String {
        """
        <Encounter><id value="\(id)"/><status value="finished"/><class><code value="AMB"/></class>\
        <subject><reference value="Patient/\(patient)"/></subject>\
        <participant><individual><reference value="Practitioner/\(staff)"/></individual></participant>\
        <period><start value="\(day)T09:00:00Z"/></period>\
        <serviceProvider><reference value="Organization/o"/></serviceProvider></Encounter>
        """
    }

    private func bundle(_ name: String, practice: String, _ resources: [String]) -> String {
        let staff = ["d1", "d2"].map {
            """
            <PractitionerRole><practitioner><reference value="Practitioner/\($0)"/></practitioner>\
            <code><coding><system value="http://snomed.info/sct"/><code value="62247001"/></coding></code>\
            </PractitionerRole>
            """
        }
        let organisation = """
            <Organization><id value="o"/><identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/>\
            <value value="\(practice)"/></identifier></Organization>
            """
        return """
            <Bundle xmlns="http://hl7.org/fhir"><id value="\(name)"/><type value="collection"/>
            <timestamp value="2024-06-30T20:00:00Z"/>
            \((resources + [organisation] + staff).map { "<entry><resource>\($0)</resource></entry>" }.joined())
            </Bundle>
            """
    }

    private func folder(comesTwice: Bool) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        // The second of the first practice's patients has left for the other one, under the same number.
        try folder.write(
            bundle(
                "one", practice: "A81001",
                [
                    encounter("e1", "1", "d1", "2024-03-01"), patient("1", "9434765919", "1950-01-01"),
                    encounter("e2", "1", "d1", "2024-04-01"), patient("2", "9912003888", "1980-06-15"),
                    encounter("e3", "1", "d2", "2024-05-01"), episode("1", from: "2001-02-03"),
                    episode("2", from: "2010-01-01", to: "2020-05-31"),
                ] + (comesTwice ? [patient("1", "9434765919", "1950-01-01")] : [])), to: "inbox/one.xml")
        try folder.write(
            bundle(
                "two", practice: "A81002",
                [patient("1", "9912003888", "1980-06-15"), episode("1", from: "2020-06-01")]), to: "inbox/two.xml")
        try folder.write(
            """
            code,name,scale,parent
            A81001,One,practice,L1
            A81002,Two,practice,L1
            L1,Valley,locality,B1
            B1,County,borough,

            """, to: "reference/areas.csv")
        try folder.write(
            "kind,code,area\npractice,A81001,L1\npractice,A81002,L1\n", to: "reference/members.csv")
        try folder.write("lsoa,decile\nE01006686,3\n", to: "reference/imd.csv")
        try folder.write(String(repeating: "ef", count: 32), to: "key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path + "/key")
        let pipeline = StrataProcess.checkout.appendingPathComponent("pipelines/gpdata.yaml")
        try folder.write(
            try String(contentsOf: pipeline, encoding: .utf8).replacingOccurrences(
                of: "mapping: mappings/gpdata-extract.yaml", with: "mapping: \(StrataProcess.mappings)/fhir-r4.yaml"),
            to: "fhir.yaml")
        return folder
    }

    /// By hand: on the last day one woman of 74 is with the first practice and one of 44 with the second. The first saw
    /// one doctor twice and another once within twelve months: two of three with the usual one.
    /// Of a patient who comes twice the last holds, and has the events.
    @Test("Bundles are feeds: people, practices, ages and continuity as counted by hand", arguments: [false, true])
    func bundlesAsFeeds(comesTwice: Bool) throws {
        let folder = try folder(comesTwice: comesTwice)
        let run = try StrataProcess.strata([
            "run", "\(folder.path)/fhir.yaml", "--state", "\(folder.path)/state", "--set", "inbox=\(folder.path)/inbox",
            "--set", "reference=\(folder.path)/reference", "--set", "internal=\(folder.path)/internal",
            "--set", "pseudonym_key=\(folder.path)/key", "--set", "on_feed_error=stop",
        ])
        try #require(run.status == 0, "\(run.errors)")
        let file = IndicatorCSV(try folder.text("internal/gpdata/2024-06-30/indicators.csv"))
        func row(_ indicator: String, _ area: String, age: String = "All ages") -> [String: String]? {
            file.rows.first {
                $0["Indicator ID"] == indicator && $0["Area Code"] == area && $0["Population basis"] == "registered"
                    && $0["Sex"] == "Persons" && $0["Age"] == age && $0["Category Type"] == ""
            }
        }
        #expect(row("population", "A81001")?["Count"] == "1")
        #expect(row("population", "A81002")?["Count"] == "1")
        #expect(row("population", "B1")?["Count"] == "2")
        #expect(row("population", "B1", age: "40-64 yrs")?["Count"] == "1")
        #expect(row("continuity-upc", "A81001")?["Denominator"] == "1")
        #expect(row("continuity-upc", "A81001")?["Value"]?.hasPrefix("0.666") == true)
    }
}
