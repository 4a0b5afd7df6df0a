/// The codes and names of a synthetic borough. They follow the form of real ones; places and people do not exist.
enum Codes {
    static let borough = "E09999999"
    static let boroughName = "Northmere"
    static let hospital = "RZ9"
    static let roles: [StaticString] = [
        "gp", "nurse", "pharmacist", "physiotherapist", "paramedic", "social-prescriber", "mental-health",
        "healthcare-assistant", "admin", "other",
    ]
    static let ethnicities: [StaticString] = [
        "A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Z", "99",
    ]
    static let sexes: [StaticString] = ["1", "2", "9", "X"]

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// `G85001` for practice 0.
    static func practice(_ index: Int) -> String { "G85" + padded(index + 1, 3) }
    /// `U90001` for locality 0.
    static func locality(_ index: Int) -> String { "U9" + padded(index + 1, 4) }
    /// `CM001` for community 0.
    static func community(_ index: Int) -> String { "CM" + padded(index + 1, 3) }
    /// `E01990000` for LSOA 0: the form of an LSOA code, in a range that is not in use.
    static func lsoa(_ index: Int) -> String { "E0199" + padded(index, 4) }
    /// `VL001` for the care home beside practice 0.
    static func careHome(_ index: Int) -> String { "VL" + padded(index + 1, 3) }

    private static let first = [
        "Falmouth", "Alder", "Bridge", "Canal", "Dock", "Elm", "Foundry", "Granary", "Harbour", "Ivy", "Juniper",
        "Kiln", "Lime", "Mill", "Nettle", "Orchard", "Priory", "Quarry", "Rope", "Spring", "Tannery", "Union",
        "Viaduct",
        "Wharf", "Yew",
    ]
    private static let second = ["Road", "Street", "Lane", "Green", "Hill", "Park", "Square"]
    private static let third = ["Surgery", "Medical Centre", "Health Centre", "Practice", "Group Practice"]

    static func practiceName(_ index: Int) -> String {
        "\(first[index % first.count]) \(second[(index / first.count + index * 3) % second.count]) "
            + third[index * 2 % third.count]
    }

    static func communityName(_ index: Int) -> String {
        let round = index / first.count
        return "\(first[(index * 7 + 3) % first.count]) \(round == 0 ? "Ward" : "Ward \(round + 1)")"
    }

    static func localityName(_ index: Int) -> String {
        let points = ["North", "South", "East", "West", "Central", "Riverside"]
        let round = index / points.count
        return "\(points[index % points.count]) \(boroughName)\(round == 0 ? "" : " \(round + 1)")"
    }

    static func careHomeName(_ index: Int) -> String { "\(first[(index * 11 + 5) % first.count]) House" }
}
