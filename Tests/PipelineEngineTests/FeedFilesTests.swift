import Foundation
import StageKit
import Testing

@testable import PipelineEngine

@Suite("Files of a feed reader")
struct FeedFilesTests {
    @Test("By name in byte order, each once, hidden files and folders left out")
    func listing() throws {
        let folder = NSTemporaryDirectory() + "feed-files-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder + "/sub.xml", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["b.xml", "B.xml", "a.xml.gz", ".hidden.xml", "c.txt", "ä.xml"] {
            try Data("12345".utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        let patterns = ["/*.xml", "/*.xml.gz", "/b*"].map { StagePath(folder + $0) }
        let files = FeedFiles.matching(patterns)
        #expect(files.map(\.name) == ["B.xml", "a.xml.gz", "b.xml", "ä.xml"])
        #expect(files.allSatisfy { $0.size == 5 })
        #expect(FeedFiles.matching([StagePath(folder + "/none/*.xml")]).isEmpty)
    }

    @Test("A link that leads nowhere, or to itself, is not passed over; one to a folder is a folder")
    func links() throws {
        let folder = NSTemporaryDirectory() + "feed-files-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("12345".utf8).write(to: URL(fileURLWithPath: folder + "/sub/real"))
        for (name, target) in [
            ("gone.xml", "sub/none"), ("loop.xml", "loop.xml"), ("good.xml", "sub/real"), ("sub.xml", "sub"),
            (".gone.xml", "sub/none"), ("gone.txt", "sub/none"),
        ] {
            try FileManager.default.createSymbolicLink(atPath: folder + "/" + name, withDestinationPath: target)
        }
        let files = FeedFiles.matching([StagePath(folder + "/*.xml")])
        #expect(files.map(\.name) == ["gone.xml", "good.xml", "loop.xml"])
        #expect(files.map(\.size) == [0, 5, 0])
        let fault = #expect(throws: Diagnostic.self) { try FileDigest.of(folder + "/gone.xml") }
        #expect(fault?.message == "cannot read \(folder)/gone.xml: the link leads to no file")
    }
}
