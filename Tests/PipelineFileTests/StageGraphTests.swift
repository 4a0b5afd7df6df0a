import PipelineFile
import StageKit
import Testing

@Suite struct StageGraphTests {
    @Test func circlesAreToldOnce() {
        let yaml =
            Sound.head + Sound.feeds + """
                  one: {uses: compare_inequality, from: two}
                  two: {uses: compare_inequality, from: three}
                  three: {uses: compare_inequality, from: [indicators, one]}
                  after: {uses: write_internal, from: three}
                """
        let text = told(yaml)
        #expect(
            text.contains(
                """
                p.yaml:9:41: error: stages feed each other in a circle: 'one' → 'three' → 'two' → 'one'
                    9 |   one: {uses: compare_inequality, from: two}
                      |                                         ^^^
                hint: data moves one way: take one of them out of a 'from'

                """), "\(text)")
        #expect(text.components("circle") == 1)
    }

    @Test func aStageCannotReadFromItself() {
        let text = told(Sound.head + Sound.feeds + "  gaps: {uses: compare_inequality, from: [indicators, gaps]}\n")
        #expect(
            text == """
                p.yaml:9:55: error: stage 'gaps' reads from itself
                    9 |   gaps: {uses: compare_inequality, from: [indicators, gaps]}
                      |                                                       ^^^^

                """)
    }

    @Test func namesInFromAreResolved() {
        let text = told(
            Sound.head + Sound.feeds
                + "  gaps: {uses: compare_inequality, from: [indicator, indicators.gaps, indicators, indicators]}\n")
        #expect(
            text == """
                p.yaml:9:43: error: there is no stage 'indicator' in this file
                    9 |   gaps: {uses: compare_inequality, from: [indicator, indicators.gaps, indicators, indicators]}
                      |                                           ^^^^^^^^^
                hint: did you mean 'indicators'? 'from' names stages of this file by their keys
                p.yaml:9:65: error: stage 'indicators' writes no table 'gaps'
                    9 |   gaps: {uses: compare_inequality, from: [indicator, indicators.gaps, indicators, indicators]}
                      |                                                                 ^^^^
                hint: it writes 'indicators'
                p.yaml:9:83: error: 'indicators' is named twice in 'from'
                    9 |   gaps: {uses: compare_inequality, from: [indicator, indicators.gaps, indicators, indicators]}
                      |                                                                                   ^^^^^^^^^^

                """)
    }

    @Test func oneTableOfAStageMayBeNamed() throws {
        let yaml =
            Sound.head + Sound.feeds + """
                  gaps: {uses: compare_inequality, from: indicators.indicators}
                  protected: {uses: protect_counts, from: [indicators, gaps]}
                  release: {uses: write_release, from: [protected.indicators], with: {folder: releases}}
                """
        #expect(told(yaml) == "")
        #expect(try checked(yaml).stage("release")?.inputs.map(\.table) == ["indicators"])
    }
}
