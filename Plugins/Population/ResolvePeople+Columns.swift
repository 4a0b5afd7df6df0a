import StageKit

/// The columns that people are made of, besides what a measure asks for itself.
extension ResolvePeople {
    static let patientColumns = [
        Field("person", .utf8, optional: true), Field("birth_date", .date), Field("death_date", .date, optional: true),
        Field("sex", .dictionary, optional: true), Field("ethnicity", .dictionary, optional: true),
        Field("lsoa", .dictionary, optional: true), Field("named_gp", .dictionary, optional: true),
    ]
    static let registrationColumns = [
        Field("type", .dictionary, optional: true), Field("practice", .dictionary), Field("start", .date),
        Field("end", .date, optional: true),
    ]
    static let staffColumns = [Field("id", .dictionary), Field("generic", .bool, optional: true)]
    /// The id decides the order of contacts of one time.
    static let contactColumns = [Field("id", .utf8, optional: true), Field("at", .timestamp)]
    /// All but the cost decide what is one stay.
    static let admissionColumns = [
        Field("id", .utf8, optional: true), Field("start", .date), Field("end", .date, optional: true),
        Field("method", .dictionary, optional: true), Field("diagnosis", .dictionary, optional: true),
        Field("cost", .int64, optional: true),
    ]
    static let conditionColumns = [
        Field("code", .dictionary), Field("onset", .date), Field("ended", .date, optional: true),
    ]
    static let observationColumns = [
        Field("code", .dictionary), Field("at", .timestamp), Field("value", .float64, optional: true),
    ]
    static let areaColumns = [
        Field("code", .utf8), Field("name", .utf8), Field("scale", .utf8), Field("parent", .utf8, optional: true),
    ]
    static let memberColumns = [
        Field("kind", .utf8), Field("code", .utf8), Field("area", .utf8), vintage,
    ]
    static let deprivationColumns = [Field("lsoa", .utf8), Field("decile", .int32), vintage]
    /// The census that the areas of a row are of, where it is told.
    static let vintage = Field("vintage", .int32, optional: true)
}
