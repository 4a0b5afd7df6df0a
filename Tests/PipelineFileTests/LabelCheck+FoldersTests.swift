import Foundation
import StageKit
import Testing

@testable import PipelineFile

@Suite struct LabelCheckFoldersTests {
    private func yaml(_ inside: String, releases: String = "releases") -> String {
        Sound.head + Sound.feeds + """
              protected: {uses: protect_counts, from: indicators}
              release: {uses: write_release, from: protected, with: {folder: "\(releases)"}}
              inside: {uses: write_internal, from: indicators, with: {place: "\(inside)"}}

            """
    }

    @Test func theFaultStandsAtTheOption() {
        #expect(
            told(yaml("releases/own")) == """
                p.yaml:11:66: error: folder 'releases/own' of 'inside', which writes unprotected figures, is, holds or \
                lies in folder 'releases' of 'release'
                   11 |   inside: {uses: write_internal, from: indicators, with: {place: "releases/own"}}
                      |                                                                  ^^^^^^^^^^^^^^
                hint: choose a folder that lies apart from all releases

                """)
    }

    @Test(arguments: [
        "releases", "releases/", "./releases", "releases/nightly", ".", "..", "/", "/house", "/house/pipelines",
        "/house//pipelines///releases/.", "x/../releases", "../pipelines/releases/2026-11-20/r1",
    ])
    func neitherEqualNorInsideNorAround(inside: String) {
        #expect(codes(yaml(inside)) == [.label])
    }

    @Test(arguments: ["internal", "releases2", "rel", "../releases", "/releases", "releases/../internal"])
    func apart(inside: String) {
        #expect(codes(yaml(inside)) == [])
    }

    @Test func linksAreFollowed() throws {
        let files = FileManager.default
        let house = files.temporaryDirectory.appendingPathComponent("strata-\(UUID().uuidString)").path
        defer { try? files.removeItem(atPath: house) }
        try files.createDirectory(atPath: house + "/releases/nightly", withIntermediateDirectories: true)
        for (name, target) in [
            ("same", "releases"), ("deep", house + "/releases/nightly"), ("chain", "same"), ("round", "round"),
            ("later", "new/releases"), ("up", "releases/nightly/.."),
        ] {
            try files.createSymbolicLink(atPath: house + "/" + name, withDestinationPath: target)
        }
        let releases = house + "/releases"
        for inside in ["same", "same/new/folder", "deep", "deep/..", "chain/x", "up"] {
            #expect(codes(yaml(house + "/" + inside, releases: releases)) == [.label], "\(inside)")
        }
        // A link may lead to what is not there yet.
        #expect(codes(yaml(house + "/later", releases: house + "/new/releases")) == [.label])
        #expect(codes(yaml(house + "/same", releases: house + "/deep")) == [.label])
        for inside in ["round", "internal", "deep/../../internal"] {
            #expect(codes(yaml(house + "/" + inside, releases: releases)) == [], "\(inside)")
        }
    }

    @Test func twoWritersShareNoFolder() {
        let second = "  second: {uses: write_release, from: protected, with: {folder: ./releases/}}\n"
        #expect(codes(Sound.whole + second) == [.configuration])
        #expect(
            told(Sound.whole + second) == """
                p.yaml:11:65: error: 'release' writes into folder './releases/' already
                   11 |   second: {uses: write_release, from: protected, with: {folder: ./releases/}}
                      |                                                                 ^^^^^^^^^^^
                hint: give each writer a folder of its own

                """)
        let inside = "  a: {uses: write_internal, from: indicators}\n  b: {uses: write_internal, from: indicators}\n"
        #expect(codes(Sound.whole + inside) == [.configuration])
        #expect(codes(Sound.whole + second.replacingOccurrences(of: "./releases/", with: "more")) == [])
    }
}
