/// One area of the house: a practice, community, locality or borough.
public struct Area: Sendable, Hashable {
    public var code: String
    public var name: String
    /// The place of its scale in `AreaHierarchy.scales`.
    public var scale: Int
    /// The area it lies in, or `nil`.
    public var parent: Int?

    public init(code: String, name: String, scale: Int, parent: Int?) {
        self.code = code
        self.name = name
        self.scale = scale
        self.parent = parent
    }
}

/// How somebody comes to be counted in an area.
public enum Basis: String, Sendable, Hashable, CaseIterable, OptionValue {
    /// By the lower-layer super output area of residence.
    case resident
    /// By the practice of registration.
    case registered
}

/// Areas and who belongs to them: areas.csv and members.csv as checked.
public struct AreaHierarchy: Sendable {
    /// Names of the scales, smallest first.
    public let scales: [String]
    /// All areas, in byte order of their codes.
    public let areas: [Area]
    /// The area that an LSOA lies in.
    public let residence: [String: Int]
    /// The area that a practice's people are counted in first: the practice itself where it is an area.
    public let practice: [String: Int]
    /// Every area with itself and all that it lies in, smallest first.
    public let lineages: [[Int]]

    /// `parent` of each area has a larger scale, so following parents ends.
    public init(scales: [String], areas: [Area], residence: [String: Int], practice: [String: Int]) {
        self.scales = scales
        self.areas = areas
        self.residence = residence
        self.practice = practice
        lineages = areas.indices.map { index in
            var lineage = [index]
            while let parent = areas[lineage[lineage.count - 1]].parent, lineage.count <= areas.count {
                lineage.append(parent)
            }
            return lineage
        }
    }
}
