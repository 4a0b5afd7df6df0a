import Foundation
import Testing

@testable import PipelineFile

@Suite struct FolderPlaceTests {
    @Test(arguments: ["/nowhere/a/b", "/nowhere//a/./b/", "/nowhere/a/c/../b", "/../nowhere/a/b"])
    func onePlaceManyTexts(path: String) {
        #expect(FolderPlace(path) == FolderPlace("/nowhere/a/b"))
    }

    @Test func meetsWhatItIsHoldsOrLiesIn() {
        let place = FolderPlace("/nowhere/a")
        for other in ["/", "/nowhere", "/nowhere/a", "/nowhere/a/b"] { #expect(place.meets(FolderPlace(other))) }
        for other in ["/nowhere/b", "/nowhere/ab", "/a"] { #expect(!place.meets(FolderPlace(other))) }
    }

    /// `..` after a link leads out of the folder that the link leads to, as the system has it.
    @Test func linksComeBeforeTheWayUp() throws {
        let files = FileManager.default
        let house = files.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)").path
        defer { try? files.removeItem(atPath: house) }
        try files.createDirectory(atPath: house + "/a/b", withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: house + "/link", withDestinationPath: "a/b")
        #expect(FolderPlace(house + "/link/../c") == FolderPlace(house + "/a/c"))
        try files.createSymbolicLink(atPath: house + "/circle", withDestinationPath: "circle")
        #expect(FolderPlace(house + "/circle/x") == FolderPlace(house + "/circle/x"))
    }
}
