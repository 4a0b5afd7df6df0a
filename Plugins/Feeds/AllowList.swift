import StageKit

/// The list that comes back from the national opt-out check: whoever is not on it is dropped.
struct AllowListOption: OptionValue, Hashable {
    var file: StagePath
    /// The day of the check.
    var date: CalendarDay
    /// How old the check may be on the as-of date.
    var maxAge: Days

    static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> AllowListOption {
        guard case .map(let entries) = node.content else {
            throw SettingFault("expected {file: …, date: …, max_age: 21 days}")
        }
        var file: StagePath?
        var date: CalendarDay?
        var maxAge = Days(21)
        for entry in entries {
            do throws(SettingFault) {
                switch entry.key {
                case "file": file = try StagePath.parse(entry.value, in: context)
                case "date": date = try CalendarDay.parse(entry.value, in: context)
                case "max_age": maxAge = try Days.parse(entry.value, in: context)
                default:
                    let near = NearestName.of(entry.key, among: ["file", "date", "max_age"])
                    throw SettingFault(
                        "unknown key '\(entry.key)'", hint: near.map { "did you mean '\($0)'?" }, at: entry.keyLocation)
                }
            } catch {
                throw SettingFault(error.message, hint: error.hint, at: error.location ?? entry.value.location)
            }
        }
        guard let file, let date else {
            throw SettingFault(
                "an allow-list needs a file and the date of its check", hint: "{file: …, date: …, max_age: 21 days}")
        }
        return AllowListOption(file: file, date: date, maxAge: maxAge)
    }

    var canonical: String { "{date: \(date.canonical), max_age: \(maxAge.canonical)}" }

    static var jsonSchema: String {
        #"{"type": "object", "required": ["file", "date"], "additionalProperties": false, "properties": {"#
            + #""file": \#(StagePath.jsonSchema), "date": \#(CalendarDay.jsonSchema), "#
            + #""max_age": \#(Days.jsonSchema)}}"#
    }

    static var kind: String { "file, date and max_age" }

    /// Whether the list may still be used; its age is the as-of date less its date.
    func checkAge(asOf: CalendarDay) throws(StageFault) {
        let age = Int(asOf.number) - Int(date.number)
        guard age >= 0 else {
            throw StageFault(
                "the allow-list is dated \(date.text), after the last day that counts, \(asOf.text)", code: .data,
                hint: "give the day of the check, or a later --as-of", option: "allow_list")
        }
        guard age > maxAge.count else { return }
        throw StageFault(
            "the allow-list of \(date.text) is \(age) days old on \(asOf.text); \(maxAge.canonical) are allowed",
            code: .data, hint: "send the numbers to the national check again", option: "allow_list")
    }
}
