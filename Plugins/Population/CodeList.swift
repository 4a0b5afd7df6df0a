import StageKit

/// Texts of all feeds under one run-wide code each, in order of first appearance.
struct CodeList: ~Copyable {
    private var dictionary = TextDictionary()

    var count: Int { dictionary.count }

    /// The run's code of one text.
    mutating func code(of texts: Texts, at index: Int) -> Int32 {
        texts.withUTF8(at: index) { dictionary.code(of: $0.assumingMemoryBound(to: UInt8.self)) }
    }

    /// The run's code of every code of a dictionary column; empty where there is no column.
    mutating func codes(of column: Column?) -> [Int32] {
        guard let texts = column?.texts else { return [] }
        var codes: [Int32] = []
        codes.reserveCapacity(texts.count)
        for index in 0..<texts.count { codes.append(code(of: texts, at: index)) }
        return codes
    }

    consuming func finish() -> Texts { dictionary.finish() }
}

extension Texts {
    /// Whether the text at `index` comes before that at `other` of `others` by UTF-8 bytes.
    func precedes(_ index: Int, _ others: Texts, _ other: Int) -> Bool {
        withUTF8(at: index) { mine in others.withUTF8(at: other) { mine.lexicographicallyPrecedes($0) } }
    }

    /// Whether the text at `index` is that at `other` of `others`, byte for byte.
    func equals(_ index: Int, _ others: Texts, _ other: Int) -> Bool {
        withUTF8(at: index) { mine in others.withUTF8(at: other) { mine.elementsEqual($0) } }
    }

    /// For every text its place in byte order.
    var ranks: [Int32] {
        var ranks = [Int32](repeating: 0, count: count)
        for (rank, index) in (0..<count).sorted(by: { precedes($0, self, $1) }).enumerated() {
            ranks[index] = Int32(rank)
        }
        return ranks
    }
}
