import Diagnostics
import RegistryXML
import Tables
import Testing

/// Tables that find one another by keys; values worked out by hand.
@Suite struct JoinsTests {
    private let people = """
        tables:
          people:
            record: r/p
            fields:
              key: {path: "@id", type: text, prepend: "P/"}
              url: {path: "@url", type: pseudonym}
              name: {path: "@name", type: text}
          events:
            record: r/e
            parent: {table: people, column: who, on: ["ref/@v", "@v"], by: [key, url]}
            fields:
              n: {path: "@n", type: text}
        """

    @Test func targetsBeforeAndAfter() throws {
        let document = try SmallMapping.read(
            people,
            """
            <r><e n='1' v='P/b'/><p id='a' name='A'/><e n='2' v='P/a'/><e n='3' v='u:b'><ref v='P/a'/></e>\
            <p id='b' url='u:b' name='B'/><e n='4' v='u:b'/><e n='5' v='a'/><e n='6'/></r>
            """)
        #expect(document.texts("people", "name") == ["A", "B"])
        #expect(document.texts("events", "n") == ["2", "3", "1", "4"])
        #expect(document.integers("events", "who") == [0, 0, 1, 1])
        #expect(
            document.rejects.map { "\($0.table) \($0.field) \($0.reason.rawValue)" } == [
                "events who missing", "events who no_match",
            ])
        #expect(document.counts["events"]?.kept == 4)
        #expect(document.counts["events"]?.setAside == 2)
        #expect(!"\(document.rejects)".contains("u:b"))
    }

    @Test func theTextOfAKeyIsCutAndPut() throws {
        let yaml = people.split(separator: "\n").map { line in
            line.contains("parent:")
                ? "    parent: {table: people, column: who, on: {path: \"@v\", strip: \"x:\", prepend: \"P/\"}, by: key}"
                : line
        }.joined(separator: "\n")
        let document = try SmallMapping.read(yaml, "<r><p id='a'/><p id='b'/><e n='1' v='x:b'/><e n='2' v='a'/></r>")
        #expect(document.texts("events", "n") == ["2", "1"])
    }

    @Test func ofSeveralWithAKeyTheFirstThatIsLeft() throws {
        let yaml = """
            tables:
              people:
                record: "r/g[ok='1']/p"
                fields: {id: {path: "@id", type: text}, name: {path: "@name", type: text, required: true}}
              events:
                record: r/e
                parent: {table: people, on: "@v", by: id}
                fields: {n: {path: "@n", type: text}}
            """
        let document = try SmallMapping.read(
            yaml,
            """
            <r><e n='1' v='a'/><g><p id='a' name='A3'/><p id='b' name='B'/><ok>2</ok></g><g><ok>1</ok><p id='a'/></g>\
            <g><p id='c' name='C'/><p id='a' name='A1'/><p id='a' name='A2'/><ok>1</ok></g><e n='2' v='b'/></r>
            """)
        #expect(document.texts("people", "name") == ["C", "A1", "A2"])
        #expect(document.texts("events", "n") == ["1"])
        #expect(document.integers("events", "people") == [1])
        #expect(document.rejects.map(\.reason) == [.missing, .noMatch])
    }

    /// A field that another table joins by is none of this one's.
    @Test func eachTableIsJoinedByItsOwnFields() throws {
        let yaml = """
            tables:
              people:
                record: r/p
                fields: {id: {path: "@id", type: text}, old: {path: "@old", type: text}}
              events:
                record: r/e
                parent: {table: people, on: "@v", by: [id, old]}
                fields: {n: {path: "@n", type: text}}
              notes:
                record: r/n
                parent: {table: people, on: "@v", by: id}
                fields: {n: {path: "@n", type: text}}
            """
        let document = try SmallMapping.read(
            yaml, "<r><p id='a' old='b'/><e n='1' v='b'/><n n='2' v='b'/><n n='3' v='a'/></r>")
        #expect(document.texts("events", "n") == ["1"])
        #expect(document.texts("notes", "n") == ["3"])
        #expect(document.rejects.map { "\($0.table) \($0.reason.rawValue)" } == ["notes no_match"])
    }

    /// The first group is set aside at its end, and its people with it; the row of `a` is then that of `b`.
    @Test func keysOfWhatWasTakenBackAreForgotten() throws {
        let yaml = """
            tables:
              groups:
                record: r/g
                fields: {n: {path: "n", type: text, required: true}}
              people:
                record: r/g/p
                parent: groups
                fields: {id: {path: "@id", type: text}}
              events:
                record: r/e
                parent: {table: people, on: "@v", by: id}
                fields: {n: {path: "@n", type: text}}
            """
        let document = try SmallMapping.read(
            yaml, "<r><g><p id='a'/></g><g><p id='b'/><n>2</n></g><e n='1' v='a'/><e n='2' v='b'/></r>")
        #expect(document.texts("people", "id") == ["b"])
        #expect(document.texts("events", "n") == ["2"])
        #expect(document.integers("events", "people") == [0])
        #expect(document.rejects.map { "\($0.table) \($0.reason.rawValue)" } == ["groups missing", "events no_match"])
    }

    private let private_ = """
        tables:
          people:
            record: r/p
            fields:
              id: {path: "@id", type: identifier, required: true}
              number: {path: "@nhs", type: nhs_number}
              out: {path: "@out", type: opt_out}
          events:
            record: r/e
            parent: {table: people, on: "@v", by: id}
            fields: {n: {path: "@n", type: text}}
        """

    @Test func whatBelongsToPeopleWhoOptedOutVanishes() throws {
        let document = try SmallMapping.read(
            private_,
            """
            <r><e n='1' v='a'/><p id='a' nhs='9990000018' out='type1'/><p id='b' nhs='9990000018' out='none'/>\
            <e n='2' v='b'/><e n='3' v='a'/></r>
            """)
        #expect(document.integers("events", "people") == [1])
        #expect(document.texts("events", "n") == ["2"])
        #expect(document.rejects.isEmpty)
        #expect(document.counts["events"]?.kept == 1)
        #expect(document.counts["events"]?.setAside == 0)
    }

    @Test func whatIsNotStoredIsCountedAllTheSame() throws {
        let xml = "<r><p id='a' name='A'/><e n='1' v='P/a'/><e n='2' v='P/x'/></r>"
        for columns in [["people": ["name"]], ["people": ["name"], "events": ["n"]]] as [[String: Set<String>]] {
            var options = ReadingOptions()
            options.columns = columns
            let document = try SmallMapping.read(people, xml, root: "r", options)
            #expect(document.counts["events"]?.kept == 1)
            #expect(document.rejects.map(\.reason) == [.noMatch])
        }
    }

    @Test func recordsInTheirLikeCanBeJoined() throws {
        let document = try SmallMapping.read(
            """
            tables:
              nodes:
                record: //n
                fields: {id: {path: "@id", type: text}}
              marks:
                record: //m
                parent: {table: nodes, on: "ancestor::n/@id", by: id}
                fields: {v: {path: "@v", type: text}}
            """, "<r><n id='1'><n id='2'><m v='a'/></n><m v='b'/></n><m v='c'/></r>")
        #expect(document.texts("nodes", "id") == ["2", "1"])
        #expect(document.texts("marks", "v") == ["a", "b"])
        #expect(document.integers("marks", "nodes") == [0, 1])
        #expect(document.rejects.map(\.reason) == [.missing])
    }

    // MARK: Lookups

    private func lookups(_ field: String) -> String {
        """
        tables:
          events:
            record: r/e
            fields:
              n: {path: "@n", type: text}
              role: \(field)
          staff:
            record: r/s
            fields:
              id: {path: "@id", type: pseudonym}
              other: {path: "@other", type: text}
              role: {path: "@role", type: code}
        """
    }

    private let staff = "<s id='1' other='one' role='gp'/><s id='2' role='nurse'/><s id='3'/>"
    private let uses = "<e n='a' v='1'/><e n='b' v='2'/><e n='c' v='one'/><e n='d' v='3'/><e n='e' v='4'/><e n='f'/>"

    @Test func lookupsBeforeAndAfterTheirTable() throws {
        let field = "{path: \"@v\", type: code, lookup: {table: staff, by: [id, other], take: role}}"
        for xml in ["<r>\(staff)\(uses)</r>", "<r>\(uses)\(staff)</r>"] {
            let document = try SmallMapping.read(lookups(field), xml)
            #expect(document.texts("events", "role") == ["gp", "nurse", "gp", nil, nil, nil])
            #expect(document.unmatched.map { "\($0.path) \($0.count)" } == ["events.role 1"])
            #expect(document.filled.first { $0.path == "events.role" }?.count == 3)
        }
    }

    @Test func aRequiredLookupWithoutMatchIsSetAside() throws {
        let field = "{path: \"@v\", type: code, required: true, lookup: {table: staff, by: id, take: role}}"
        for xml in ["<r>\(staff)\(uses)</r>", "<r>\(uses)\(staff)</r>"] {
            let document = try SmallMapping.read(lookups(field), xml)
            #expect(document.texts("events", "n") == ["a", "b"])
            #expect(document.texts("events", "role") == ["gp", "nurse"])
            let reasons = document.rejects.map(\.reason)
            #expect(reasons.count { $0 == .missing } + reasons.count { $0 == .noMatch } == 4)
            #expect(document.counts["events"]?.setAside == 4)
        }
    }

    /// Whether what is looked up stands before, between or after them.
    @Test func ofSeveralWithAKeyTheFirstIsLookedUp() throws {
        let field = "{path: \"@v\", type: code, lookup: {table: staff, by: id, take: role}}"
        let document = try SmallMapping.read(
            lookups(field), "<r><e v='1'/><s id='1' role='A'/><e v='1'/><s id='1' role='B'/><e v='1'/></r>")
        #expect(document.texts("events", "role") == ["A", "A", "A"])
    }

    @Test func lookupsIntoMapsListsAndPseudonyms() throws {
        let map = "{path: \"@v\", type: code, map: {gp: G, default: X}, lookup: {table: staff, by: id, take: role}}"
        let list = "{path: \"@v\", type: code, values: [gp], lookup: {table: staff, by: id, take: role}}"
        let token = "{path: \"@v\", type: pseudonym, lookup: {table: staff, by: other, take: id}}"
        for xml in ["<r>\(staff)<e v='1'/><e v='2'/></r>", "<r><e v='1'/><e v='2'/>\(staff)</r>"] {
            let document = try SmallMapping.read(lookups(map), xml)
            #expect(document.texts("events", "role") == ["G", "X"])
            #expect(document.unmapped.map { "\($0.path) \($0.count)" } == ["events.role 1"])
        }
        // A word that is none of the list.
        let closed = try SmallMapping.read(lookups(list), "<r><e v='1'/><e v='2'/>\(staff)</r>")
        #expect(closed.texts("events", "role") == ["gp", nil])
        let one = try SmallMapping.read(lookups(token), "<r><e v='one'/>\(staff)</r>")
        #expect(one.texts("events", "role") == [one.texts("staff", "id")[0]])
    }

    @Test func lookupsFindNothingInWhatIsNoRecord() throws {
        let yaml = """
            tables:
              groups:
                record: "r/g[ok='1']"
                fields: {n: {path: "n", type: text, required: true}}
              staff:
                record: "r/g[ok='1']/s"
                parent: groups
                fields: {id: {path: "@id", type: text}, role: {path: "@role", type: code}}
              events:
                record: //e
                fields: {role: {path: "@v", type: code, lookup: {table: staff, by: id, take: role}}}
            """
        // The first group has no `n`, the second is no group; the third says what they are.
        let document = try SmallMapping.read(
            yaml,
            """
            <r><g><ok>1</ok><s id='1' role='bad'/><s id='2' role='bad'/><e v='1'/></g><g><s id='1' role='bad'/><n>2</n>\
            <e v='1'/></g><e v='1'/><e v='2'/><g><ok>1</ok><n>3</n><s id='1' role='gp'/></g></r>
            """)
        #expect(document.texts("events", "role") == ["gp", "gp", "gp", nil])
        #expect(document.unmatched.map(\.count) == [1])
    }

    @Test func aTableMayLookIntoItself() throws {
        let document = try SmallMapping.read(
            """
            tables:
              units:
                record: r/u
                fields:
                  code: {path: "@code", type: code}
                  id: {path: "@id", type: pseudonym}
                  parent: {path: "@in", type: code, lookup: {table: units, by: id, take: code}}
            """, "<r><u id='1' code='A' in='2'/><u id='2' code='B' in='1'/><u id='3' code='C' in='3'/></r>")
        #expect(document.texts("units", "parent") == ["B", "A", "C"])
    }

    // MARK: Counts

    @Test func whatWasTakenIsCounted() throws {
        let document = try SmallMapping.read(
            """
            tables:
              t:
                record: r/a
                fields:
                  free: {path: "@f", type: text}
                  listed: {path: "@l", type: code, values: [x, y]}
                  mapped: {path: "@m", type: code, map: {"1": one, "2": two, default: ~}}
                  defaulted: {path: "@d", type: text, default: none}
            """, "<r><a f='1' l='x' m='1'/><a l='y' m='9'/><a f='2' l='x' m='9' d='d'/></r>")
        #expect(
            document.filled.map { "\($0.path) \($0.count)" } == [
                "t.defaulted 1", "t.free 2", "t.listed 3", "t.mapped 1",
            ])
        #expect(document.words.map { "\($0.path) \($0.count)" } == ["t.listed=x 2", "t.listed=y 1", "t.mapped=one 1"])
        #expect(document.unmapped.map { "\($0.path) \($0.count)" } == ["t.mapped 2"])
        #expect(document.texts("t", "defaulted") == ["none", "none", "d"])
    }
}
