public import StageKit

/// How many people an area of one scale should have, on one basis: `locality registered 30000-100000`.
public struct ScaleBand: OptionValue, Hashable {
    /// The name of the scale.
    public var scale: String
    public var basis: Basis
    public var minimum: Int
    /// `nil` for no upper end.
    public var maximum: Int?
    /// What the band is called, where it is not the scale's own.
    public var name: String

    public init(_ scale: String, _ basis: Basis, from minimum: Int = 0, to maximum: Int?, name: String = "") {
        self.scale = scale
        self.basis = basis
        self.minimum = minimum
        self.maximum = maximum
        self.name = name
    }

    /// Scale, basis, `minimum-maximum` (the maximum may be left out), and perhaps a name of several words.
    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> ScaleBand {
        let wanted = "a band, as 'locality registered 30000-100000'"
        guard let text = node.scalar else { throw SettingFault("expected \(wanted)") }
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 3 else { throw SettingFault("expected \(wanted), not '\(text)'") }
        guard let basis = Basis(rawValue: words[1]) else {
            let near = NearestName.of(words[1], among: Basis.allCases.map(\.rawValue))
            throw SettingFault(
                "'\(words[1])' is not a basis",
                hint: (near.map { "did you mean '\($0)'? " } ?? "") + "one of: resident, registered")
        }
        let ends = words[2].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let minimum = Int(ends[0]), minimum >= 0, ends[1].isEmpty || Int(ends[1]) != nil else {
            throw SettingFault("expected \(wanted), not '\(text)'")
        }
        let maximum = Int(ends[1])
        if let maximum, maximum < minimum { throw SettingFault("the band '\(text)' ends before it begins") }
        return ScaleBand(
            words[0], basis, from: minimum, to: maximum, name: words.dropFirst(3).joined(separator: " "))
    }

    public var canonical: String {
        let ends = "\(minimum)-\(maximum.map { String($0) } ?? "")"
        return "\(scale) \(basis.rawValue) \(ends)" + (name.isEmpty ? "" : " \(name)")
    }

    public static var jsonSchema: String {
        #"{"type": "string", "pattern": "^\\S+ (resident|registered) [0-9]+-[0-9]*( .+)?$"}"#
    }

    public static var kind: String { "band" }

    /// Whether so many people are within it.
    public func contains(_ people: Int) -> Bool { people >= minimum && people <= maximum ?? .max }

    /// What to say of an area with so many people, `nil` where they are within the band.
    func finding(on area: Area, people: Int) -> Finding? {
        guard !contains(people) else { return nil }
        let ends =
            switch (minimum, maximum) {
            case (0, let maximum?): "at most \(grouped(maximum))"
            case (_, let maximum?): "\(grouped(minimum)) to \(grouped(maximum))"
            case (_, nil): "at least \(grouped(minimum))"
            }
        let what = name.isEmpty ? "the band of a \(scale)" : "the \(name) band"
        return Finding(
            "out-of-band",
            "\(scale) \(area.code) has \(grouped(people)) \(basis.rawValue) people, outside \(what): \(ends)")
    }
}

/// A whole number with a comma before every third digit.
private func grouped(_ number: Int) -> String {
    let digits = String(number)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text += "," }
        text.append(digit)
    }
    return text
}
