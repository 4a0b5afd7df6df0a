import Testing

@testable import Tables

/// Against the standard library's own check.
@Suite struct UTF8CheckTests {
    private func isValid(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { UTF8Check.isValid($0) } }

    @Test("Every first and second byte, with continuations behind them and without")
    func everyStart() {
        var wrong: [[UInt8]] = []
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max {
                for end in [[], [0x80], [0x80, 0xBF], [0x41, 0x41], [0xC0]] as [[UInt8]] {
                    let bytes = [first, second] + end
                    if isValid(bytes) != (String(validating: bytes, as: UTF8.self) != nil) { wrong.append(bytes) }
                }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test func seededTexts() {
        var random = SeededGenerator(state: 5)
        let characters = ["a", "bcdefghijk", "é", "€", "𝄞"].map { Array($0.utf8) }
        for _ in 0..<5000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                bytes += characters[Int.random(in: 0..<5, using: &random)]
            }
            if !bytes.isEmpty, Bool.random(using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            #expect(isValid(bytes) == (String(validating: bytes, as: UTF8.self) != nil), "\(bytes)")
            #expect(bytes.withUnsafeBytes { UTF8Check.isASCII($0) } == bytes.allSatisfy { $0 < 0x80 }, "\(bytes)")
        }
    }
}
