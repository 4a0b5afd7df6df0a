/// How often something stood in a document that its mapping does not know.
struct DriftCounts {
    typealias Name = UnsafePointer<UInt8>

    struct Entry {
        var place: Int
        var name: Name?
        var prefix: Name?
        var isAttribute: Bool
        var count: Int
    }

    private var entries: [Entry] = []
    /// Numbers of entries by hash, −1 where free; twice as many as there can be entries.
    private var slots: [Int32]
    private static let mask = 2047
    private var others = 0
    /// So many different ones are told apart; a file full of names costs no more memory than that.
    static let most = 1000

    init() { slots = Array(repeating: -1, count: Self.mask + 1) }

    /// Counts an element or attribute inside an element of `place`; names are the parser's interned ones.
    mutating func count(_ name: Name?, prefix: Name?, inside place: Int, isAttribute: Bool) {
        let mixed = (UInt(bitPattern: name) ^ UInt(bitPattern: place) &* 0x9E37_79B9) &* 0x9E37_79B9_7F4A_7C15
        var slot = Int(truncatingIfNeeded: mixed >> 32) & Self.mask
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if entries[number].name == name, entries[number].place == place, entries[number].prefix == prefix,
                entries[number].isAttribute == isAttribute
            {
                entries[number].count += 1
                return
            }
            slot = (slot + 1) & Self.mask
        }
        if entries.count == Self.most {
            others += 1
            return
        }
        slots[slot] = Int32(truncatingIfNeeded: entries.count)
        entries.append(Entry(place: place, name: name, prefix: prefix, isAttribute: isAttribute, count: 1))
    }

    /// The counts by path, in byte order; the parser must still be there.
    func paths(_ plan: MappingPlan) -> [PathCount] {
        var result = entries.map { entry in
            let prefix = entry.prefix.map { String(cString: $0) + ":" } ?? ""
            let name = (prefix + (entry.name.map { String(cString: $0) } ?? "")).prefix(200)
            let path = plan.places[entry.place].path + (entry.isAttribute ? "/@" : "/") + name
            return PathCount(path: path, count: entry.count)
        }
        if others > 0 { result.append(PathCount(path: "…", count: others)) }
        result.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        var merged: [PathCount] = []
        for entry in result {
            if merged.last?.path == entry.path {
                merged[merged.count - 1].count += entry.count
            } else {
                merged.append(entry)
            }
        }
        return merged
    }
}
