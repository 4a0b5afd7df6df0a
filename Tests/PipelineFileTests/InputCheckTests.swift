import StageKit
import Testing

@Suite struct InputCheckTests {
    private func firstLines(_ yaml: String) -> [String] {
        told(yaml).split(separator: "\n").filter { $0.contains("error: ") || $0.hasPrefix("hint: ") }.map(String.init)
    }

    @Test func aMissingTableIsToldWithWhoHasIt() {
        let yaml =
            Sound.head + """
                  feeds: {uses: read_xml, with: {files: a.xml}}
                  areas: {uses: read_csv, with: {file: areas.csv, table: areas}}
                  people: {uses: resolve_people, from: feeds}
                """
        #expect(
            firstLines(yaml) == [
                "p.yaml:6:40: error: stage 'people' needs table 'areas', which nothing in its 'from' writes",
                "hint: add 'areas' to 'from'",
            ])
    }

    @Test func columnsAreHeldAgainstEachOtherByNameAndType() {
        let yaml =
            Sound.head + """
                  feeds: {uses: read_xml, with: {files: a.xml}}
                  areas: {uses: read_csv, with: {file: areas.csv, table: areas}}
                  people: {uses: resolve_people, from: [feeds, areas]}
                  odd: {uses: measure_mismatch, from: people}
                """
        #expect(
            firstLines(yaml) == [
                "p.yaml:7:15: error: table 'contacts' of 'feeds' has no column 'rolle', which 'odd' needs",
                "hint: did you mean 'role'? its columns are 'patient', 'at', 'role'",
                "p.yaml:7:15: error: column 'at' of table 'contacts' of 'feeds' is timestamp; 'odd' needs date",
                "p.yaml:7:15: error: stage 'odd' needs table 'letters', which 'feeds' does not read",
                "hint: the mapping of 'feeds' must fill it",
                "p.yaml:7:15: error: stage 'odd' needs table 'calls', which 'people' does not gather",
                "hint: 'resolve_people' gathers 'contacts', 'letters'",
            ])
    }

    @Test func aTableMayComeOnceOnly() {
        let yaml =
            Sound.head + """
                  feeds: {uses: read_xml, with: {files: a.xml}}
                  areas: {uses: read_csv, with: {file: areas.csv, table: areas}}
                  more: {uses: read_csv, with: {file: more.csv, table: areas}}
                  people: {uses: resolve_people, from: [feeds, areas, more]}
                """
        #expect(
            firstLines(yaml) == [
                "p.yaml:7:55: error: table 'areas' comes from 'areas' already; 'people' takes one",
                "hint: name one table of a stage as 'more.table', or take one of the two out",
            ])
    }

    @Test func oneGateForARelease() {
        let yaml =
            Sound.head + Sound.feeds + """
                  p: {uses: protect_counts, from: indicators}
                  q: {uses: protect_counts, from: indicators, with: {threshold: 20}}
                  release: {uses: write_release, from: [p, q], with: {folder: releases}}
                """
        let hint = "hint: name one table of a stage as 'q.table', or take one of the two out"
        #expect(
            firstLines(yaml) == [
                "p.yaml:11:44: error: table 'indicators' comes from 'p' already; 'release' takes one", hint,
                "p.yaml:11:44: error: table 'gaps' comes from 'p' already; 'release' takes one", hint,
            ])
    }

    @Test func whatAStageCannotUseIsTold() {
        let yaml =
            Sound.head + Sound.feeds + """
                  spare: {uses: read_csv, with: {file: spare.csv, table: spare}}
                  gaps: {uses: compare_inequality, from: [indicators, spare, continuity]}
                """
        #expect(
            firstLines(yaml) == [
                "p.yaml:10:55: error: stage 'gaps' reads nothing of 'spare', which writes 'spare'",
                "hint: 'compare_inequality' reads 'indicators'",
                "p.yaml:10:62: error: stage 'gaps' reads nothing of 'continuity', which writes 'cells'",
                "hint: 'compare_inequality' reads 'indicators'",
            ])
    }

    @Test func kindsOfStagesFitTogether() {
        let yaml =
            Sound.head + """
                  feeds: {uses: read_xml, with: {files: a.xml}, from: areas}
                  areas: {uses: read_csv, with: {file: areas.csv, table: areas}}
                  people: {uses: resolve_people, from: [feeds, areas]}
                  direct: {uses: measure_continuity, from: feeds}
                  twice: {uses: resolve_people, from: [feeds.patients, areas]}
                  alone: {uses: measure_continuity}
                  inside: {uses: write_internal, from: after}
                  after: {uses: summarise, from: inside}
                  more: {uses: read_xml, with: {files: b.xml}}
                """
        let errors = firstLines(yaml).filter { $0.contains("error") && !$0.contains("circle") }
        #expect(
            errors == [
                "p.yaml:4:55: error: stage 'read_xml' reads files, not other stages",
                "p.yaml:7:44: error: 'feeds' reads feeds, which only a resolve_… stage takes",
                "p.yaml:8:17: error: 'people' already resolves people: a pipeline has one stage that does",
                "p.yaml:8:40: error: 'feeds' is taken whole, not by table",
                "p.yaml:9:17: error: stage 'alone' reads from no other stage",
                "p.yaml:11:34: error: stage 'inside' ends in files: nothing reads from it",
                "p.yaml:12:16: error: 'feeds' already reads feeds: a pipeline has one stage that does",
            ])
    }
}
