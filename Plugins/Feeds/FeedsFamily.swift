public import StageKit

extension StageFamily {
    /// Stages that read what comes from outside.
    public static let feeds = StageFamily(
        "Feeds", "Registry feeds and reference tables, as they come.", stages: [ReadXML.self, ReadCSV.self])
}
