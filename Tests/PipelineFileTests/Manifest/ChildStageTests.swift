import Foundation
import StageKit
import Testing

@testable import PipelineFile

@Suite struct ChildStageTests {
    private let house: StageHouse

    init() throws { house = try StageHouse() }

    private func manifest(_ text: String) throws -> ChildManifest {
        try house.write(text, to: "x/stage.yaml")
        return try ChildManifest.load(StagePath(house.path + "/x", shown: "x"))
    }

    private func path(_ name: String) -> String { house.path + "/" + name }

    /// An executable file.
    private func program(_ name: String) throws {
        try house.write("", to: name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
    }

    // MARK: Files

    @Test func theFilesAreThoseOfTheFolderButTests() throws {
        for name in [
            "stage.py", "lib/a.py", "lib/tests/b.py", "tests/t.py", "fixtures/f.csv", ".hidden", "__pycache__/a.pyc",
            "lib/__pycache__/a.pyc", "Z.txt",
        ] { try house.write("", to: "x/" + name) }
        #expect(
            try manifest(SoundManifest.whole).files
                == ["Z.txt", "lib/a.py", "lib/tests/b.py", "stage.py", "stage.yaml"])
    }

    @Test func namedFilesAndFolders() throws {
        for name in ["stage.py", "lib/a.py", "lib/b.py", "data/c.csv"] { try house.write("", to: "x/" + name) }
        #expect(
            try manifest(SoundManifest.whole + "files: [./stage.py, lib/]\n").files
                == ["lib/a.py", "lib/b.py", "stage.py", "stage.yaml"])
    }

    @Test func theDigestIsOfNamesAndBytes() throws {
        try house.write("print(1)", to: "x/stage.py")
        let text = SoundManifest.whole
        let digest = try manifest(text).digest()
        #expect(digest.utf8.count == 64 && digest.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })
        #expect(try manifest(text).digest() == digest)
        try house.write("x", to: "x/tests/more.py")
        #expect(try manifest(text).digest() == digest)
        try house.write("print(2)", to: "x/stage.py")
        let changed = try manifest(text).digest()
        #expect(changed != digest)
        // The same bytes under another name.
        try FileManager.default.moveItem(atPath: path("x/stage.py"), toPath: path("x/stage2.py"))
        let renamed = try manifest(text).digest()
        #expect(renamed != changed && renamed != digest)
    }

    /// SHA-256 as `sha256sum` gives it for the same bytes.
    @Test func theDigestByAnotherRoute() throws {
        try house.write("b", to: "x/b")
        let manifest = try manifest(SoundManifest.whole)
        let yaml = SoundManifest.whole
        let bytes = "1 1\nb\nb" + "10 \(yaml.utf8.count)\nstage.yaml\n" + yaml
        try house.write(bytes, to: "sum")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [path("sum")]
        let out = Pipe()
        process.standardOutput = out
        try process.run()
        let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(try manifest.digest() == text.prefix(64))
    }

    // MARK: The command

    @Test func aBareWordIsLookedUpOnThePath() throws {
        try program("bin/tool")
        try house.write("", to: "other/tool")
        let manifest = try manifest(SoundManifest.whole.replacing("[sh, stage.sh]", with: "[tool, stage.py, -v]"))
        try house.write("", to: "x/stage.py")
        func line(_ path: String) throws(StageFault) -> [String] {
            try ChildStage(manifest, StageOptions(), searchPath: path).commandLine
        }
        // Folders that are relative, not there, or hold no program of that name are passed over.
        #expect(
            try line("bin::/nowhere:\(path("other")):\(path("bin"))") == [path("bin/tool"), "stage.py", "-v"])
        #expect {
            _ = try line("bin")
        } throws: { ($0 as? StageFault)?.message == "'tool' of its command is in no folder of PATH" }
    }

    @Test func filesOfTheStageAreAbsolute() throws {
        try program("bin/tool")
        try house.write("", to: "x/lib/stage.py")
        let manifest = try manifest(
            SoundManifest.whole.replacing("[sh, stage.sh]", with: "[tool, ./lib/stage.py, stage.py]"))
        #expect(
            try ChildStage(manifest, StageOptions(), searchPath: path("bin")).commandLine
                == [path("bin/tool"), path("x/lib/stage.py"), "stage.py"])
    }

    @Test func aProgramOfTheStageMustBeExecutable() throws {
        try house.write("", to: "x/run.sh")
        let manifest = try manifest(SoundManifest.whole.replacing("[sh, stage.sh]", with: "[./run.sh]"))
        #expect {
            _ = try ChildStage(manifest, StageOptions())
        } throws: { ($0 as? StageFault)?.message == "'./run.sh' of its command cannot be run" }
        try program("x/run.sh")
        #expect(try ChildStage(manifest, StageOptions()).commandLine == [path("x/run.sh")])
    }

    // MARK: Parameters

    @Test func parametersAreOneObject() throws {
        let manifest = try manifest(
            SoundManifest.whole + """
                parameters:
                  type: object
                  properties:
                    text: {type: string}
                    codes: {type: array, items: {type: string, format: path}}
                    amount: {type: number, default: 2}
                    since: {type: string, format: date}
                    unset: {type: boolean}
                """)
        let options = StageOptions(
            [
                "text": "a \"b\"", "codes": [StagePath("/a/x.csv", shown: "x.csv"), StagePath("/b")],
                "since": CalendarDay(number: 0),
            ], defaultsOf: manifest.descriptor)
        let stage = try ChildStage(manifest, options)
        #expect(
            stage.parametersJSON
                == #"{"amount": 2.0, "codes": ["/a/x.csv", "/b"], "since": "1970-01-01", "text": "a \"b\""}"#)
        #expect(stage.files == [StagePath("/a/x.csv", shown: "x.csv"), StagePath("/b")])
        #expect(
            stage.settingsFiles
                == [
                    StagePath(path("x/stage.yaml"), shown: "x/stage.yaml"), StagePath("/a/x.csv", shown: "x.csv"),
                    StagePath("/b"),
                ])
    }

    @Test func aWindowIsThatOfItsParameter() throws {
        let manifest = try manifest(SoundManifest.measure)
        #expect(try ChildStage(manifest, StageOptions([:], defaultsOf: manifest.descriptor)).indicators[0].months == 12)
        let options = StageOptions(["window": Months(3)], defaultsOf: manifest.descriptor)
        #expect(try ChildStage(manifest, options).indicators[0].months == 3)
    }
}
