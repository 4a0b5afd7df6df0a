import StageKit
import Testing

@testable import Population

struct AreaVintagesTests {
    /// A table of rows with a vintage each, out of `file`.
    private func table(_ file: String, _ years: [Int64?]) -> Table {
        Table(
            [
                ("vintage", Column(integers: years, type: .int32)),
                ("file", Column(texts: years.map { _ in file }, type: .dictionary)),
            ], sensitivity: .aggregate)
    }

    @Test func tablesOfOneCensusFitTogether() {
        #expect(AreaVintages.fault([table("a", [2011, 2011]), nil, table("b", [2011])]) == nil)
        #expect(AreaVintages.fault([table("a", [nil]), table("b", [2021])]) == nil)
        #expect(AreaVintages.fault([table("a", []), table("b", [2021])]) == nil)
        #expect(AreaVintages.fault([membersTable([["lsoa", "E1", "C1"]]), table("b", [2021])]) == nil)
    }

    @Test func twoCensusesAreAFaultOfTheDataThatNamesBothFiles() {
        let fault = AreaVintages.fault([table("members.csv", [nil, 2011]), table("imd.csv", [2021])])
        #expect(fault?.code == .data)
        #expect(
            fault?.message
                == "imd.csv is about areas of 2021, members.csv about those of 2011: they must not be used together")
        #expect(fault?.location?.file == "imd.csv")
        #expect(AreaVintages.fault([table("a.csv", [2011, 2021])]) != nil)
    }

    private func members(_ codes: [String]) -> Table { membersTable(codes.map { ["lsoa", $0, "C1"] }) }

    @Test func membersThatTheIndexDoesNotKnowAreAFindingWithFigures() {
        let index = deprivationTable([("E01000001", 1), ("E01000002", nil)])
        #expect(AreaVintages.finding(members: members(["E01000001", "E01000002"]), deprivation: index) == nil)
        #expect(AreaVintages.finding(members: members(["E01000003"]), deprivation: nil) == nil)
        // Wales, and what is no code of an area, are not in an English index anyway.
        #expect(AreaVintages.finding(members: members(["W01000003", "E1"]), deprivation: index) == nil)
        #expect(
            AreaVintages.finding(members: members(["E01000001", "E01000004", "E01000003"]), deprivation: index)
                == Finding(
                    "areas-without-deprivation",
                    "2 of 3 English LSOAs of members.csv are not in imd.csv (E01000003, E01000004): the deprivation of "
                        + "people there is unknown; are they of another census?"))
        let many = AreaVintages.finding(
            members: members((10...14).map { "E010000\($0)" }),
            deprivation: Table(
                [
                    ("lsoa", Column(texts: ["E01000001"])), ("decile", Column(integers: [1], type: .int32)),
                    ("vintage", Column(integers: [2021], type: .int32)),
                    ("file", Column(texts: ["imd.csv"], type: .dictionary)),
                ], sensitivity: .aggregate))
        #expect(
            many?.message.hasPrefix(
                "5 of 5 English LSOAs of members.csv are not in imd.csv, which is of 2021 "
                    + "(E01000010, E01000011, E01000012 …)") == true)
    }

    @Test func aResolverRefusesTwoCensusesAndTellsOfUnknownAreas() throws {
        func with(_ table: Table, _ year: Int64) -> Table {
            Table(
                Schema(table.schema.fields + [Field("vintage", .int32)]),
                table.columns + [Column(integers: (0..<table.count).map { _ in year }, type: .int32)],
                sensitivity: table.sensitivity)
        }
        func prepare(_ members: Table, _ deprivation: Table) throws -> any PersonResolution {
            try ResolvePeople(StageOptions()).prepare(
                ResolutionContext(
                    feeds: [], tables: ["areas": House.areas, "members": members, "deprivation": deprivation],
                    asOf: House.asOf, needs: ColumnNeeds()))
        }
        let fault = #expect(throws: StageFault.self) {
            try prepare(with(House.members, 2021), with(House.deprivation, 2011))
        }
        #expect(fault?.code == .data)
        #expect(fault?.message.contains("must not be used together") == true)
        #expect(try prepare(with(House.members, 2021), House.deprivation).findings.isEmpty)
        let members = membersTable([["lsoa", "E01000009", "C1"], ["practice", "P1", "L1"]])
        #expect(try prepare(members, House.deprivation).findings.map(\.code) == ["areas-without-deprivation"])
    }
}
