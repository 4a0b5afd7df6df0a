import StageKit
import Testing

@testable import Publishing

@Suite struct ManifestTests {
    @Test func everyByte() {
        var run = run()
        run.title = "Borough \"indicators\"\n"
        let manifest = Manifest(
            run: run,
            files: [
                ReleaseFile(name: "b", bytes: []), ReleaseFile(name: "a", bytes: Array("abc".utf8)),
            ])
        // SHA-256 of "abc" and of nothing: FIPS 180-2, appendix B.1, and NIST's example values.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(
            String(decoding: manifest.bytes, as: UTF8.self) == #"""
                {
                  "as_of": "2026-11-20",
                  "files": [
                    {"bytes": 3, "name": "a", "sha256": "\#(abc)"},
                    {"bytes": 0, "name": "b", "sha256": "\#(nothing)"}
                  ],
                  "pipeline": {"name": "nightly", "title": "Borough \"indicators\"\n"},
                  "publisher": "The borough",
                  "run": "0123456789abcdef",
                  "skipped_feeds": [
                    "b.xml"
                  ],
                  "stages": [
                    {"key": "release", "name": "write_release", "version": 1}
                  ]
                }

                """#)
    }

    @Test func nothingIsAnEmptyList() {
        let run = RunDescription(pipeline: "p", title: "\u{1}\\", asOf: day("2026-11-20"), id: "0")
        let text = String(decoding: Manifest(run: run, files: []).bytes, as: UTF8.self)
        #expect(text.contains("\"files\": [],\n") && text.contains("\"stages\": []\n"))
        #expect(text.contains(#""title": "\u0001\\""#))
    }
}
