import StageKit
import StageKitTesting
import Testing

@Suite struct PersonAnnotationTests {
    private let score = Field("score", .float64, optional: true)
    private let group = Field("group", .dictionary)

    private func table(_ persons: [Int64?], _ scores: [Double?], _ groups: [String?]) -> Table {
        Table(
            [
                ("person", Column(integers: persons)), ("score", Column(doubles: scores)),
                ("group", Column(texts: groups, type: .dictionary)),
            ], sensitivity: .pseudonymous)
    }

    private func fault(_ table: Table, _ fields: [Field], people: Int) -> String? {
        do throws(StageFault) {
            _ = try PersonAnnotation(table, adding: fields, people: people)
            return nil
        } catch {
            return error.message
        }
    }

    @Test func rowsInAnyOrderComeToTheirPeople() throws {
        let annotation = try PersonAnnotation(
            table([2, 0, 1], [0.25, nil, 1.5], ["a", "b", "a"]), adding: [group, score], people: 3)
        #expect(annotation.columns.map(\.field) == [group, score])
        #expect((0..<3).map { annotation["group"]?.text($0) } == ["b", "a", "a"])
        #expect((0..<3).map { annotation["score"]?.double($0) } == [nil, 1.5, 0.25])
    }

    @Test func whoHasNoRowHasNoValue() throws {
        let annotation = try PersonAnnotation(table([3, 1], [9, 8], ["a", "b"]), adding: [score], people: 4)
        #expect((0..<4).map { annotation["score"]?.double($0) } == [nil, 8, nil, 9])
        #expect(annotation["group"] == nil)
    }

    @Test func stagesDownstreamReadThem() throws {
        let people = SketchedPeople(asOf: RandomPeople.asOf, people: [PersonSketch(), PersonSketch()])
        let annotation = try PersonAnnotation(
            table([1, 0], [9, nil], ["a", "b"]), adding: [score, group], people: 2)
        let reader = PersonTables(
            reading: [
                TableRequirement(
                    "people", [Field("group", .dictionary), Field("age", .int32), Field("score", .float64)])
            ], annotated: [score, group])
        #expect(reader.schemas[0].schema.fields == [group, Field("age", .int32), score])
        let table = try #require(reader.tables(of: people.frame, with: [annotation])["people"])
        #expect(table.schema.fields == [group, Field("age", .int32), score])
        #expect((0..<2).map { table["group"]?.text($0) } == ["b", "a"])
        #expect((0..<2).map { table["score"]?.double($0) } == [nil, 9])
    }

    @Test(
        arguments: [
            ([0, nil], "row 1 of table 'people' (rows count from 0) has no person"),
            ([0, 2], "row 1 of table 'people' (rows count from 0) is about nobody of the part"),
            ([-1, 0], "row 0 of table 'people' (rows count from 0) is about nobody of the part"),
            ([1, 1], "row 1 of table 'people' (rows count from 0) is about somebody who has a row already"),
        ] as [([Int64?], String)])
    func peopleAreThoseOfThePart(_ persons: [Int64?], _ message: String) {
        #expect(fault(table(persons, [1, 1], ["a", "a"]), [score], people: 2) == message)
    }

    @Test func everybodyNeedsWhatIsNotOptional() {
        #expect(
            fault(table([0, 1], [1, 1], ["a", nil]), [group], people: 2)
                == "row 1 of table 'people' (rows count from 0) has no 'group', which is declared without '?'")
        #expect(
            fault(table([0], [1], ["a"]), [group], people: 2)
                == "table 'people' has 1 rows for 2 people, and 'group' is declared without '?'")
    }

    @Test func columnsAreThoseDeclared() {
        let one = table([0], [1], ["a"])
        #expect(fault(one, [Field("size", .int32)], people: 1) == "table 'people' has no column 'size'")
        #expect(
            fault(one, [Field("score", .int64)], people: 1) == "column 'score' of table 'people' is float64, not int64")
        let nobody = Table([("score", Column(doubles: [1]))], sensitivity: .pseudonymous)
        #expect(fault(nobody, [score], people: 1) == "table 'people' has no column 'person'")
    }
}
