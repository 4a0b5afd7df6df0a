import Foundation
import Testing

@Suite("strata feed on archives")
struct FeedArchiveTests {
    private static let mapping = """
        strata-mapping: 1
        name: visits
        root: visits
        tables:
          visits:
            record: visits/visit
            fields:
              at: {path: "@at", type: date, required: true}
        """

    /// What the sender calls a document, which may name somebody.
    private static let number = "9434765919"

    private func scratch(_ documents: [String]) throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(Self.mapping, to: "visits.yaml")
        try scratch.write(String(repeating: "0b", count: 32), to: "key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scratch.path + "/key")
        let members = documents.enumerated().map { ("\(Self.number)-\($0).xml", $1) }
        try Data(StoredArchive.bytes(members)).write(to: URL(fileURLWithPath: scratch.path + "/a.zip"))
        return scratch
    }

    private static let good = #"<visits><visit at="2026-03-04"/><visit at="never"/></visits>"#
    private static let other = #"<visits><visit at="2026-03-05Z"/><other/></visits>"#
    private static let bad = "<visits>\n<visit at=\"2026-03-06\"/></visit>"

    @Test("Documents are called by their place in all that is said of them, never by the sender's name")
    func places() async throws {
        let scratch = try scratch([Self.good, Self.other])
        let read = await scratch.run("feed", "read", "a.zip", "--mapping", "visits.yaml")
        #expect(read.status == 0)
        #expect(
            read.out == """
                a.zip!/1

                visits: 1 row
                  at
                  2026-03-04

                a.zip!/2

                visits: 1 row
                  at
                  2026-03-05


                """)
        #expect(
            read.error == """
                a.zip!/1: 1 records set aside
                a.zip!/1:   visits.at: malformed, 1
                a.zip!/2: 1 elements and attributes that the mapping does not know ('strata feed inspect' lists them)

                """)
        let out = await scratch.run(
            "feed", "read", "a.zip", "--mapping", "visits.yaml", "--out", "out", "--pseudonym-key", "key")
        #expect(out.out == "\(scratch.path)/out/a--1\n\(scratch.path)/out/a--2\n" && out.error.isEmpty)
        let sheet = await scratch.run("feed", "inspect", "a.zip")
        #expect(sheet.out.hasPrefix("a.zip!/1\n") && sheet.out.contains("\na.zip!/2\n"))
        let json = await scratch.run("feed", "inspect", "a.zip", "--format", "json")
        let members = try json.out.split(separator: "\n").map { line in
            try (JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["member"] as? String
        }
        #expect(members == ["1", "2"])
        for said in [read, out, sheet, json] { #expect(!(said.out + said.error).contains(Self.number)) }
        for file in ["a--1/document.json", "a--1/quarantine.csv", "a--2/document.json"] {
            #expect(try !scratch.text("out/" + file).contains(Self.number))
        }
    }

    @Test("A document that is refused is named by its place")
    func refusedPlace() async throws {
        let scratch = try scratch([Self.good, Self.bad])
        for arguments in [
            ["read", "a.zip", "--mapping", "visits.yaml"], ["inspect", "a.zip"],
            ["read", "a.zip", "--mapping", "visits.yaml", "--out", "out", "--pseudonym-key", "key"],
        ] {
            let said = await scratch.run(["feed"] + arguments)
            #expect(said.status == 3)
            // Nine bytes of the first line, 24 of the element, 8 of the end tag that is one too many.
            #expect(said.error.contains("a.zip!/2:2:33: error: an end tag does not match the start tag, byte 41\n"))
            #expect(!(said.out + said.error).contains(Self.number))
        }
        // None of the file is left, not even what was sound.
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out").isEmpty)
    }

    private static let note = "note: what was shown of this file is not all of it, and nothing of it can be relied on"

    @Test(
        "What was shown of a file that is refused later is called incomplete; where nothing was shown, nothing is said")
    func incomplete() async throws {
        let scratch = try scratch([Self.good, Self.bad])
        let text = await scratch.run("feed", "read", "a.zip", "--mapping", "visits.yaml")
        #expect(text.out.hasPrefix("a.zip!/1\n") && !text.out.contains("a.zip!/2"))
        let csv = await scratch.run(
            "feed", "read", "a.zip", "--mapping", "visits.yaml", "--table", "visits", "--format", "csv")
        #expect(csv.out == "at\r\n2026-03-04\r\n")
        for said in [text, csv] {
            #expect(said.status == 3)
            #expect(said.error.contains("\na.zip: \(Self.note)\n"))
        }
        // The rows of a document that breaks after thousands of them.
        let rows = String(repeating: "<visit at=\"2026-03-06\"/>", count: 20_000)
        try scratch.write("<visits>\(rows)</visit>", to: "long.xml")
        let long = await scratch.run(
            "feed", "read", "long.xml", "--mapping", "visits.yaml", "--table", "visits", "--format", "csv")
        #expect(long.status == 3 && long.out.hasPrefix("at\r\n2026-03-06\r\n"))
        #expect(long.error.contains("\nlong.xml: \(Self.note)\n"))
        try scratch.write(Self.bad, to: "bad.xml")
        let first = await scratch.run("feed", "read", "bad.xml", "a.zip", "--mapping", "visits.yaml")
        #expect(first.status == 3 && first.error.contains("bad.xml:2:"))
        #expect(!first.error.contains("bad.xml: note:") && first.error.contains("\na.zip: note:"))
    }
}

/// A zip archive of stored members, field by field as APPNOTE.TXT has them (4.3.7, 4.3.12, 4.3.16).
enum StoredArchive {
    static func bytes(_ members: [(name: String, text: String)]) -> [UInt8] {
        var out: [UInt8] = [], directory: [UInt8] = []
        for (name, text) in members {
            let data = Array(text.utf8), offset = out.count
            let facts =
                le(20, 2) + le(0, 2) + le(0, 2) + le(0, 4) + le(Int(crc(data)), 4) + le(data.count, 4)
                + le(data.count, 4) + le(name.utf8.count, 2) + le(0, 2)
            out += [0x50, 0x4B, 3, 4] + facts + Array(name.utf8) + data
            directory += [0x50, 0x4B, 1, 2] + le(20, 2) + facts + le(0, 10) + le(offset, 4) + Array(name.utf8)
        }
        let end = le(0, 4) + le(members.count, 2) + le(members.count, 2) + le(directory.count, 4) + le(out.count, 4)
        return out + directory + [0x50, 0x4B, 5, 6] + end + le(0, 2)
    }

    private static func le(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> ($0 * 8)) : 0 }
    }

    /// CRC-32 bit by bit (ISO 3309).
    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
