import Glibc
import StageKit
import Testing

@testable import Publishing

@Suite struct WriteReleaseTests {
    private func build(
        _ folder: TemporaryFolder, _ run: RunDescription = run(), value: Double = 0.5,
        sensitivity: Sensitivity = .disclosable
    ) throws -> BuiltRelease {
        let stage = try WriteRelease(StageOptions(["folder": StagePath(folder.path + "/releases/")]))
        return try stage.build(inputs([row(value: value)], sensitivity), in: run)
    }

    @Test func nothingShowsBeforeItIsPublished() throws {
        let folder = try TemporaryFolder()
        let built = try build(folder)
        #expect(built.isAnswer && !built.isUnchanged)
        #expect(built.folder == folder.path + "/releases/nightly/2026-11-20/r1")
        #expect(try FileOperation.names(in: built.folder).isEmpty)
        try built.publish()
        #expect(try FileOperation.names(in: built.folder) == ["indicators.csv", "manifest.json"])
        #expect(
            try folder.contents().keys.sorted() == [
                "releases", "releases/nightly", "releases/nightly/2026-11-20", "releases/nightly/2026-11-20/r1",
                "releases/nightly/2026-11-20/r1/indicators.csv", "releases/nightly/2026-11-20/r1/manifest.json",
                "releases/nightly/latest",
            ])
        #expect(FileOperation.target(ofLink: folder.path + "/releases/nightly/latest") == "2026-11-20/r1")
        // The link leads to the files.
        #expect(try FileOperation.read(folder.path + "/releases/nightly/latest/manifest.json") != nil)
    }

    @Test func manifestNamesTheFile() throws {
        let folder = try TemporaryFolder()
        let built = try build(folder)
        try built.publish()
        let csv = try #require(try FileOperation.read(built.folder + "/indicators.csv"))
        let manifest = try #require(try FileOperation.read(built.folder + "/manifest.json"))
        #expect(
            String(decoding: manifest, as: UTF8.self).contains(
                #"{"bytes": \#(csv.count), "name": "indicators.csv", "sha256": "\#(Manifest.digest(csv))"}"#))
    }

    @Test func numbersGoOnFromTheHighest() throws {
        let folder = try TemporaryFolder()
        let day = folder.path + "/releases/nightly/2026-11-20"
        for name in ["r2", "r9", "r10", "r030", "rx", "other"] { try FileOperation.makeFolders(day + "/" + name) }
        let built = try build(folder)
        #expect(built.folder == day + "/r11")
        try built.publish()
        let next = try build(folder, value: 0.75)
        #expect(next.folder == day + "/r12")
        try next.publish()
        #expect(FileOperation.target(ofLink: folder.path + "/releases/nightly/latest") == "2026-11-20/r12")
    }

    @Test(arguments: ["r9223372036854775807", "r1000000000"])
    func numbersThatNoReleaseGetsToAreOtherNames(name: String) throws {
        let folder = try TemporaryFolder()
        let day = folder.path + "/releases/nightly/2026-11-20"
        try FileOperation.makeFolders(day + "/" + name)
        #expect(try build(folder).folder == day + "/r1")
    }

    @Test func afterTheLastNumberThereIsNone() throws {
        let folder = try TemporaryFolder()
        try FileOperation.makeFolders(folder.path + "/releases/nightly/2026-11-20/r999999999")
        let fault = #expect(throws: StageFault.self) { try build(folder) }
        #expect(fault?.message.contains("'r999999999'") == true)
    }

    /// Two gates into one release would bring every row twice, under two thresholds.
    @Test func tablesComeFromOneInput() {
        for descriptor in [WriteRelease.descriptor, WriteInternal.descriptor] {
            #expect(descriptor.reads.map(\.name) == ["indicators", "gaps"])
            #expect(descriptor.reads.allSatisfy { !$0.allowsMany })
        }
    }

    @Test func sameFilesMakeNoRelease() throws {
        let folder = try TemporaryFolder()
        try build(folder).publish()
        try build(folder, run(asOf: "2026-11-21")).publish()
        #expect(FileOperation.target(ofLink: folder.path + "/releases/nightly/latest") == "2026-11-21/r1")
        let before = try folder.contents()
        let again = try build(folder)
        #expect(again.isUnchanged && again.folder == folder.path + "/releases/nightly/2026-11-20/r1")
        #expect(try folder.contents() == before)
        try again.publish()
        // The release confirmed is the latest, and nothing else has changed.
        #expect(FileOperation.target(ofLink: folder.path + "/releases/nightly/latest") == "2026-11-20/r1")
        #expect(try folder.contents().count == before.count)
    }

    @Test func onlyTheNewestIsCompared() throws {
        let folder = try TemporaryFolder()
        try build(folder).publish()
        try build(folder, value: 0.75).publish()
        let back = try build(folder)
        #expect(!back.isUnchanged && back.folder.hasSuffix("/r3"))
    }

    @Test func aDamagedReleaseIsNotTheSame() throws {
        let folder = try TemporaryFolder()
        let first = try build(folder)
        try first.publish()
        try FileOperation.write([], to: first.folder + "/more")
        let second = try build(folder)
        #expect(!second.isUnchanged)
        second.discard()
        try FileOperation.remove(first.folder + "/more")
        try FileOperation.remove(first.folder + "/manifest.json")
        #expect(try !build(folder).isUnchanged)
    }

    @Test func discardLeavesNothing() throws {
        let folder = try TemporaryFolder()
        try build(folder).publish()
        let before = try folder.contents()
        try build(folder, value: 0.75).discard()
        try build(folder, run(asOf: "2026-11-21")).discard()
        #expect(try folder.contents() == before)
    }

    @Test func leftoversOfADeadRunAreRemoved() throws {
        let folder = try TemporaryFolder()
        try build(folder).publish()
        let before = try folder.contents()
        let nightly = folder.path + "/releases/nightly"
        try FileOperation.makeFolders(nightly + "/2026-11-20/.building-r2-fedcba9876543210/deep")
        try FileOperation.write([1], to: nightly + "/2026-11-20/.building-r2-fedcba9876543210/indicators.csv")
        try FileOperation.link(nightly + "/.building-latest", to: "2026-11-20/r2")
        try build(folder).publish()
        #expect(try folder.contents() == before)
    }

    @Test func aRunThatDiedBeforeTheLinkMovedIsMended() throws {
        let folder = try TemporaryFolder()
        try build(folder, run(asOf: "2026-11-19")).publish()
        try build(folder).publish()
        let latest = folder.path + "/releases/nightly/latest"
        try FileOperation.remove(latest)
        try FileOperation.link(latest, to: "2026-11-19/r1")
        let again = try build(folder)
        #expect(again.isUnchanged)
        try again.publish()
        #expect(FileOperation.target(ofLink: latest) == "2026-11-20/r1")
    }

    @Test func aFailingPublishLeavesTheLastRelease() throws {
        let folder = try TemporaryFolder()
        try build(folder).publish()
        let before = try folder.contents()
        let built = try build(folder, value: 0.75)
        // What was built is gone: there is nothing to move.
        let aside = folder.path + "/releases/nightly/2026-11-20/.building-r2-0123456789abcdef"
        try FileOperation.remove(aside)
        let fault = #expect(throws: StageFault.self) { try built.publish() }
        #expect(fault?.code == .stage)
        #expect(
            fault?.message == "cannot move into place '\(built.folder)': No such file or directory")
        built.discard()
        #expect(try folder.contents() == before)
        // And the next run is as if nothing had been.
        let next = try build(folder, value: 0.75)
        #expect(next.folder == built.folder)
        try next.publish()
        #expect(FileOperation.target(ofLink: folder.path + "/releases/nightly/latest") == "2026-11-20/r2")
    }

    @Test func aLinkThatCannotMoveStaysAsItIs() throws {
        let folder = try TemporaryFolder()
        let latest = folder.path + "/releases/nightly/latest"
        try FileOperation.makeFolders(latest)
        try FileOperation.write([1], to: latest + "/kept")
        let built = try build(folder)
        let fault = #expect(throws: StageFault.self) { try built.publish() }
        #expect(fault?.message == "cannot move into place '\(latest)': Is a directory")
        built.discard()
        #expect(try FileOperation.read(latest + "/kept") == [1])
        // Out of the way, the next run confirms the release that lies there whole.
        try FileOperation.remove(latest)
        let again = try build(folder)
        #expect(again.isUnchanged && again.folder == built.folder)
        try again.publish()
        #expect(FileOperation.target(ofLink: latest) == "2026-11-20/r1")
    }

    @Test func oneRunAtATime() throws {
        let folder = try TemporaryFolder()
        let first = try build(folder)
        let fault = #expect(throws: StageFault.self) { try build(folder) }
        #expect(fault?.code == .temporary)
        try first.publish()
        try build(folder, value: 0.75).publish()
    }

    @Test func takesNothingUnprotected() throws {
        let folder = try TemporaryFolder()
        #expect(WriteRelease.descriptor.accepts == [.disclosable] && WriteRelease.descriptor.yields == nil)
        let fault = #expect(throws: StageFault.self) { try build(folder, sensitivity: .aggregate) }
        #expect(fault?.code == .disclosure)
        #expect(try folder.contents().isEmpty)
    }

    @Test(arguments: ["", ".", "..", "a/b", ".hidden"]) func refusesNamesThatLeadElsewhere(name: String) throws {
        let folder = try TemporaryFolder()
        #expect(throws: StageFault.self) { try build(folder, run(pipeline: name)) }
        #expect(try folder.contents().isEmpty)
    }

    @Test func aFileInTheWayIsNamed() throws {
        let folder = try TemporaryFolder()
        try FileOperation.write([], to: folder.path + "/releases")
        let fault = #expect(throws: StageFault.self) { try build(folder) }
        #expect(fault?.message == "cannot make folder '\(folder.path)/releases/nightly': Not a directory")
    }

    @Test func reasonsComeWithSomethingToDo() {
        #expect(
            FileOperation.fault("write", "/a", ENOSPC)
                == StageFault(
                    "cannot write '/a': No space left on device", hint: "free some space on the disk that holds it"))
        #expect(FileOperation.fault("make", "/a", EACCES).message == "cannot make '/a': Permission denied")
        #expect(FileOperation.fault("make", "/a", EACCES).hint != nil)
    }

    @Test func options() throws {
        #expect(throws: StageFault.self) { try WriteRelease(StageOptions()) }
        #expect(WriteRelease.descriptor.options.map(\.name) == ["folder", "formats"])
        #expect(WriteRelease.descriptor.options[1].defaultText == "[csv]")
        #expect(
            StageFamily.publishing.stages.map { $0.descriptor.name } == ["write_release", "write_internal"])
    }
}
