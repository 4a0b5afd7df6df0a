import Foundation
import Testing

@testable import RegistryXML

/// The expected offsets are those of Python's `zoneinfo` with the same database (2025b).
@Suite struct ZoneRulesTests {
    private static let hasDatabase = FileManager.default.fileExists(atPath: ZoneRules.database + "/Europe/London")

    private func offsets(_ name: String, _ instants: [Int64]) throws -> [Int32] {
        let rules = try ZoneRules(named: name)
        return instants.map { rules.offset(at: $0) }
    }

    @Test(.enabled(if: hasDatabase)) func londonThroughTheYears() throws {
        // 2026-03-29T00:59:59Z and 01:00:00Z, 2026-10-25T00:59:59Z and 01:00:00Z: clocks change at 01:00 UTC.
        #expect(
            try offsets("Europe/London", [1_774_745_999, 1_774_746_000, 1_792_889_999, 1_792_890_000])
                == [0, 3_600, 3_600, 0])
        // 1800 and the last second of local mean time, 1847-12-01T00:01:15Z, 1900-07-01, summer 1916, double summer time
        // in May 1941, and 1970, when it was summer all year.
        #expect(
            try offsets(
                "Europe/London",
                [
                    -5_364_662_400, -3_852_662_326, -3_852_662_325, -2_193_350_400, -1_691_020_800, -904_435_200, 0,
                ]) == [-75, -75, 0, 0, 3_600, 7_200, 3_600])
        // 2037-07-01, 2038-07-01, 2100-03-28T00:59:59Z and 01:00:00Z, 2400-12-01.
        #expect(
            try offsets(
                "Europe/London", [2_130_019_200, 2_161_555_200, 4_109_878_799, 4_109_878_800, 13_598_409_600])
                == [3_600, 3_600, 0, 3_600, 0])
    }

    @Test(.enabled(if: hasDatabase)) func otherRules() throws {
        // Summer across the turn of the year; 2026-04-04T15:59:59Z and 16:00:00Z, then January and July 2050.
        #expect(
            try offsets("Australia/Sydney", [1_775_318_399, 1_775_318_400, 2_524_608_000, 2_540_246_400])
                == [39_600, 36_000, 39_600, 36_000])
        // Winter time as the exception; half an hour of summer; changes before midnight.
        #expect(try offsets("Europe/Dublin", [2_524_608_000, 2_540_246_400]) == [0, 3_600])
        #expect(try offsets("Australia/Lord_Howe", [2_524_608_000, 2_540_246_400]) == [39_600, 37_800])
        #expect(try offsets("America/Nuuk", [2_531_955_599, 2_531_955_600]) == [-7_200, -3_600])
        #expect(try offsets("America/St_Johns", [2_382_480_000]) == [-9_000])
        #expect(try offsets("Asia/Kolkata", [2_524_608_000]) == [19_800])
        // Samoa left out 30 December 2011.
        #expect(try offsets("Pacific/Apia", [1_325_239_199, 1_325_239_200]) == [-36_000, 50_400])
        #expect(try offsets("UTC", [1_767_225_600]) == [0])
    }

    /// Against Foundation, which has rules of its own, from 1972 to 2036.
    @Test(
        .enabled(if: hasDatabase), arguments: ["Europe/London", "America/New_York", "Australia/Sydney", "Asia/Tokyo"])
    func seededRandom(_ name: String) throws {
        let rules = try ZoneRules(named: name)
        guard let zone = TimeZone(identifier: name) else { return }
        var seed: UInt64 = 7
        for _ in 0..<2_000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let instant = 63_072_000 + Int64(seed >> 33) % 2_051_222_400
            let expected = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
            #expect(Int(rules.offset(at: instant)) == expected)
        }
    }

    @Test func footers() {
        func rule(_ text: String) -> ZoneFooter? { ZoneFooter(Array(text.utf8)) }
        #expect(rule("<-03>3")?.offset(at: 0) == -10_800)
        #expect(rule("IST-5:30")?.offset(at: 0) == 19_800)
        #expect(rule("XYZ-1:02:03")?.offset(at: 0) == 3_723)
        // Days 60 and J60 of a leap year: 1 March either way; of 2023, 2 March and 1 March. Clocks change at 02:00.
        let byDay = rule("AAA0BBB,60,300"), byCommonDay = rule("AAA0BBB,J60,J300")
        #expect([1_709_258_399, 1_709_258_400].map { byDay?.offset(at: $0) } == [0, 3_600])  // 2024-03-01T01:59:59
        #expect([1_709_258_399, 1_709_258_400].map { byCommonDay?.offset(at: $0) } == [0, 3_600])
        #expect([1_677_722_399, 1_677_722_400].map { byDay?.offset(at: $0) } == [0, 3_600])  // 2023-03-02T01:59:59
        #expect([1_677_635_999, 1_677_636_000].map { byCommonDay?.offset(at: $0) } == [0, 3_600])  // 2023-03-01
        // Summer time all the year, as RFC 8536 (3.3.1) writes it.
        let always = rule("XXX3EDT4,0/0,J365/23")
        for instant: Int64 in [0, 1_709_258_399, 1_735_689_599, 1_735_689_600, 4_109_878_799] {
            #expect(always?.offset(at: instant) == -14_400)
        }
        for bad in [
            "", "A0", "GMT", "GMT0BST", "GMT0BST,M3.5.0/1", "GMT0BST,M13.5.0,M10.5.0", "GMT0BST,M3.6.0,M10.5.0",
            "GMT0BST,M3.5.7,M10.5.0", "GMT0BST,J0,J300", "GMT0BST,1,366", "<+030", "GMT168", "GMT0:60",
            "GMT0BST,M3.5.0,M10.5.0x",
        ] {
            #expect(rule(bad) == nil)
        }
    }

    // MARK: Files

    private func block(
        _ version: UInt8, _ bytes: Int, times: [Int64], kinds: [UInt8], offsets: [Int32], leaps: UInt32 = 0
    )
        -> [UInt8]
    {
        func big(_ value: Int64, _ count: Int) -> [UInt8] {
            (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
        }
        var out = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, Int64(leaps), Int64(times.count), Int64(offsets.count), 4] { out += big(count, 4) }
        out += times.flatMap { big($0, bytes) } + kinds
        for offset in offsets { out += big(Int64(offset), 4) + [0, 0] }
        out += Array("AAA\0".utf8)
        return out + [UInt8](repeating: 0, count: Int(leaps) * (bytes + 4))
    }

    @Test func filesOfBothVersions() throws {
        let old = block(0, 4, times: [-100, 100], kinds: [1, 0], offsets: [60, 120])
        #expect([-101, -100, 99, 100].map { try? ZoneRules(tzif: old).offset(at: $0) } == [60, 120, 120, 60])
        let new =
            block(0x32, 4, times: [], kinds: [], offsets: [0])
            + block(0x32, 8, times: [-5_000_000_000], kinds: [1], offsets: [7, 60]) + Array("\n\n".utf8)
        #expect([-5_000_000_001, -5_000_000_000].map { try? ZoneRules(tzif: new).offset(at: $0) } == [7, 60])
        for count in 0..<new.count where count < new.count {
            #expect(throws: ZoneFault.self) { try ZoneRules(tzif: Array(new.prefix(count))) }
        }
        #expect(throws: ZoneFault.self) {
            try ZoneRules(tzif: block(0, 4, times: [], kinds: [], offsets: [0], leaps: 1))
        }
        // A kind that is not there, and times that go back.
        #expect(throws: ZoneFault.self) { try ZoneRules(tzif: block(0, 4, times: [1], kinds: [1], offsets: [0])) }
        #expect(throws: ZoneFault.self) {
            try ZoneRules(tzif: block(0, 4, times: [1, 1], kinds: [0, 0], offsets: [0]))
        }
    }

    @Test func damagedFilesNeverCrash() {
        let good =
            block(0x32, 4, times: [5], kinds: [0], offsets: [0])
            + block(0x32, 8, times: [5, 6], kinds: [0, 1], offsets: [0, 60])
            + Array("\nGMT0BST,M3.5.0/1,M10.5.0\n".utf8)
        var seed: UInt64 = 3
        for _ in 0..<5_000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var bytes = good
            bytes[Int(seed >> 33) % bytes.count] = UInt8(truncatingIfNeeded: seed >> 20)
            _ = try? ZoneRules(tzif: bytes).offset(at: Int64(bitPattern: seed) / 1_000_000_000)
        }
    }

    @Test(.enabled(if: hasDatabase)) func namesThatAreNone() {
        func fault(_ name: String) -> ZoneFault? {
            do {
                _ = try ZoneRules(named: name)
                return nil
            } catch { return error }
        }
        #expect(fault("Europe/Londn")?.hint == "did you mean `Europe/London`?")
        #expect(fault("Europe/London")?.message == nil)
        for bad in ["", "/etc/passwd", "../etc/passwd", "Europe", "Europe/../Europe/London", "Mars/Base", "tzdata.zi"] {
            #expect(fault(bad) != nil)
        }
    }
}
