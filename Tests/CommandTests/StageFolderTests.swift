import Foundation
import StageKit
import StrataCommand
import Testing

/// Stages that are no part of the binary, from the command line.
@Suite struct StageFolderTests {
    private let scratch: Scratch

    private static let manifest = """
        strata-stage: 1
        name: measure_calls
        version: 3
        summary: How often people call.
        details: Of everybody.
        command: [sh, stage.sh]
        grain: person
        accepts: [pseudonymous]
        yields: aggregate
        parameters:
          type: object
          properties:
            least: {type: integer, minimum: 1, default: 2, description: Calls that count.}
            codes: {type: array, items: {type: string, enum: [a, b]}}
        reads:
          people: {columns: {person: int64, death: date?}}
        writes:
          contributions: {}
        indicators:
          - {id: calls, name: Calls, statistic: mean, polarity: neutral, unit: calls, source: Invented 2026}
        limits: {memory: 64 MiB, time: 2 min, open_files: 32}
        environment: [LANG]

        """
    private static let pipeline = """
        strata: 1
        name: small
        stages:
          feeds: {uses: read_none}
          people: {uses: resolve_none, from: feeds}
          calls: {uses: measure_calls, from: people, grant: pseudonymous}

        """

    init() throws {
        scratch = try Scratch()
        for folder in ["stages/calls", "shared"] {
            try FileManager.default.createDirectory(
                atPath: scratch.path + "/" + folder, withIntermediateDirectories: true)
        }
        try scratch.write(Self.manifest, to: "stages/calls/stage.yaml")
        try scratch.write("exit 1\n", to: "stages/calls/stage.sh")
        try scratch.write(Self.pipeline, to: "small.yaml")
    }

    private func run(_ arguments: String...) async -> CommandResult {
        await scratch.run(arguments, families: [.fakes, .runnable])
    }

    @Test func aPipelineIsCheckedWithoutStartingAnything() async {
        let result = await run("check", "small.yaml")
        #expect(result.status == 0 && result.out == "small.yaml: 3 stages, nothing wrong\n" && result.error == "")
    }

    @Test func foldersAreGivenByOption() async throws {
        try FileManager.default.moveItem(atPath: scratch.path + "/stages/calls", toPath: scratch.path + "/shared/calls")
        #expect(await run("check", "small.yaml").status == 2)
        #expect(await run("check", "small.yaml", "--stages", "shared").status == 0)
        let wrong = await run("run", "small.yaml", "--stages", "nowhere", "--stages", "shared")
        #expect(wrong.status == 2)
        #expect(
            wrong.error == """
                error: --stages nowhere: no folder in it has a stage.yaml
                hint: name a folder of stages

                """)
        let list = await run("stage", "list", "--stages", "shared").out
        #expect(list.contains("Project   measure_calls   How often people call.\n"))
        #expect(await run("stage", "list").out.contains("measure_calls") == false)
        #expect(await run("stage", "describe", "measure_calls", "--stages", "shared").status == 0)
    }

    @Test func aFolderIsDescribed() async {
        let result = await run("stage", "describe", "./stages/calls")
        #expect(result.status == 0)
        #expect(
            result.out == """
                measure_calls, version 3, family Project

                How often people call.

                Of everybody.

                Takes pseudonymous tables, gives aggregate tables; works on any split of the people, each person whole.

                Runs `sh stage.sh` in a process of its own; up to 64 MiB of memory, 2 min and 32 open files. \
                Of the environment it is given LANG. The pipeline must grant it pseudonymous tables.

                Options
                  least: integer, at least 1; default: 2
                      Calls that count.
                  codes: list of `a`, `b`; default: none

                Reads
                  people    person int64, death date?

                Writes
                  cells

                Indicators
                  calls  Calls  mean  calls  no judgement  Invented 2026

                """)
    }

    @Test func aFolderWithFaultsTellsThem() async throws {
        try scratch.write(Self.manifest.replacing("version: 3", with: "version: three"), to: "stages/calls/stage.yaml")
        let result = await run("stage", "describe", "stages/calls/")
        #expect(result.status == 2 && result.out == "")
        #expect(
            result.error == """
                stages/calls/stage.yaml:3:10: error: expected a whole number from 1, not 'three'
                    3 | version: three
                      |          ^^^^^

                """)
    }

    @Test func pagesAreOfOneStageOrAll() async throws {
        let one = await run("stage", "docs", "stages/calls", "--out", "page")
        #expect(one.status == 0 && one.out == "page\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/page") == ["measure_calls.md"])
        let page = try scratch.text("page/measure_calls.md")
        #expect(page.contains("\nRuns `sh stage.sh` in a process of its own; up to 64 MiB of memory"))
        #expect(page.contains("| `least` | integer, at least 1 | `2` | Calls that count. |\n"))
        #expect(page.contains("| `calls` | Calls | mean | calls | no judgement | Invented 2026 |\n"))
        #expect(await run("stage", "docs", "--stages", "stages", "--out", "pages").status == 0)
        #expect(try scratch.text("pages/measure_calls.md") == page)
        #expect(
            try scratch.text("pages/README.md").contains(
                "| [`measure_calls`](measure_calls.md) | How often people call. |"))
    }

    @Test func theSchemaHoldsTheStagesOfAProject() async {
        #expect(await run("schema").out.contains("measure_calls") == false)
        let result = await run("schema", "small.yaml")
        #expect(result.status == 0 && result.error == "")
        #expect(
            result.out.contains(#""const": "measure_calls""#) && result.out.contains("Calls that count. Default: 2."))
        #expect(await run("schema", "--stages", "stages").out == result.out)
        #expect(await run("schema", "none.yaml").status == 2)
    }

    @Test func whatIsLockedIsHeldTo() async throws {
        let unlocked = await run("check", "small.yaml", "--locked")
        #expect(unlocked.status == 2)
        #expect(
            unlocked.error == """
                strata.lock: error: there is no lock file, and --locked wants one
                hint: 'strata stage lock small.yaml' writes it

                """)
        let lock = await run("stage", "lock", "small.yaml")
        #expect(lock.status == 0 && lock.out == "strata.lock\n" && lock.error == "")
        let text = try scratch.text("strata.lock")
        #expect(text.contains("\n  measure_calls:\n    version: 3\n    sha256: "))
        #expect(try scratch.mode("strata.lock") & 0o600 == 0o600)
        #expect(await run("check", "small.yaml", "--locked").status == 0)

        try scratch.write("exit 0\n", to: "stages/calls/stage.sh")
        let told = await run("check", "small.yaml")
        #expect(told.status == 0 && told.out == "small.yaml: 3 stages, nothing wrong\n")
        #expect(
            told.error.hasPrefix(
                "strata.lock:4:3: note: stage 'measure_calls' is not what is locked: locked is version 3"))
        for command in ["check", "run"] {
            let refused = await run(command, "small.yaml", "--locked")
            #expect(refused.status == 2 && refused.out == "")
            #expect(refused.error.hasPrefix("strata.lock:4:3: error: stage 'measure_calls' is not what is locked"))
        }
        #expect(try scratch.text("strata.lock") == text)
        #expect(await run("stage", "lock", "small.yaml").status == 0)
        #expect(await run("check", "small.yaml", "--locked").error == "")
    }

    @Test func pipelinesOfOneFolderShareALock() async throws {
        try scratch.write(
            Self.pipeline.replacing(
                "measure_calls, from: people, grant: pseudonymous", with: "read_csv, with: {file: a}"),
            to: "other.yaml")
        #expect(await run("stage", "lock", "other.yaml").status == 0)
        #expect(try scratch.text("strata.lock").hasSuffix("stages: {}\n"))
        #expect(await run("stage", "lock", "other.yaml", "./small.yaml").out == "strata.lock\n")
        #expect(try scratch.text("strata.lock").contains("measure_calls"))
        try scratch.write(Self.pipeline, to: "shared/small.yaml")
        let apart = await run("stage", "lock", "small.yaml", "shared/small.yaml", "--stages", "stages")
        #expect(apart.status == 2 && apart.error.contains("shared/small.yaml lies in another folder than small.yaml"))
    }
}
