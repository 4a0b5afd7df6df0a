import Foundation
import Testing

@Suite struct FeedInspectTests {
    /// 9434765919 has the check digit of an NHS number: its weighted sum is 299, 299 mod 11 is 2, and 11 less 2 is 9.
    private static let feed = """
        <?xml version="1.0" encoding="UTF-8"?>
        <registryFeed xmlns="urn:strata:registry-feed:1.0" version="1.0" source="G85001">
          <patient id="p1" nhsNumber="9434765919" birthDate="1948-05-17"><contact at="2026-03-04T09:10:00"/></patient>
          <patient id="p2" birthDate="1950-01-02"/>
        </registryFeed>

        """

    @Test func theSheetOfAFeed() async throws {
        let scratch = try Scratch()
        try scratch.write(Self.feed, to: "feed.xml")
        let result = await scratch.run("feed", "inspect", "feed.xml")
        #expect(result.status == 0)
        #expect(result.error == "")
        #expect(
            result.out == """
                feed.xml
                  format    Strata registry feed 1.0; read with mappings/registry-feed.yaml
                  file      plain, 292 B of XML
                  encoding  UTF-8 declared, no byte order mark
                  root      r:registryFeed in urn:strata:registry-feed:1.0
                  holds     4 elements, 8 attributes, 0 B of text, 3 deep
                  longest   attribute 19 bytes, text 0 bytes, line 110 bytes
                  lines     5

                Namespaces
                  PREFIX  IN THE FILE  ELEMENTS  ATTRIBUTES  NAMESPACE
                  r       (default)    4         0           urn:strata:registry-feed:1.0

                Paths
                  COUNT  EACH  VALUES                  BYTES  PATH
                  1                                           r:registryFeed
                  1      100%  decimal                 3      r:registryFeed/@version
                  1      100%  text                    6      r:registryFeed/@source
                  2      2                                    r:registryFeed/r:patient
                  2      100%  text, all different     2      r:registryFeed/r:patient/@id
                  1      50%   NHS number, 100% valid  10     r:registryFeed/r:patient/@nhsNumber
                  2      100%  date                    10     r:registryFeed/r:patient/@birthDate
                  1      0–1                                  r:registryFeed/r:patient/r:contact
                  1      100%  time                    19     r:registryFeed/r:patient/r:contact/@at

                A proposed mapping: strata feed inspect --skeleton feed.xml

                """)
    }

    @Test func theSkeletonIsTheAnswerAlone() async throws {
        let scratch = try Scratch()
        try scratch.write(Self.feed, to: "feed.xml")
        let result = await scratch.run("feed", "inspect", "--skeleton", "feed.xml")
        #expect(result.status == 0)
        #expect(result.out.hasPrefix("# A proposal by `strata feed inspect`"))
        #expect(result.out.contains("\nstrata-mapping: 1\n"))
        #expect(result.out.contains("nhs_number: {path: \"@nhsNumber\", type: nhs_number}"))
    }

    @Test func jsonHoldsAnObjectALine() async throws {
        let scratch = try Scratch()
        try scratch.write(Self.feed, to: "one.xml")
        try scratch.write("<a b=\"&quot;\">1</a>", to: "two.xml")
        let result = await scratch.run("feed", "inspect", "--format", "json", "one.xml", "two.xml")
        #expect(result.status == 0)
        let objects = try result.out.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        try #require(objects.count == 2)
        #expect(objects.map { $0["file"] as? String } == ["one.xml", "two.xml"])
        #expect(objects.map { $0["elements"] as? Int } == [4, 1])
        #expect(objects.map { $0["attributes"] as? Int } == [8, 1])
        let format = try #require(objects[0]["format"] as? [String: Any])
        #expect(format["id"] as? String == "registry-feed" && format["certain"] as? Bool == true)
        #expect(objects[1]["format"] is NSNull)
        let paths = try #require(objects[0]["paths"] as? [[String: Any]])
        #expect(paths.map { $0["count"] as? Int } == [1, 2, 1])
        #expect(paths.map { $0["least"] as? Int } == [1, 2, 0])
        let attributes = try #require(paths[1]["attributes"] as? [[String: Any]])
        let kinds = attributes.map { ($0["values"] as? [String: Any])?["kind"] as? String }
        #expect(kinds == ["text", "nhs_number", "date"])
        #expect((objects[0]["skeleton"] as? String)?.contains("strata-mapping: 1") == true)
    }

    @Test func whatIsNoXMLIsOneDiagnosticAndTheOthersAreShown() async throws {
        let scratch = try Scratch()
        try scratch.write("<a>\n  <b></c>\n</a>\n", to: "broken.xml")
        try scratch.write("", to: "empty.xml")
        try scratch.write("code,name\n", to: "table.csv")
        try scratch.write("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>", to: "bomb.xml")
        try scratch.write("<a/>", to: "good.xml")
        let result = await scratch.run(
            "feed", "inspect", "broken.xml", "empty.xml", "table.csv", "bomb.xml", "good.xml")
        #expect(result.status == 3)
        #expect(result.out.hasPrefix("good.xml\n  format    not one that is known"))
        #expect(result.out.contains("lines     1: the whole file is one line, so places are told by their byte\n"))
        let errors = result.error.split(separator: "\n").filter { !$0.hasPrefix("hint: ") }
        #expect(errors.count == 4)
        #expect(
            errors[0].hasPrefix("broken.xml:2:") && errors[0].contains("an end tag does not match the start tag, byte ")
        )
        #expect(errors[1] == "empty.xml: error: the file is empty, byte 0")
        #expect(errors[2].hasPrefix("table.csv:1:1: error: there is no XML in the file"))
        #expect(errors[3].hasPrefix("bomb.xml:1:") && errors[3].contains("a document type declaration (DOCTYPE)"))
    }

    @Test func aMissingFileIsStatusTwo() async throws {
        let result = try await Scratch().run("feed", "inspect", "nowhere.xml")
        #expect(result.status == 2)
        #expect(
            result.error == """
                nowhere.xml: error: the file cannot be opened: No such file or directory
                hint: name a file that can be read

                """)
    }

    @Test(arguments: ["feed inspect", "feed inspect a.xml --format xml", "feed inspect - -", "feed frob"])
    func wrongUsageIsStatusTwo(line: String) async throws {
        let result = try await Scratch().run(line.split(separator: " ").map(String.init))
        #expect(result.status == 2)
        #expect(result.out == "")
    }

    @Test func aRootThatNoPathNamesHasNoSkeleton() async throws {
        let scratch = try Scratch()
        try scratch.write("<f1234567/>", to: "a.xml")
        let result = await scratch.run("feed", "inspect", "--skeleton", "a.xml")
        #expect(result.status == 3 && result.out == "")
        #expect(result.error.hasPrefix("a.xml: error: no mapping can be proposed"))
        let sheet = await scratch.run("feed", "inspect", "a.xml")
        #expect(sheet.status == 0)
        #expect(sheet.out.contains("  root      f#, in no namespace\n"))
        #expect(!sheet.out.contains("--skeleton"))
    }

    // MARK: Secrecy

    /// A document whose every value, comment and instruction holds a canary, and the canaries.
    private func canaries(_ random: inout Seeded) -> (xml: String, words: [String]) {
        var words: [String] = []
        func canary() -> String {
            let kind = Int.random(in: 0...4, using: &random)
            let digits = (0..<10).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            let letters = (0..<9).map { _ in String("qzxjkvw".randomElement(using: &random) ?? "q") }.joined()
            let word =
                switch kind {
                case 0: digits
                case 1: letters
                case 2: "\(letters) \(digits)"
                case 3: "19\(digits.prefix(2))-0\(1 + Int.random(in: 0...8, using: &random))-1\(digits.suffix(1))"
                default: "http://\(letters)/\(digits)"
                }
            words.append(word)
            return word
        }
        var xml = "<?xml version=\"1.0\"?><!-- \(canary()) --><?note \(canary())?><root a=\"\(canary())\">"
        for _ in 0..<60 {
            let digits = String(Int.random(in: 1000...9_999_999_999, using: &random))
            words.append(digits)
            xml += "<record id=\"\(canary())\" b\(digits)=\"\(canary())\"><!-- \(canary()) -->"
            xml += "<text>\(canary())</text><el\(digits)/><c><![CDATA[\(canary())]]></c>\(canary())</record>"
        }
        return (xml + "</root><!-- \(canary()) -->", words)
    }

    @Test(arguments: 1...4)
    func noValueIsEverShown(seed: UInt64) async throws {
        var random = Seeded(state: seed)
        let (xml, words) = canaries(&random)
        let scratch = try Scratch()
        try scratch.write(xml, to: "whole.xml")
        // Cut and broken in the middle of values.
        for cut in 1...9 { try scratch.write(String(xml.prefix(xml.count * cut / 10)), to: "cut\(cut).xml") }
        try scratch.write(xml.replacing("<text>", with: "<text>&\(words[1].filter(\.isLetter))x;"), to: "entity.xml")
        let files = ["whole.xml", "entity.xml"] + (1...9).map { "cut\($0).xml" }
        for form in [["--format", "text"], ["--format", "json"], ["--skeleton"]] {
            let result = await scratch.run(["feed", "inspect"] + form + files)
            #expect(result.status == 3)
            #expect(result.out.contains("record"))
            for word in words {
                #expect(!result.out.contains(word), "a value is shown")
                #expect(!result.error.contains(word), "a value is in a message")
            }
        }
    }

    /// Numbers from a seed (SplitMix64).
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
}

/// The built binary, for what a test inside this process cannot do.
@Suite(.enabled(if: Binary.path != nil, "the binary is not built beside these tests"))
struct FeedInspectBinaryTests {
    @Test func standardInputIsAFileToo() throws {
        let process = Process(), input = Pipe(), out = Pipe()
        process.executableURL = URL(fileURLWithPath: try #require(Binary.path))
        process.arguments = ["feed", "inspect", "-"]
        process.standardInput = input
        process.standardOutput = out
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data("<a><b/><b/></a>".utf8))
        try input.fileHandleForWriting.close()
        let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text.hasPrefix("standard input\n"))
        #expect(text.contains("holds     3 elements, 0 attributes"))
    }
}
