import StageKit
import Testing

@testable import PipelineEngine

@Suite("Records brought together by person")
struct PeopleTests {
    @Test("One token is one person, in whatever source; without one a record stands for itself")
    func grouping() throws {
        let settlement = try SyntheticFeeds.settle([
            SyntheticFeeds.feed("A", 1, .full, [("a", 1), ("b", nil), ("c", nil)]),
            SyntheticFeeds.feed("B", 1, .full, [("a", 2), ("z", 1)]),
        ])
        let parts = People.partitions(of: settlement)
        #expect(parts.count == 1)
        #expect(parts[0].count == 4)
        // A/a with B/z, A/b, A/c, B/a
        #expect(parts[0].records.map { [$0.feed, $0.row] } == [[0, 0], [1, 1], [0, 1], [0, 2], [1, 0]])
        #expect(parts[0].starts == [0, 2, 3, 4, 5])
    }

    @Test("Objections of any record and of records set aside reach the person")
    func objections() throws {
        let settlement = try SyntheticFeeds.settle([
            SyntheticFeeds.feed(
                "A", 1, .full, [("a", 1), ("b", 2)], notices: [("x", 2, .type1), ("y", 7, .national)]),
            SyntheticFeeds.feed("B", 1, .full, [("a", 1)], objections: ["a": .national]),
        ])
        let part = try #require(People.partitions(of: settlement).first)
        #expect(part.objections == [2, 1, 2])
        // The last is known from a record set aside alone.
        #expect(part.starts == [0, 2, 3, 3])
    }

    @Test("Parts of any size hold the same people in the same order", arguments: [1, 2, 3, 7, 1000])
    func parts(size: Int) throws {
        let patients = (0..<50).map { ("p\($0)", Int?.some($0 % 20)) }
        let settlement = try SyntheticFeeds.settle([SyntheticFeeds.feed("A", 1, .full, patients)])
        let whole = try #require(People.partitions(of: settlement, size: 1000).first)
        var records: [RecordReference] = []
        var people = 0
        for part in People.partitions(of: settlement, size: size) {
            #expect(part.count <= size)
            records += part.records
            people += part.count
        }
        #expect(people == 20)
        #expect(records == whole.records)
    }
}
