/// The open elements of a place with conditions that its start tag does not decide: what each has met so far, and what
/// waits for it.
struct ScopeStack {
    /// An open element that has to meet its conditions: the scope that number `link` of a chain names, at a depth.
    struct Way: Hashable {
        var chain: Int
        var link: Int
        var depth: Int
    }

    /// Where something that waits can still go on.
    struct Ways {
        /// Not looked at yet; the last is next.
        var left: [Way] = []
        /// All that were ever added, where elements of a place can lie in one another.
        var seen: Set<Way> = []

        mutating func add(_ way: Way, canNest: Bool) {
            if canNest, !seen.insert(way).inserted { return }
            left.append(way)
        }
    }

    /// A value that waits.
    struct Capture {
        var op: MappingPlan.Op
        /// Its place in the document, growing.
        var order: Int
        /// Where it stands in `DocumentState.captured`.
        var start: Int
        var end: Int
        /// What it waits for, and where else it could go on.
        var way: Way
        var ways: Ways
    }

    /// A row, rows one after the other, or a reject, that wait.
    struct Pending {
        var table: Int
        /// The first row, or −1 for a reject.
        var row: Int
        var count = 1
        var reject: Int
        /// What it waits for, and where else it could go on.
        var way = Way(chain: 0, link: 0, depth: 0)
        var ways = Ways()
    }

    enum Decision { case open, met, failed }

    struct Instance {
        var depth = 0
        var atoms: UInt64 = 0
        var decision = Decision.open
        var captures: [Capture] = []
        var pendings: [Pending] = []

        /// Whether nothing waits for it.
        var isIdle: Bool { captures.isEmpty && pendings.isEmpty }

        /// Takes in what waits for it; false where it goes on from the rows of something that waits for the same.
        mutating func add(_ pending: Pending) -> Bool {
            for place in pendings.indices.suffix(4).reversed() where pendings[place].goesOn(with: pending) {
                pendings[place].count += pending.count
                return false
            }
            pendings.append(pending)
            return true
        }
    }

    /// How many elements of the place its parent has had so far.
    struct Count {
        var depth: Int
        var parent: Int
        var count: Int
    }

    let plan: MappingPlan.Scope
    /// Whether its conditions hold once all of these atoms are met, whatever comes then; 0 where they are not that simple.
    let simple: UInt64
    var instances: [Instance] = []
    var counts: [Count] = []

    init(_ plan: MappingPlan.Scope) {
        self.plan = plan
        simple = plan.position == nil ? plan.before.map(Self.mask) ?? 0 : 0
    }

    private static func mask(_ condition: MappingPlan.Scope.Condition) -> UInt64 {
        switch condition {
        case .atom(let number): return 1 << UInt64(number)
        case .all(let parts):
            let masks = parts.map(mask)
            return masks.contains(0) ? 0 : masks.reduce(0, |)
        case .not, .any: return 0
        }
    }

    /// Counts an element of the place with that parent; its number among them, from 1.
    mutating func count(depth: Int, parent: Int) -> Int {
        while let last = counts.last, last.depth > depth { counts.removeLast() }
        if let last = counts.last, last.depth == depth, last.parent == parent {
            counts[counts.count - 1].count += 1
        } else {
            if counts.last?.depth == depth { counts.removeLast() }
            counts.append(Count(depth: depth, parent: parent, count: 1))
        }
        return counts[counts.count - 1].count
    }

    /// What a condition comes to. While the element is open, what has not been met may still be: `nil`.
    static func value(_ condition: MappingPlan.Scope.Condition, _ atoms: UInt64, isEnd: Bool) -> Bool? {
        switch condition {
        case .atom(let number): return atoms & (1 << UInt64(number)) != 0 ? true : isEnd ? false : nil
        case .not(let inner): return value(inner, atoms, isEnd: isEnd).map { !$0 }
        case .all(let parts):
            var isOpen = false
            for part in parts {
                guard let found = value(part, atoms, isEnd: isEnd) else {
                    isOpen = true
                    continue
                }
                if !found { return false }
            }
            return isOpen ? nil : true
        case .any(let parts):
            var isOpen = false
            for part in parts {
                guard let found = value(part, atoms, isEnd: isEnd) else {
                    isOpen = true
                    continue
                }
                if found { return true }
            }
            return isOpen ? nil : false
        }
    }
}

extension ScopeStack.Pending {
    /// Whether another's rows come next after these, and have nowhere else to go either.
    fileprivate func goesOn(with other: Self) -> Bool {
        row >= 0 && other.row == row + count && table == other.table && way == other.way && ways.isNone
            && other.ways.isNone
    }
}

extension ScopeStack.Ways {
    fileprivate var isNone: Bool { left.isEmpty && seen.isEmpty }
}
