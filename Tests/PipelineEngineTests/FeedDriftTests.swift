import StageKit
import Testing

@testable import PipelineEngine

@Suite("How an extract differs from those before it")
struct FeedDriftTests {
    /// 2400 patients, of whom 2280 (95%) have an ethnicity; 3000 contacts, 300 (10%) of them by video.
    private static let usual = FeedFingerprint(
        records: ["patients": 2400, "contacts": 3000],
        filled: ["patients.ethnicity": 2280, "patients.care_home": 24, "contacts.mode": 3000],
        words: ["contacts.mode": ["video": 300, "telephone": 2700]], unknown: ["feed/patient/@extra": 12])

    private func drifts(
        _ now: FeedFingerprint, _ history: [FeedFingerprint] = [usual], others: [FeedFingerprint] = [],
        content: FeedHeader.Content = .full, tolerance: Int = 20
    ) -> [FeedDrift] {
        DriftComparison(now: now, content: content, history: history, others: others, tolerance: tolerance).drifts
    }

    private func changed(_ change: (inout FeedFingerprint) -> Void) -> FeedFingerprint {
        var changed = Self.usual
        change(&changed)
        return changed
    }

    @Test("The same again is no difference, and the first extract has nothing to differ from")
    func same() {
        #expect(drifts(Self.usual).isEmpty)
        #expect(drifts(changed { $0.records = [:] }, []).isEmpty)
    }

    // MARK: Records

    @Test("Half of the records missing, with the figures")
    func half() {
        let now = changed {
            $0.records = ["patients": 1200, "contacts": 3000]
            $0.filled["patients.ethnicity"] = 1140
        }
        #expect(
            drifts(now).map(\.message) == [
                "1200 records of patients, against 2400 in the one before (-50.0%, tolerance 20%)"
            ])
    }

    /// History 100, 130, 140: the median is 130, and 20% of it 26; so 104 to 156 are within.
    @Test(
        "Within the tolerance of the median, or beyond it",
        arguments: [(104, false), (103, true), (156, false), (157, true), (130, false), (0, true)])
    func median(count: Int, isOff: Bool) {
        let history = [140, 100, 130].map { FeedFingerprint(records: ["t": $0]) }
        let found = drifts(FeedFingerprint(records: ["t": count]), history)
        #expect(found.map(\.kind) == (isOff ? [.records] : []))
    }

    /// The median of 100 and 201 is 150.5; with 10% the limits are 135.45 and 165.55.
    @Test("The median of an even number of extracts lies between the two in the middle")
    func evenMedian() {
        let history = [100, 201].map { FeedFingerprint(records: ["t": $0]) }
        #expect(drifts(FeedFingerprint(records: ["t": 136]), history, tolerance: 10).isEmpty)
        #expect(
            drifts(FeedFingerprint(records: ["t": 135]), history, tolerance: 10).map(\.message) == [
                "135 records of t, against a median of 150.5 in the 2 before (-10.3%, tolerance 10%)"
            ])
    }

    @Test(
        "Fewer than ten records more or less are nothing, whatever their share; ten where there were none are something"
    )
    func few() {
        func off(_ before: Int, _ now: Int) -> Bool {
            !drifts(FeedFingerprint(records: ["t": now]), [FeedFingerprint(records: ["t": before])]).isEmpty
        }
        #expect(!off(12, 21))
        #expect(off(12, 22))
        #expect(!off(0, 9))
        #expect(off(0, 10))
        #expect(off(10, 0))
        // A table that is not named at all has no records.
        #expect(
            drifts(FeedFingerprint(), [FeedFingerprint(records: ["t": 40])]).map(\.message) == [
                "0 records of t, against 40 in the one before (-100.0%, tolerance 20%)"
            ])
        #expect(
            drifts(FeedFingerprint(records: ["t": 40]), [FeedFingerprint()]).map(\.message) == [
                "40 records of t, against 0 in the one before (tolerance 20%)"
            ])
    }

    /// Deltas of 50, 60, 55, 90 and 200: 20% under 50 is 40, 20% over 200 is 240.
    @Test("Deltas are held against their range, and only once there are five")
    func deltas() {
        let history = [50, 60, 55, 90, 200].map { FeedFingerprint(records: ["t": $0]) }
        func found(_ count: Int, _ history: [FeedFingerprint]) -> [String] {
            drifts(FeedFingerprint(records: ["t": count]), history, content: .delta).map(\.message)
        }
        #expect(found(40, history).isEmpty)
        #expect(found(240, history).isEmpty)
        #expect(found(39, history) == ["39 records of t, against 50 to 200 in the 5 before (tolerance 20%)"])
        #expect(found(241, history).count == 1)
        #expect(found(4000, Array(history.dropLast())).isEmpty)
    }

    // MARK: Paths that the mapping does not know

    @Test("A path that no extract had is told, even where it occurs once; one that any had is not")
    func newPath() {
        let now = changed { $0.unknown["feed/patient/@new"] = 1 }
        #expect(
            drifts(now).map(\.message) == [
                "feed/patient/@new is new, and the mapping does not know it: once, never before"
            ])
        let earlier = changed { $0.unknown["feed/patient/@new"] = 3 }
        #expect(drifts(now, [earlier, Self.usual]).isEmpty)
        #expect(drifts(now, [Self.usual], others: [earlier]).isEmpty)
    }

    @Test("A path that the extract before had is gone, unless it was rare or the extract is small")
    func gonePath() {
        let now = changed { $0.unknown = [:] }
        #expect(
            drifts(now).map(\.message) == ["feed/patient/@extra is gone: 12 times in the extract before, now not once"])
        #expect(drifts(now, [changed { $0.unknown = ["feed/patient/@extra": 9] }]).isEmpty)
        // Already gone in the extract before.
        #expect(drifts(now, [Self.usual, now]).isEmpty)
        // 12 in 5400 records are 9.99 in 4496, and 10 in 4500.
        func left(_ contacts: Int) -> [FeedDrift.Kind] {
            drifts(
                changed {
                    $0.unknown = [:]; $0.records["contacts"] = contacts
                }
            ).map(\.kind)
        }
        #expect(left(2100) == [.records, .vanished])
        #expect(left(2099) == [.records])
    }

    // MARK: Fields

    @Test("A field gone null, with the figures; one that was rarely filled says nothing")
    func goneField() {
        let now = changed {
            $0.filled["patients.ethnicity"] = nil
            $0.filled["patients.care_home"] = 0
        }
        // 24 of 2400 make 24 in 2400: care homes are missed as well.
        #expect(
            drifts(now).map(\.message) == [
                "patients.care_home is empty: in 24 of 2400 (1.0%) before, now in none of 2400",
                "patients.ethnicity is empty: in 2280 of 2400 (95.0%) before, now in none of 2400",
            ])
        // Of 960 patients only 9.6 would live in one.
        let few = FeedFingerprint(records: ["patients": 960], filled: ["patients.ethnicity": 912])
        let before = changed {
            $0.records["contacts"] = 0; $0.filled["contacts.mode"] = 0; $0.words = [:]; $0.unknown = [:]
        }
        #expect(drifts(few, [before]).map(\.kind) == [.records])
    }

    /// A tenth of 95% is 9.5%: 228 of 2400.
    @Test(
        "From half of the records or more to less than a tenth of the share before",
        arguments: [(227, true), (228, false)])
    func emptied(count: Int, isTold: Bool) {
        let found = drifts(changed { $0.filled["patients.ethnicity"] = count })
        #expect(
            found.map(\.message)
                == (isTold
                    ? [
                        "patients.ethnicity is almost empty: in 2280 of 2400 (95.0%) before, "
                            + "now in 227 of 2400 (9.5%)"
                    ] : []))
    }

    @Test("A field that fewer than half had may shrink")
    func shrunk() {
        let before = changed { $0.filled["patients.ethnicity"] = 1199 }
        #expect(drifts(changed { $0.filled["patients.ethnicity"] = 1 }, [before]).isEmpty)
        let half = changed { $0.filled["patients.ethnicity"] = 1200 }
        #expect(drifts(changed { $0.filled["patients.ethnicity"] = 1 }, [half]).map(\.kind) == [.emptied])
    }

    @Test("A field that never had values and now has, where ten would have been seen before")
    func newField() {
        let now = changed { $0.filled["patients.lsoa"] = 10 }
        #expect(
            drifts(now).map(\.message) == [
                "patients.lsoa has values for the first time: in 10 of 2400 (0.4%), in none before"
            ])
        let nine = changed { $0.filled["patients.lsoa"] = 9 }
        #expect(drifts(nine).isEmpty)
        // Nine in each of two extracts would have been eighteen.
        #expect(drifts(nine, [Self.usual, Self.usual]).map(\.kind) == [.appeared])
        #expect(drifts(nine, [Self.usual], others: [Self.usual]).map(\.kind) == [.appeared])
        #expect(drifts(nine, [nine, Self.usual, Self.usual]).isEmpty)
    }

    // MARK: Words

    @Test("A word for the first time, and one no more")
    func words() {
        let now = changed {
            $0.words["contacts.mode"] = ["telephone": 2500, "online": 500]
        }
        #expect(
            drifts(now).map(\.message) == [
                "contacts.mode has the word 'online' for the first time: in 500 of 3000 (16.7%)",
                "contacts.mode has the word 'video' no more: in 300 of 3000 (10.0%) before, now in none of 3000",
            ])
        // A rare one may be missing by chance.
        let rare = changed { $0.words["contacts.mode"]?["online"] = 9 }
        #expect(drifts(Self.usual, [rare]).isEmpty)
        #expect(drifts(rare).isEmpty)
    }

    @Test("Values that a code map does not know are one word, and words of an empty field are not told again")
    func unmapped() {
        let now = changed { $0.words["contacts.mode"]?[FeedFingerprint.unmapped] = 40 }
        #expect(drifts(now).map(\.subject) == ["contacts.mode=(unmapped)"])
        let gone = changed {
            $0.words = [:]; $0.filled["contacts.mode"] = 0
        }
        #expect(drifts(gone).map(\.subject) == ["contacts.mode"])
    }

    /// Of 300 videos in 3000 contacts, 100 contacts would have ten.
    @Test("Tables come first, then paths, fields and words, each in byte order")
    func order() {
        let now = FeedFingerprint(
            records: ["patients": 100, "contacts": 100], filled: ["patients.b": 50, "contacts.mode": 100],
            words: ["contacts.mode": ["telephone": 50, "x": 50]], unknown: ["b": 1, "a": 1])
        #expect(
            drifts(now).map(\.subject)
                == [
                    "contacts", "patients", "a", "b", "patients.b", "patients.ethnicity", "contacts.mode=video",
                    "contacts.mode=x",
                ])
    }

    @Test("Agrees with the rules written out plainly, on random counts", arguments: 1...30)
    func againstPlain(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        func count(_ most: UInt64) -> Int { Int(random.next() % (most + 1)) }
        func fingerprint() -> FeedFingerprint {
            let records = count(3) == 0 ? 0 : count(300)
            let filled = count(2) == 0 ? 0 : min(records, count(300))
            return FeedFingerprint(records: ["t": records], filled: ["t.f": filled])
        }
        for _ in 0..<200 {
            let history = (0..<(1 + count(5))).map { _ in fingerprint() }, now = fingerprint()
            let found = Set(drifts(now, history).map { "\($0.kind) \($0.subject)" })
            // Whole numbers only, and other forms of the same conditions.
            var expected: Set<String> = []
            let n = now.records["t"]!, f = now.filled["t.f"]!
            let sizes = history.map { $0.records["t"]! }.sorted(), k = sizes.count
            let doubled = k % 2 == 1 ? 2 * sizes[k / 2] : sizes[k / 2 - 1] + sizes[k / 2]
            let apart = abs(2 * n - doubled)
            if apart >= 20, 100 * apart > 20 * doubled { expected.insert("records t") }
            let before = history[k - 1], p = before.records["t"]!, g = before.filled["t.f"]!
            let never = history.allSatisfy { $0.filled["t.f"] == 0 }
            if f > 0, never, f * sizes.reduce(0, +) >= 10 * n {
                expected.insert("appeared t.f")
            } else if g >= 10, g * n >= 10 * p {
                if f == 0 {
                    expected.insert("vanished t.f")
                } else if 2 * g >= p, 10 * f * p < g * n {
                    expected.insert("emptied t.f")
                }
            }
            #expect(found == expected)
        }
    }
}
