import Foundation
import Indicators
import StageKit
import Testing

@Suite struct IndicatorsFamilyTests {
    /// Every file that holds a stage is in the list, and the other way round.
    @Test func theListIsWhatIsOnDisk() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Plugins/Indicators").resolvingSymlinksInPath()
        try #require(FileManager.default.fileExists(atPath: folder.path))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        let stages = try files.filter {
            try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8).contains("StageDescriptor(")
        }.map { String($0.dropLast(6)) }
        #expect(Set(stages) == Set(StageFamily.indicators.stages.map { String(describing: $0) }))
    }

    @Test func everyStageReadsPeopleOrCells() {
        for stage in StageFamily.indicators.stages {
            let descriptor = stage.descriptor
            #expect(descriptor.yields == .aggregate)
            #expect(!descriptor.summary.isEmpty)
            if stage is any PersonMeasure.Type {
                #expect(descriptor.reads == [.people])
                #expect(!descriptor.examples.isEmpty)
            }
        }
    }

    /// The indicators of the first measures, by id: statistic and whether gaps are made of them.
    @Test func indicatorsToTheLetter() {
        let indicators = StageFamily.indicators.stages.flatMap { $0.descriptor.indicators }
        let expected: [String: IndicatorStatistic] = [
            "population": .count, "continuity-upc": .mean, "continuity-coc": .mean, "continuity-secon": .mean,
            "continuity-coverage": .proportion, "continuity-named-gp": .proportionOfEvents,
            "access-did-not-attend": .proportionOfEvents, "access-turned-away": .proportionOfEvents,
            "access-same-day": .proportionOfEvents, "access-no-contact": .proportion, "access-frequent": .proportion,
            "outcome-emergency-admission": .directlyStandardisedRate,
            "outcome-emergency-admission-ratio": .indirectlyStandardisedRatio, "value-admission-cost": .ratio,
        ]
        #expect(Dictionary(indicators.map { ($0.id, $0.statistic) }) { one, _ in one } == expected)
        #expect(indicators.count == expected.count)
        #expect(indicators.filter { !$0.isCompared }.map(\.id) == ["population", "continuity-coverage"])
        #expect(indicators.filter(\.isPopulation).map(\.id) == ["population"])
    }
}
