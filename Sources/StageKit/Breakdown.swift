/// A way of dividing the people of an area; every person lies in one category of each.
public enum Breakdown: String, Sendable, Hashable, CaseIterable, OptionValue {
    case sex, age, ethnicity, deprivation

    /// Categories that cells are kept in; for deprivation the ten deciles (0–9) and unknown (10), from which quintiles add up.
    public var cellCategories: Int {
        switch self {
        case .sex: 4
        case .age: 5
        case .ethnicity: 7
        case .deprivation: 11
        }
    }

    /// Categories as published, in order.
    public var categories: [String] {
        switch self {
        case .sex: ["Male", "Female", "Indeterminate", "Unknown"]
        case .age: ["0-17 yrs", "18-39 yrs", "40-64 yrs", "65-79 yrs", "80+ yrs"]
        case .ethnicity: ["White", "Mixed", "Asian", "Black", "Other", "Not stated", "Not known"]
        case .deprivation: ["1", "2", "3", "4", "5", "Unknown"]
        }
    }

    /// The first of its categories among all that a cell grid keeps.
    var offset: Int {
        switch self {
        case .sex: 0
        case .age: 4
        case .ethnicity: 9
        case .deprivation: 16
        }
    }

    /// How many categories of all breakdowns a cell grid keeps.
    static var total: Int { 27 }
}

/// Sex as registered.
public enum Sex: UInt8, Sendable, Hashable, CaseIterable {
    case male, female, indeterminate, unknown

    /// Sex by its word in a feed: `1`, `2`, `9`; anything else is not known.
    public init(word: String) {
        switch word {
        case "1": self = .male
        case "2": self = .female
        case "9": self = .indeterminate
        default: self = .unknown
        }
    }

    /// `1`, `2`, `9`, or `X` for not known.
    public var word: String {
        switch self {
        case .male: "1"
        case .female: "2"
        case .indeterminate: "9"
        case .unknown: "X"
        }
    }
}

/// The census grouping of the 2001 ethnic categories: White A–C, Mixed D–G, Asian H J K L R, Black M N P, Other S.
public enum EthnicGroup: UInt8, Sendable, Hashable, CaseIterable {
    case white, mixed, asian, black, other, notStated, notKnown

    /// The group of a word; `nil` for a word that is none.
    public init?(word: String) {
        guard let group = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = group
    }

    public var word: String {
        switch self {
        case .white: "white"
        case .mixed: "mixed"
        case .asian: "asian"
        case .black: "black"
        case .other: "other"
        case .notStated: "not-stated"
        case .notKnown: "not-known"
        }
    }

    /// The group of a 2001 category code, `nil` for `Z`, `99` and whatever is no stated code.
    public init?(stated code: String) {
        switch code {
        case "A", "B", "C": self = .white
        case "D", "E", "F", "G": self = .mixed
        case "H", "J", "K", "L", "R": self = .asian
        case "M", "N", "P": self = .black
        case "S": self = .other
        default: return nil
        }
    }
}

/// Age groups.
public enum AgeGroup {
    /// The category of the `age` breakdown: 0–17, 18–39, 40–64, 65–79, 80+.
    @inlinable public static func category(_ age: Int) -> UInt8 {
        age < 18 ? 0 : age < 40 ? 1 : age < 65 ? 2 : age < 80 ? 3 : 4
    }

    /// The five-year band for standardisation: 0–4 … 85–89, 90+.
    @inlinable public static func band(_ age: Int) -> UInt8 { UInt8(min(max(age, 0) / 5, 18)) }

    /// How many bands there are.
    public static let bandCount = 19

    /// The bands that overlap a category of the `age` breakdown.
    public static func bands(ofCategory category: Int) -> ClosedRange<Int> {
        switch category {
        case 0: 0...3
        case 1: 3...7
        case 2: 8...12
        case 3: 13...15
        default: 16...18
        }
    }
}
