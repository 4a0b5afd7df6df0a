import Foundation
import StageKit
import Testing

@testable import PipelineFile

@Suite struct StageLockTests {
    private let house: StageHouse
    private let use = "  m: {uses: measure_pressure, from: people, grant: pseudonymous}"

    init() throws {
        house = try StageHouse()
        try house.write(SoundManifest.measure, to: "stages/a/stage.yaml")
    }

    private func lock() throws {
        try house.write(try StageLock.text(of: try house.check(use).get().children), to: "strata.lock")
    }

    private func digest() throws -> String { try house.check(use).get().children[0].digest() }

    @Test func theTextIsInOrderOfNames() throws {
        let children = try house.check(use).get().children
        var other = children[0]
        other.name = "annotate_z"
        other.version = 7
        let digest = try children[0].digest()
        #expect(
            try StageLock.text(of: [children[0], other]) == """
                # Written by 'strata stage lock'. With --locked, strata runs just these.
                strata-lock: 1
                stages:
                  annotate_z:
                    version: 7
                    sha256: \(digest)
                  measure_pressure:
                    version: 2
                    sha256: \(digest)

                """)
    }

    /// Python would run them in place of the sources that are locked.
    @Test func compiledPythonIsRefused() throws {
        try lock()
        try house.write("x", to: "stages/a/more/__pycache__/strata_stage.cpython-311.pyc")
        #expect(try house.told(use, lock: .tell) == [])
        let told = try house.told(use, lock: .require)
        #expect(
            told.first
                == "strata.lock: error: stages/a/more/__pycache__ holds compiled Python, which would run and is not locked"
        )
    }

    @Test func aProgramElsewhereIsLockedToo() throws {
        let place = house.path + "/program"
        func program(_ text: String) throws {
            try house.write(text, to: "program")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place)
        }
        try program("one")
        try house.write(
            SoundManifest.measure.replacingOccurrences(of: "[sh, stage.sh]", with: "[\(place)]"),
            to: "stages/a/stage.yaml")
        let before = try digest()
        try program("two")
        #expect(try digest() != before)
    }

    @Test func whatIsLockedRuns() throws {
        try lock()
        #expect(try house.told(use, lock: .tell) == [])
        #expect(try house.told(use, lock: .require) == [])
    }

    @Test func aChangeIsToldOrRefused() throws {
        let before = try digest().prefix(12)
        try lock()
        try house.write("more", to: "stages/a/more.txt")
        let after = try digest().prefix(12)
        #expect(before != after)
        let message =
            "stage 'measure_pressure' is not what is locked: locked is version 2, sha256 \(before)…; in stages/a is "
            + "version 2, sha256 \(after)…"
        let hint = "hint: look at what changed; 'strata stage lock p.yaml' takes it as it is now"
        #expect(try house.told(use, lock: .tell) == ["strata.lock:4:3: note: " + message, hint])
        #expect(try house.told(use, lock: .require) == ["strata.lock:4:3: error: " + message, hint])
        #expect(try house.told(use, lock: .ignore) == [])
        guard case .failure(let faults) = try house.check(use, lock: .require) else {
            Issue.record("refused nothing")
            return
        }
        #expect(faults.exitStatus == 2)
    }

    @Test func aNewVersionIsAChange() throws {
        try lock()
        try house.write(SoundManifest.measure.replacing("version: 2", with: "version: 3"), to: "stages/a/stage.yaml")
        let told = try house.told(use, lock: .require)
        #expect(told.first?.contains("locked is version 2") == true)
        #expect(told.first?.contains("in stages/a is version 3") == true)
    }

    @Test func aStageThatIsNotLockedIsTold() throws {
        try house.write("strata-lock: 1\nstages: {}\n", to: "strata.lock")
        let digest = try digest().prefix(12)
        #expect(
            try house.told(use, lock: .require).first
                == "strata.lock: error: stage 'measure_pressure' is not locked; it is version 2, sha256 \(digest)…")
    }

    @Test func withoutALockFile() throws {
        #expect(try house.told(use, lock: .tell) == [])
        #expect(
            try house.told(use, lock: .require) == [
                "strata.lock: error: there is no lock file, and --locked wants one",
                "hint: 'strata stage lock p.yaml' writes it",
            ])
        // Nothing to lock, nothing to refuse.
        #expect(try house.told("  c: {uses: compare_inequality, from: indicators}", lock: .require) == [])
    }

    @Test func aLockFileWithFaultsIsTold() throws {
        try house.write("strata-lock: 2\nstages:\n  measure_pressure: {versoin: 2}\n", to: "strata.lock")
        #expect(
            try house.told(use, lock: .tell) == [
                "strata.lock:1:14: error: this strata reads version 1 of lock files", "hint: write it anew",
                "strata.lock:3:22: error: a locked stage has no key 'versoin'",
                "hint: did you mean 'version'? its keys are version, sha256",
            ])
    }
}
