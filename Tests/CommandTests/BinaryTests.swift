import Testing

/// The built binary in a fresh folder: what holds whatever stages it has.
@Suite(.enabled(if: Binary.path != nil, "the binary is not built beside these tests"))
struct BinaryTests {
    @Test func answersAndStatusesReachTheShell() throws {
        let scratch = try Scratch()
        let version = try Binary.run(["--version"], in: scratch.path)
        #expect(version.status == 0 && version.out == "0.1.0\n" && version.error == "")
        let wrong = try Binary.run(["run", "--frob"], in: scratch.path)
        #expect(wrong.status == 2 && wrong.out == "" && wrong.error.contains("Error: "))
        let missing = try Binary.run(["check", "p.yaml"], in: scratch.path)
        #expect(missing.status == 2)
        #expect(missing.error.hasPrefix("p.yaml: error: cannot open the pipeline file: "))
    }

    @Test func anAnswerThatIsLostIsAFault() throws {
        let scratch = try Scratch()
        for arguments in [["schema"], ["stage", "list"], ["--version"], ["init"]] {
            let result = try Binary.run(arguments, in: scratch.path, out: "/dev/full")
            #expect(result.status == 1)
            #expect(result.error == "error: cannot write to standard output: No space left on device\n")
        }
    }

    @Test func initMakesAHouseInTheWorkingFolder() throws {
        let scratch = try Scratch()
        let result = try Binary.run(["init"], in: scratch.path)
        #expect(result.status == 0)
        #expect(result.out.contains("made nightly.yaml\n"))
        #expect(try scratch.mode("secrets/pseudonym.key") == 0o600)
    }

    @Test func noColourWithoutATerminal() throws {
        let scratch = try Scratch()
        try scratch.write("strata: 2\n", to: "p.yaml")
        let result = try Binary.run(["check", "p.yaml"], in: scratch.path, environment: ["TERM": "xterm"])
        #expect(result.status == 2)
        #expect(!result.error.contains("\u{1B}"))
    }
}
