import StageKit
import Testing

@Suite struct BreakdownTests {
    /// 0–17, 18–39, 40–64, 65–79, 80+, and the five-year bands that overlap each: 15–19 lies in two.
    @Test func agesAndBands() {
        let edges = [0, 17, 18, 39, 40, 64, 65, 79, 80, 110]
        #expect(edges.map(AgeGroup.category) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
        #expect([0, 4, 5, 89, 90, 120].map(AgeGroup.band) == [0, 0, 1, 17, 18, 18])
        for age in 0...120 {
            let category = Int(AgeGroup.category(age))
            #expect(AgeGroup.bands(ofCategory: category).contains(Int(AgeGroup.band(age))), "\(age)")
        }
        #expect((0..<5).map { AgeGroup.bands(ofCategory: $0) } == [0...3, 3...7, 8...12, 13...15, 16...18])
    }

    /// White A–C, Mixed D–G, Asian H J K L R, Black M N P, Other S; Z and what is no code are not stated ones.
    @Test func ethnicGroups() {
        let groups: [(String, EthnicGroup)] = [
            ("ABC", .white), ("DEFG", .mixed), ("HJKLR", .asian), ("MNP", .black), ("S", .other),
        ]
        for (codes, group) in groups {
            for code in codes { #expect(EthnicGroup(stated: String(code)) == group, "\(code)") }
        }
        for code in ["Z", "99", "", "a", "I", "Q"] { #expect(EthnicGroup(stated: code) == nil, "\(code)") }
    }
}
