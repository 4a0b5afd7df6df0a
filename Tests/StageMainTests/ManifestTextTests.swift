import Foundation
import PipelineFile
import StageKit
import Testing

@testable import StageMain

/// A measure with windows of its own, one that is set nowhere, and an option of every kind.
private struct Various: PersonMeasure {
    enum Style: String, OptionValue, CaseIterable { case plain, fancy }

    static let window = StageOption("window", "How far back.", default: Months(12))
    static let lookback = StageOption("lookback", "Further back.", default: Months(36))
    static let roles = StageOption("roles", "Whose \"words\",\nin two lines.", default: [StaffRole.gp, .nurse])
    static let words = StageOption("words", "Words.", default: ["yes", "a, b: c"])
    static let lists = StageOption<[StagePath]>.optional("lists", "Files.")
    static let style = StageOption("style", "A case.", default: Style.plain)
    static let ratio = StageOption("ratio", "A number.", default: 0.5)
    static let count = StageOption("count", "A whole number.", default: 3, in: 2...)
    static let isOn = StageOption("is_on", "A flag.", default: true)

    static let descriptor = StageDescriptor(
        name: "measure_various", version: 4, summary: "Various: \"things\".", details: "More\n- of it", grain: .person,
        reads: [.people], accepts: [.pseudonymous], writes: [.cells], yields: .aggregate,
        indicators: [
            Indicator("recent", "Recent", statistic: .mean, polarity: .neutral, unit: "x"),
            Indicator("long", "Long", statistic: .mean, polarity: .neutral, unit: "x", months: 36),
            Indicator("half", "Half", statistic: .mean, polarity: .neutral, unit: "x", months: 6),
            Indicator("now", "Now", statistic: .count, polarity: .neutral, unit: "x", months: 0),
        ],
        options: [window, lookback, roles, words, lists, style, ratio, count, isOn])
    static let events = [
        TableRequirement("contacts", [Field("at", .timestamp), Field("role", .dictionary, optional: true)])
    ]

    let indicators: [Indicator]

    init(_ options: StageOptions) throws(StageFault) {
        let months = [try options[Self.window].count, try options[Self.lookback].count, 6, 0]
        indicators = zip(Self.descriptor.indicators, months).map { $0.over(Months($1)) }
    }

    func measure(_ person: Person, into contributions: inout Contributions) {}
}

@Suite struct ManifestTextTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("manifest-\(UUID().uuidString)")

    private func loaded() throws -> ChildManifest {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = StageMain.manifest(of: Various.self, command: ["sh", "x"])
        try Data(text.utf8).write(to: folder.appendingPathComponent("stage.yaml"))
        return try ChildManifest.load(StagePath(folder.path, shown: "stage"))
    }

    @Test func eachIndicatorFollowsItsOwnWindow() throws {
        let manifest = try loaded()
        #expect(manifest.indicatorWindows == ["recent": "window", "long": "lookback"])
        #expect(manifest.indicators.map(\.months) == [12, 36, 6, 0])
    }

    @Test func textsComeBackAsTheyAre() throws {
        let manifest = try loaded()
        #expect(
            manifest.version == 4 && manifest.summary == "Various: \"things\"." && manifest.details == "More\n- of it")
        #expect(manifest.parameters.first { $0.name == "roles" }?.help == "Whose \"words\",\nin two lines.")
    }

    @Test func optionsKeepTheirKinds() throws {
        let parameters = try loaded().parameters
        func option(_ name: String) throws -> AnyStageOption { try #require(parameters.first { $0.name == name }) }
        func refuses(_ name: String, _ text: String) throws -> Bool {
            let node = SettingNode(.scalar(text), at: SourceLocation(file: "x"))
            let parse = try option(name).parse
            return (try? parse(node, SettingContext(folder: "/"))) == nil
        }
        #expect(try option("roles").defaultValue as? [String] == ["gp", "nurse"])
        #expect(try option("words").defaultValue as? [String] == ["yes", "a, b: c"])
        #expect(try option("style").defaultText == "plain")
        #expect(try option("ratio").defaultValue as? Double == 0.5)
        #expect(try option("count").defaultValue as? Int == 3)
        #expect(try option("is_on").defaultValue as? Bool == true)
        for (name, wrong, right) in [
            ("roles", "doctor", "gp"), ("style", "gaudy", "fancy"), ("ratio", "abc", "0.25"), ("count", "1", "2"),
            ("window", "3 weeks", "3 months"), ("is_on", "maybe", "false"),
        ] {
            #expect(try refuses(name, wrong) && !refuses(name, right), "\(name)")
        }
        // Relative to the pipeline file, as every path is.
        let node = SettingNode(.scalar("codes.txt"), at: SourceLocation(file: "x"))
        let paths = try option("lists").parse(node, SettingContext(folder: "/here")) as? [StagePath]
        #expect(paths?.map(\.path) == ["/here/codes.txt"])
    }

    @Test func whatAMeasureCanDoWithoutMayBeMissing() throws {
        let contacts = try #require(try loaded().reads.first { $0.name == "contacts" })
        #expect(
            contacts.columns == [
                Field("person", .int64), Field("at", .timestamp), Field("role", .dictionary, optional: true),
            ])
    }
}
