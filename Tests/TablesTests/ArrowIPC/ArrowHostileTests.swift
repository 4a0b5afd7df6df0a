import Foundation
import Testing

@testable import Tables

/// Streams and files with damage: an error or as many values as it says, never more. `CASES` and `SEED` in the environment
/// make more and others.
@Suite("Hostile Arrow") struct ArrowHostileTests {
    private static func number(_ name: String, _ standard: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
    }

    static let cases = number("CASES", 2000), seed = number("SEED", 1)

    /// Words that lengths, offsets and counts may be mistaken about.
    private static let extremes: [UInt64] = [
        0, 1, 2, 8, 64, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        1 << 32,
        1 << 40, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, .max, .max - 7,
    ]

    /// Damages bytes in one to three places.
    static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<3: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 3: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 4..<8:
                let width = [2, 4, 4, 8][Int.random(in: 0..<4, using: &random)]
                let word = extremes[Int.random(in: 0..<extremes.count, using: &random)]
                let start = place / width * width
                for byte in 0..<width where start + byte < bytes.count {
                    bytes[start + byte] = UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))
                }
            case 8: bytes.removeLast(min(bytes.count, 8 * Int.random(in: 1...20, using: &random)))
            default:
                // A piece of it a second time, as another message or in the middle of one.
                let end = min(bytes.count, place + 8 * Int.random(in: 1...40, using: &random))
                bytes.insert(
                    contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random) / 8 * 8)
            }
        }
    }

    @Test func damagedStreams() throws {
        let seeds = try ArrowSeeds.streams()
        for stream in seeds { #expect(ArrowProperties.faultOfStream(stream) == nil) }
        var random = SeededGenerator(state: UInt64(Self.seed))
        for number in 0..<Self.cases {
            var bytes = seeds[number % seeds.count]
            Self.damage(&bytes, &random)
            if let broken = ArrowProperties.faultOfStream(bytes) {
                Issue.record("case \(number) of seed \(Self.seed): \(broken)")
            }
        }
    }

    @Test func damagedFiles() throws {
        let scratch = try ArrowScratch()
        try ArrowSeeds.writeFile(to: scratch.path())
        #expect(ArrowProperties.faultOfFile(scratch.path()) == nil)
        let whole = try scratch.bytes()
        var random = SeededGenerator(state: UInt64(Self.seed))
        for number in 0..<Self.cases / 2 {
            var bytes = whole
            Self.damage(&bytes, &random)
            if let broken = ArrowProperties.faultOfFile(try scratch.write(bytes)) {
                Issue.record("case \(number) of seed \(Self.seed): \(broken)")
            }
        }
    }
}
