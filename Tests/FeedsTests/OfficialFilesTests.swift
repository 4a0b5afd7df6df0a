import StageKit
import Testing

@testable import Feeds

/// The official files, in invented rows under the headings that they are published with.
@Suite("Official reference files")
struct OfficialFilesTests {
    private func read(
        _ text: String, _ table: ReferenceTable, _ options: [String: any OptionValue] = [:]
    ) throws -> Table {
        try ReferenceText.read(Array(text.utf8), table, options)
    }

    private func texts(_ table: Table, _ column: String) -> [String?] {
        (0..<table.count).map { table[column]?.text($0) }
    }

    private func whole(_ table: Table, _ column: String) -> [Int64?] {
        (0..<table.count).map { table[column]?.integer($0) }
    }

    private func days(_ table: Table, _ column: String) -> [String?] {
        whole(table, column).map { $0.map { CalendarDay(number: Int32($0)).text } }
    }

    private func all(_ fault: StageFault?) -> [String] {
        ([fault].compactMap { $0 } + (fault?.others ?? [])).map { "\($0.location?.line ?? 0) \($0.message)" }
    }

    // MARK: Vintages

    @Test("The option tells a vintage where the heading does not")
    func statedVintage() throws {
        #expect(whole(try read("lsoa,decile\nE1,1\n", .deprivation), "vintage") == [nil])
        let stated = try read("lsoa,decile\nE1,1\n", .deprivation, ["vintage": AreaVintage.census2021])
        #expect(whole(stated, "vintage") == [2021])
        let members = try read("kind,code,area\nlsoa,E1,C1\n", .members, ["vintage": AreaVintage.census2011])
        #expect(whole(members, "vintage") == [2011])
        #expect(whole(try read("kind,code (2021),area\nlsoa,E1,C1\n", .members), "vintage") == [2021])
    }

    @Test("An option that contradicts the heading is a fault of the data at the option, and names the heading's place")
    func contradiction() {
        let fault = ReferenceText.fault(
            "LSOA code (2021),IMD Decile\nE1,1\n", .deprivation, ["vintage": AreaVintage.census2011])
        #expect(fault?.code == .data)
        #expect(fault?.option == "vintage")
        #expect(
            fault?.message
                == "the option says areas of 2011, but reference.csv:1 is headed 'LSOA code (2021)'")
    }

    @Test("Options that mean nothing for a table are faults of configuration at the option")
    func meaningless() {
        func fault(_ options: [String: any OptionValue]) -> StageFault? {
            #expect(throws: StageFault.self) {
                try ReadCSV(StageOptions(options.merging(["file": StagePath("a.csv")]) { $1 }))
            }
        }
        let vintage = fault(["table": ReferenceTable.areas, "vintage": AreaVintage.census2011])
        #expect(vintage?.code == .configuration)
        #expect(vintage?.option == "vintage")
        let active = fault(["table": ReferenceTable.networkMembers, "active_only": true])
        #expect(active?.option == "active_only")
    }

    // MARK: epraccur

    /// 27 cells: code, name, two geographies, five of address, postcode, open, close, status, type, commissioner, joined,
    /// left, telephone, three empty, amended, empty, provider, empty, prescribing setting, empty.
    private func practice(_ code: String, closed: String = "", status: String = "A", setting: String = "4") -> String {
        let cells = [
            code, "THE SURGERY, \(code)", "Y63", "Q74", "1 ROAD", "", "TOWN", "COUNTY", "", "AB1 2CD", "19740401",
            closed, status, "B", "00k", "20130401", "", "01234 567890", "", "", "", "0", "", "00K", "", setting, "",
        ]
        return cells.map { "\"\($0)\"" }.joined(separator: ",") + "\r\n"
    }

    @Test("epraccur comes without headings")
    func practices() throws {
        let table = try read(
            practice("A81001") + practice("A81003", closed: "20171031", status: "C") + practice("Y00001", setting: "9"),
            .practices)
        #expect(
            table.schema.fields.map(\.name) == [
                "code", "name", "postcode", "opened", "closed", "status", "commissioner", "setting", "file", "line",
            ])
        #expect(texts(table, "code") == ["A81001", "A81003", "Y00001"])
        #expect(texts(table, "name").first == "THE SURGERY, A81001")
        #expect(days(table, "opened") == ["1974-04-01", "1974-04-01", "1974-04-01"])
        #expect(days(table, "closed") == [nil, "2017-10-31", nil])
        #expect(texts(table, "status") == ["A", "C", "A"])
        #expect(texts(table, "commissioner") == ["00K", "00K", "00K"])
        #expect(texts(table, "setting") == ["4", "4", "9"])
        #expect(whole(table, "line") == [1, 2, 3])
    }

    @Test("Only active general practices, where that is asked for")
    func activePractices() throws {
        let table = try read(
            practice("A81003", status: "C") + practice("A81001") + practice("Y00001", setting: "9")
                + practice("A81004", setting: ""), .practices, ["active_only": true])
        #expect(texts(table, "code") == ["A81001"])
        #expect(whole(table, "line") == [2])
    }

    @Test("epraccur with headings is read by them")
    func practicesWithHeadings() throws {
        let table = try read(
            "Organisation Code,Name,Postcode,Open Date,Close Date,Status Code,Commissioner,Prescribing Setting\n"
                + "A81001,Surgery,AB1 2CD,2001-04-01,,A,00K,4\n", .practices)
        #expect(texts(table, "code") == ["A81001"])
        #expect(days(table, "opened") == ["2001-04-01"])
        #expect(whole(table, "line") == [2])
    }

    @Test("A file without headings of another width is no epraccur")
    func wrongWidth() {
        let fault = ReferenceText.fault("\"A81001\",\"NAME\"\n", .practices)
        #expect(fault?.code == .configuration)
        #expect(
            fault?.message
                == "the file has no headings and 2 cells a row; a file of practices without headings has 27")
        let other = ReferenceText.fault("Partner Name,PCN Code\n", .practices)
        #expect(other?.message == "no column is headed 'organisation code'")
    }

    @Test("Practices given twice, bad dates and unknown words are faults with their lines")
    func badPractices() {
        let fault = ReferenceText.fault(
            practice("A81001") + practice("A81002", closed: "20171332") + practice("a81001")
                + practice("A81004", status: "X") + practice("", setting: "4"), .practices)
        #expect(
            all(fault) == [
                "2 the close date is not a date", "3 practice 'A81001' is there already (line 1)",
                "4 the status is none of A, C, D, P", "5 the code is blank",
            ])
    }

    // MARK: ePCN

    private func partner(_ practice: String, _ network: String, _ start: String, _ end: String = "") -> String {
        [practice, "PRACTICE", "00K", "ICB", network, "NET \(network)", "00K", "ICB", start, end, "Yes"]
            .map { "\"\($0)\"" }.joined(separator: ",") + "\n"
    }

    @Test("Of the times that a practice was in networks the open one counts, else the one that ended last")
    func networks() throws {
        let table = try read(
            partner("A81001", "U00001", "20190701", "20200331") + partner("A81001", "U00002", "20200401")
                + partner("A81002", "U00001", "20190701", "20200331")
                + partner("A81002", "U00003", "20200401", "20210331")
                + partner("A81002", "U00002", "20190701", "20191231") + partner("A81003", "U00004", "20200401")
                + partner("A81003", "U00005", "20210401"), .networkMembers)
        #expect(texts(table, "practice") == ["A81001", "A81002", "A81003"])
        #expect(texts(table, "network") == ["U00002", "U00003", "U00005"])
        #expect(texts(table, "network_name") == ["NET U00002", "NET U00003", "NET U00005"])
        #expect(days(table, "start") == ["2020-04-01", "2020-04-01", "2021-04-01"])
        #expect(days(table, "end") == [nil, "2021-03-31", nil])
        #expect(whole(table, "line") == [2, 4, 7])
    }

    @Test("ePCN with headings is the same")
    func networksWithHeadings() throws {
        let heading =
            "Partner Organisation Code,Partner Name,Practice Parent Sub ICB Location Code,"
            + "Practice Parent Sub ICB Location Name,PCN Code,PCN Name,PCN Parent Sub ICB Location Code,"
            + "PCN Parent Sub ICB Location Name,Practice to PCN Relationship Start Date,"
            + "Practice to PCN Relationship End Date,Practice Sub ICB and PCN Sub ICB Match?\n"
        let table = try read(heading + partner("A81001", "U00001", "20190701"), .networkMembers)
        #expect(texts(table, "network") == ["U00001"])
        #expect(whole(table, "line") == [2])
    }

    @Test("Two networks at one time are a fault, unless a later one settles it")
    func rivals() throws {
        let fault = ReferenceText.fault(
            partner("A81001", "U00001", "20190701") + partner("A81001", "U00002", "20190701"), .networkMembers)
        #expect(all(fault) == ["2 practice 'A81001' is in another network at the same time (line 1)"])
        let settled = try read(
            partner("A81001", "U00001", "20190701") + partner("A81001", "U00002", "20190701")
                + partner("A81001", "U00003", "20200401"), .networkMembers)
        #expect(texts(settled, "network") == ["U00003"])
        #expect(
            all(ReferenceText.fault(partner("A81001", "", "2019"), .networkMembers))
                == ["1 the network is blank", "1 the start date is not a date"])
    }

    // MARK: gp-reg-pat-prac-lsoa

    private static let newHeading =
        "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,NUMBER_OF_PATIENTS\n"
    private static let oldHeading =
        "PUBLICATION,EXTRACT_DATE,PRACTICE_CODE,PRACTICE_NAME,LSOA_CODE,SEX,Number of Patients\n"

    @Test("Both generations of headings and dates", arguments: [(newHeading, "2025-01-01"), (oldHeading, "01JAN2025")])
    func registrations(heading: String, date: String) throws {
        let table = try read(
            heading + "GP_PRAC_PAT_LIST,\(date),A81001,\"SURGERY, THE\",E01000001,ALL,7\n"
                + "GP_PRAC_PAT_LIST,\(date),A81001,\"SURGERY, THE\",CLOSED,ALL,2\n"
                + "GP_PRAC_PAT_LIST,\(date),A81002,OTHER,W01000001,ALL,0\n", .registrationsByArea)
        #expect(
            table.schema.fields.map(\.name) == [
                "practice", "lsoa", "patients", "extracted", "vintage", "file", "line",
            ])
        #expect(texts(table, "practice") == ["A81001", "A81001", "A81002"])
        #expect(texts(table, "lsoa") == ["E01000001", "CLOSED", "W01000001"])
        #expect(whole(table, "patients") == [7, 2, 0])
        #expect(days(table, "extracted") == ["2025-01-01", "2025-01-01", "2025-01-01"])
        #expect(whole(table, "vintage") == [nil, nil, nil])
    }

    /// E1 has all and both sexes: 10, not 20. E2 has both sexes alone: 3 + 4. E3 has females alone, E4 all alone.
    @Test("Nobody counts twice: all where there is such a row, else males and females")
    func sexes() throws {
        let rows = [
            "E1,MALE,6", "E1,FEMALE,4", "E1,ALL,10", "E2,FEMALE,4", "E2,MALE,3", "E3,FEMALE,5", "E4,ALL,8",
        ].map { "P,04JAN2021,A81001,S,\($0)\n" }.joined()
        let table = try read(Self.newHeading + rows, .registrationsByArea, ["vintage": AreaVintage.census2011])
        #expect(texts(table, "lsoa") == ["E1", "E2", "E3", "E4"])
        #expect(whole(table, "patients") == [10, 7, 5, 8])
        #expect(whole(table, "line") == [2, 5, 7, 8])
        #expect(whole(table, "vintage") == [2011, 2011, 2011, 2011])
    }

    @Test("A sex alone, a row twice, a second day and unknown words are faults with their lines")
    func badRegistrations() {
        let males = ReferenceText.fault(Self.newHeading + "P,04JAN2021,A81001,S,E1,MALE,6\n", .registrationsByArea)
        #expect(all(males) == ["2 the file counts males alone, so nobody knows how many there are"])
        let rows = [
            "04JAN2021,A81001,S,E1,ALL,6", "04JAN2021,a81001,S,E1,ALL,6", "05JAN2021,A81001,S,E2,ALL,6",
            "04JAN2021,,S,,BOTH,x", "04JAN2021,A81001,S,E3,ALL",
        ].map { "P,\($0)\n" }.joined()
        #expect(
            all(ReferenceText.fault(Self.newHeading + rows, .registrationsByArea)) == [
                "3 practice 'A81001' and area 'E1' are there already for this sex (first at line 2)",
                "4 the extract date is another than on line 2", "5 the practice is blank", "5 the lsoa is blank",
                "5 the sex is none of ALL, MALE, FEMALE", "5 the number of patients is not a whole number",
                "6 the row has 6 cells, the headings are 7",
            ])
    }

    // MARK: NSPL and ONSPD

    private static let nspl = "pcd,pcd2,pcds,dointr,doterm,laua,lsoa21,msoa21,imd,icb\n"
    private static let onspd = "pcd,pcd2,pcds,dointr,doterm,lsoa01,lsoa11,msoa11,oa21,lsoa21,msoa21\n"

    @Test("NSPL by its headings")
    func nspl() throws {
        let table = try read(
            Self.nspl + "M1  1AA,M1   1AA,M1 1AA,199507,200904,E08000003,E01033651,E02006902,1,E54\n"
                + "SW1A1AA,SW1A 1AA,SW1A 1AA,198001,,E09000033,E01004736,E02000977,2,E54\n"
                + "GY1 1AA,GY1  1AA,GY1 1AA,198001,,L93000001,,,,\n", .postcodes)
        #expect(texts(table, "postcode") == ["M1 1AA", "SW1A 1AA", "GY1 1AA"])
        #expect(texts(table, "lsoa") == ["E01033651", "E01004736", nil])
        #expect(days(table, "terminated") == ["2009-04-01", nil, nil])
        #expect(whole(table, "vintage") == [2021, 2021, 2021])
    }

    @Test("ONSPD holds several vintages: the newest, unless the option says otherwise")
    func onspd() throws {
        let row = "M1  1AA,M1   1AA,M1 1AA,199507,,E01005131,E01033651,E02,E00,E01099999,E02\n"
        let newest = try read(Self.onspd + row, .postcodes)
        #expect(texts(newest, "lsoa") == ["E01099999"])
        #expect(whole(newest, "vintage") == [2021])
        let older = try read(Self.onspd + row, .postcodes, ["vintage": AreaVintage.census2011])
        #expect(texts(older, "lsoa") == ["E01033651"])
        #expect(whole(older, "vintage") == [2011])
        let fault = ReferenceText.fault(Self.nspl, .postcodes, ["vintage": AreaVintage.census2011])
        #expect(fault?.option == "vintage")
    }

    @Test("Other spellings of the postcode do where there is no pcds; what is none is a fault")
    func postcodeSpellings() throws {
        #expect(texts(try read("pcd7,doterm,lsoa11cd\nb30 9pf,,E1\n", .postcodes), "postcode") == ["B30 9PF"])
        let fault = ReferenceText.fault("pcd,doterm,lsoa11\nB30,,E1\n,2020,E1\n", .postcodes)
        #expect(
            all(fault) == [
                "2 the postcode is not a postcode", "3 the postcode is blank",
                "3 the date of termination is not a month",
            ])
    }
}
