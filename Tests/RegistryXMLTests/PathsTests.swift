import RegistryXML
import Tables
import Testing

/// What a path means in a document; values worked out by hand.
@Suite struct PathsTests {
    private func values(_ record: String, _ path: String, _ xml: String, root: String = "r") throws -> [String?] {
        try SmallMapping.values(record, path, xml, root: root)
    }

    // MARK: Names and namespaces

    @Test func namesStandForNamespaces() throws {
        let xml = """
            <r xmlns:v="urn:v" xmlns:one="urn:w1" xmlns:two="urn:w2"><a x="none"/><v:a x="v"/><one:a x="w1"/>\
            <two:a x="w2"/><a xmlns="urn:v" x="default"/><BadRecord x="suffix"/><v:GoodRecord x="vsuffix"/></r>
            """
        #expect(try values("r/a", "\"@x\"", xml) == ["none"])
        #expect(try values("r/v:a", "\"@x\"", xml) == ["v", "default"])
        #expect(try values("r/w:a", "\"@x\"", xml) == ["w1", "w2"])
        #expect(try values("r/o:a", "\"@x\"", xml) == ["none", "v", "default"])
        #expect(try values("\"r/*:a\"", "\"@x\"", xml) == ["none", "v", "w1", "w2", "default"])
        #expect(try values("\"r/*\"", "\"@x\"", xml).count == 7)
        #expect(try values("\"r/v:*\"", "\"@x\"", xml) == ["v", "default", "vsuffix"])
        #expect(try values("\"r/*Record\"", "\"@x\"", xml) == ["suffix", "vsuffix"])
        #expect(try values("\"r/v:*Record\"", "\"@x\"", xml) == ["vsuffix"])
    }

    @Test func attributesHaveNamespacesOfTheirOwn() throws {
        let xml = """
            <r xmlns:v="urn:v" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
            <a x="plain" v:x="v" xsi:type="T"/><v:a x="plain2"/></r>
            """
        #expect(try values("r/a", "\"@x\"", xml) == ["plain"])
        #expect(try values("r/a", "\"@v:x\"", xml) == ["v"])
        #expect(try values("r/a", "\"@xsi:type\"", xml) == ["T"])
        #expect(try values("r/a[@xsi:type='T']", "\"@x\"", xml) == ["plain"])
        #expect(try values("r/a[@xsi:type='U']", "\"@x\"", xml) == [])
        #expect(try values("r/v:a", "\"@x\"", xml) == ["plain2"])
        // One that may be in either namespace: the first that is written.
        #expect(try values("r/a", "\"@o:x\"", xml) == ["plain"])
    }

    @Test func rootsMayBeSeveralOrAny() throws {
        #expect(try values("[r/a, s/a]", "\"@x\"", "<s><a x='1'/></s>", root: "[r, s]") == ["1"])
        #expect(try values("\"*/a\"", "\"@x\"", "<anything><a x='1'/></anything>", root: "\"*\"") == ["1"])
        #expect(try values("\"v:*/a\"", "\"@x\"", "<q xmlns='urn:v'><a xmlns='' x='1'/></q>", root: "\"v:*\"") == ["1"])
        #expect(throws: RefusedDocument.self) { try values("r/a", "\"@x\"", "<s><a x='1'/></s>") }
        #expect(throws: RefusedDocument.self) { try values("\"v:*/a\"", "\"@x\"", "<q/>", root: "\"v:*\"") }
        // The document element itself can be a record.
        #expect(try values("r", "\"a/@x\"", "<r><a x='1'/></r>") == ["1"])
        #expect(try values("//r", "\"@y\"", "<r y='1'><r y='2'/></r>") == ["2", "1"])
    }

    // MARK: Axes

    @Test func anyDepth() throws {
        let xml = "<r><a x='1'><b x='2'/><c><b x='3'><b x='4'/></b></c></a><b x='5'/></r>"
        #expect(try values("//b", "\"@x\"", xml) == ["2", "4", "3", "5"])
        #expect(try values("/r//b", "\"@x\"", xml) == ["2", "4", "3", "5"])
        #expect(try values("r/a//b", "\"@x\"", xml) == ["2", "4", "3"])
        #expect(try values("r/a/b", "\"@x\"", xml) == ["2"])
        #expect(try values("//c//b", "\"@x\"", xml) == ["4", "3"])
        #expect(try values("//b/b", "\"@x\"", xml) == ["4"])
        #expect(try values("r/a", "\".//b/@x\"", xml) == ["2"])
        #expect(try values("r/a", "\"c//b/b/@x\"", xml) == ["4"])
        #expect(try values("r/a", "\"*/@x\"", xml) == ["2"])
        #expect(try values("r/a", "\"*/*/@x\"", xml) == ["3"])
    }

    @Test func ofOneFieldTheFirstInTheDocumentHoldsAlsoWhenItEndsLast() throws {
        // The outer element is the first of the two, though the inner one ends first.
        #expect(try values("r/a", "\".//b\"", "<r><a><b>1<b>2</b></b></a></r>") == ["12"])
        #expect(try values("r/a", "\".//b/text()\"", "<r><a><b><b>2</b>1</b></a></r>") == ["1"])
        #expect(try values("r/a", "\"b | b/c\"", "<r><a><b>1<c>2</c></b></a></r>") == ["12"])
        #expect(
            try values("r/a", "\".//b[c='1']/@x\"", "<r><a><b x='o'><b x='i'><c>1</c></b><c>1</c></b></a></r>") == ["o"]
        )
    }

    // MARK: Texts

    @Test func textOfAnElement() throws {
        let xml = """
            <!DOCTYPE r><r><a>one<b> two <c>three</c></b><!-- no --><![CDATA[<four>]]>&amp;&#53;<?p no?><d>six</d></a></r>
            """
        func text(_ path: String) throws -> [String?] {
            try SmallMapping.read("doctype: accept\n" + SmallMapping.table("r/a", path), xml).texts("t", "f")
        }
        #expect(try text("\".\"") == ["one two three<four>&5six"])
        #expect(try text("\"text()\"") == ["one<four>&5"])
        #expect(try text("b") == [" two three"])
        #expect(try text("\"b/.\"") == [" two three"])
        #expect(try text("\"b/text()\"") == [" two "])
        #expect(try text("\"b/c\"") == ["three"])
        #expect(try text("\"e | d\"") == ["six"])
    }

    @Test func textOfAnElementGoesOnAfterWhatIsUnknown() throws {
        // `x` is unknown; it stays open because `.//c` may come inside.
        let xml = "<r><a>1<x>no<c>2</c>no</x>3</a></r>"
        let document = try SmallMapping.read(
            """
            tables:
              t:
                record: r/a
                fields:
                  own: {path: "text()", type: text}
                  all: {path: ".", type: text}
                  inner: {path: ".//c", type: text}
            """, xml)
        #expect(document.texts("t", "own") == ["13"])
        #expect(document.texts("t", "all") == ["1no2no3"])
        #expect(document.texts("t", "inner") == ["2"])
    }

    @Test func anEmptyValueIsNone() throws {
        #expect(try values("r/a", "\"b/@x\"", "<r><a><b x=''/><b x='2'/></a></r>") == ["2"])
        #expect(try values("r/a", "\"b\"", "<r><a><b/><b>2</b></a></r>") == ["2"])
        #expect(try values("r/a", "[\"@x\", b]", "<r><a x=''><b>2</b></a></r>") == ["2"])
        let trimmed = SmallMapping.table("r/a", "[b, c]", more: ", trim: true")
        #expect(try SmallMapping.read(trimmed, "<r><a><b> \n </b><c> 2 </c></a></r>").texts("t", "f") == ["2"])
    }

    // MARK: Lists and choices

    @Test func earlierInAListWinsAndFirstInTheDocumentOfAChoice() throws {
        let both = "<r><a><c x='c'/><b x='b'/></a></r>"
        #expect(try values("r/a", "[\"b/@x\", \"c/@x\"]", both) == ["b"])
        #expect(try values("r/a", "[\"c/@x\", \"b/@x\"]", both) == ["c"])
        #expect(try values("r/a", "\"b/@x | c/@x\"", both) == ["c"])
        #expect(try values("r/a", "[\"d/@x | e/@x\", \"b/@x | c/@x\"]", both) == ["c"])
        #expect(try values("r/a", "[\"b/@x\", \"../@y\"]", "<r y='1'><a/><a><b x='2'/></a></r>") == ["1", "2"])
        #expect(try values("r/a", "[\"../@y\", \"b/@x\"]", "<r y='1'><a/><a><b x='2'/></a></r>") == ["1", "1"])
        // What lies around the record stands before what lies in it.
        #expect(try values("r/a", "\"@x | ../@y\"", "<r y='1'><a x='2'/></r>") == ["1"])
    }

    @Test func headerFieldsFollowTheSameRules() throws {
        let yaml = """
            header:
              list: {path: ["h/b/@x", "h/a/@x"], type: text}
              choice: {path: "h/b/@x | h/a/@x", type: text}
              deep: {path: "/r//c[@k='1']", type: text}
              after: {path: "z/@n", type: integer, required: true}
              text: {path: "h", type: text}
            """ + "\n" + SmallMapping.table("r/t", "\"@x\"")
        let document = try SmallMapping.read(
            yaml,
            "<r><h><a x='1'/><b x='2'/></h><t x='t'/><t><q><c k='2'>no</c><c k='1'>yes</c></q></t><z n='7'/></r>")
        #expect(document.header.text("list") == "2")
        #expect(document.header.text("choice") == "1")
        #expect(document.header.text("deep") == "yes")
        #expect(document.header.integer("after") == 7)
        #expect(document.header.text("text") == nil)
        #expect(document.texts("t", "f") == ["t", nil])
        #expect(throws: RefusedDocument.self) { try SmallMapping.read(yaml, "<r><t/></r>") }
    }

    @Test func theHeaderOfADocumentThatIsOneRecord() throws {
        let yaml = """
            header:
              version: {path: "@version", type: text, required: true}
              made: {path: "made/@at", type: date, required: true}
            """ + "\n" + SmallMapping.table("r", "\"p/@x\"")
        let document = try SmallMapping.read(yaml, "<r version='1'><p x='1'/><made at='2026-01-02'/></r>")
        #expect(document.header.text("version") == "1")
        #expect(document.header.date("made") == CalendarDay("2026-01-02"))
        #expect(document.texts("t", "f") == ["1"])
    }

    // MARK: Around the record

    @Test func elementsAround() throws {
        let xml = "<r x='r'><g x='g1'><h x='h'/><a/></g><g x='g2'><a/><h x='late'/></g><g><a/></g></r>"
        #expect(try values("r/g/a", "\"../@x\"", xml) == ["g1", "g2", nil])
        #expect(try values("r/g/a", "\"../../@x\"", xml) == ["r", "r", "r"])
        #expect(try values("r/g/a", "\"../h/@x\"", xml) == ["h", nil, nil])
        #expect(try values("r/g/a", "\"ancestor::g/@x\"", xml) == ["g1", "g2", nil])
        #expect(try values("r/g/a", "\"ancestor::r/@x\"", xml) == ["r", "r", "r"])
        #expect(try values("r/g/a", "\"ancestor::a/@x\"", xml) == [nil, nil, nil])
        #expect(try values("r/g/a", "\"/r/g/h/@x\"", xml) == ["h", "h", "h"])
        #expect(try values("r/g/a", "\"/r/@x\"", xml) == ["r", "r", "r"])
        #expect(try values("//a", "\"../@x\"", xml) == ["g1", "g2", nil])
    }

    @Test func theNearestAncestorIsMeant() throws {
        let xml = "<r><e u='1'><e u='2'><a/></e><a/></e><e><a/></e></r>"
        #expect(try values("//a", "\"ancestor::e/@u\"", xml) == ["2", "1", nil])
        // A record is not its own ancestor.
        #expect(try values("//e", "\"ancestor::e/@u\"", xml) == ["1", nil, nil])
    }

    @Test func contextThatComesTooLateIsCounted() throws {
        let xml = "<r><g><a/><a/><h x='1'/></g><g><h x='2'/><a/></g><g><a/></g></r>"
        let document = try SmallMapping.read(SmallMapping.table("r/g/a", "\"../h/@x\""), xml)
        #expect(document.texts("t", "f") == [nil, nil, "2", nil])
        #expect(document.late.map { "\($0.path) \($0.count)" } == ["t.f 1"])
        let two = try SmallMapping.read(SmallMapping.table("[r/g/a, r/g/b]", "\"../h/@x\""), xml)
        #expect(two.late.map { "\($0.path) \($0.count)" } == ["t.f 1"])
        let whole = try SmallMapping.read(SmallMapping.table("r/g/a", "\"/r/z/@x\""), "<r><g><a/></g><z x='1'/></r>")
        #expect(whole.late.map(\.count) == [1])
    }

    // MARK: Records

    @Test func recordsInRecordsOfTheirTable() throws {
        let xml = "<r><a x='1'><v>o</v><b><a x='2'><v>i</v></a></b></a><a x='3'/></r>"
        let document = try SmallMapping.read(
            """
            tables:
              t:
                record: //a
                fields:
                  x: {path: "@x", type: text, required: true}
                  v: {path: "v", type: text}
                  up: {path: "ancestor::a/@x", type: text}
            """, xml)
        #expect(document.texts("t", "x") == ["2", "1", "3"])
        #expect(document.texts("t", "v") == ["i", "o", nil])
        #expect(document.texts("t", "up") == ["1", nil, nil])
    }

    @Test func oneElementIsOneRecord() throws {
        let xml = "<r><a k='1' x='1'/><a k='2' x='2'/><a x='3'><b>1</b></a><a/></r>"
        let record = "[\"r/a[@k]\", \"r/a[b='1']\", \"//a[@x='1' or b]\"]"
        let document = try SmallMapping.read(SmallMapping.table(record, "\"@x\"", more: ", required: true"), xml)
        #expect(document.texts("t", "f") == ["1", "2", "3"])
        #expect(document.counts["t"]?.kept == 3)
        #expect(document.rejects.isEmpty)
        let bad = try SmallMapping.read(SmallMapping.table("[r/a, //a]", "\"@x\"", more: ", required: true"), xml)
        #expect(bad.rejects.map(\.line) == [1])
        #expect(bad.counts["t"]?.setAside == 1)
    }

    @Test func twoTablesOfOneElement() throws {
        let document = try SmallMapping.read(
            """
            tables:
              plain:
                record: "//a[not(v/@x)]"
                fields: {x: {path: "@x", type: text}}
              valued:
                record: "//a[v/@x]"
                fields: {x: {path: "@x", type: text}, v: {path: "v/@x", type: text}}
            """, "<r><a x='1'/><a x='2'><v x='v'/></a><a x='3'><v/><a x='4'><v x='w'/></a></a></r>")
        #expect(document.texts("plain", "x") == ["1", "3"])
        #expect(document.texts("valued", "x") == ["2", "4"])
        #expect(document.texts("valued", "v") == ["v", "w"])
    }

    @Test func aRecordFurtherInWithTheConditionsOfTheOuterOne() throws {
        let outer = "r/o[not(s/@v='bad')]"
        let document = try SmallMapping.read(
            SmallMapping.table("[\"\(outer)\", \"\(outer)/c\"]", "[\"@d\", \"ancestor::o/@d\"]"),
            "<r><o d='1'><c/><c d='2'/><s v='good'/></o><o d='3'><c/><s v='bad'/></o></r>")
        #expect(document.texts("t", "f") == ["1", "2", "1"])
    }

    // MARK: Findings

    @Test func elementsAreCountedAgainstTheHeader() throws {
        let yaml = """
            header: {n: {path: "@n", type: integer}}
            tables:
              t:
                record: r/o
                fields:
                  x: {path: "x/@v", type: text, required: true}
              u:
                record: r/o/i
                parent: t
                fields: {v: {path: "@v", type: text}}
            findings:
              count: {elements: "r/o/i[@v='1']", header: n}
            """
        // Two of them lie in a record that is set aside: they are there all the same.
        let document = try SmallMapping.read(
            yaml, "<r n='4'><o><x v='1'/><i v='1'/><i v='2'/></o><o><i v='1'/><i v='1'/></o></r>")
        #expect(document.counts["t"]?.setAside == 1)
        #expect(document.findings.map(\.found) == [3])
        #expect(document.findings.map(\.stated) == [4])
        #expect(document.findings.map(\.count) == [1])
    }
}
