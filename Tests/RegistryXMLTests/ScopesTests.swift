import Diagnostics
import RegistryXML
import Tables
import Testing

/// Conditions and positions; values worked out by hand.
@Suite struct ScopesTests {
    private func values(_ record: String, _ path: String, _ xml: String) throws -> [String?] {
        try SmallMapping.values(record, path, xml)
    }

    /// The `@n` of the records of `record` among these elements.
    private func kept(_ record: String, _ inside: String) throws -> [String?] {
        try values("\"\(record)\"", "\"@n\"", "<r>\(inside)</r>")
    }

    // MARK: Conditions

    @Test func attributesOfTheElementItself() throws {
        let all = "<a n='1' x='1' y='2'/><a n='2' x='2'/><a n='3'/><a n='4' x=''/>"
        #expect(try kept("r/a[@x='1']", all) == ["1"])
        #expect(try kept("r/a[@x!='1']", all) == ["2", "4"])
        #expect(try kept("r/a[not(@x='1')]", all) == ["2", "3", "4"])
        #expect(try kept("r/a[@x]", all) == ["1", "2", "4"])
        #expect(try kept("r/a[not(@x)]", all) == ["3"])
        #expect(try kept("r/a[@x='']", all) == ["4"])
        #expect(try kept("r/a[@x='1' and @y='2']", all) == ["1"])
        #expect(try kept("r/a[@x='2' or @y='2']", all) == ["1", "2"])
        #expect(try kept("r/a[not(@x='2' or @y='2')]", all) == ["3", "4"])
        #expect(try kept("r/a[@x][@y]", all) == ["1"])
        #expect(try kept("r/a[starts-with(@n,'1') or contains(@x,'2')]", all) == ["1", "2"])
    }

    @Test func whatLiesInside() throws {
        let all = """
            <a n='1'><b>x</b></a><a n='2'><b>y</b><b>x</b></a><a n='3'><b><c k='x'/></b></a><a n='4'>x</a><a n='5'/>\
            <a n='6'><d><b>x</b></d></a><a n='7'><b/></a>
            """
        #expect(try kept("r/a[b='x']", all) == ["1", "2"])
        #expect(try kept("r/a[b!='x']", all) == ["2", "3", "7"])
        #expect(try kept("r/a[not(b='x')]", all) == ["3", "4", "5", "6", "7"])
        #expect(try kept("r/a[b]", all) == ["1", "2", "3", "7"])
        #expect(try kept("r/a[b/text()]", all) == ["1", "2"])
        #expect(try kept("r/a[b/c/@k='x']", all) == ["3"])
        #expect(try kept("r/a[b/c/@k]", all) == ["3"])
        #expect(try kept("r/a[not(b/c/@k)][b]", all) == ["1", "2", "7"])
        #expect(try kept("r/a[.='x']", all) == ["1", "4", "6"])
        #expect(try kept("r/a[text()='x']", all) == ["4"])
        #expect(try kept("r/a[text()!='x']", all) == [])
        #expect(try kept("r/a[.//b='x']", all) == ["1", "2", "6"])
        #expect(try kept("r/a[*/b]", all) == ["6"])
        #expect(try kept("r/a[contains(.,'x') and not(b)]", all) == ["4", "6"])
        #expect(try kept("r/a[starts-with(b,'y')]", all) == ["2"])
        #expect(try kept("r/a[contains(.,'')]", all).count == 7)
        #expect(try kept("r/a[@n='3' or b='y']", all) == ["2", "3"])
    }

    @Test func whatDecidesMayComeBeforeOrAfterWhatIsWanted() throws {
        for inside in ["<k>1</k><v x='a'/>", "<v x='a'/><k>1</k>"] {
            #expect(try values("r/a", "\"b[k='1']/v/@x\"", "<r><a><b>\(inside)</b></a></r>") == ["a"])
            #expect(try values("r/a", "\"b[k='2']/v/@x\"", "<r><a><b>\(inside)</b></a></r>") == [nil])
            #expect(try values("r/a", "\"b[not(k='2')]/v/@x\"", "<r><a><b>\(inside)</b></a></r>") == ["a"])
            #expect(try values("\"r/b[k='1']\"", "\"v/@x\"", "<r><b>\(inside)</b></r>") == ["a"])
            #expect(try values("\"r/b[k='1']/v\"", "\"@x\"", "<r><b>\(inside)</b></r>") == ["a"])
            #expect(try values("\"r/b[k='2']/v\"", "\"@x\"", "<r><b>\(inside)</b></r>") == [])
        }
    }

    @Test func ofTheElementsThatHoldTheFirst() throws {
        let xml = "<r><a><b><v>1</v><k>no</k></b><b><v>2</v><k>yes</k></b><b><v>3</v><k>yes</k></b></a></r>"
        #expect(try values("r/a", "\"b[k='yes']/v\"", xml) == ["2"])
        #expect(try values("r/a", "\"b[k='no']/v\"", xml) == ["1"])
        #expect(try values("r/a", "[\"b[k='never']/v\", \"b[k='yes']/v\"]", xml) == ["2"])
    }

    @Test func conditionsOnSeveralSteps() throws {
        let xml = """
            <r><s><e n='1'><k>1</k></e><e n='2'/><c>x</c></s><s><e n='3'><k>1</k></e><c>y</c></s><s><c>x</c>\
            <e n='4'><k>1</k></e></s></r>
            """
        #expect(try values("\"r/s[c='x']/e\"", "\"@n\"", xml) == ["1", "2", "4"])
        #expect(try values("\"r/s[c='x']/e[k='1']\"", "\"@n\"", xml) == ["1", "4"])
        #expect(try values("\"r/s[not(c='x')]/e[k='1']\"", "\"@n\"", xml) == ["3"])
        #expect(try values("r", "\"s[c='y']/e[k='1']/@n\"", xml) == ["3"])
    }

    @Test func anElementMayBeReachedOverSeveralOthers() throws {
        // `c` lies in two `b`, of which only the outer one's parent holds; the inner `b` must not decide for both.
        let xml = "<r><a><k>1</k><b><a><k>2</k><b><c n='1'/></b></a></b></a></r>"
        #expect(try values("\"//a[k='1']/b//c\"", "\"@n\"", xml) == ["1"])
        #expect(try values("\"//a[k='2']/b//c\"", "\"@n\"", xml) == ["1"])
        #expect(try values("\"//a[k='3']/b//c\"", "\"@n\"", xml) == [])
        let late = "<r><a><b><a><b><c n='1'/></b><k>2</k></a></b><k>1</k></a></r>"
        #expect(try values("\"//a[k='1']/b//c\"", "\"@n\"", late) == ["1"])
        #expect(try values("\"//a[k='2']/b//c\"", "\"@n\"", late) == ["1"])
        #expect(try values("\"//a[k='3']/b//c\"", "\"@n\"", late) == [])
    }

    @Test func aValueMayBelongToSeveralRecords() throws {
        // The `v` is what each record finds by a `b` of its own.
        let xml = "<r><a n='o'><b k='1'><a n='i'><b k='1'><v x='1'/><h/></b></a><h/></b></a></r>"
        let document = try SmallMapping.read(
            """
            tables:
              t:
                record: //a
                fields:
                  n: {path: "@n", type: text}
                  v: {path: "b[h]//v/@x", type: text}
            """, xml)
        #expect(document.texts("t", "n") == ["i", "o"])
        #expect(document.texts("t", "v") == ["1", "1"])
    }

    @Test func sixtyFourComparisonsAndNoMore() throws {
        let some = (1...64).map { "b='\($0)'" }.joined(separator: " or ")
        #expect(try kept("r/a[\(some)]", "<a n='1'><b>64</b></a><a n='2'><b>65</b></a>") == ["1"])
        let found = SmallMapping.faults(SmallMapping.table("\"r/a[\(some) or b='65']\"", "\"@n\""))
        #expect(found.map(\.message) == ["in the path: a step has at most 64 comparisons"])
        // Attributes of the element itself are decided at its start tag, however many.
        let many = (1...200).map { "@x='\($0)'" }.joined(separator: " or ")
        #expect(try kept("r/a[\(many)]", "<a n='1' x='200'/><a n='2' x='201'/><a n='3'/>") == ["1"])
    }

    // MARK: Positions

    @Test func positionsCountWithinOneParent() throws {
        let xml = "<r><a n='1'/><b/><a n='2'/><a n='3'/><g><a n='4'/><a n='5'><a n='6'/><a n='7'/></a></g></r>"
        #expect(try values("\"r/a[2]\"", "\"@n\"", xml) == ["2"])
        #expect(try values("\"//a[2]\"", "\"@n\"", xml) == ["2", "7", "5"])
        #expect(try values("\"r/g/a[2]/a[1]\"", "\"@n\"", xml) == ["6"])
        #expect(try values("\"r/a[4]\"", "\"@n\"", xml) == [])
        #expect(try values("r", "\"a[3]/@n\"", xml) == ["3"])
    }

    @Test func positionsBeforeAndAfterConditions() throws {
        let all = "<a n='1'/><a n='2' x='1'/><a n='3' x='1'/><a n='4'><k>1</k></a><a n='5' x='1'><k>1</k></a>"
        #expect(try kept("r/a[@x='1'][2]", all) == ["3"])
        #expect(try kept("r/a[2][@x='1']", all) == ["2"])
        #expect(try kept("r/a[1][@x='1']", all) == [])
        #expect(try kept("r/a[k='1'][1]", all) == ["4"])
        #expect(try kept("r/a[k='1'][2]", all) == ["5"])
        #expect(try kept("r/a[4][k='1']", all) == ["4"])
        #expect(try kept("r/a[k][1][@x]", all) == [])
        #expect(try kept("r/a[@x][3][k]", all) == ["5"])
        let two = SmallMapping.faults(SmallMapping.table("\"r/a[1][2]\"", "\"@n\""))
        #expect(two.map(\.message) == ["in the path: a step has one position"])
    }

    // MARK: Parents and children

    private let family = """
        tables:
          p:
            record: "r/g[ok='1']/p[k='1']"
            fields:
              n: {path: "@n", type: text}
              must: {path: "@m", type: text, required: true}
          c:
            record: "r/g[ok='1']/p[k='1']/c"
            parent: p
            fields:
              n: {path: "@n", type: text, required: true}
        """

    @Test func childrenOfWhatIsNoRecordVanish() throws {
        let child = "<c n='c1'/><c/>"
        let document = try SmallMapping.read(
            family,
            """
            <r><g><p n='1' m='1'>\(child)<k>1</k></p><p n='2' m='1'>\(child)<k>2</k></p>\
            <p n='3'>\(child)<k>1</k></p><ok>1</ok></g><g><p n='4' m='1'><k>1</k>\(child)</p><ok>2</ok></g>\
            <g><ok>1</ok><p n='5' m='1'><k>1</k>\(child)</p><p n='6'/></g></r>
            """)
        #expect(document.texts("p", "n") == ["1", "5"])
        #expect(document.texts("c", "n") == ["c1", "c1"])
        #expect(document.integers("c", "p") == [0, 1])
        // The third is set aside for its field; what lies in it, and in what is no record, is not looked at.
        #expect(document.rejects.map { "\($0.table) \($0.field)" } == ["c n", "p must", "c n"])
        #expect(document.counts["p"]?.kept == 2 && document.counts["p"]?.setAside == 1)
        #expect(document.counts["c"]?.kept == 2 && document.counts["c"]?.setAside == 2)
    }

    @Test func theParentsConditionsNeedNotBeSaidAgain() throws {
        let yaml = family.replacingLast("p[k='1']/c", by: "p/c")
        let xml = "<r><g><ok>1</ok><p n='1' m='1'><c n='a'/><k>1</k></p><p n='2' m='1'><c n='b'/><k>2</k></p></g></r>"
        #expect(try SmallMapping.read(yaml, xml).texts("c", "n") == ["a"])
    }

    @Test func whatIsKeptForARecordThatIsNoneDoesNotReachTheNext() throws {
        // The value of the first waits for its list of paths; the first is no record in the end.
        let document = try SmallMapping.read(
            SmallMapping.table("\"r/a[k='1']\"", "[\"@x\", \"b/@x\"]"),
            "<r><a x='secret'><b x='b'/><k>2</k></a><a><k>1</k></a></r>")
        #expect(document.texts("t", "f") == [nil])
    }

    @Test func skippingARecordDoesNotSkipWhatOthersAskFor() throws {
        // The record `a` is set aside at its start tag; `k` inside it decides about `g`.
        let yaml = """
            tables:
              groups:
                record: "r/g[a/k/@v='1']"
                fields: {n: {path: "@n", type: text}}
              t:
                record: r/g/a
                fields: {x: {path: "@x", type: text, required: true}}
            """
        let document = try SmallMapping.read(yaml, "<r><g n='1'><a><k v='1'/></a></g><g n='2'><a x='1'/></g></r>")
        #expect(document.texts("groups", "n") == ["1"])
        #expect(document.texts("t", "x") == ["1"])
    }

    @Test func recordsThatLieInTheirLikeAreNoParents() {
        let found = SmallMapping.faults(
            """
            tables:
              outer:
                record: //a
                fields: {x: {path: "@x", type: text}}
              inner:
                record: //a/b
                parent: outer
                fields: {x: {path: "@x", type: text}}
            """)
        #expect(
            found.map(\.message) == [
                "records of `outer` can lie in one another, so those of `inner` cannot lie in them"
            ])
        #expect(found.map { "\($0.location!.line):\($0.location!.column)" } == ["9:3"])
    }

    @Test func elementsAreNotCountedByWhatComesLater() {
        for path in ["r/a[b='1']", "r/a[b='1']/c", "r/a[2]"] {
            let found = SmallMapping.faults(
                SmallMapping.table("r/a", "\"@x\"") + "findings:\n  f: {text_in: \"\(path)\"}\n")
            #expect(
                found.map(\.message) == [
                    "in the path: elements are counted by conditions on their own attributes alone"
                ])
        }
    }

    // MARK: Null flavours

    @Test func whatSaysThatItHasNoValue() throws {
        let xml = """
            <r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><a><b nullFlavor='UNK' x='1'>text<c x='2'/></b></a>\
            <a><b xsi:nil='true' x='1'>text<c x='2'/></b></a><a><b xsi:nil='false' x='1'>text</b></a></r>
            """
        func read(_ path: String, _ flag: String) throws -> MappedDocument {
            try SmallMapping.read("null_flavor: \(flag)\n" + SmallMapping.table("r/a", path), xml)
        }
        let attribute = try read("\"b/@x\"", "true")
        #expect(attribute.texts("t", "f") == [nil, nil, "1"])
        #expect(attribute.nullFlavored.map { "\($0.path) \($0.count)" } == ["t.f 2"])
        #expect(attribute.filled.map(\.count) == [1])
        #expect(try read("\"b/text()\"", "true").texts("t", "f") == [nil, nil, "text"])
        #expect(try read("b", "true").texts("t", "f") == [nil, nil, "text"])
        #expect(try read("\"b/c/@x\"", "true").texts("t", "f") == ["2", "2", nil])
        #expect(try read("\"b/@nullFlavor\"", "true").texts("t", "f") == ["UNK", nil, nil])
        #expect(try read("\"b/@x\"", "false").texts("t", "f") == ["1", "1", "1"])
    }
}

extension String {
    /// The text with the last of these words replaced.
    fileprivate func replacingLast(_ old: String, by new: String) -> String {
        guard let place = ranges(of: old).last else { return self }
        return replacingCharacters(in: place, with: new)
    }

    private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
