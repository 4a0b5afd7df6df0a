extension PersonTables {
    /// All that a stage in a child process may ask for: no identifier, no pseudonym and no area of anybody.
    public static let all = [people, exposure, contacts, stays, conditions, observations]

    private static let person = "The person: a row of `people`, from 0, that means nothing outside of the part."

    private static let people = PersonTable(
        "people", "One person at the as-of date; the row number is the person's.",
        [
            PersonTableColumn("person", .int64, "The row number, from 0.") { frame in
                var values = BufferBuilder<Int64>(capacity: frame.count)
                for index in 0..<frame.count { values.append(Int64(index)) }
                return Column(type: .int64, count: frame.count, validity: nil, values: values.finish())
            },
            PersonTableColumn("birth", .date, "The day of birth.") {
                .int32s($0.columns.birth, .date) { $0.number }
            },
            PersonTableColumn("death", .date, optional: true, "The day of death, where one is known.") {
                .gappedInt32s($0.columns.death, .date) { $0?.number }
            },
            PersonTableColumn("sex", .dictionary, "`1` male, `2` female, `9` indeterminate, `X` not known.") {
                .words($0.columns.sex, sexes) { $0.rawValue }
            },
            PersonTableColumn("ethnicity", .dictionary, "The ethnic group: \(listed(groups)).") {
                .words($0.columns.ethnicity, groups) { $0.rawValue }
            },
            PersonTableColumn(
                "deprivation_decile", .int32, optional: true,
                "Decile of the Index of Multiple Deprivation where the person lives, 1 the most deprived."
            ) {
                .gappedInt32s($0.columns.decile) { $0 == 10 ? nil : Int32($0) + 1 }
            },
            PersonTableColumn("age", .int32, "Completed years on `last_day`.") {
                .int32s($0.columns.age) { Int32($0) }
            },
            PersonTableColumn("in_population", .bool, "Whether registered on the as-of date and alive at its end.") {
                .bools($0.columns.isInPopulation) { $0 }
            },
            PersonTableColumn(
                "last_day", .date, "The as-of date for the population, else the last day registered and alive."
            ) {
                .int32s($0.columns.lastDay, .date) { $0.number }
            },
            PersonTableColumn(
                "named_gp", .int32, optional: true, "The named GP: a number of this run, as in `contacts.staff`."
            ) {
                .gappedInt32s($0.columns.namedGP) { $0 }
            },
            PersonTableColumn(
                "is_named_gp_generic", .bool, "Whether the named GP is a login that many share, and so nobody."
            ) {
                .bools($0.columns.isNamedGPGeneric) { $0 }
            },
        ])

    private static let exposure = PersonTable(
        "exposure", "Days on which a person was registered and alive; those of one person ascend and do not overlap.",
        [
            PersonTableColumn("person", .int64, person) { .persons($0.columns.exposure) },
            PersonTableColumn("start", .date, "The first day.") {
                .int32s($0.columns.exposure.values, .date) { $0.first.number }
            },
            PersonTableColumn("end", .date, "The last day, which counts.") {
                .int32s($0.columns.exposure.values, .date) { $0.last.number }
            },
        ])

    private static let contacts = PersonTable(
        "contacts", "A contact with a practice up to the as-of date; those of one person are in order of time.",
        of: "contacts",
        [
            PersonTableColumn("person", .int64, person) { .persons($0.columns.contacts) },
            PersonTableColumn("at", .timestamp, "When it began, local time.", of: Field("at", .timestamp)) {
                .int64s($0.columns.contacts.values, .timestamp) { $0.at }
            },
            PersonTableColumn(
                "booked", .timestamp, optional: true, "When it was booked, local time.", of: Field("booked", .timestamp)
            ) {
                .gappedInt64s($0.columns.contacts.values, .timestamp) { $0.booked }
            },
            PersonTableColumn(
                "practice", .dictionary, optional: true, "The code of the practice that held it.",
                of: Field("practice", .dictionary)
            ) { frame in
                .texts(frame.columns.contacts.values, frame.practices) { $0.practice }
            },
            PersonTableColumn(
                "staff", .int32, optional: true, "The clinician: a number of this run, to be compared and no more.",
                of: Field("staff", .dictionary)
            ) {
                .gappedInt32s($0.columns.contacts.values) { $0.staff }
            },
            PersonTableColumn(
                "is_generic_staff", .bool, "Whether `staff` is a login that many share, and so nobody.",
                of: Field("staff", .dictionary)
            ) {
                .bools($0.columns.contacts.values) { $0.isGenericStaff }
            },
            PersonTableColumn(
                "role", .dictionary, "The clinician's role: \(listed(roles)).", of: Field("role", .dictionary)
            ) {
                .words($0.columns.contacts.values, roles) { $0.role.rawValue }
            },
            PersonTableColumn("mode", .dictionary, "How: \(listed(modes)).", of: Field("mode", .dictionary)) {
                .words($0.columns.contacts.values, modes) { $0.mode.rawValue }
            },
            PersonTableColumn(
                "urgency", .dictionary, "How soon it was wanted: \(listed(urgencies)).",
                of: Field("urgency", .dictionary)
            ) {
                .words($0.columns.contacts.values, urgencies) { $0.urgency.rawValue }
            },
            PersonTableColumn(
                "status", .dictionary, "What became of it: \(listed(statuses)).", of: Field("status", .dictionary)
            ) {
                .words($0.columns.contacts.values, statuses) { $0.status.rawValue }
            },
            PersonTableColumn(
                "minutes", .int32, optional: true, "How long it took.", of: Field("minutes", .int64)
            ) {
                .gappedInt32s($0.columns.contacts.values) { $0.minutes }
            },
        ])

    private static let stays = PersonTable(
        "stays", "A hospital stay: admissions that follow each other without a day between, by their first day.",
        of: "admissions",
        [
            PersonTableColumn("person", .int64, person) { .persons($0.columns.stays) },
            PersonTableColumn("start", .date, "The first day.", of: Field("start", .date)) {
                .int32s($0.columns.stays.values, .date) { $0.start.number }
            },
            PersonTableColumn("end", .date, "The last day.", of: Field("end", .date)) {
                .int32s($0.columns.stays.values, .date) { $0.end.number }
            },
            PersonTableColumn(
                "method", .dictionary, "How it began: \(listed(methods)).", of: Field("method", .dictionary)
            ) {
                .words($0.columns.stays.values, methods) { $0.method.rawValue }
            },
            PersonTableColumn(
                "diagnosis", .dictionary, optional: true, "The ICD-10 code of its first admission.",
                of: Field("diagnosis", .dictionary)
            ) { frame in
                .texts(frame.columns.stays.values, frame.diagnoses) { $0.diagnosis }
            },
            PersonTableColumn("cost", .int64, "In units of GBP 10⁻⁴.", of: Field("cost", .int64)) {
                .int64s($0.columns.stays.values) { $0.cost }
            },
        ])

    private static let conditions = PersonTable(
        "conditions", "A condition on a person's record, by the day it began.", of: "conditions",
        [
            PersonTableColumn("person", .int64, person) { .persons($0.columns.conditions) },
            PersonTableColumn("code", .dictionary, "The SNOMED CT concept.", of: Field("code", .dictionary)) { frame in
                .texts(frame.columns.conditions.values, frame.concepts) { $0.code }
            },
            PersonTableColumn("onset", .date, "The day it began.", of: Field("onset", .date)) {
                .int32s($0.columns.conditions.values, .date) { $0.onset.number }
            },
            PersonTableColumn(
                "ended", .date, optional: true, "The day it ended, where it has.", of: Field("ended", .date)
            ) {
                .gappedInt32s($0.columns.conditions.values, .date) { $0.ended?.number }
            },
        ])

    private static let observations = PersonTable(
        "observations", "A measurement on a person's record, by its day.", of: "observations",
        [
            PersonTableColumn("person", .int64, person) { .persons($0.columns.observations) },
            PersonTableColumn("code", .dictionary, "The SNOMED CT concept.", of: Field("code", .dictionary)) { frame in
                .texts(frame.columns.observations.values, frame.concepts) { $0.code }
            },
            PersonTableColumn("day", .date, "The day it was made.", of: Field("at", .timestamp)) {
                .int32s($0.columns.observations.values, .date) { $0.day.number }
            },
            PersonTableColumn("value", .float64, "In the unit of the record.", of: Field("value", .float64)) {
                .doubles($0.columns.observations.values) { $0.value }
            },
        ])

    // MARK: Words, each at the place of its raw value

    private static let sexes = Texts(Sex.allCases.map(\.word))
    private static let groups = Texts(EthnicGroup.allCases.map(\.word))
    private static let roles = Texts(StaffRole.allCases.map(\.word))
    private static let modes = Texts(ContactMode.allCases.map(\.word))
    private static let urgencies = Texts(ContactUrgency.allCases.map(\.word))
    private static let statuses = Texts(ContactStatus.allCases.map(\.word))
    private static let methods = Texts(AdmissionMethod.allCases.map(\.word))

    private static func listed(_ words: Texts) -> String {
        words.strings.map { "`\($0)`" }.joined(separator: ", ")
    }
}
