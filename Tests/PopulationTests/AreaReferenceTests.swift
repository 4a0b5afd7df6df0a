import StageKit
import Testing

@testable import Population

struct AreaReferenceTests {
    private let scales = ["practice", "community", "locality", "borough"]

    /// Faults as `file:line message`.
    private func faults(_ areas: [[String?]], _ members: [[String?]] = []) -> [String] {
        do {
            _ = try AreaReference.hierarchy(areas: areasTable(areas), members: membersTable(members), scales: scales)
            return []
        } catch {
            #expect(error.code == .data)
            #expect(error.others.allSatisfy { $0.code == .data })
            return ([error] + error.others).map { "\($0.location?.description ?? "") \($0.message)" }
        }
    }

    @Test func areasStandInByteOrderWithTheirLineages() throws {
        let house = try AreaReference.hierarchy(areas: House.areas, members: House.members, scales: scales)
        #expect(house.areas.map(\.code) == ["B1", "C1", "C2", "L1", "L2", "P1", "P2"])
        #expect(house.areas.map(\.scale) == [3, 1, 1, 2, 2, 0, 0])
        #expect(house.lineages[5].map { house.areas[$0].code } == ["P1", "L1", "B1"])
        #expect(house.residence == ["E1": 1, "E2": 2])
        #expect(house.practice == ["P1": 5, "P2": 6])
        #expect(house.areas[5].name == "Practice one")
    }

    @Test func aPracticeThatIsNoAreaCountsWhereItIsAMember() throws {
        let house = try AreaReference.hierarchy(
            areas: areasTable([["L1", "One", "locality", nil]]), members: membersTable([["practice", "P9", "L1"]]),
            scales: scales)
        #expect(house.practice == ["P9": 0])
    }

    @Test func aCodeTwice() {
        #expect(
            faults([["B1", "", "borough", nil], ["B1", "", "locality", nil]])
                == ["areas.csv:3 area 'B1' is there already (areas.csv:2)"])
    }

    @Test func anUnknownParent() {
        #expect(
            faults([["B1", "", "borough", nil], ["L1", "", "locality", "B2"]])
                == ["areas.csv:3 area 'L1' has the unknown parent 'B2'"])
    }

    @Test func anUnknownScale() {
        #expect(faults([["B1", "", "burough", nil]]) == ["areas.csv:2 area 'B1' has the unknown scale 'burough'"])
    }

    @Test func aCycle() {
        #expect(
            faults([["L1", "", "locality", "B1"], ["B1", "", "borough", "L1"], ["C1", "", "community", "L1"]]) == [
                "areas.csv:2 area 'L1' lies in itself: L1 → B1 → L1",
                "areas.csv:3 area 'B1' lies in itself: B1 → L1 → B1",
            ])
        #expect(faults([["L1", "", "locality", "L1"]]) == ["areas.csv:2 area 'L1' lies in itself: L1 → L1"])
    }

    @Test func aParentOfNoLargerScale() {
        #expect(
            faults([["L1", "", "locality", "L2"], ["L2", "", "locality", "C1"], ["C1", "", "community", nil]]) == [
                "areas.csv:2 area 'L1' of scale locality has a parent of no larger scale: 'L2' of scale locality",
                "areas.csv:3 area 'L2' of scale locality has a parent of no larger scale: 'C1' of scale community",
            ])
    }

    @Test func membersOfTwoAreasOrNone() {
        let areas: [[String?]] = [["C1", "", "community", nil], ["C2", "", "community", nil]]
        #expect(
            faults(
                areas,
                [
                    ["lsoa", "E1", "C1"], ["lsoa", "E1", "C2"], ["lsoa", "E1", "C1"], ["practice", "E1", "C2"],
                    ["lsoa", "E2", "C3"], ["ward", "W1", "C1"], ["lsoa", nil, "C1"],
                ]) == [
                    "members.csv:3 lsoa 'E1' lies in 'C2' and in 'C1' (members.csv:2)",
                    "members.csv:6 lsoa 'E2' lies in the unknown area 'C3'",
                    "members.csv:7 a member of the unknown kind 'ward'", "members.csv:8 a member without a code",
                ])
    }

    @Test func aPracticeWhoseParentIsNotItsArea() {
        let areas: [[String?]] = [
            ["L1", "", "locality", nil], ["L2", "", "locality", nil], ["P1", "", "practice", "L1"],
            ["P2", "", "practice", nil], ["P3", "", "practice", "L2"],
        ]
        let members: [[String?]] = [["practice", "P1", "L2"], ["practice", "P2", "L1"], ["practice", "P3", "L2"]]
        #expect(
            faults(areas, members) == [
                "areas.csv:4 practice 'P1' has the parent 'L1' but is a member of 'L2'",
                "areas.csv:5 practice 'P2' has no parent but is a member of 'L1'",
            ])
    }

    @Test func allFaultsOfBothTablesAreListed() {
        let found = faults(
            [["B1", "", "borough", "X"], ["B1", "", "borough", nil], [nil, "", "borough", nil]], [["lsoa", "E1", "C9"]])
        #expect(found.count == 4)
        #expect(found.last?.hasPrefix("members.csv:2 ") == true)
    }

    @Test func otherScalesMayBeNamed() throws {
        let house = try AreaReference.hierarchy(
            areas: areasTable([["N", "North", "region", nil], ["W", "Ward", "ward", "N"]]), members: membersTable([]),
            scales: ["ward", "region"])
        #expect(house.lineages == [[0], [1, 0]])
    }

    @Test func aMissingColumnIsAFaultOfTheConfiguration() {
        let fault = #expect(throws: StageFault.self) {
            try AreaReference.hierarchy(
                areas: reference("areas.csv", ["code", "name"], []), members: House.members, scales: scales)
        }
        #expect(fault?.code == .configuration)
    }
}
