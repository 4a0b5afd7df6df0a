/// Whether elements of two places can lie in one another, or be the same: told from the paths alone, so that `true` means
/// that a document with it can be thought of.
struct PathOverlap {
    let plan: MappingPlan

    /// Whether an element of `inner` can lie inside one of `outer`.
    func canContain(_ outer: Int, _ inner: Int) -> Bool {
        explore(steps(to: outer), steps(to: inner)) { outerLeft, innerLeft, _ in outerLeft == 0 && innerLeft > 0 }
    }

    /// Whether one element can be of both places.
    func canCoincide(_ first: Int, _ second: Int) -> Bool {
        explore(steps(to: first), steps(to: second)) { firstLeft, secondLeft, together in
            firstLeft == 0 && secondLeft == 0 && together
        }
    }

    /// The places from the document to one of them.
    private func steps(to place: Int) -> [Int] {
        var steps: [Int] = []
        var place = place
        while place > 0 {
            steps.append(place)
            place = plan.places[place].parent
        }
        return steps.reversed()
    }

    private struct Pair: Hashable {
        var first: Int
        var second: Int
    }

    /// Follows both paths over every document, element by element, until `isFound` says so of what is left of them.
    private func explore(_ first: [Int], _ second: [Int], _ isFound: (Int, Int, Bool) -> Bool) -> Bool {
        var seen: Set<Pair> = [Pair(first: 0, second: 0)]
        var open = [Pair(first: 0, second: 0)]
        while let pair = open.popLast() {
            for (next, together) in moves(pair, first, second) {
                if isFound(first.count - next.first, second.count - next.second, together) { return true }
                if next.first < first.count, next.second < second.count, seen.insert(next).inserted {
                    open.append(next)
                }
            }
        }
        return false
    }

    private func moves(_ pair: Pair, _ first: [Int], _ second: [Int]) -> [(Pair, Bool)] {
        let one = plan.places[first[pair.first]], other = plan.places[second[pair.second]]
        var moves: [(Pair, Bool)] = []
        if compatible(one.test, other.test) {
            moves.append((Pair(first: pair.first + 1, second: pair.second + 1), true))
        }
        if one.axis == .descendant { moves.append((Pair(first: pair.first, second: pair.second + 1), false)) }
        if other.axis == .descendant { moves.append((Pair(first: pair.first + 1, second: pair.second), false)) }
        return moves
    }

    /// Whether a name can meet both tests.
    func compatible(_ first: Int, _ second: Int) -> Bool {
        let one = plan.tests[first], other = plan.tests[second]
        if let spaces = one.spaces, let others = other.spaces, Set(spaces).isDisjoint(with: others) { return false }
        return switch (one.local, other.local) {
        case (.exact(let name), .exact(let otherName)): name == otherName
        case (.exact(let name), .suffix(let end)), (.suffix(let end), .exact(let name)): name.hasSuffix(end)
        default: true
        }
    }
}
