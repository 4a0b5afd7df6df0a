public import StageKit

/// How far people see the same clinician again.
///
/// One person contributes one value to each index; whoever has fewer counted contacts than `minimum_contacts` is in the
/// denominator of the coverage alone. A contact counts where it was attended, with a clinician of a role in `roles`, on a
/// day of the window on which the person was registered; a further one with the same clinician on the same day does not.
public struct MeasureContinuity: PersonMeasure {
    static let windowOption = StageOption("window", "How far back a contact counts.", default: Months(24))
    static let minimumContacts = StageOption(
        "minimum_contacts", "Counted contacts a person needs for an index.", default: 3, in: 2...)
    static let rolesOption = StageOption("roles", "Whose contacts count.", default: [StaffRole.gp])

    public static let descriptor = StageDescriptor(
        name: "measure_continuity",
        version: 1,
        summary: "Usual provider, Bice–Boxerman and sequential continuity of care, and contacts with the named GP.",
        details: """
            Of the people registered on the as-of date. A counted contact was attended, with a member of staff of one of \
            the `roles`, in the window, on a day on which the person was registered. A further contact with the same \
            member of staff on the same day is not counted again.

            A staff id that many share is nobody: each of its contacts is with a clinician of its own, and a named GP \
            that is such an id is never met.

            The indices are unweighted means over people with at least `minimum_contacts`; the coverage says how many \
            these are. The usual provider index rises as contacts fall (two contacts give 0.5 or 1), so compare areas \
            with a like number of contacts.
            """,
        grain: .person,
        reads: [.people],
        accepts: [.pseudonymous],
        writes: [.cells],
        yields: .aggregate,
        indicators: [
            Indicator(
                "continuity-upc", "Usual provider of care index", statistic: .mean, polarity: .higherIsBetter,
                unit: "index", numerator: .fraction, source: "Breslau & Reeb 1975", months: 24),
            Indicator(
                "continuity-coc", "Bice–Boxerman continuity of care index", statistic: .mean,
                polarity: .higherIsBetter, unit: "index", numerator: .fraction, source: "Bice & Boxerman 1977",
                months: 24),
            Indicator(
                "continuity-secon", "Sequential continuity index", statistic: .mean, polarity: .higherIsBetter,
                unit: "index", numerator: .fraction, source: "Steinwachs 1979", months: 24),
            Indicator(
                "continuity-coverage", "People whose continuity can be measured", statistic: .proportion,
                polarity: .neutral, unit: "proportion", isCompared: false, months: 24),
            Indicator(
                "continuity-named-gp", "Contacts with the named GP", statistic: .proportionOfEvents,
                polarity: .higherIsBetter, unit: "proportion", source: "Sidaway-Lee 2019", months: 24),
        ],
        options: [windowOption, minimumContacts, rolesOption],
        examples: [
            StageExample(
                "Two of three contacts with one doctor",
                given: """
                    person | named_gp | at               | staff | role  | status
                    p1     | S1       | 2026-03-04 09:10 | S1    | gp    | attended
                    p1     |          | 2026-03-04 16:40 | S1    | gp    | attended
                    p1     |          | 2026-04-04 09:10 | S2    | gp    | attended
                    p1     |          | 2026-05-04 09:10 | S1    | gp    | attended
                    p1     |          | 2026-05-05 09:10 | S3    | nurse | attended
                    p2     | S1       | 2026-05-06 09:10 | S1    | gp    | attended
                    """,
                as: "2026-06-30",
                then: """
                    continuity-upc: 0.6667 / 1
                    continuity-coc: 0.3333 / 1
                    continuity-secon: 0 / 1
                    continuity-coverage: 1 / 2
                    continuity-named-gp: 3 / 4
                    """),
            StageExample(
                "A login that many share is nobody",
                given: """
                    person | named_gp | at               | staff | generic
                    p1     | LOCUM    | 2026-03-04 09:10 | LOCUM | yes
                    p1     |          | 2026-03-04 11:30 | LOCUM | yes
                    p1     |          | 2026-04-04 09:10 | LOCUM | yes
                    """,
                as: "2026-06-30",
                then: """
                    continuity-upc: 0.3333 / 1
                    continuity-coc: 0 / 1
                    continuity-secon: 0 / 1
                    continuity-named-gp: 0 / 3
                    """),
        ]
    )

    public static let events = [
        TableRequirement(
            "contacts",
            [
                Field("at", .timestamp), Field("staff", .dictionary, optional: true), Field("role", .dictionary),
                Field("status", .dictionary),
            ])
    ]

    public let window: Months
    let minimum: Int
    let roles: RoleSet

    public init(_ options: StageOptions) throws(StageFault) {
        window = try options[Self.windowOption]
        minimum = try options[Self.minimumContacts]
        roles = RoleSet(try options[Self.rolesOption])
    }

    public var indicators: [Indicator] { Self.descriptor.indicators.map { $0.over(window) } }

    /// Places among the indicators.
    private static let usualProvider = 0, biceBoxerman = 1, sequential = 2, coverage = 3, namedGP = 4

    /// A counted contact: whom it was with (`nil` for nobody in particular) and when.
    private struct Met {
        var clinician: Int32?
        var day: CalendarDay
    }

    public func measure(_ person: Person, into contributions: inout Contributions) {
        guard person.isInPopulation else { return }
        let contacts = person.contacts
        withUnsafeTemporaryAllocation(of: Met.self, capacity: contacts.count) { buffer in
            let count = collect(contacts, of: person, into: buffer)
            let met = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
            add(met, of: person, to: &contributions)
        }
    }

    /// Puts the counted contacts, in order, at the beginning of `buffer`, and says how many they are.
    private func collect(
        _ contacts: ArraySlice<Contact>, of person: Person, into buffer: UnsafeMutableBufferPointer<Met>
    ) -> Int {
        let days = person.window(window), exposure = person.exposure
        let isAlwaysExposed = exposure.contains { $0.first <= days.first && $0.last >= days.last }
        let start = days.first.startOfDay
        var count = 0
        for contact in contacts where contact.at >= start && contact.status == .attended {
            guard let staff = contact.staff, roles.contains(contact.role) else { continue }
            let day = contact.day
            guard isAlwaysExposed || exposure.covers(day) else { continue }
            let clinician = contact.isGenericStaff ? nil : staff
            if let clinician {
                // What was counted on the same day stands just before.
                var earlier = count - 1
                while earlier >= 0, buffer[earlier].day == day, buffer[earlier].clinician != clinician { earlier -= 1 }
                if earlier >= 0, buffer[earlier].day == day { continue }
            }
            // `Met` is trivial: nothing to destroy.
            buffer.initializeElement(at: count, to: Met(clinician: clinician, day: day))
            count += 1
        }
        return count
    }

    private static func add(
        _ index: Continuity.Fraction?, to place: Int, of contributions: inout Contributions
    ) {
        guard let index else { return }
        contributions.add(to: place, numerator: Amount.fraction(index.numerator, index.denominator), denominator: 1)
    }

    private func add(
        _ met: UnsafeMutableBufferPointer<Met>, of person: Person, to contributions: inout Contributions
    ) {
        let isMeasurable = met.count >= minimum
        contributions.add(to: Self.coverage, numerator: isMeasurable ? 1 : 0, denominator: 1)
        if isMeasurable {
            let continuity = Continuity(met.lazy.map(\.clinician))
            Self.add(continuity.usualProvider, to: Self.usualProvider, of: &contributions)
            Self.add(continuity.biceBoxerman, to: Self.biceBoxerman, of: &contributions)
            Self.add(continuity.sequential, to: Self.sequential, of: &contributions)
        }
        if let named = person.namedGP, !met.isEmpty {
            let own = person.isNamedGPGeneric ? 0 : met.reduce(0) { $1.clinician == named ? $0 + 1 : $0 }
            contributions.add(to: Self.namedGP, numerator: Int64(own), denominator: Int64(met.count))
        }
    }
}

/// A few roles, quick to look up.
struct RoleSet: Sendable, Hashable {
    private var bits: UInt16 = 0

    init(_ roles: [StaffRole]) {
        for role in roles { bits |= 1 << role.rawValue }
    }

    func contains(_ role: StaffRole) -> Bool { bits & (1 << role.rawValue) != 0 }
}
