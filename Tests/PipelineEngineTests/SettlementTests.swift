import StageKit
import Testing

@testable import PipelineEngine

@Suite("Which extracts apply, and which versions are in force")
struct SettlementTests {
    /// Feed and row of each version in force.
    private func versions(_ settlement: Settlement) -> [[Int]] {
        settlement.records.map { [Int($0.feed), Int($0.row)] }
    }

    @Test("The newest full extract replaces everything before it")
    func newestFull() throws {
        let feeds = [
            SyntheticFeeds.feed("A", 1, .full, [("a", 1), ("b", 2)]),
            SyntheticFeeds.feed("A", 2, .delta, [("c", 3)]),
            SyntheticFeeds.feed("A", 3, .full, [("b", 2)]),
        ]
        let settlement = try SyntheticFeeds.settle(feeds)
        #expect(settlement.places == [2])
        #expect(versions(settlement) == [[0, 0]])
        #expect(settlement.findings.isEmpty)
    }

    @Test("A delta brings whole patients, and removes before it brings")
    func delta() throws {
        let feeds = [
            SyntheticFeeds.feed("A", 1, .full, [("a", 1), ("b", 2), ("c", 3)]),
            SyntheticFeeds.feed("A", 2, .delta, [("a", 1), ("d", 4)], removed: ["b", "a", "zz"]),
        ]
        let settlement = try SyntheticFeeds.settle(feeds)
        // By identifier: a from the delta, c from the full, d from the delta; b is gone.
        #expect(versions(settlement) == [[1, 0], [0, 2], [1, 1]])
        #expect(settlement.records.map(\.order) == [0, 1, 2])
    }

    @Test("Of one identifier twice in a document the last holds")
    func lastHolds() throws {
        let settlement = try SyntheticFeeds.settle([SyntheticFeeds.feed("A", 1, .full, [("a", 1), ("b", 2), ("a", 3)])])
        #expect(versions(settlement) == [[0, 2], [0, 1]])
    }

    @Test("Identifiers are ordered by their bytes, across extracts")
    func order() throws {
        let feeds = [
            SyntheticFeeds.feed("A", 1, .full, [("p10", 1), ("p9", 2)]),
            SyntheticFeeds.feed("A", 2, .delta, [("P1", 3), ("p1", 4)]),
        ]
        // P1, p1, p10, p9
        #expect(versions(try SyntheticFeeds.settle(feeds)) == [[1, 0], [1, 1], [0, 0], [0, 1]])
    }

    @Test("Extracts that are not numbered follow their times, and none is missing between them")
    func unnumbered() throws {
        var feeds = [
            SyntheticFeeds.feed("A", 1_800_000_000, .delta, [("b", 2)]),
            SyntheticFeeds.feed("A", 1_700_000_000, .full, [("a", 1)]),
        ]
        for place in feeds.indices { feeds[place].header.isNumbered = false }
        let settlement = try SyntheticFeeds.settle(feeds)
        #expect(settlement.places == [1, 0])
        #expect(settlement.findings.isEmpty)
    }

    @Test("A missing sequence is reported, and later deltas still apply")
    func gap() throws {
        let feeds = [
            SyntheticFeeds.feed("A", 4, .full, [("a", 1)]),
            SyntheticFeeds.feed("A", 7, .delta, [("b", 2)]),
        ]
        let settlement = try SyntheticFeeds.settle(feeds)
        #expect(settlement.records.count == 2)
        #expect(settlement.findings.map(\.message) == ["source A: sequence 5 to 6 is missing before A-7.xml"])
        #expect(throws: Diagnostics.self) { try SyntheticFeeds.settle(feeds, onGap: .stop) }
    }

    @Test("The largest sequence there is ends no run")
    func largest() throws {
        let feeds = [
            SyntheticFeeds.feed("A", Int64.max - 1, .full, [("a", 1)]),
            SyntheticFeeds.feed("A", Int64.max, .delta, [("b", 2)]),
        ]
        #expect(try SyntheticFeeds.settle(feeds).records.count == 2)
        #expect(try SyntheticFeeds.settle([feeds[1], SyntheticFeeds.feed("A", 0, .full, [])]).findings.count == 1)
    }

    @Test("Deltas without any full extract apply to nothing")
    func noFull() throws {
        let settlement = try SyntheticFeeds.settle([
            SyntheticFeeds.feed("A", 1, .delta, [("a", 1)]), SyntheticFeeds.feed("B", 1, .full, [("a", 2)]),
        ])
        #expect(settlement.places == [1])
        #expect(settlement.findings.map(\.code) == ["no-full-extract"])
    }

    @Test("The same sequence with the same content counts once, with other content stops the run naming both files")
    func sameSequence() throws {
        var copy = SyntheticFeeds.feed("A", 1, .full, [("a", 1)])
        copy.name = "copy.xml"
        let feeds = [SyntheticFeeds.feed("A", 1, .full, [("a", 1)]), copy]
        let same = try SyntheticFeeds.settle(feeds) { _ in "same" }
        #expect(same.places == [0])
        #expect(same.copies == [1])
        #expect(same.findings.map(\.code) == ["same-extract-twice"])
        let fault = #expect(throws: Diagnostics.self) { try SyntheticFeeds.settle(feeds) }
        #expect(fault?.exitStatus == 3)
        #expect(fault?.items.first?.message.contains("A-1.xml and copy.xml") == true)
    }

    @Test("The as-of date is the latest day for which sources with 95% of the records have data")
    func latestDay() throws {
        func source(_ name: String, _ count: Int, _ end: String) -> Feed {
            SyntheticFeeds.feed(name, 1, .full, (0..<count).map { ("\($0)", nil) }, end: end)
        }
        let late = source("C", 1, "2026-11-25")
        // 95 of 100 reach to the 20th, 100 to the 18th.
        let enough = [source("A", 5, "2026-11-18"), source("B", 94, "2026-11-20"), late]
        #expect(try SyntheticFeeds.settle(enough).latestDay == SyntheticFeeds.day("2026-11-20"))
        // 94 of 100 do not.
        let few = [source("A", 6, "2026-11-18"), source("B", 93, "2026-11-20"), late]
        #expect(try SyntheticFeeds.settle(few).latestDay == SyntheticFeeds.day("2026-11-18"))
    }

    @Test("An opt-out on a record set aside counts until a later good version, a removal or a newer full extract")
    func notices() throws {
        let aside = SyntheticFeeds.feed("A", 1, .full, [("b", 2)], notices: [("a", 9, .type1)])
        func notices(_ later: Feed...) throws -> Int { try SyntheticFeeds.settle([aside] + later).optOuts.count }
        #expect(try notices() == 1)
        #expect(try notices(SyntheticFeeds.feed("A", 2, .delta, [("b", 2)])) == 1)
        #expect(try notices(SyntheticFeeds.feed("A", 2, .delta, [("a", 9)])) == 0)
        #expect(try notices(SyntheticFeeds.feed("A", 2, .delta, [], removed: ["a"])) == 0)
        #expect(try notices(SyntheticFeeds.feed("A", 2, .full, [])) == 0)
        // A good version in the same document does not cancel it.
        let same = SyntheticFeeds.feed("A", 1, .full, [("a", 9)], notices: [("a", 9, .type1)])
        #expect(try SyntheticFeeds.settle([same]).optOuts.count == 1)
        // Without a readable identifier only a newer full extract ends it.
        let nameless = SyntheticFeeds.feed("A", 1, .full, [], notices: [(nil, 9, .national)])
        #expect(
            try SyntheticFeeds.settle([nameless, SyntheticFeeds.feed("A", 2, .delta, [("a", 9)])]).optOuts.count == 1)
    }

    @Test("Agrees with a plain dictionary on random extracts", arguments: 1...20)
    func againstPlain(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        var plain: [String: [Int]] = [:]
        var feeds: [Feed] = []
        for sequence in 1...6 {
            let isFull = sequence == 1 || random.next() % 4 == 0
            let patients = (0..<40).map { _ in ("p\(random.next() % 60)", Int?.none) }
            let removed = isFull ? [] : (0..<10).map { _ in "p\(random.next() % 60)" }
            if isFull { plain = [:] }
            for id in removed { plain[id] = nil }
            for (row, patient) in patients.enumerated() { plain[patient.0] = [sequence - 1, row] }
            feeds.append(
                SyntheticFeeds.feed("A", Int64(sequence), isFull ? .full : .delta, patients, removed: removed))
        }
        let settlement = try SyntheticFeeds.settle(feeds)
        let found = settlement.records.map { [settlement.places[Int($0.feed)], Int($0.row)] }
        let expected = plain.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
        #expect(found == expected)
    }
}

/// A seeded source of random numbers (Steele, Lea & Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
