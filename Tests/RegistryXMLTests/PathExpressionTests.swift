import Testing

@testable import RegistryXML

@Suite struct PathExpressionTests {
    private typealias Path = PathExpression
    private typealias Step = PathExpression.Step

    private func one(_ text: String) throws -> PathExpression {
        let paths = try PathExpression.parse(text)
        #expect(paths.count == 1)
        return paths[0]
    }

    private func step(
        _ local: String, _ offset: Int, _ axis: Path.Axis = .child, space: NameTest.Space = .none,
        _ predicates: [Path.Predicate] = []
    ) -> Step {
        Step(axis: axis, test: NameTest(space: space, local: .exact(local)), predicates: predicates, offset: offset)
    }

    private func attribute(_ name: String) -> Path.Leaf { .attribute(NameTest(local: .exact(name))) }

    // MARK: Forms

    @Test func startsAndLeaves() throws {
        #expect(try one("@id") == Path(leaf: attribute("id")))
        #expect(try one(".") == Path(leaf: .string))
        #expect(try one("text()") == Path(leaf: .text))
        #expect(try one("a") == Path(steps: [step("a", 0)]))
        #expect(try one("a/.") == Path(steps: [step("a", 0)], leaf: .string))
        #expect(try one("a/text()") == Path(steps: [step("a", 0)], leaf: .text))
        #expect(try one("a/b/@c") == Path(steps: [step("a", 0), step("b", 2)], leaf: attribute("c")))
        #expect(try one("a//b") == Path(steps: [step("a", 0), step("b", 3, .descendant)]))
        #expect(try one("./a") == Path(steps: [step("a", 2)]))
        #expect(try one(".//a/@c") == Path(steps: [step("a", 3, .descendant)], leaf: attribute("c")))
        #expect(try one("/a/b") == Path(start: .document, steps: [step("a", 1), step("b", 3)]))
        #expect(try one("//a") == Path(start: .document, steps: [step("a", 2, .descendant)]))
        #expect(try one("../@id") == Path(start: .record(ups: 1), leaf: attribute("id")))
        #expect(try one("../../a/@b") == Path(start: .record(ups: 2), steps: [step("a", 6)], leaf: attribute("b")))
        #expect(try one("..//a") == Path(start: .record(ups: 1), steps: [step("a", 4, .descendant)]))
        let entry = Path.Start.ancestor(NameTest(space: .prefix("f"), local: .exact("entry")))
        #expect(try one("ancestor::f:entry/@x") == Path(start: entry, leaf: attribute("x")))
        #expect(try one("ancestor::f:entry//a") == Path(start: entry, steps: [step("a", 19, .descendant)]))
    }

    @Test func names() throws {
        let names: [(String, NameTest, String)] = [
            ("a", NameTest(local: .exact("a")), "a"),
            ("p:a", NameTest(space: .prefix("p"), local: .exact("a")), "p:a"),
            ("*", NameTest(space: .any, local: .any), "*"),
            ("p:*", NameTest(space: .prefix("p"), local: .any), "p:*"),
            ("*:a", NameTest(space: .any, local: .exact("a")), "*:a"),
            ("*Record", NameTest(space: .any, local: .suffix("Record")), "*:*Record"),
            ("p:*Record", NameTest(space: .prefix("p"), local: .suffix("Record")), "p:*Record"),
            ("Ärzte-1_b.c", NameTest(local: .exact("Ärzte-1_b.c")), "Ärzte-1_b.c"),
            ("and", NameTest(local: .exact("and")), "and"),
            ("not", NameTest(local: .exact("not")), "not"),
        ]
        for (text, test, shown) in names {
            #expect(try one(text).steps.map(\.test) == [test])
            if !text.hasPrefix("*R") { #expect(test.description == shown) }
        }
        #expect(try one("@xsi:type").leaf == .attribute(NameTest(space: .prefix("xsi"), local: .exact("type"))))
    }

    @Test func conditions() throws {
        func predicates(_ text: String) throws -> [Path.Predicate] { try one("a" + text).steps[0].predicates }
        func atom(_ test: Path.Test, _ leaf: Path.Leaf, _ steps: [Step] = []) -> Path.Condition {
            .atom(Path.Atom(steps: steps, leaf: leaf, test: test))
        }
        let x = atom(.equals("1"), attribute("x")), y = atom(.exists, attribute("y"))
        #expect(try predicates("[@x='1']") == [.condition(x)])
        #expect(try predicates("[ @x = \"1\" ]") == [.condition(x)])
        #expect(try predicates("[@x!='1']") == [.condition(atom(.differs("1"), attribute("x")))])
        #expect(try predicates("[@y]") == [.condition(y)])
        #expect(try predicates("[.='1']") == [.condition(atom(.equals("1"), .string))])
        #expect(try predicates("[text()='1']") == [.condition(atom(.equals("1"), .text))])
        #expect(try predicates("[b='it']") == [.condition(atom(.equals("it"), .string, [step("b", 2)]))])
        let deeper = atom(.exists, attribute("d"), [step("b", 2), step("c", 4)])
        #expect(try predicates("[b/c/@d]") == [.condition(deeper)])
        #expect(try predicates("[.//b]") == [.condition(atom(.exists, .string, [step("b", 5, .descendant)]))])
        #expect(try predicates("[not(@y)]") == [.condition(.not(y))])
        #expect(try predicates("[@x='1' and @y]") == [.condition(.all([x, y]))])
        #expect(try predicates("[@x='1' or @y and @y]") == [.condition(.any([x, .all([y, y])]))])
        #expect(try predicates("[(@x='1' or @y) and @y]") == [.condition(.all([.any([x, y]), y]))])
        #expect(try predicates("[starts-with(@x, '1')]") == [.condition(atom(.startsWith("1"), attribute("x")))])
        #expect(try predicates("[contains( . ,'1' )]") == [.condition(atom(.contains("1"), .string))])
        #expect(try predicates("[@x='1'][2][@y]") == [.condition(x), .position(2), .condition(y)])
        #expect(try predicates("[ 2 ]") == [.position(2)])
        #expect(try predicates("[@x='']") == [.condition(atom(.equals(""), attribute("x")))])
        #expect(try predicates("[android='1']").count == 1)
        #expect(try predicates("[b=\"it's\"]") == [.condition(atom(.equals("it's"), .string, [step("b", 2)]))])
    }

    @Test func choices() throws {
        let paths = try PathExpression.parse(" @a |b/c| . ")
        #expect(paths.count == 3)
        #expect(paths[1].steps.map(\.offset) == [5, 7])
        #expect(paths[2].leaf == .string)
    }

    // MARK: Faults

    @Test(
        arguments: [
            ("", 0, "an empty path", nil),
            ("a|", 2, "an empty path", nil),
            ("a | | b", 4, "an empty path", nil),
            ("a/", 2, "expected a name where the path ends", nil),
            ("a//", 3, "expected a name where the path ends", nil),
            ("/", 1, "expected a name where the path ends", nil),
            ("@", 1, "expected a name where the path ends", nil),
            ("a/@@b", 3, "expected a name, not `@`", nil),
            ("a b", 2, "expected `/`, `[`, `|` or the end of the path", nil),
            ("..", 2, "after `..` an attribute or an element must follow", nil),
            ("../..", 5, "after `..` an attribute or an element must follow", nil),
            ("a/../b", 2, "`..` stands at the start of a path only", nil),
            ("a//@b", 3, "`//` needs the name of an element", "write `//*/@name` for any element inside"),
            ("@a/b", 2, "nothing may follow an attribute or text()", nil),
            ("text()[1]", 6, "nothing may follow an attribute or text()", nil),
            ("a[last()]", 2, "a position is a number here", "`[1]` is the first; the last is not known while reading"),
            ("a[0]", 2, "a position is counted from 1", nil),
            ("a[1", 3, "expected `]`", nil),
            ("a[1.5]", 3, "expected `]`", nil),
            ("a[@x='1'", 8, "expected `]`, `and` or `or`", nil),
            ("a[@x='1]", 5, "the quoted value has no end", nil),
            ("a[@x=1]", 5, "expected a quoted value", nil),
            ("a[@x<'1']", 4, "expected `]`, `and` or `or`", nil),
            ("a[not(@x]", 8, "expected `)`", nil),
            ("a[(@x]", 5, "expected `)`", nil),
            ("a[contains(@x)]", 13, "expected `,` and a quoted value", nil),
            ("a[../@x='1']", 2, "a condition looks at the element itself or into it", nil),
            ("a[/r/@x='1']", 2, "a condition looks at the element itself or into it", nil),
            ("a[b[@c]/@d]", 2, "a condition inside a condition", "say it beside the other: `a[b/@c='x' and b/@d='y']`"),
            ("a[]", 2, "expected a name, not `]`", nil),
            ("child::a", 5, "the axis `child::` is not known", "axes: ancestor::name, and //"),
            ("a/count(b)", 7, "the function `count()` is not known here", "a path ends with @name or text()"),
            ("a[count(b)='1']", 7, "the function `count()` is not known here", "a path ends with @name or text()"),
            ("p:", 1, "expected `/`, `[`, `|` or the end of the path", nil),
            ("*:", 2, "expected a name where the path ends", nil),
        ] as [(String, Int, String, String?)])
    func faults(_ text: String, _ offset: Int, _ message: String, _ hint: String?) {
        do {
            let paths = try PathExpression.parse(text)
            Issue.record("`\(text)` is taken for \(paths)")
        } catch {
            #expect(error.message == message, "\(text)")
            #expect(error.offset == offset, "\(text)")
            #expect(error.hint == hint, "\(text)")
        }
    }

    @Test func hostilePathsAreFaults() {
        let deep = "a[" + String(repeating: "(", count: 100_000) + "@x" + String(repeating: ")", count: 100_000) + "]"
        let nots = "a[" + String(repeating: "not(", count: 100_000) + "@x"
        let long = Array(repeating: "a", count: 100_000).joined(separator: "/")
        for (text, message) in [
            (deep, "brackets lie more than 32 deep in one another"),
            (nots, "brackets lie more than 32 deep in one another"),
            (long, "a path has at most 1000 steps"),
        ] {
            do {
                _ = try PathExpression.parse(text)
                Issue.record("taken")
            } catch {
                #expect(error.message == message)
            }
        }
    }
}
