import Testing

@testable import Tables

@Suite struct TextDictionaryTests {
    @Test func codesFollowFirstAppearance() {
        var dictionary = TextDictionary()
        let codes = ["b", "a", "b", "", "c", "", "a"].map { text in withBytes(text) { dictionary.code(of: $0) } }
        #expect(codes == [0, 1, 0, 2, 3, 2, 1])
        #expect(dictionary.count == 4)
        #expect((0..<4).map { dictionary.text($0) } == ["b", "a", "", "c"])
        #expect(dictionary.finish().strings == ["b", "a", "", "c"])
    }

    @Test func lookingUpAddsNothing() {
        var dictionary = TextDictionary()
        #expect(withBytes("a") { dictionary.find($0) } == nil)
        #expect(withBytes("") { dictionary.find($0) } == nil)
        #expect(dictionary.count == 0)
        _ = withBytes("a") { dictionary.code(of: $0) }
        #expect(withBytes("a") { dictionary.find($0) } == 0)
        #expect(withBytes("b") { dictionary.find($0) } == nil)
        #expect(withBytes("") { dictionary.find($0) } == nil)
        #expect(dictionary.count == 1)
    }

    @Test func theEmptyTextWithoutAnAddress() {
        var dictionary = TextDictionary()
        let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        #expect(dictionary.code(of: none) == 0)
        #expect(withBytes("") { dictionary.code(of: $0) } == 0)
        #expect(dictionary.find(none) == 0)
    }

    /// Texts that begin alike, and differ in bytes that no reader would see.
    @Test func textsThatAreNearlyEqualStayApart() {
        let texts = ["a", "a\u{0}", "a\u{0}\u{0}", "aa", "12345678", "123456789", "12345678\u{0}", "é", "e\u{301}"]
        var dictionary = TextDictionary()
        let codes = texts.map { text in withBytes(text) { dictionary.code(of: $0) } }
        #expect(codes == (0..<9).map { Int32($0) })
    }

    /// One byte changed at every place of texts of every length up to 40: each is a text of its own.
    @Test func everyByteCounts() {
        for length in 1...40 {
            var dictionary = TextDictionary()
            let plain = [UInt8](repeating: 0x61, count: length)
            _ = plain.withUnsafeBufferPointer { dictionary.code(of: $0) }
            for place in 0..<length {
                var other = plain
                other[place] = 0x62
                let code = other.withUnsafeBufferPointer { dictionary.code(of: $0) }
                #expect(Int(code) == place + 1, "byte \(place) of \(length)")
                #expect(plain.withUnsafeBufferPointer { dictionary.find($0) } == 0)
                #expect(other.withUnsafeBufferPointer { dictionary.find($0) } == code)
            }
        }
    }

    @Test func agreesWithAPlainDictionary() {
        var random = SeededGenerator(state: 17)
        for kinds in [1, 20, 40_000] {
            var dictionary = TextDictionary()
            var plain: [[UInt8]: Int32] = [:]
            for _ in 0..<60_000 {
                let kind = Int.random(in: 0..<kinds, using: &random)
                let text = [UInt8](repeating: 0x61, count: kind % 23) + Array(String(kind, radix: 36).utf8)
                let known = plain[text]
                let found = text.withUnsafeBufferPointer { dictionary.find($0) }
                let code = text.withUnsafeBufferPointer { dictionary.code(of: $0) }
                let expected = known ?? Int32(plain.count)
                plain[text] = expected
                guard found == known, code == expected else {
                    Issue.record("text \(kind) of \(kinds): \(code), not \(expected)")
                    return
                }
            }
            #expect(dictionary.count == plain.count)
            let texts = dictionary.finish()
            #expect(plain.allSatisfy { text, code in texts.withUTF8(at: Int(code)) { $0.elementsEqual(text) } })
        }
    }

    /// The hash as its description says it, byte by byte: words of eight little-endian bytes, the last one the text's last
    /// eight; of shorter texts the first and last four, of the shortest all bytes in a row.
    static func plainHash(_ bytes: [UInt8]) -> UInt64 {
        func word(_ part: some Sequence<UInt8>) -> UInt64 { Array(part).reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        var words: [UInt64] = []
        switch bytes.count {
        case 0: break
        case 1...3: words = [bytes.reduce(0) { $0 << 8 | UInt64($1) }]
        case 4...7: words = [word(bytes.prefix(4)) | word(bytes.suffix(4)) << 32]
        default:
            for start in stride(from: 0, to: bytes.count - 8, by: 8) { words.append(word(bytes[start..<start + 8])) }
            words.append(word(bytes.suffix(8)))
        }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(bytes.count)
        for word in words {
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        hash = (hash ^ hash >> 32) &* 0xD6E8_FEB8_6659_FD93
        return hash ^ hash >> 32
    }

    @Test func theHashIsFixedWhereverTheTextLies() {
        var random = SeededGenerator(state: 23)
        for length in 0..<50 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            for shift in 0..<3 {
                let padded = [UInt8](repeating: 1, count: shift) + bytes
                let hash = padded.withUnsafeBufferPointer { TextHash.of(UnsafeBufferPointer(rebasing: $0[shift...])) }
                #expect(hash == Self.plainHash(bytes))
            }
        }
    }

    @Test func hashesSpread() {
        var hashes: Set<UInt64> = [], low: Set<UInt64> = []
        for number in 0..<50_000 {
            let hash = withBytes("G85001-\(number)") { TextHash.of($0) }
            hashes.insert(hash)
            low.insert(hash & 0xFFFF)
        }
        #expect(hashes.count == 50_000)
        // 50,000 balls into 65,536 urns: 65,536 (1 − e^(−50,000/65,536)) = 34,979 urns hit, give or take 100.
        #expect(abs(low.count - 34_979) < 700)
    }
}
