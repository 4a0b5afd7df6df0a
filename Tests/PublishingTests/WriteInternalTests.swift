import Glibc
import StageKit
import Testing

@testable import Publishing

@Suite struct WriteInternalTests {
    private func build(
        _ folder: TemporaryFolder, value: Double = 0.5, sensitivity: Sensitivity = .aggregate
    ) throws -> BuiltRelease {
        let stage = try WriteInternal(StageOptions(["folder": StagePath(folder.path + "/deep/internal")]))
        return try stage.build(inputs([row(value: value)], sensitivity), in: run())
    }

    @Test func theHouseAloneCanRead() throws {
        let folder = try TemporaryFolder()
        let built = try build(folder)
        #expect(!built.isAnswer && !built.isUnchanged)
        #expect(built.folder == folder.path + "/deep/internal/nightly/2026-11-20")
        try built.publish()
        for name in ["deep", "deep/internal", "deep/internal/nightly", "deep/internal/nightly/2026-11-20"] {
            #expect(folder.mode(name) == 0o700)
        }
        let names = try FileOperation.names(in: built.folder)
        #expect(names == ["INTERNAL.txt", "indicators.csv"])
        for name in names { #expect(folder.mode("deep/internal/nightly/2026-11-20/" + name) == 0o600) }
        let mark = try #require(try FileOperation.read(built.folder + "/INTERNAL.txt"))
        #expect(String(decoding: mark, as: UTF8.self).hasPrefix("INTERNAL. NOT FOR PUBLICATION.\n"))
    }

    @Test(arguments: ["deep/internal", "deep/internal/nightly"])
    func anOpenFolderIsRefusedAndLeftAsItIs(name: String) throws {
        let folder = try TemporaryFolder()
        try FileOperation.makeFolders(folder.path + "/deep/internal/nightly", mode: 0o700)
        #expect(chmod(folder.path + "/deep", 0o755) == 0)
        #expect(chmod(folder.path + "/" + name, 0o710) == 0)
        let fault = #expect(throws: StageFault.self) { try build(folder) }
        #expect(fault?.code == .configuration)
        #expect(fault?.hint == "chmod 700 \(folder.path)/\(name)")
        #expect(folder.mode(name) == 0o710)
        #expect(try FileOperation.names(in: folder.path + "/deep/internal/nightly").isEmpty)
        #expect(chmod(folder.path + "/" + name, 0o700) == 0)
        try build(folder).publish()
        // What lies above is not this stage's.
        #expect(folder.mode("deep") == 0o755)
    }

    /// Where the folder lies in a house that has published a release of this and of another pipeline.
    @Test(arguments: [
        "releases", "releases/", "releases/nightly", "releases/nightly/2026-11-20", "releases/nightly/2026-11-20/r1",
        "releases/internal", "releases/nightly/internal", "releases/../releases/new/deep", "link", "link/internal",
        "others", "others/internal", "twisted",
    ])
    func refusesWhereReleasesAre(place: String) throws {
        let folder = try TemporaryFolder()
        try release(into: folder.path + "/releases")
        try release(into: folder.path + "/others", pipeline: "weekly")
        try FileOperation.link(folder.path + "/link", to: "releases/nightly")
        try FileOperation.makeFolders(folder.path + "/twisted", mode: 0o700)
        try FileOperation.link(folder.path + "/twisted/nightly", to: "../releases/nightly")
        let before = try folder.contents()
        let stage = try WriteInternal(StageOptions(["folder": StagePath(folder.path + "/" + place)]))
        let fault = #expect(throws: StageFault.self) { try stage.build(inputs([row()], .aggregate), in: run()) }
        #expect(fault?.code == .disclosure)
        #expect(try folder.contents() == before)
    }

    @Test func numberedFoldersAreReleasesWithoutTheirLink() throws {
        let folder = try TemporaryFolder()
        try release(into: folder.path + "/deep/internal")
        try FileOperation.remove(folder.path + "/deep/internal/nightly/latest")
        let fault = #expect(throws: StageFault.self) { try build(folder) }
        #expect(fault?.code == .disclosure)
    }

    @Test func linksCalledLatestToOtherThingsAreNoReleases() throws {
        let folder = try TemporaryFolder()
        try FileOperation.link(folder.path + "/latest", to: "version-3")
        try build(folder).publish()
    }

    private func release(into path: String, pipeline: String = "nightly") throws {
        try WriteRelease(StageOptions(["folder": StagePath(path)]))
            .build(inputs([row(value: 0.5)], .disclosable), in: run(pipeline: pipeline)).publish()
    }

    @Test func sameBytesAsARelease() throws {
        let folder = try TemporaryFolder()
        try build(folder).publish()
        let release = try WriteRelease(StageOptions(["folder": StagePath(folder.path + "/releases")]))
            .build(inputs([row(value: 0.5)], .disclosable), in: run())
        try release.publish()
        #expect(
            try FileOperation.read(release.folder + "/indicators.csv")
                == FileOperation.read(folder.path + "/deep/internal/nightly/2026-11-20/indicators.csv"))
    }

    @Test func replacedByTheNextRun() throws {
        let folder = try TemporaryFolder()
        try build(folder).publish()
        let before = try folder.contents()
        let same = try build(folder)
        #expect(same.isUnchanged)
        try same.publish()
        #expect(try folder.contents() == before)
        let next = try build(folder, value: 0.75)
        #expect(!next.isUnchanged)
        #expect(
            try FileOperation.read(next.folder + "/indicators.csv").map { String(decoding: $0, as: UTF8.self) }
                == before["deep/internal/nightly/2026-11-20/indicators.csv"])
        try next.publish()
        let after = try folder.contents()
        #expect(after.keys.sorted() == before.keys.sorted() && after != before)
    }

    @Test func discardAndLeftovers() throws {
        let folder = try TemporaryFolder()
        try build(folder).discard()
        #expect(try FileOperation.names(in: folder.path + "/deep/internal/nightly").isEmpty)
        try build(folder).publish()
        let before = try folder.contents()
        let aside = folder.path + "/deep/internal/nightly/2026-11-20/.building"
        try FileOperation.makeFolders(aside)
        try FileOperation.write([1], to: aside + "/indicators.csv")
        try build(folder, value: 0.75).discard()
        #expect(try folder.contents() == before)
    }

    @Test func aFailingPublishLeavesTheLastFile() throws {
        let folder = try TemporaryFolder()
        try build(folder).publish()
        let before = try folder.contents()
        let built = try build(folder, value: 0.75)
        try FileOperation.remove(built.folder + "/.building/indicators.csv")
        #expect(throws: StageFault.self) { try built.publish() }
        built.discard()
        #expect(try folder.contents() == before)
    }

    @Test func takesAggregateAlone() throws {
        let folder = try TemporaryFolder()
        #expect(WriteInternal.descriptor.accepts == [.aggregate] && WriteInternal.descriptor.yields == nil)
        for label in [Sensitivity.identifiable, .pseudonymous, .disclosable] {
            #expect(throws: StageFault.self) { try build(folder, sensitivity: label) }
        }
        #expect(try folder.contents().isEmpty)
    }
}
