import RegistryXML
import Testing

@Suite struct RefusalTests {
    @Test func everyPrefixIsRefused() throws {
        let whole = Array(Fixtures.feed(Fixtures.patient(Fixtures.contact("c1"))).utf8)
        let zipped = Fixtures.gzip(whole)
        #expect(try Fixtures.refusal(whole) == nil)
        #expect(try Fixtures.refusal(zipped) == nil)
        for count in 0..<whole.count { #expect(try Fixtures.refusal(Array(whole[..<count])) != nil) }
        for count in 0..<zipped.count { #expect(try Fixtures.refusal(Array(zipped[..<count])) != nil) }
    }

    @Test func anyDoctypeIsRefused() throws {
        let external = "<!DOCTYPE registryFeed SYSTEM \"file:///etc/hostname\">"
        for doctype in [
            "<!DOCTYPE registryFeed>", external, "<!DOCTYPE registryFeed [<!ENTITY a \"b\">]>",
            "<!DOCTYPE registryFeed [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>",
            "<!DOCTYPE registryFeed [<!ENTITY % a SYSTEM \"http://127.0.0.1:9/x\"> %a;]>",
        ] { #expect(try Fixtures.refusal(Fixtures.feed("", prolog: doctype))?.kind == .doctype) }
    }

    @Test func anAcceptedDoctypeHasNoEntitiesAndNoDefaults() throws {
        let mapping = try Mapping(
            yaml: """
                strata-mapping: 1
                name: t
                root: a
                doctype: accept
                tables:
                  t: {record: a/b, fields: {c: {path: "@c", type: text}, d: {path: "@d", type: text}}}
                """, name: "t.yaml")
        func refusal(_ doctype: String, _ text: String = "x") throws -> RefusedDocument? {
            try Fixtures.refusal(Array("\(doctype)<a><b d=\"\(text)\"/></a>".utf8), mapping)
        }
        #expect(try refusal("<!DOCTYPE a>") == nil)
        #expect(try refusal("<!DOCTYPE a SYSTEM \"file:///nowhere\">") == nil)
        #expect(try refusal("<!DOCTYPE a SYSTEM \"file:///nowhere\">", "&unknown;") != nil)
        for entity in [
            "<!ENTITY e \"x\">", "<!ENTITY e SYSTEM \"file:///etc/hostname\">",
            "<!ENTITY % e SYSTEM \"http://h/\"> %e;",
        ] { #expect(try refusal("<!DOCTYPE a [\(entity)]>", "&e;")?.kind == .doctype) }
        let defaulted = "<!DOCTYPE a [<!ATTLIST b c CDATA \"from the DTD\">]><a><b d=\"x\"/></a>"
        let document = try Fixtures.read(Array(defaulted.utf8), mapping)
        #expect(document.texts("t", "c") == [nil])
        #expect(document.texts("t", "d") == ["x"])
    }

    @Test func aNamespaceThatIsNoURIIsNoFault() throws {
        #expect(try Fixtures.refusal(Fixtures.feed("<zz xmlns=\"a b\"/><y xmlns:q=\"relative\" q:w=\"1\"/>")) == nil)
    }

    @Test func namespacesEncodingsAndForm() throws {
        #expect(try Fixtures.refusal(Fixtures.feed("<x:y/>"))?.kind == .namespace)
        #expect(try Fixtures.refusal(Fixtures.feed("<y x:z=\"1\"/>"))?.kind == .namespace)
        #expect(try Fixtures.refusal(Array(Fixtures.feed("").utf8) + Array("<more/>".utf8))?.kind == .notWellFormed)
        #expect(try Fixtures.refusal(Fixtures.feed("<a></b>"))?.kind == .notWellFormed)
        var bytes = Array(Fixtures.feed("<note>?</note>").utf8)
        if let place = bytes.lastIndex(of: 0x3F) { bytes[place] = 0xE9 }
        #expect(try Fixtures.refusal(bytes)?.kind == .encoding)
        let unknown = Fixtures.feed("", prolog: "<?xml version=\"1.0\" encoding=\"X-NOBODY\"?>")
        #expect(try Fixtures.refusal(unknown)?.kind == .encoding)
        let secret = try Fixtures.refusal(Fixtures.feed("<SECRET a=\"SECRET\" a=\"SECRET\"></SECRETS>&SECRET;"))
        #expect(secret != nil && !"\(secret!)".contains("SECRET"))
    }

    @Test func rootAndHeader() throws {
        #expect(try Fixtures.refusal("<other/>")?.kind == .root)
        #expect(try Fixtures.refusal("<registryFeed/>")?.kind == .root)
        let good = Fixtures.feed("")
        for (from, to) in [
            ("version=\"1.0\"", "version=\"1.1\""), ("version=\"1.0\"", ""), ("source=\"G85001\"", "source=\"\""),
            ("09Z", "09"), ("2026-11-20", "2026-11-31"), ("content=\"full\"", "content=\"Full\""),
            ("\"412\"", "\"-1\""),
        ] {
            let bad = good.replacing(from, with: to)
            #expect(bad != good)
            #expect(try Fixtures.refusal(bad)?.kind == .header)
        }
    }

    @Test func limits() throws {
        func nested(_ count: Int) -> String {
            Fixtures.feed(
                String(repeating: "<x>", count: count) + String(repeating: "</x>", count: count))
        }
        #expect(try Fixtures.refusal(nested(255)) == nil)
        #expect(try Fixtures.refusal(nested(256))?.kind == .limit)
        var options = ReadingOptions()
        options.limits.attributeBytes = 100
        options.limits.textBytes = 100
        func refusal(_ inside: String) throws -> RefusedDocument? {
            try Fixtures.refusal(Array(Fixtures.feed(inside).utf8), nil, options)
        }
        let hundred = String(repeating: "a", count: 100)
        #expect(try refusal("<note>\(hundred)</note><x y=\"\(hundred)\"/>") == nil)
        #expect(try refusal("<note>\(hundred)<![CDATA[b]]></note>")?.kind == .limit)
        #expect(try refusal("<x y=\"\(hundred)b\"/>")?.kind == .limit)
        #expect(try refusal("<x><y z=\"\(hundred)b\"/></x>")?.kind == .limit)
    }
}
