import StageKit

/// The census whose lower-layer super output areas a file is about. Most codes are the same in both, so codes alone do not
/// tell.
enum AreaVintage: String, Sendable, Hashable, CaseIterable, OptionValue {
    case census2011 = "2011"
    case census2021 = "2021"

    /// The vintage that a heading tells: `LSOA code (2011)`, `lsoa21`, `LSOA21CD`; `nil` where it tells none.
    init?(heading: String) {
        let heading = heading.lowercased()
        guard
            let told = Self.allCases.first(where: {
                heading.contains($0.rawValue) || heading.hasPrefix("lsoa" + $0.rawValue.dropFirst(2))
            })
        else { return nil }
        self = told
    }

    static var jsonSchema: String { #"{"enum": [2011, 2021, "2011", "2021"]}"# }

    /// As it stands in the column `vintage`.
    var year: Int32 { self == .census2011 ? 2011 : 2021 }
}
