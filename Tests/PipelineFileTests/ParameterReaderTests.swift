import PipelineFile
import StageKit
import Testing

@Suite struct ParameterReaderTests {
    /// A pipeline with parameters and options given as text.
    private func yaml(_ parameters: String, files: String = "a.xml") -> String {
        "strata: 1\nname: nightly\nparameters:\n\(parameters)\nstages:\n  feeds: {uses: read_xml, with: {files: \(files)}}\n"
    }

    private func files(_ yaml: String, set: [String: String] = [:]) throws -> [String] {
        try #require(try checked(yaml, set: set).stage("feeds")?.instance as? FakeFeeds).patterns.map(\.path)
    }

    @Test func pathsStartFromTheFileOrFromTheWorkingFolder() throws {
        let text = yaml("  inbox: {type: path, default: inbox}", files: #"["${inbox}/*.xml", plain.xml]"#)
        #expect(try files(text) == ["/house/pipelines/inbox/*.xml", "/house/pipelines/plain.xml"])
        #expect(
            try files(text, set: ["inbox": "feeds"]) == ["/work place/feeds/*.xml", "/house/pipelines/plain.xml"])
        #expect(try files(text, set: ["inbox": "./feeds"])[0] == "/work place/feeds/*.xml")
        #expect(try files(text, set: ["inbox": "/srv/feeds"])[0] == "/srv/feeds/*.xml")
    }

    @Test func dollarsThatAreNoReferencesStay() throws {
        let text = yaml("  a: {type: text, default: A}", files: #"["$${a}-${a}$a$", "${a}${a}"]"#)
        #expect(try files(text) == ["/house/pipelines/${a}-A$a$", "/house/pipelines/AA"])
    }

    @Test func valuesAreHeldAgainstTheirDeclaration() throws {
        let text = yaml(
            """
              threshold: {type: integer, default: 8, minimum: 5, maximum: 50, help: Fewest people}
              day: {type: date, default: 2026-11-20}
              mode: {type: choice, values: [stop, skip], default: stop}
              flag: {type: boolean, default: false}
              must: {type: text}
            """, files: #""${threshold}${day}${mode}${flag}${must}""#)
        #expect(try files(text, set: ["must": "x"]) == ["/house/pipelines/82026-11-20stopfalsex"])
        #expect(
            told(text, set: ["threshold": "4", "day": "2026-02-30", "mode": "Stop", "flag": "yes", "mist": "x"]) == """
                error: --set threshold: 4 is too small: at least 5
                error: --set day: expected a date, as 2026-11-20, not '2026-02-30'
                error: --set mode: 'Stop' is not one of stop, skip
                error: --set flag: expected true or false, not 'yes'
                error: --set mist: the pipeline has no parameter 'mist'
                hint: did you mean 'must'? its parameters are threshold, day, mode, flag, must
                p.yaml:8:3: error: parameter 'must' has no value
                    8 |   must: {type: text}
                      |   ^^^^
                hint: give it a default here, or --set must=… on the command line

                """)
    }

    @Test func declarationsAreChecked() {
        let text = yaml(
            """
              a: {type: number, default: 1}
              b: {type: integer, default: one}
              c: {type: integer, default: 3, minimum: 5}
              d: {type: choice, default: x}
              e: {type: text, default: x, minimum: 1, values: [x]}
              f: {default: x}
              g: {type: text, default: x, standard: y}
            """, files: #""${a}${b}${c}${d}${e}${f}${g}""#)
        let messages = told(text).split(separator: "\n").filter { $0.contains("error: ") }.map(String.init)
        #expect(
            messages == [
                "p.yaml:4:13: error: there is no parameter type 'number'",
                "p.yaml:5:31: error: parameter 'b': expected a whole number, not 'one'",
                "p.yaml:6:31: error: parameter 'c': 3 is too small: at least 5",
                "p.yaml:7:3: error: choice 'd' has no values",
                "p.yaml:8:31: error: only an integer has a minimum",
                "p.yaml:8:43: error: only a choice has values",
                "p.yaml:9:3: error: parameter 'f' has no type",
                "p.yaml:10:31: error: a parameter has no key 'standard'",
            ])
    }

    @Test func undefinedAndUnusedParametersAreTold() {
        let text = yaml("  inbox: {type: path, default: inbox}", files: #""x/${inbix}/${inbix""#)
        #expect(
            told(text) == """
                p.yaml:4:3: warning: nothing uses parameter 'inbox'
                    4 |   inbox: {type: path, default: inbox}
                      |   ^^^^^
                hint: write ${inbox} in an option, or take it out
                p.yaml:6:44: error: there is no parameter 'inbix'
                    6 |   feeds: {uses: read_xml, with: {files: "x/${inbix}/${inbix"}}
                      |                                            ^^^^^^^^
                hint: did you mean 'inbox'? the parameters are inbox
                p.yaml:6:53: error: '${' without '}'
                    6 |   feeds: {uses: read_xml, with: {files: "x/${inbix}/${inbix"}}
                      |                                                     ^^
                hint: write '$${' for a plain '${'

                """)
    }

    /// A reference that is written otherwise is shown by its scalar, never by another that stands in the line.
    @Test func aReferenceBehindAnEscapeIsShownByItsScalar() {
        for (files, underlined) in [
            (#""x/\u0024{inbix}/${inbox}""#, #""x/\u0024{inbix}/${inbox}""#), (#""\u002f/${inbix}""#, "${inbix}"),
            (#""x/\u0024{inbix}", mapping: "${inbix}""#, #""x/\u0024{inbix}""#),
            // One over several lines is no part of a flow; its first line is `files: >-`.
            (">-\n        ${inbox}/${inbix}", ">"),
        ] {
            var text = yaml("  inbox: {type: path, default: inbox}", files: files)
            if files.hasPrefix(">") {
                text = text.replacing(
                    "{uses: read_xml, with: {files: ", with: "\n    uses: read_xml\n    with:\n      files: "
                )
                .replacing("}}\n", with: "}\n")
            }
            let lines = told(text).split(separator: "\n")
            guard let place = lines.firstIndex(where: { $0.contains("there is no parameter 'inbix'") }) else {
                Issue.record("\(lines)")
                continue
            }
            let carets = lines[place + 2]
            let shown = zip(lines[place + 1], carets).filter { $0.1 == "^" }.map { $0.0 }
            #expect(String(shown) == underlined)
        }
    }

    @Test func anUnusedParameterStopsNothing() throws {
        let pipeline = try checked(yaml("  inbox: {type: path, default: inbox}"))
        #expect(pipeline.warnings.map(\.message) == ["nothing uses parameter 'inbox'"])
        #expect(pipeline.parameters.map(\.value) == ["/house/pipelines/inbox"])
    }
}
