import Testing

@testable import SyntheticBorough

@Suite struct MarkupTests {
    @Test func readsBackWhatWasWritten() throws {
        let tag = "  <contact id=\"c-1\" at=\"2026-03-04T09:10:00\" role=\"gp\"/>\n"
        let markup = try #require(Markup(tag: tag[...]))
        #expect(markup.name == "contact")
        #expect(markup.attributes.map(\.name) == ["id", "at", "role"])
        #expect(markup.closed == "<contact id=\"c-1\" at=\"2026-03-04T09:10:00\" role=\"gp\"/>")
        #expect(markup.with("role", nil).long == "<contact id=\"c-1\" at=\"2026-03-04T09:10:00\"></contact>")
        #expect(markup.with("id", "2").with("new", "x").opening.hasSuffix("role=\"gp\" new=\"x\">"))
    }
}
