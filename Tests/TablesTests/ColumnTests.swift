import Testing

@testable import Tables

@Suite struct ColumnTests {
    @Test func nullsFirstInTheMiddleAndLast() {
        let values: [Int64?] = [nil, 4, nil, -9, nil]
        for type in [ColumnType.int32, .int64, .date, .timestamp] {
            let column = Column(integers: values, type: type)
            #expect((0..<5).map { column.integer($0) } == values, "\(type)")
            #expect((0..<5).map { column.isValid($0) } == [false, true, false, true, false])
            #expect(column.hasNulls)
        }
        let doubles = Column(doubles: [nil, 0.1, nil, -.infinity, nil])
        #expect((0..<5).map { doubles.double($0) } == [nil, 0.1, nil, -.infinity, nil])
        let bools = Column(bools: [nil, true, nil, false, nil])
        #expect((0..<5).map { bools.bool($0) } == [nil, true, nil, false, nil])
        for type in [ColumnType.utf8, .dictionary] {
            let texts = Column(texts: [nil, "ä", nil, "", nil], type: type)
            #expect((0..<5).map { texts.text($0) } == [nil, "ä", nil, "", nil], "\(type)")
        }
    }

    @Test func withoutNullsThereAreNoBitsForThem() {
        #expect(!Column(integers: [1, 2]).hasNulls)
        #expect(!Column(texts: ["a", ""]).hasNulls)
        #expect(!Column(bools: [false]).hasNulls)
    }

    @Test func widestValues() {
        let wide = Column(integers: [.min, .max])
        #expect(wide.integer(0) == .min && wide.integer(1) == .max)
        let narrow = Column(integers: [Int64(Int32.min), Int64(Int32.max)], type: .int32)
        #expect(narrow.integer(0) == Int64(Int32.min) && narrow.integer(1) == Int64(Int32.max))
        let doubles = Column(doubles: [-0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
        #expect(doubles.double(0)?.sign == .minus)
        #expect(doubles.double(1) == .leastNonzeroMagnitude && doubles.double(2) == .greatestFiniteMagnitude)
    }

    @Test func everyTypeSurvivesRandomNulls() {
        var random = SeededGenerator(state: 11)
        for count in [0, 1, 7, 8, 9, 63, 64, 65, 1000] {
            let numbers = (0..<count).map { _ in
                Bool.random(using: &random) ? nil : Int64.random(in: -5_000_000...5_000_000, using: &random)
            }
            for type in [ColumnType.int32, .int64, .date, .timestamp] {
                let column = Column(integers: numbers, type: type)
                #expect(column.count == count)
                #expect((0..<count).map { column.integer($0) } == numbers)
            }
            let texts = numbers.map { $0.map { "t\($0 % 50)" } }
            for type in [ColumnType.utf8, .dictionary] {
                let column = Column(texts: texts, type: type)
                #expect((0..<count).map { column.text($0) } == texts)
            }
            let bools = numbers.map { $0.map { $0 % 2 == 0 } }
            let bits = Column(bools: bools)
            #expect((0..<count).map { bits.bool($0) } == bools)
            let doubles = numbers.map { $0.map { Double($0) / 7 } }
            let column = Column(doubles: doubles)
            #expect((0..<count).map { column.double($0) } == doubles)
        }
    }

    @Test func aValueOfAnotherTypeIsNone() {
        let text = Column(texts: ["7"]), whole = Column(integers: [7]), double = Column(doubles: [7])
        #expect(text.integer(0) == nil && text.double(0) == nil && text.bool(0) == nil)
        #expect(whole.text(0) == nil && whole.double(0) == nil && whole.bool(0) == nil)
        #expect(double.integer(0) == nil && double.text(0) == nil && double.bool(0) == nil)
    }

    @Test func aDictionaryKeepsEachTextOnceInOrderOfAppearance() {
        let column = Column(texts: ["b", "a", "b", nil, "c", "a"], type: .dictionary)
        #expect(column.texts?.strings == ["b", "a", "c"])
        #expect([0, 1, 2, 4, 5].map { column.int32s[$0] } == [0, 1, 0, 2, 1])
    }

    @Test func textsKeepTheirBytes() {
        let strings = ["", "a", "", "naïve", "名前", "a\u{0}b", ""]
        let texts = Texts(strings)
        #expect(texts.count == 7)
        #expect(texts.strings == strings)
        #expect(texts.withUTF8(at: 5) { Array($0) } == [0x61, 0, 0x62])
        #expect(texts.withUTF8(at: 0) { $0.isEmpty })
        #expect(Texts([]).count == 0)
        #expect(Texts(offsets: Buffer([Int32]()), bytes: Buffer([UInt8]())).count == 0)
    }
}
