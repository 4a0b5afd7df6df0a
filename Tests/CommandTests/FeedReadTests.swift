import Foundation
import Tables
import Testing

@Suite("strata feed read")
struct FeedReadTests {
    private static let mapping = """
        strata-mapping: 1
        name: visits
        root: visits
        header:
          source: {path: "@source", type: text}
        tables:
          staff:
            record: visits/staff
            fields:
              id: {path: "@id", type: pseudonym, required: true}
              role: {path: "@role", type: code}
          people:
            record: visits/person
            fields:
              person: {path: "@number", type: nhs_number}
              born: {path: "@born", type: date}
          visits:
            record: visits/person/visit
            parent: {table: people, column: person_row}
            fields:
              at: {path: "@at", type: local_time, required: true}
              role: {path: "@by", type: code, lookup: {table: staff, by: id, take: role}}
              cost: {path: "@cost", type: decimal}
              note: {path: "text()", type: text}
        """

    /// 9434765919 has the check digit of an NHS number; the member of staff follows those who name them.
    private static let feed = """
        <visits source="G85001">
          <person number="9434765919" born="1948-05-17">
            <visit at="2026-03-04T09:10:00" by="s1" cost="2.5">well, "so"</visit>
            <visit at="never"/>
          </person>
          <person born="1950-01-02"><visit at="1969-12-31T23:59:59" by="s2"/></person>
          <staff id="s1" role="gp"/>
          <other/>
        </visits>
        """

    private static let key = String(repeating: "0b", count: 32)

    private func scratch() throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write(Self.mapping, to: "visits.yaml")
        try scratch.write(Self.feed, to: "feed.xml")
        try scratch.write(Self.key, to: "key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scratch.path + "/key")
        return scratch
    }

    @Test("Rows of every table, with people hidden where there is no key; what is odd is told in counts")
    func sheet() async throws {
        let result = try await scratch().run("feed", "read", "feed.xml", "--mapping", "visits.yaml")
        #expect(result.status == 0)
        #expect(
            result.out == """
                feed.xml

                staff: 1 row
                  id      role
                  hidden  gp

                people: 2 rows
                  person  born        opt_out
                  hidden  1948-05-17  none
                          1950-01-02  none

                visits: 2 rows
                  at                   role  cost  note        person_row
                  2026-03-04T09:10:00  gp    2.5   well, "so"  0
                  1969-12-31T23:59:59                          1


                """)
        #expect(
            result.error == """
                feed.xml: 1 records set aside
                feed.xml:   visits.at: malformed, 1
                feed.xml: visits.role: 1 keys that nothing has
                feed.xml: 1 elements and attributes that the mapping does not know ('strata feed inspect' lists them)

                """)
    }

    @Test("A text on the sheet stays on its line, and tells a terminal nothing")
    func control() async throws {
        let scratch = try scratch()
        try scratch.write(
            Self.feed.replacingOccurrences(of: "well, \"so\"", with: "a&#9;b&#xA;c\u{9B}31m\u{202E}d"), to: "feed.xml")
        let result = await scratch.run("feed", "read", "feed.xml", "--mapping", "visits.yaml", "--table", "visits")
        #expect(result.out.contains("a b c 31m d"))
        #expect(result.out.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x9B || $0 == "\n" })
    }

    @Test("One table as CSV, as many rows as asked for")
    func csv() async throws {
        let scratch = try scratch()
        let all = await scratch.run(
            "feed", "read", "feed.xml", "--mapping", "visits.yaml", "--table", "people", "--format", "csv")
        #expect(all.out == "person,born,opt_out\r\nhidden,1948-05-17,none\r\n,1950-01-02,none\r\n")
        let one = await scratch.run(
            "feed", "read", "feed.xml", "--mapping", "visits.yaml", "--table", "visits", "--format", "csv", "--rows",
            "1")
        #expect(
            one.out
                == "at,role,cost,note,person_row\r\n2026-03-04T09:10:00,gp,2.5,\"well, \"\"so\"\"\",0\r\n")
    }

    @Test("With --out Arrow files, what was set aside, and counts; the folder is the answer")
    func files() async throws {
        let scratch = try scratch()
        let result = await scratch.run(
            "feed", "read", "feed.xml", "--mapping", "visits.yaml", "--out", "out", "--pseudonym-key", "key")
        #expect(result.status == 0)
        #expect(result.out == scratch.path + "/out/feed\n")
        let visits = try ArrowFileReader(scratch.path + "/out/feed/visits.arrow")
        #expect(visits.schema.fields.map(\.name) == ["at", "role", "cost", "note", "person_row"])
        let batch = try visits.batch(0)
        #expect(batch.count == 2)
        // 2026-03-04 is day 20516 after 1970-01-01; 9:10 is 33,000 seconds.
        #expect((0..<2).map { batch.columns[0].integer($0) } == [20516 * 86_400 + 33_000, -1])
        #expect((0..<2).map { batch.columns[1].text($0) } == ["gp", nil])
        #expect((0..<2).map { batch.columns[2].double($0) } == [2.5, nil])
        #expect((0..<2).map { batch.columns[3].text($0) } == ["well, \"so\"", nil])
        #expect((0..<2).map { batch.columns[4].integer($0) } == [0, 1])
        let people = try ArrowFileReader(scratch.path + "/out/feed/people.arrow").batch(0)
        // From `printf 'person:9434765919' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0b…0b` (OpenSSL 3.0).
        #expect(people.columns[0].text(0) == PseudonymOfTheTest.person)
        #expect(people.columns[0].text(1) == nil)
        #expect(
            try scratch.text("out/feed/quarantine.csv")
                == "line,column,byte,path,table,field,reason\r\n4,22,169,visits/person/visit,visits,at,malformed\r\n")
        let json = try JSONSerialization.jsonObject(with: Data(scratch.text("out/feed/document.json").utf8))
        let summary = try #require(json as? [String: Any])
        #expect((summary["header"] as? [String: String]) == ["source": "G85001"])
        #expect(try scratch.mode("out/feed/visits.arrow") == 0o600)
        for name in ["staff.arrow", "people.arrow", "visits.arrow", "quarantine.csv", "document.json"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/out/feed/" + name))
            #expect(bytes.range(of: Data("9434765919".utf8)) == nil, "\(name)")
        }
    }

    @Test("Any number of jobs gives the same bytes")
    func jobs() async throws {
        let scratch = try scratch()
        let names = (1...5).map { "feed\($0).xml" }
        for (place, name) in names.enumerated() {
            try scratch.write(Self.feed.replacingOccurrences(of: "2.5", with: "\(place).25"), to: name)
        }
        var files: [[Data]] = []
        for jobs in ["1", "4"] {
            let result = await scratch.run(
                ["feed", "read"] + names + [
                    "--mapping", "visits.yaml", "--out", "out" + jobs, "--pseudonym-key", "key", "--jobs", jobs,
                ])
            #expect(result.out == names.indices.map { scratch.path + "/out\(jobs)/feed\($0 + 1)\n" }.joined())
            files.append(
                try names.indices.flatMap { place in
                    try ["staff.arrow", "people.arrow", "visits.arrow", "quarantine.csv", "document.json"].map { name in
                        try Data(
                            contentsOf: URL(fileURLWithPath: scratch.path + "/out\(jobs)/feed\(place + 1)/" + name))
                    }
                })
        }
        #expect(files[0] == files[1])
    }

    @Test("A refused file leaves nothing, is told with its place, and the others are read")
    func refused() async throws {
        let scratch = try scratch()
        try scratch.write(Self.feed.replacingOccurrences(of: "</visits>", with: "</visit>"), to: "bad.xml")
        let result = await scratch.run(
            "feed", "read", "bad.xml", "feed.xml", "--mapping", "visits.yaml", "--out", "out", "--pseudonym-key", "key")
        #expect(result.status == 3)
        #expect(result.out == scratch.path + "/out/feed\n")
        #expect(result.error.contains("bad.xml:9:") && result.error.contains("an end tag does not match"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out") == ["feed"])
    }

    @Test("What an earlier call wrote for a document goes before it is read again; other files stay")
    func oldFiles() async throws {
        let scratch = try scratch()
        func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out/feed").sorted()
        }
        let arguments = [
            "feed", "read", "feed.xml", "--mapping", "visits.yaml", "--out", "out", "--pseudonym-key", "key",
        ]
        #expect(await scratch.run(arguments).status == 0)
        let all = ["document.json", "people.arrow", "quarantine.csv", "staff.arrow", "visits.arrow"]
        #expect(try names() == all)
        try scratch.write("mine", to: "out/feed/notes.txt")
        #expect(await scratch.run(arguments + ["--table", "visits"]).status == 0)
        #expect(try names() == ["document.json", "notes.txt", "quarantine.csv", "visits.arrow"])
        #expect(await scratch.run(arguments).status == 0)
        #expect(try names() == (all + ["notes.txt"]).sorted())
        // A file that has gone bad leaves nothing of what it was before.
        try scratch.write(Self.feed.replacingOccurrences(of: "</visits>", with: "</visit>"), to: "feed.xml")
        #expect(await scratch.run(arguments).status == 3)
        #expect(try names() == ["notes.txt"] && scratch.text("out/feed/notes.txt") == "mine")
    }

    @Test("Two files that would share a folder are refused before anything is written")
    func oneFolder() async throws {
        let scratch = try scratch()
        try FileManager.default.createDirectory(atPath: scratch.path + "/day2", withIntermediateDirectories: true)
        try scratch.write(Self.feed, to: "day2/feed.xml")
        for jobs in ["1", "2"] {
            let result = await scratch.run(
                "feed", "read", "feed.xml", "day2/feed.xml", "--mapping", "visits.yaml", "--out", "out",
                "--pseudonym-key", "key", "--jobs", jobs)
            #expect(result.status == 2)
            #expect(result.out == "")
            #expect(result.error.contains("feed.xml and day2/feed.xml would both be written to feed"))
            #expect(!FileManager.default.fileExists(atPath: scratch.path + "/out"))
        }
    }

    @Test("What is asked for wrongly is told with what to do")
    func wrong() async throws {
        let scratch = try scratch()
        let table = await scratch.run("feed", "read", "feed.xml", "--mapping", "visits.yaml", "--table", "visit")
        #expect(table.status == 2 && table.error.contains("did you mean 'visits'?"))
        let key = await scratch.run("feed", "read", "feed.xml", "--mapping", "visits.yaml", "--out", "out")
        #expect(key.status == 2 && key.error.contains("--pseudonym-key"))
        let csv = await scratch.run("feed", "read", "feed.xml", "--mapping", "visits.yaml", "--format", "csv")
        #expect(csv.status == 2 && csv.error.contains("--table"))
        try scratch.write(
            Self.mapping.replacingOccurrences(of: "visits/person/visit", with: "visits/persn[/visit"), to: "m.yaml")
        let mapping = await scratch.run("feed", "read", "feed.xml", "--mapping", "m.yaml")
        #expect(mapping.status == 2 && mapping.error.contains("m.yaml:18:"))
    }
}

/// Worked out by OpenSSL, not by us.
private enum PseudonymOfTheTest {
    static let person = "8f4151cb29a7e9f5b24d8c18563c5c8d"
}
