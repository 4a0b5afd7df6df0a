import Testing

@testable import Tables

@Suite struct TableTests {
    static let table = Table(
        [("code", Column(texts: ["a", "b"])), ("people", Column(integers: [3, nil]))], sensitivity: .aggregate)

    @Test func columnsByName() {
        #expect(Self.table.count == 2)
        #expect(Self.table["code"]?.text(1) == "b")
        #expect(Self.table["people"]?.integer(0) == 3)
        #expect(Self.table["People"] == nil)
    }

    @Test func theSchemaFollowsFromTheColumns() {
        #expect(Self.table.schema == Schema([Field("code", .utf8), Field("people", .int64, optional: true)]))
        #expect(Self.table.schema.index(of: "people") == 1)
        #expect(Self.table.schema.index(of: "area") == nil)
    }

    @Test func withoutColumnsThereAreNoRows() {
        #expect(Table([(String, Column)](), sensitivity: .aggregate).count == 0)
    }

    @Test func labelsFromNamedToOpen() {
        let inOrder: [Sensitivity] = [.identifiable, .pseudonymous, .aggregate, .internal, .disclosable]
        #expect(Sensitivity.allCases.sorted() == inOrder)
    }
}
