/// The registry feed as a table: elements, their attributes, and the form of each value. It drives the dirt, which must
/// know what would be right in order to be wrong.
struct FeedForm: Sendable {
    enum Value: Sendable {
        case text, number, date, localTime, dateOrTime, integer, decimal
        case choice([String])
    }

    struct Attribute: Sendable {
        let name: String
        let isRequired: Bool
        let value: Value
        /// A value that is right.
        let sample: String
    }

    let element: String
    let attributes: [Attribute]

    private init(_ element: String, _ attributes: [(String, Bool, Value, String)]) {
        self.element = element
        self.attributes = attributes.map { Attribute(name: $0.0, isRequired: $0.1, value: $0.2, sample: $0.3) }
    }

    static let roles = Codes.roles.map { "\($0)" }

    static let organisation = FeedForm(
        "organisation",
        [
            ("code", true, .text, "VL900"),
            ("role", true, .choice(["practice", "pcn", "locality", "borough", "icb", "care-home"]), "care-home"),
            ("name", false, .text, "Yew House"), ("parent", false, .text, "U90001"),
        ])
    static let staff = FeedForm(
        "staff",
        [
            ("id", true, .text, "DIRT-S90"), ("role", true, .choice(roles), "nurse"),
            ("organisation", true, .text, "G85001"), ("generic", false, .choice(["true", "false"]), "false"),
        ])
    static let patient = FeedForm(
        "patient",
        [
            ("id", true, .text, "P"), ("nhsNumber", false, .number, ""), ("birthDate", true, .date, "1961-05-17"),
            ("deathDate", false, .date, ""), ("sex", true, .choice(["1", "2", "9", "X"]), "2"),
            ("ethnicCategory", false, .choice(Codes.ethnicities.map { "\($0)" }), "A"),
            ("lsoa", false, .text, "E01990001"),
            ("careHome", false, .text, ""), ("namedGp", false, .text, ""),
            ("optOut", false, .choice(["none", "type1", "national"]), "none"),
        ])
    static let registration = FeedForm(
        "registration",
        [
            (
                "type", false, .choice(["regular", "temporary", "immediately-necessary", "private", "services-only"]),
                "private"
            ),
            ("practice", true, .text, "G85001"), ("start", true, .date, "2019-02-28"),
            ("end", false, .date, "2020-02-29"),
        ])
    static let condition = FeedForm(
        "condition",
        [
            ("code", true, .text, "44054006"), ("onset", true, .date, "2011-04-02"),
            ("ended", false, .date, "2012-04-02"),
        ])
    static let contact = FeedForm(
        "contact",
        [
            ("id", true, .text, "d"), ("at", true, .localTime, "2026-03-04T09:10:00"),
            ("booked", false, .localTime, "2026-03-01T08:01:00"), ("practice", true, .text, "G85001"),
            ("staff", false, .text, "G85001-S01"), ("role", true, .choice(roles), "gp"),
            ("mode", true, .choice(["face-to-face", "telephone", "video", "online", "home-visit"]), "telephone"),
            ("urgency", true, .choice(["same-day", "routine"]), "routine"),
            ("status", true, .choice(["attended", "did-not-attend", "cancelled", "turned-away"]), "attended"),
            ("minutes", false, .integer, "11"),
        ])
    static let observation = FeedForm(
        "observation",
        [
            ("code", true, .text, "271649006"), ("at", true, .dateOrTime, "2026-01-09"),
            ("value", true, .decimal, "142"),
            ("unit", false, .text, "mm[Hg]"),
        ])
    static let admission = FeedForm(
        "admission",
        [
            ("id", false, .text, "SPX"), ("start", true, .date, "2026-01-11"), ("end", false, .date, "2026-01-15"),
            ("method", true, .choice(["emergency", "elective", "maternity", "other"]), "emergency"),
            ("diagnosis", false, .text, "J44.0"), ("cost", false, .decimal, "2410.50"),
        ])

    /// The elements that stand inside a patient.
    static let events = [registration, condition, contact, observation, admission]
    /// By element name.
    static func named(_ element: String) -> FeedForm? {
        (events + [patient, staff, organisation]).first { $0.element == element }
    }
}

extension FeedForm.Value {
    /// Texts that are not of this form; empty for forms that take any text.
    var wrong: [String] {
        switch self {
        case .text, .number: []
        case .date:
            [
                "2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-2-03", "20260203", "03/02/2026",
                " 2026-02-03", "2026-02-03 ", "2026-02-03z", "2026-02-03T10:00:00", "&#x0662;026-02-03", "yesterday",
                "-",
            ]
        case .localTime:
            [
                "2026-03-04", "2026-03-04T24:00:00", "2026-03-04T09:10", "2026-03-04T09:10:00Z",
                "2026-03-04T09:10:00.5",
                "2026-03-04 09:10:00", "2026-03-04T09:60:00", "2026-03-04T23:59:60", "2026-03-04t09:10:00",
                "2026-02-30T09:10:00", "2026-03-04T09:10:00+01:00", " 2026-03-04T09:10:00", "2026-03-04T9:10:00",
            ]
        case .dateOrTime: ["2026-02-30", "2026-03-04T25:00:00", "2026-03-04T09:10:00Z", "04.03.2026", "2026-03"]
        case .integer: ["-1", "+1", "1.0", "1e3", "eleven", " 7", "7 ", "0x10", "&#x0663;"]
        case .decimal: ["1,5", ".", "+", "1e3", "NaN", "INF", "1.2.3", " 1", "1 ", "&#163;5", "--1", "1 000"]
        case .choice(let values):
            ["unheard-of", " \(values[0])", "\(values[0]) ", "\(values[0])&#x200B;", "\(values[0])\(values[0])"]
                + (values[0].uppercased() == values[0] ? [] : [values[0].uppercased()])
                + (values[0].lowercased() == values[0] ? [] : [values[0].lowercased()])
        }
    }

    /// Texts of unusual looks that are of this form all the same.
    var unusual: [String] {
        switch self {
        case .decimal: ["+5.", ".5", "-0.5", "007.50", "12345.678901"]
        case .integer: ["0", "007"]
        case .date: ["2024-02-29", "1904-02-29", "&#50;026-02-03"]
        case .localTime: ["2026-03-04T00:00:00", "2026-03-04T23:59:59", "2026-03-04T09:10&#58;00"]
        default: []
        }
    }
}
