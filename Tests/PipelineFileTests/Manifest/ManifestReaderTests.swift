import Foundation
import StageKit
import Testing

@testable import PipelineFile

@Suite struct ManifestReaderTests {
    private let folder = StagePath("/nowhere/stages/x", shown: "stages/x")

    private func manifest(_ text: String) throws -> ChildManifest {
        let read = ManifestReader.read(text, of: folder)
        #expect(read.faults.map(\.message) == [])
        return try #require(read.manifest)
    }

    @Test func contributionsWithMoreColumns() throws {
        let plain = "person: int64, indicator: dictionary, numerator: int64, denominator: int64"
        for (more, further) in [
            ("", []), (", practice: dictionary?", ["practice"]),
            (", basis: dictionary?, practice: dictionary?", ["basis", "practice"]),
        ] {
            let text = SoundManifest.measure.replacingOccurrences(
                of: "contributions: {}", with: "contributions: {columns: {\(plain)\(more)}}")
            let fields = Contributions.table.columns + further.map { Field($0, .dictionary, optional: true) }
            #expect(try manifest(text).writes == [TableDeclaration("contributions", fields)])
        }
    }

    @Test func aMeasure() throws {
        let manifest = try manifest(SoundManifest.measure)
        #expect(manifest.name == "measure_pressure" && manifest.version == 2 && manifest.role == .measure)
        #expect(manifest.summary == "Blood pressure under control." && manifest.details == "")
        #expect(manifest.command == ["sh", "stage.sh"] && manifest.wire == .arrow && manifest.grain == .person)
        #expect(manifest.accepts == [.pseudonymous] && manifest.yields == .aggregate && manifest.needsGrant)
        #expect(
            manifest.reads == [
                TableRequirement("people", [Field("person", .int64), Field("age", .int32)]),
                TableRequirement(
                    "contacts", [Field("person", .int64), Field("at", .timestamp), Field("role", .dictionary)]),
            ])
        #expect(manifest.writes == [Contributions.table])
        #expect(
            manifest.indicators == [
                Indicator(
                    "pressure", "Controlled", statistic: .proportion, polarity: .higherIsBetter, unit: "proportion",
                    months: 12)
            ])
        #expect(manifest.indicatorWindows == ["pressure": "window"])
        #expect(manifest.parameters.map(\.name) == ["window", "systolic"])
        #expect(manifest.isDeterministic && !manifest.isIdempotent && manifest.environment == [])
        #expect(manifest.files == ["stage.yaml"])
        #expect(manifest.limits.memory == 1 << 30 && manifest.limits.seconds == 3600)
        #expect(manifest.limits.openFiles == 256)
        let descriptor = manifest.descriptor
        #expect(descriptor.name == manifest.name && descriptor.writes == [.cells] && descriptor.yields == .aggregate)
    }

    @Test func anAnnotator() throws {
        let manifest = try manifest(SoundManifest.annotator)
        #expect(manifest.role == .annotator && manifest.yields == .pseudonymous && manifest.needsGrant)
        #expect(manifest.annotations == [Field("frailty", .float64, optional: true), Field("band", .dictionary)])
        #expect(manifest.descriptor.writes == manifest.writes)
    }

    @Test func aWholeStageAndAReader() throws {
        let whole = try manifest(SoundManifest.whole)
        #expect(whole.role == .whole && !whole.needsGrant && whole.annotations == [])
        let feed = try manifest(SoundManifest.feed)
        #expect(feed.role == .tableReader && feed.accepts == [] && feed.grain == .feed)
        #expect(feed.writes == [TableDeclaration("areas", [Field("code", .utf8)])])
    }

    @Test func whatMayBeLeftOut() throws {
        let manifest = try manifest(
            SoundManifest.whole + """
                details: |
                  More.
                protocol: lines
                limits: {memory: 512 MiB, time: 10 min, open_files: 64}
                deterministic: false
                idempotent: true
                environment: [LANG, TZ]
                examples:
                  - {title: One, given: "a | b", as_of: 2026-06-30, then: "x: 1"}
                """)
        #expect(manifest.details == "More.\n" && manifest.wire == .lines)
        #expect(manifest.limits.memory == 512 << 20 && manifest.limits.seconds == 600)
        #expect(manifest.limits.openFiles == 64)
        #expect(!manifest.isDeterministic && manifest.isIdempotent && manifest.environment == ["LANG", "TZ"])
        #expect(manifest.examples == [StageExample("One", given: "a | b", as: "2026-06-30", then: "x: 1")])
    }

    /// Everything that is wrong, each in its place.
    @Test func allFaultsAtOnce() {
        let text = """
            strata-stage: 1
            nam: measure_x
            version: 0
            summary: x
            command: [sh]
            grain: persn
            accepts: [pseudonymous]
            yields: aggregate
            reads:
              people: {columns: {person: int46}}
            writes: {contributions: {}}
            """
        let faults = ManifestReader.read(text, of: folder).faults
        #expect(
            faults.map { $0.rendered() }.joined() == """
                stages/x/stage.yaml:1:1: error: the manifest has no 'name'
                    1 | strata-stage: 1
                      | ^
                hint: write 'name:' and what pipelines call the stage
                stages/x/stage.yaml:2:1: error: a manifest has no key 'nam'
                    2 | nam: measure_x
                      | ^^^
                hint: did you mean 'name'? its keys are strata-stage, name, version, summary, details, command, \
                protocol, grain, accepts, yields, parameters, reads, writes, indicators, limits, deterministic, \
                idempotent, files, environment, examples
                stages/x/stage.yaml:3:10: error: expected a whole number from 1, not '0'
                    3 | version: 0
                      |          ^
                stages/x/stage.yaml:6:8: error: 'persn' is no grain
                    6 | grain: persn
                      |        ^^^^^
                hint: did you mean 'person'? one of: feed, person, whole
                stages/x/stage.yaml:10:30: error: there is no type of column 'int46'
                   10 |   people: {columns: {person: int46}}
                      |                              ^^^^^
                hint: did you mean 'int64'? one of: bool, int32, int64, float64, utf8, dictionary, date, timestamp, \
                with ? where a value may be missing

                """)
    }

    private static let measure = SoundManifest.measure, whole = SoundManifest.whole, feed = SoundManifest.feed
    private static let annotator = SoundManifest.annotator

    /// One part of a sound manifest in the place of another, and what is told.
    @Test(
        arguments: [
            (measure, "strata-stage: 1", "strata-stage: 2", ["1:15 this strata reads version 1 of manifests"]),
            (
                measure, "name: measure_pressure", "name: Measure",
                ["2:7 'Measure' cannot be the name of a stage", "2:7 the name of a measure begins with measure_"]
            ),
            (measure, "name: measure_pressure", "name: pressure", ["2:7 the name of a measure begins with measure_"]),
            (measure, "name: measure_pressure", "name: measure_", ["2:7 the name of a measure begins with measure_"]),
            (
                annotator, "name: annotate_frailty", "name: measure_frailty",
                ["2:7 the name of a stage that adds columns to people begins with annotate_"]
            ),
            (
                whole, "name: compare_years", "name: protect_years",
                ["2:7 the name of a stage of grain whole begins with check_ or compare_ or summarise_"]
            ),
            (
                feed, "name: read_areas", "name: write_areas",
                ["2:7 the name of a stage of grain feed begins with read_"]
            ),
            (measure, "command: [sh, stage.sh]", "command: []", ["5:10 the command is empty"]),
            (measure, "command: [sh, stage.sh]", "command: ./run", ["5:10 './run' is not one of the stage's files"]),
            (
                measure, "command: [sh, stage.sh]", "command: stage.yaml",
                ["5:10 'stage.yaml' is a file of the stage, and the command looks for a program of that name elsewhere"]
            ),
            (
                measure, "grain: person", "grain: person\nprotocol: arow", ["7:11 'arow' is no protocol"]
            ),
            (
                measure, "  contributions: {}", "  cells: {}",
                [
                    "17:1 a stage of grain person writes either 'contributions' or 'people'"
                ]
            ),
            (
                measure, "  contributions: {}", "  contributions: {columns: {person: int64}}",
                ["18:3 'contributions' has other columns than these"]
            ),
            (
                measure, "  contributions: {}",
                "  contributions: {columns: {person: int64, indicator: dictionary, numerator: int64, denominator: int64, "
                    + "practice: dictionary}}",
                ["18:3 'contributions' has other columns than these"]
            ),
            (
                measure, "  contributions: {}", "  contributions: {}\n  more: {columns: {a: bool}}",
                ["19:3 a stage of grain person writes no table 'more'"]
            ),
            (
                measure, "accepts: [pseudonymous]", "accepts: [identifiable]",
                ["7:11 a stage outside of strata is never given identifiable data"]
            ),
            (
                measure, "accepts: [pseudonymous]", "accepts: [pseudonymous, aggregate]",
                ["7:25 a stage of this kind takes only pseudonymous tables, not aggregate ones"]
            ),
            (measure, "accepts: [pseudonymous]", "accepts: [pseudonymus]", ["7:11 'pseudonymus' is no label"]),
            (
                measure, "accepts: [pseudonymous]", "accepts: []",
                ["7:1 the manifest does not say which tables it accepts"]
            ),
            (measure, "accepts: [pseudonymous]\n", "", ["1:1 the manifest does not say which tables it accepts"]),
            (
                whole, "accepts: [aggregate]", "accepts: [internal]",
                ["7:11 a stage of this kind takes only aggregate or disclosable tables, not internal ones"]
            ),
            (
                whole, "yields: aggregate", "yields: disclosable",
                ["8:9 a stage outside of strata cannot call its tables disclosable"]
            ),
            (
                whole, "yields: aggregate", "yields: internal",
                ["8:9 a stage outside of strata cannot call its tables internal"]
            ),
            (
                annotator, "yields: pseudonymous", "yields: aggregate",
                ["8:9 a stage of this kind gives pseudonymous tables, not aggregate ones"]
            ),
            (
                feed, "grain: feed", "grain: feed\naccepts: [aggregate]",
                ["7:11 a stage of this kind takes no tables, not aggregate ones"]
            ),
            (measure, "  contacts:", "  contact:", ["16:3 a stage of grain person reads no table 'contact'"]),
            (measure, "role: dictionary", "rolle: dictionary", ["16:54 'contacts' has no column 'rolle'"]),
            (measure, "at: timestamp", "at: date", ["16:39 'at' of 'contacts' is timestamp, not date"]),
            (measure, "role: dictionary", "staff: int32", ["16:54 not everybody has a 'staff'"]),
            (measure, "role: dictionary", "staff: int32?", []),
            (measure, "{person: int64, age: int32}", "{}", ["15:3 table 'people' has no columns"]),
            (
                feed, "writes:", "reads:\n  areas: {columns: {code: utf8}}\nwrites:",
                ["14:3 a stage of grain feed reads files, not tables of other stages"]
            ),
            (feed, "format: path", "minLength: 1", ["6:8 a stage of grain feed has nothing to read"]),
            (whole, "  indicators: {c", "  cells: {c", ["10:3 a stage of grain whole cannot read 'cells'"]),
            (whole, "  gaps: {c", "  people: {c", ["12:3 a stage of this grain cannot write 'people'"]),
            (
                whole, "gaps: {columns: {indicator: dictionary, value: float64}}", "gaps:",
                ["12:3 table 'gaps' has no columns"]
            ),
            (whole, "  gaps: {c", "  Gaps: {c", ["12:3 'Gaps' cannot be the name of a table"]),
            (
                annotator, "person: int64, frailty", "who: int64, frailty",
                ["12:3 'people' has no column 'person' of type int64"]
            ),
            (annotator, "band: dictionary", "age: int32", ["12:56 people have a column 'age' already"]),
            (
                annotator, ", frailty: float64?, band: dictionary", "", ["12:3 'people' gets no new column"]
            ),
            (
                whole, "summary:", "indicators: [{}]\nsummary:",
                [
                    "4:1 only a stage that writes 'contributions' has indicators"
                ]
            ),
            (measure, "statistic: proportion", "statistic: proportoin", ["20:49 'proportoin' is no statistic"]),
            (measure, "polarity: higher,", "", ["20:5 the indicator has no 'polarity'"]),
            (measure, "id: pressure", "id: Pressure", ["20:10 'Pressure' cannot be the id of an indicator"]),
            (
                measure, "months: window}", "months: systolic}",
                ["20:105 expected a number of months, or the name of a parameter of format months"]
            ),
            (
                measure, "  - {id", "  - {id: pressure, name: a, statistic: mean, polarity: lower, unit: b}\n  - {id",
                ["21:10 indicator 'pressure' is given twice"]
            ),
            (
                measure, "grain: person", "grain: person\nlimits: {memory: 1 MiB}",
                [
                    "7:18 expected a size from 16 MiB, as 512 MiB, not '1 MiB'"
                ]
            ),
            (
                measure, "grain: person", "grain: person\nlimits: {time: 10 m}",
                [
                    "7:16 expected a time, as 30 s, 10 min or 2 h, not '10 m'"
                ]
            ),
            (measure, "grain: person", "grain: person\nlimits: {cores: 2}", ["7:10 the limits has no key 'cores'"]),
            (
                measure, "grain: person", "grain: person\nfiles: [../x, /etc/passwd]",
                [
                    "7:9 '../x' lies outside of the stage's folder",
                    "7:15 '/etc/passwd' lies outside of the stage's folder",
                ]
            ),
            (
                measure, "grain: person", "grain: person\nfiles: [x.py]",
                ["7:9 there is no file 'x.py' in the stage's folder"]
            ),
            (
                measure, "grain: person", "grain: person\nenvironment: [STRATA_PSEUDONYM_KEY, A-B]",
                [
                    "7:15 'STRATA_PSEUDONYM_KEY' is never handed on", "7:37 'A-B' cannot be the name of a variable",
                ]
            ),
            (measure, "grain: person", "grain: person\ndeterministic: yes", ["7:16 expected true or false, not 'yes'"]),
            (
                measure, "grain: person", "grain: person\nexamples: [{title: a, given: b, as_of: c, then: d}]",
                [
                    "7:40 expected a date, as 2026-11-20"
                ]
            ),
        ] as [(String, String, String, [String])])
    func oneFault(_ manifest: String, _ part: String, _ other: String, _ messages: [String]) {
        let text = manifest.replacing(part, with: other, maxReplacements: 1)
        #expect(text != manifest)
        #expect(SoundManifest.told(text).filter { !$0.hasPrefix("hint: ") } == messages)
    }

    @Test func whatIsNoManifest() {
        #expect(SoundManifest.told("") == ["0:0 the manifest is empty"])
        #expect(
            SoundManifest.told("- a") == [
                "1:1 expected a manifest: keys with values", "hint: begin with 'strata-stage: 1'",
            ])
        #expect(SoundManifest.told("a: [").first?.contains("not YAML") == true)
    }

    @Test func aFolderWithoutOne() {
        let read = ManifestReader.read(folder)
        #expect(
            read.faults.map { $0.rendered() } == [
                """
                stages/x/stage.yaml: error: cannot open the manifest of the stage: No such file or directory
                hint: a stage is a folder with a stage.yaml

                """
            ])
    }
}
