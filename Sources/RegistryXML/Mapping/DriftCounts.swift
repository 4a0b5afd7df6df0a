/// How often something stood in a document that its mapping does not know.
struct DriftCounts {
    private struct Key: Hashable {
        var node: Int
        var name: UnsafePointer<UInt8>?
        var prefix: UnsafePointer<UInt8>?
        var isAttribute: Bool
    }

    private var counts: [Key: Int] = [:]
    private var others = 0
    /// So many different ones are told apart; a file full of names costs no more memory than that.
    static let most = 1000

    /// Counts an element or attribute inside the element `node`; names are the parser's interned ones.
    mutating func count(
        _ name: UnsafePointer<UInt8>?, prefix: UnsafePointer<UInt8>?, inside node: Int, isAttribute: Bool
    ) {
        let key = Key(node: node, name: name, prefix: prefix, isAttribute: isAttribute)
        if let count = counts[key] {
            counts[key] = count + 1
        } else if counts.count < Self.most {
            counts[key] = 1
        } else {
            others += 1
        }
    }

    /// The counts by path, in byte order; the parser must still be there.
    func paths(_ plan: MappingPlan) -> [PathCount] {
        var result = counts.map { key, count in
            let prefix = key.prefix.map { String(cString: $0) + ":" } ?? ""
            let name = (prefix + (key.name.map { String(cString: $0) } ?? "")).prefix(200)
            return PathCount(path: plan.nodes[key.node].path + (key.isAttribute ? "/@" : "/") + name, count: count)
        }
        if others > 0 { result.append(PathCount(path: "…", count: others)) }
        result.sort { Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8)) }
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
