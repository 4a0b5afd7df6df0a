import Tables
import Testing

@Suite struct ColumnTakingTests {
    /// Row 2, nobody's, row 0, row 2 again, row 1, which has no value.
    private let rows: [Int32] = [2, -1, 0, 2, 1]

    @Test func wholeNumbers() {
        for type in [ColumnType.int32, .int64, .date, .timestamp] {
            let column = Column(integers: [7, nil, -9], type: type).taking(rows)
            #expect(column.type == type)
            #expect((0..<column.count).map { column.integer($0) } == [-9, nil, 7, -9, nil])
        }
    }

    @Test func otherNumbers() {
        let doubles = Column(doubles: [0.5, nil, -2]).taking(rows)
        #expect((0..<doubles.count).map { doubles.double($0) } == [-2, nil, 0.5, -2, nil])
        let bools = Column(bools: [true, nil, false]).taking(rows)
        #expect((0..<bools.count).map { bools.bool($0) } == [false, nil, true, false, nil])
    }

    @Test func texts() {
        for type in [ColumnType.utf8, .dictionary] {
            let column = Column(texts: ["one", nil, "drei"], type: type).taking(rows)
            #expect(column.type == type)
            #expect((0..<column.count).map { column.text($0) } == ["drei", nil, "one", "drei", nil])
        }
    }

    @Test func allOfThemIsTheSameColumn() {
        let column = Column(texts: ["a", "b", "a"], type: .dictionary).taking([0, 1, 2])
        #expect(!column.hasNulls)
        #expect((0..<3).map { column.text($0) } == ["a", "b", "a"])
        #expect(column.taking([]).count == 0)
    }
}
