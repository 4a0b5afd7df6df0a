import Testing

@Suite struct StrataTests {
    @Test func versionIsTheAnswer() async throws {
        let result = try await Scratch().run("--version")
        #expect(result.status == 0)
        #expect(result.out == "0.1.0\n")
        #expect(result.error == "")
    }

    @Test(arguments: [["--help"], ["help"], ["help", "run"], ["run", "--help"], ["stage"], []])
    func helpGoesToStandardOutput(arguments: [String]) async throws {
        let result = try await Scratch().run(arguments)
        #expect(result.status == 0)
        #expect(result.out.contains("USAGE: strata"))
        #expect(result.error == "")
    }

    @Test(arguments: [
        "frobnicate", "run", "check", "run p.yaml --jobs 0", "run p.yaml --jobs many", "run p.yaml --as-of 2026-02-30",
        "run p.yaml --set threshold", "run p.yaml --set =8", "run p.yaml --log-format xml", "stage describe",
        "synth --people 5 --out x", "synth --people 500", "init a b", "check p.yaml --set a=1 --set a=2",
    ])
    func wrongUsageIsStatusTwo(line: String) async throws {
        let scratch = try Scratch()
        try scratch.write("strata: 1\n", to: "p.yaml")
        let result = await scratch.run(line.split(separator: " ").map(String.init))
        #expect(result.status == 2)
        #expect(result.out == "")
        #expect(result.error.contains("Error: "))
    }
}
