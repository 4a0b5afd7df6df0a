public import StageKit

/// How people get to be seen: kept, refused and same-day contacts, people without any, people with many.
///
/// The first three are of contacts. On the registered basis they are of what a practice held, of anybody; on the resident
/// basis of the contacts of residents on days on which they were registered. The last two follow the person.
public struct MeasureAccess: PersonMeasure {
    static let windowOption = StageOption("window", "How far back a contact counts.", default: Months(12))
    static let frequentContacts = StageOption(
        "frequent_contacts", "Attended GP contacts from which a person counts as frequent.", default: 10, in: 1...)
    static let minimumExposure = StageOption(
        "minimum_exposure", "Days of the window that a person must have been registered for the last two indicators.",
        default: 300, in: 0...)

    public static let descriptor = StageDescriptor(
        name: "measure_access",
        version: 1,
        summary:
            "Booked contacts not attended, requests turned away, contacts on the day, people without and with many.",
        details: """
            Not attended: of contacts attended or not attended, not online, and booked on an earlier day. Turned away: of \
            all contacts but cancelled ones. Booked on the day: of attended contacts that say when they were booked. \
            These three are, on the registered basis, of the contacts that a practice held, of anybody; on the resident \
            basis, of the contacts of residents on days on which they were registered.

            Without a contact, and with many: of people registered on the as-of date who were registered on at least \
            `minimum_exposure` days of the window, by their attended contacts on such days.
            """,
        grain: .person,
        reads: [.people],
        accepts: [.pseudonymous],
        writes: [.cells],
        yields: .aggregate,
        indicators: [
            Indicator(
                "access-did-not-attend", "Booked contacts not attended", statistic: .proportionOfEvents,
                polarity: .lowerIsBetter, unit: "proportion"),
            Indicator(
                "access-turned-away", "Requests turned away", statistic: .proportionOfEvents,
                polarity: .lowerIsBetter, unit: "proportion"),
            Indicator(
                "access-same-day", "Contacts booked on the day", statistic: .proportionOfEvents, polarity: .neutral,
                unit: "proportion"),
            Indicator(
                "access-no-contact", "People without a contact", statistic: .proportion, polarity: .neutral,
                unit: "proportion"),
            Indicator(
                "access-frequent", "People with 10 or more GP contacts", statistic: .proportion, polarity: .neutral,
                unit: "proportion"),
        ],
        options: [windowOption, frequentContacts, minimumExposure],
        examples: [
            StageExample(
                "What became of five contacts",
                given: """
                    person | at               | booked           | mode         | status
                    p1     | 2026-03-04 09:10 | 2026-03-01 08:00 | face-to-face | attended
                    p1     | 2026-03-05 09:10 | 2026-03-01 08:00 | telephone    | did-not-attend
                    p1     | 2026-03-06 09:10 | 2026-03-06 08:00 | telephone    | attended
                    p1     | 2026-03-07 09:10 | 2026-03-01 08:00 | telephone    | cancelled
                    p1     | 2026-03-08 09:10 |                  | online       | turned-away
                    p2     |                  |                  |              |
                    """,
                as: "2026-06-30",
                then: """
                    access-did-not-attend: 1 / 2
                    access-turned-away: 1 / 4
                    access-same-day: 1 / 2
                    access-no-contact: 1 / 2
                    access-frequent: 0 / 2
                    """)
        ]
    )

    public static let events = [
        TableRequirement(
            "contacts",
            [
                Field("at", .timestamp), Field("booked", .timestamp, optional: true), Field("practice", .dictionary),
                Field("role", .dictionary), Field("mode", .dictionary), Field("status", .dictionary),
            ])
    ]

    public let window: Months
    let frequent: Int
    let exposureNeeded: Int

    public init(_ options: StageOptions) throws(StageFault) {
        window = try options[Self.windowOption]
        frequent = try options[Self.frequentContacts]
        exposureNeeded = try options[Self.minimumExposure]
    }

    public var indicators: [Indicator] {
        Self.descriptor.indicators.map { indicator in
            var indicator = indicator.over(window)
            if indicator.id == "access-frequent" { indicator.name = "People with \(frequent) or more GP contacts" }
            return indicator
        }
    }

    /// Places among the indicators; the first three are those of a `ContactTally`.
    private static let noContact = 3, frequentContact = 4

    public func measure(_ person: Person, into contributions: inout Contributions) {
        let days = person.window(window), exposure = person.exposure
        let isAlwaysExposed = exposure.contains { $0.first <= days.first && $0.last >= days.last }
        let start = days.first.startOfDay
        var resident = ContactTally(), held = ContactTally()
        var practice: Int32 = -1
        var attended = 0, attendedGP = 0

        for contact in person.contacts where contact.at >= start {
            if contact.practice != practice {
                held.add(to: &contributions, atPractice: practice)
                held = ContactTally()
                practice = contact.practice
            }
            let day = contact.day
            held.count(contact, on: day)
            guard isAlwaysExposed || exposure.covers(day) else { continue }
            resident.count(contact, on: day)
            guard contact.status == .attended else { continue }
            attended += 1
            if contact.role == .gp { attendedGP += 1 }
        }
        held.add(to: &contributions, atPractice: practice)
        resident.addResident(to: &contributions)

        guard person.isInPopulation, person.exposedDays(in: days) >= exposureNeeded else { return }
        contributions.add(to: Self.noContact, numerator: attended == 0 ? 1 : 0, denominator: 1)
        contributions.add(to: Self.frequentContact, numerator: attendedGP >= frequent ? 1 : 0, denominator: 1)
    }
}

/// Numerators and denominators of the three measures of contacts.
private struct ContactTally {
    private var notAttended = Part(), turnedAway = Part(), sameDay = Part()

    private struct Part {
        var numerator: Int64 = 0
        var denominator: Int64 = 0

        mutating func count(_ isCase: Bool) {
            denominator += 1
            if isCase { numerator += 1 }
        }
    }

    mutating func count(_ contact: Contact, on day: CalendarDay) {
        guard contact.status != .cancelled else { return }
        turnedAway.count(contact.status == .turnedAway)
        guard contact.status == .attended || contact.status == .didNotAttend, let booked = contact.bookedDay else {
            return
        }
        if contact.mode != .online, booked < day { notAttended.count(contact.status == .didNotAttend) }
        if contact.status == .attended { sameDay.count(booked == day) }
    }

    func add(to contributions: inout Contributions, atPractice practice: Int32) {
        add(notAttended, 0, to: &contributions, atPractice: practice)
        add(turnedAway, 1, to: &contributions, atPractice: practice)
        add(sameDay, 2, to: &contributions, atPractice: practice)
    }

    func addResident(to contributions: inout Contributions) {
        add(notAttended, 0, to: &contributions, atPractice: nil)
        add(turnedAway, 1, to: &contributions, atPractice: nil)
        add(sameDay, 2, to: &contributions, atPractice: nil)
    }

    private func add(
        _ part: Part, _ place: Int, to contributions: inout Contributions, atPractice practice: Int32?
    ) {
        guard part.denominator > 0 else { return }
        if let practice {
            contributions.add(
                to: place, numerator: part.numerator, denominator: part.denominator, atPractice: practice)
        } else {
            contributions.addResident(to: place, numerator: part.numerator, denominator: part.denominator)
        }
    }
}
