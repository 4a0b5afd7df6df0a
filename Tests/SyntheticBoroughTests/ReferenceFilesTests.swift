import Testing

@testable import SyntheticBorough

@Suite struct ReferenceFilesTests {
    private let files = ReferenceFiles(population: Population(BoroughPlan(people: 2_000)))

    /// Fields of one line, quotes honoured.
    private func fields(_ line: Substring) -> [String] {
        var result = [""]
        var quoted = false
        for character in line {
            switch character {
            case "\"": quoted.toggle()
            case "," where !quoted: result.append("")
            default: result[result.count - 1].append(character)
            }
        }
        return result
    }

    @Test func deprivationHasTheColumnsOfFile7() throws {
        let lines = files.deprivation.split(separator: "\r\n")
        let header = fields(lines[0])
        #expect(header.count == 57)
        #expect(header[0] == "LSOA code (2011)")
        #expect(header[6] == "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)")
        #expect(header[13] == "Education, Skills and Training Score")
        // The published header ends with a space.
        let last = "Working age population 18-59/64: for use with Employment Deprivation Domain (excluding prisoners) "
        #expect(header[56] == last)
        var deciles: Set<Int> = []
        for line in lines.dropFirst() {
            let row = fields(line)
            #expect(row.count == 57 && row[0].count == 9 && row[0].hasPrefix("E01"))
            let decile = try #require(Int(row[6]))
            let rank = try #require(Int(row[5]))
            // The decile of a rank among England's 32,844 LSOAs.
            #expect((Double(rank) / 3_284.4).rounded(.up) == Double(decile))
            deciles.insert(decile)
        }
        #expect(deciles == Set(1...10))
        #expect(lines.count == 1 + 20 + Geography.outsideCount - 1)
    }

    @Test func areasAndMembersAgree() {
        let areas = files.areas.split(separator: "\n").map(fields)
        let members = files.members.split(separator: "\n").map(fields)
        #expect(areas[0] == ["code", "name", "scale", "parent"] && members[0] == ["kind", "code", "area"])
        let scales = Dictionary(uniqueKeysWithValues: areas.dropFirst().map { ($0[0], $0[2]) })
        let parents = Dictionary(uniqueKeysWithValues: areas.dropFirst().map { ($0[0], $0[3]) })
        for area in areas.dropFirst() {
            switch area[2] {
            case "practice", "community": #expect(scales[area[3]] == "locality")
            case "locality": #expect(scales[area[3]] == "borough")
            default: #expect(area[2] == "borough" && area[3].isEmpty)
            }
        }
        for member in members.dropFirst() {
            if member[0] == "lsoa" {
                #expect(scales[member[2]] == "community")
            } else {
                #expect(member[0] == "practice" && parents[member[1]] == member[2])
            }
        }
        #expect(members.count == 1 + 20 + 5 && areas.count == 1 + 5 + 4 + 2 + 1)
    }
}
