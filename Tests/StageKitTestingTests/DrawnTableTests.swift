import StageKitTesting
import Testing

@Suite struct DrawnTableTests {
    @Test func cellsByName() throws {
        let table = try DrawnTable(
            """
            person | at               | staff

            p1     | 2026-01-01 10:00 |
            p2     |                  | S 1
            """)
        #expect(table.names == ["person", "at", "staff"])
        #expect(table.rows.count == 2)
        #expect(table[0, "at"] == "2026-01-01 10:00")
        #expect(table[0, "staff"] == nil)
        #expect(table[1, "staff"] == "S 1")
        #expect(table[1, "nothing"] == nil)
    }

    @Test(arguments: [
        ("", "the table is empty"), ("a | b | a\n1 | 2 | 3", "column 'a' stands twice"),
        ("a | b\n1 | 2\n1", "row 2 has 1 cells where there are 2 columns"),
    ])
    func faults(_ text: String, _ message: String) {
        let failure = #expect(throws: ExampleFailure.self) { try DrawnTable(text) }
        #expect(failure?.description == message)
    }
}
