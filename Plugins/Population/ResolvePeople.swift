public import StageKit

/// Makes the records in force into people: one registration, one set of demographics, one area on each basis, the days
/// on which they were registered and alive, and what happened to them.
///
/// Parts of the people are resolved side by side; any split gives the same people.
public struct ResolvePeople: PersonResolver {
    static let optOuts = StageOption(
        "opt_outs", "The opt-outs that drop a person. Both must stand: a record that opts out never leaves its reader.",
        default: OptOut.allCases)
    static let bases = StageOption(
        "bases", "How people are counted in areas: by residence, by registration, or both.", default: Basis.allCases)
    static let scales = StageOption(
        "scales", "The scales of areas, smallest first; an area lies in one of a larger scale.",
        default: ["practice", "community", "locality", "borough"])

    public static let descriptor = StageDescriptor(
        name: "resolve_people",
        version: 1,
        summary: "Records to people: registration, demographics, areas, deprivation, exposure, stays.",
        details: """
            Records with one NHS number are one person. Whoever opts out on any record is dropped whole, before \
            anything is counted.

            A person's registration is, of the regular ones that began by the as-of date, the one that lasts longest \
            up to it; it gives the practice, and its record the demographics. Days registered and alive are kept over \
            all records. Admissions that follow each other without a day between become one stay.

            Members and deprivation of areas of different censuses are never used together: where both tell their \
            vintage and it differs, that is a fault; where English areas of the members are not in the index, a finding.
            """,
        grain: .person,
        reads: [
            TableRequirement("patients", patientColumns),
            TableRequirement("registrations", registrationColumns),
            TableRequirement("staff", staffColumns, optional: true),
            TableRequirement("contacts", contactColumns, optional: true, onDemand: true),
            TableRequirement("admissions", admissionColumns, optional: true, onDemand: true),
            TableRequirement("conditions", conditionColumns, optional: true, onDemand: true),
            TableRequirement("observations", observationColumns, optional: true, onDemand: true),
            TableRequirement("areas", areaColumns),
            TableRequirement("members", memberColumns),
            TableRequirement("deprivation", deprivationColumns, optional: true),
        ],
        accepts: [.pseudonymous, .aggregate, .disclosable],
        writes: [.people],
        yields: .pseudonymous,
        options: [optOuts, bases, scales]
    )

    private let bases: [Basis]
    private let scales: [String]

    public init(_ options: StageOptions) throws(StageFault) {
        let given = try options[Self.optOuts]
        for optOut in OptOut.allCases where !given.contains(optOut) {
            throw StageFault(
                "'\(optOut.rawValue)' cannot be left out: a record that opts out never leaves its reader",
                code: .configuration, hint: "write opt_outs: [type1, national], or leave the option out",
                option: Self.optOuts.name)
        }
        bases = try options[Self.bases]
        guard !bases.isEmpty else {
            throw StageFault("at least one basis is needed", code: .configuration, option: Self.bases.name)
        }
        scales = try options[Self.scales]
        guard !scales.isEmpty, Set(scales).count == scales.count else {
            throw StageFault(
                "scales are named once each, at least one", code: .configuration, option: Self.scales.name)
        }
    }

    public func prepare(_ context: ResolutionContext) throws(StageFault) -> any PersonResolution {
        let areas = try hierarchy(context), deprivation = context.tables["deprivation"]
        let finding = context.tables["members"].flatMap { AreaVintages.finding(members: $0, deprivation: deprivation) }
        return try PeopleResolution(
            context, areas: areas, deprivation: deprivation, bases: Set(bases), findings: [finding].compactMap(\.self))
    }

    /// The hierarchy of areas; throws with the faults of every reference table at once.
    private func hierarchy(_ context: ResolutionContext) throws(StageFault) -> AreaHierarchy {
        let areas = try Self.reference("areas", in: context), members = try Self.reference("members", in: context)
        var faults: [StageFault] = []
        func note(_ fault: StageFault) {
            var first = fault
            first.others = []
            faults += [first] + fault.others
        }
        var hierarchy: AreaHierarchy?
        do throws(StageFault) {
            hierarchy = try AreaReference.hierarchy(areas: areas, members: members, scales: scales)
        } catch {
            note(error)
        }
        do throws(StageFault) {
            _ = try DeprivationReference.deciles(context.tables["deprivation"], of: Texts([]))
        } catch {
            note(error)
        }
        if let fault = AreaVintages.fault([members, context.tables["deprivation"]]) { note(fault) }
        if let fault = StageFault.combining(faults) { throw fault }
        // Without a fault there is a hierarchy.
        return hierarchy ?? AreaHierarchy(scales: scales, areas: [], residence: [:], practice: [:])
    }

    private static func reference(_ name: String, in context: ResolutionContext) throws(StageFault) -> Table {
        if let table = context.tables[name] { return table }
        throw StageFault(
            "no input brings a table '\(name)'", code: .configuration,
            hint: "name a read_csv stage with 'table: \(name)' in 'from'")
    }
}
