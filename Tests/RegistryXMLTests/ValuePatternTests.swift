import Testing

@testable import RegistryXML

@Suite struct ValuePatternTests {
    private func matches(_ pattern: String, _ text: String) throws -> Bool {
        let pattern = try ValuePattern(pattern)
        // What stands after the value in memory must not matter.
        return Array((text + "9A").utf8).withUnsafeBufferPointer {
            pattern.matches(UnsafeBufferPointer(rebasing: $0.dropLast(2)))
        }
    }

    @Test func theWholeValueMatches() throws {
        #expect(try matches("[A-Z][0-9]{5}", "A81001"))
        #expect(try !matches("[A-Z][0-9]{5}", "A8100"))
        #expect(try !matches("[A-Z][0-9]{5}", "A810011"))
        #expect(try !matches("[A-Z][0-9]{5}", "xA81001"))
        #expect(try !matches("[A-Z][0-9]{5}", "a81001"))
        #expect(try !matches("[0-9]+", "1\n"))
        #expect(try !matches("[0-9]+", "1\n2"))
        // Each branch is held to both ends.
        #expect(try matches("a|bc", "bc"))
        #expect(try !matches("a|bc", "abc"))
        #expect(try matches("(E|W)01[0-9]{6}", "W01000001"))
        #expect(try matches("^[[:upper:]]{2}$", "AB"))
        #expect(try matches("[]\\]+", "\\]\\"))
        #expect(try matches("a\\.b", "a.b"))
        #expect(try !matches("a\\.b", "axb"))
        #expect(try matches("(é)+|ü", "éé"))
        // A dot is a byte.
        #expect(try matches("..", "é"))
        #expect(try matches("a*", ""))
    }

    @Test(arguments: [
        "", "(", "[a", "a)(b", "a)", "a)|b", "é+", "é{2}", "[é]", "*a(", "a{2,1}", "(a)\\1", "\\w+", "\\d", "a{256}",
        "a{1,1000}", "[[:nothing:]]",
        "a\\",
        String(repeating: "a", count: 501),
    ]) func noPatterns(_ text: String) {
        #expect(throws: PatternFault.self) { _ = try ValuePattern(text) }
    }

    /// What takes others a time that doubles with every byte: here it is over at once.
    @Test func matchingTakesItsTimeInProportion() throws {
        #expect(try !matches("(a*)*b", String(repeating: "a", count: 20_000)))
        #expect(try !matches("(a|aa)+", String(repeating: "a", count: 20_000) + "b"))
    }
}
