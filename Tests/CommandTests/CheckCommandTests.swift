import Testing

@Suite struct CheckCommandTests {
    @Test func aSoundFileIsTheAnswer() async throws {
        let scratch = try Scratch()
        try scratch.write(
            """
            strata: 1
            name: small
            parameters:
              spare: {type: text, default: x}
            stages:
              feeds: {uses: read_none}
              people: {uses: resolve_none, from: feeds}
            """, to: "small.yaml")
        let result = await scratch.run(["check", "small.yaml"], families: [.fakes, .runnable])
        #expect(result.status == 0)
        #expect(result.out == "small.yaml: 2 stages, nothing wrong\n")
        #expect(
            result.error == """
                small.yaml:4:3: warning: nothing uses parameter 'spare'
                    4 |   spare: {type: text, default: x}
                      |   ^^^^^
                hint: write ${spare} in an option, or take it out

                """)
    }

    @Test(arguments: [
        ("stages: {}", "the pipeline has no stages"),
        ("stages: {areas: {uses: read_csv, with: {file: areas.csv}}}", "a run needs one stage that reads feeds"),
        ("stages: {feeds: {uses: read_none}}", "one that resolves people"),
    ])
    func whatARunRefusesIsNotSound(stages: String, message: String) async throws {
        let scratch = try Scratch()
        try scratch.write("strata: 1\nname: small\n\(stages)\n", to: "small.yaml")
        let result = await scratch.run(["check", "small.yaml"], families: [.fakes, .runnable])
        #expect(result.status == 2)
        #expect(result.out == "")
        #expect(result.error.contains(message))
    }

    @Test func everyFaultGoesToStandardErrorWithStatusTwo() async throws {
        let scratch = try Scratch()
        try scratch.write(
            """
            strata: 1
            name: small
            stages:
              areas: {uses: read_csv, with: {file: areas.csv, rowz: 3}}
              more: {uses: read_cvs}
            """, to: "small.yaml")
        let result = await scratch.run("check", "small.yaml", "--set", "x=1")
        #expect(result.status == 2)
        #expect(result.out == "")
        #expect(
            result.error == """
                error: --set x: the pipeline has no parameter 'x'
                hint: it has no parameters
                small.yaml:4:51: error: stage 'read_csv' has no option 'rowz'
                    4 |   areas: {uses: read_csv, with: {file: areas.csv, rowz: 3}}
                      |                                                   ^^^^
                hint: did you mean 'rows'? 'strata stage describe read_csv' lists its options
                small.yaml:5:16: error: there is no stage 'read_cvs'
                    5 |   more: {uses: read_cvs}
                      |                ^^^^^^^^
                hint: did you mean 'read_csv'? 'strata stage list' lists all stages

                """)
    }

    @Test func aMissingFileIsStatusTwo() async throws {
        let result = try await Scratch().run("check", "nowhere.yaml")
        #expect(result.status == 2)
        #expect(
            result.error == """
                nowhere.yaml: error: cannot open the pipeline file: No such file or directory
                hint: name the file; 'strata init' writes one

                """)
    }

    @Test func aLogInJSONHoldsNoLineOfTheFile() async throws {
        let scratch = try Scratch()
        try scratch.write("strata: 1\nname: small\nstages:\n  a: {uses: read_cvs}\n", to: "small.yaml")
        let result = await scratch.run("run", "small.yaml", "--log-format", "json")
        #expect(result.status == 2)
        #expect(result.out == "")
        #expect(
            result.error == #"{"event": "diagnostic", "severity": "error", "code": "configuration", "#
                + #""message": "there is no stage 'read_cvs'", "file": "small.yaml", "line": 4, "column": 13, "#
                + #""hint": "did you mean 'read_csv'? 'strata stage list' lists all stages"}"# + "\n")
    }
}
