import Glibc
import Tables

/// Conditions that are decided by what comes inside an element, perhaps after what they decide about.
extension DocumentState {
    mutating func openScopes(_ state: Int) {
        let parent = frameCount > 1 ? frames[frameCount - 2].serial : 0
        for number in matcher.details[state].scopes {
            var instance = ScopeStack.Instance(depth: depth)
            if let position = scopes[number].plan.position, scopes[number].plan.before == nil {
                if scopes[number].count(depth: depth, parent: parent) != position {
                    instance.decision = .failed
                } else if scopes[number].plan.after == nil {
                    instance.decision = .met
                }
            }
            scopes[number].instances.append(instance)
        }
    }

    /// A comparison of a scope comes out true where the value meets its test.
    mutating func meet(_ op: MappingPlan.Op, _ value: Text) {
        guard isMet(op.test, value) else { return }
        let bit: UInt64 = 1 << UInt64(op.index)
        let canNest = scopes[op.table].plan.canNest
        var place = scopes[op.table].instances.count - 1
        while place >= 0 {
            if scopes[op.table].instances[place].decision == .open, scopes[op.table].instances[place].atoms & bit == 0,
                !canNest
                    || lies(op.place, at: depth, below: op.base, at: scopes[op.table].instances[place].depth)
            {
                scopes[op.table].instances[place].atoms |= bit
                decideEarly(op.table, place)
            }
            if !canNest { return }
            place -= 1
        }
    }

    private func isMet(_ number: Int, _ value: Text) -> Bool {
        plan.atomTests[number].word.withUnsafeBufferPointer { word in
            switch plan.atomTests[number].kind {
            case .exists: return true
            case .equals: return Self.areEqual(word, value)
            case .differs: return !Self.areEqual(word, value)
            case .startsWith: return value.starts(with: word)
            case .contains:
                if word.isEmpty { return true }
                guard value.count >= word.count else { return false }
                return (0...value.count - word.count).contains {
                    Self.areEqual(word, Text(rebasing: value[$0..<$0 + word.count]))
                }
            }
        }
    }

    private static func areEqual(_ one: Text, _ other: Text) -> Bool {
        guard one.count == other.count, let first = one.baseAddress, let second = other.baseAddress else {
            return one.count == other.count
        }
        return memcmp(first, second, one.count) == 0
    }

    /// Lets through what waits as soon as nothing that may still come can change the outcome.
    private mutating func decideEarly(_ number: Int, _ place: Int) {
        let atoms = scopes[number].instances[place].atoms
        let simple = scopes[number].simple
        let isMet: Bool
        if simple != 0 {
            isMet = atoms & simple == simple
        } else if scopes[number].plan.position != nil, scopes[number].plan.before != nil {
            return
        } else {
            let condition = scopes[number].plan.before ?? scopes[number].plan.after
            isMet = condition.map { ScopeStack.value($0, atoms, isEnd: false) ?? false } ?? false
        }
        if isMet { decide(number, place, true) }
    }

    /// Decides the scopes of the element that ends.
    mutating func decideScopes(_ state: Int) {
        let parent = frameCount > 1 ? frames[frameCount - 2].serial : 0
        for number in matcher.details[state].scopes {
            let place = scopes[number].instances.count - 1
            guard scopes[number].instances[place].decision == .open else { continue }
            let atoms = scopes[number].instances[place].atoms, scope = scopes[number].plan
            var isMet = scope.before.map { ScopeStack.value($0, atoms, isEnd: true) ?? false } ?? true
            if isMet, let position = scope.position, scope.before != nil {
                isMet = scopes[number].count(depth: depth, parent: parent) == position
            }
            if isMet, let after = scope.after { isMet = ScopeStack.value(after, atoms, isEnd: true) ?? false }
            decide(number, place, isMet)
        }
    }

    mutating func popScopes(_ state: Int) {
        for number in matcher.details[state].scopes { scopes[number].instances.removeLast() }
    }

    private mutating func decide(_ number: Int, _ place: Int, _ isMet: Bool) {
        scopes[number].instances[place].decision = isMet ? .met : .failed
        if scopes[number].instances[place].isIdle { return }
        let instance = scopes[number].instances[place]
        waits -= instance.captures.count + instance.pendings.count
        scopes[number].instances[place].captures = []
        scopes[number].instances[place].pendings = []
        for capture in instance.captures {
            // What waits is copied: letting it go may make room for more.
            let value = captured.withValues { Array($0[capture.start..<capture.end]) }
            value.withUnsafeBufferPointer { value in
                var ways = capture.ways
                if isMet { goOn(capture.op, value, capture.order, capture.way, &ways) }
                send(capture.op, value, capture.order, ways)
            }
        }
        for pending in instance.pendings {
            var pending = pending
            if isMet, !addWays(after: pending.way, &pending.ways) { continue }
            hold(pending)
        }
        if waits == 0 { captured.truncate(to: 0) }
    }

    // MARK: Ways through scopes

    /// The depths of the open elements of a scope that an element of `place` at `depth` lies below, outermost first.
    private func holders(_ number: Int, place: Int, depth: Int) -> [Int] {
        let scope = scopes[number]
        if !scope.plan.canNest { return scope.instances.last.map { [$0.depth] } ?? [] }
        return scope.instances.map(\.depth).filter { lies(place, at: depth, below: scope.plan.place, at: $0) }
    }

    /// Adds the open elements that number `link` of a chain stands for, as seen from an element of `place` at `depth`.
    func addWays(_ ways: inout ScopeStack.Ways, _ chain: Int, link: Int, place: Int, depth: Int) {
        let number = plan.chains[chain][link]
        for holder in holders(number, place: place, depth: depth) {
            ways.add(
                ScopeStack.Way(chain: chain, link: link, depth: holder), canNest: scopes[number].plan.canNest)
        }
    }

    /// Adds the ways from one that is through; false where it was the last of its chain.
    private func addWays(after way: ScopeStack.Way, _ ways: inout ScopeStack.Ways) -> Bool {
        let chain = plan.chains[way.chain]
        guard way.link + 1 < chain.count else { return false }
        addWays(&ways, way.chain, link: way.link + 1, place: scopes[chain[way.link]].plan.place, depth: way.depth)
        return true
    }

    /// Where the open element of a way is among those of its scope.
    private func instance(_ way: ScopeStack.Way) -> (number: Int, place: Int)? {
        let number = plan.chains[way.chain][way.link]
        guard let place = scopes[number].instances.lastIndex(where: { $0.depth == way.depth }) else { return nil }
        return (number, place)
    }

    // MARK: Values that wait

    /// Sends a value on where its scopes cannot lie in themselves, as nearly all: to the innermost element of each.
    mutating func sendPlainly(_ op: MappingPlan.Op, _ value: Text, _ order: Int) {
        var depth = depth, place = op.place
        let count = plan.chains[op.chain].count
        for link in 0..<count {
            let number = plan.chains[op.chain][link]
            let last = scopes[number].instances.count - 1
            if last < 0 { return }
            switch scopes[number].instances[last].decision {
            case .failed: return
            case .met:
                depth = scopes[number].instances[last].depth
                place = scopes[number].plan.place
            case .open:
                let way = ScopeStack.Way(chain: op.chain, link: link, depth: scopes[number].instances[last].depth)
                wait(op, value, order, number, last, way, ScopeStack.Ways())
                return
            }
        }
        deliver(op, value, order, place: place, depth: depth)
    }

    private mutating func wait(
        _ op: MappingPlan.Op, _ value: Text, _ order: Int, _ number: Int, _ place: Int, _ way: ScopeStack.Way,
        _ ways: ScopeStack.Ways
    ) {
        let start = captured.count
        if start + value.count > limits.textBytes * 4 {
            refuse(.limit, "values that wait for a condition take more than \(limits.textBytes * 4) bytes")
            return
        }
        captured.append(value)
        waits += 1
        scopes[number].instances[place].captures.append(
            ScopeStack.Capture(op: op, order: order, start: start, end: captured.count, way: way, ways: ways))
    }

    /// Sends a value along its ways, each up to where it is delivered or has to wait.
    mutating func send(_ op: MappingPlan.Op, _ value: Text, _ order: Int, _ ways: ScopeStack.Ways) {
        var ways = ways
        while let way = ways.left.popLast() {
            guard let (number, place) = instance(way) else { continue }
            switch scopes[number].instances[place].decision {
            case .failed: continue
            case .met: goOn(op, value, order, way, &ways)
            case .open:
                wait(op, value, order, number, place, way, ways)
                return
            }
        }
    }

    /// Takes a value on from a way that is through. Records can lie in one another, so it may be wanted more than once.
    private mutating func goOn(
        _ op: MappingPlan.Op, _ value: Text, _ order: Int, _ way: ScopeStack.Way, _ ways: inout ScopeStack.Ways
    ) {
        if addWays(after: way, &ways) { return }
        let scope = scopes[plan.chains[way.chain][way.link]]
        deliver(op, value, order, place: scope.plan.place, depth: way.depth)
    }

    // MARK: Rows that wait

    /// Whether a record may be: `nil` where a scope has still to say.
    func decision(chain: Int, place: Int, depth: Int) -> Bool? {
        if chain == 0 { return true }
        if plan.isPlainChain[chain] { return plainDecision(chain) }
        if reaches(chain, place: place, depth: depth, mayBeOpen: false) { return true }
        return reaches(chain, place: place, depth: depth, mayBeOpen: true) ? nil : false
    }

    /// The same where its scopes cannot lie in themselves.
    private func plainDecision(_ chain: Int) -> Bool? {
        var isOpen = false
        for number in plan.chains[chain] {
            guard let decision = scopes[number].instances.last?.decision, decision != .failed else { return false }
            if decision == .open { isOpen = true }
        }
        return isOpen ? nil : true
    }

    /// Whether a way leads through a chain on elements that have met their conditions, or on such as still may.
    private func reaches(_ chain: Int, place: Int, depth: Int, mayBeOpen: Bool) -> Bool {
        var ways = ScopeStack.Ways()
        addWays(&ways, chain, link: 0, place: place, depth: depth)
        while let way = ways.left.popLast() {
            guard let (number, place) = instance(way) else { continue }
            let decision = scopes[number].instances[place].decision
            if decision == .failed || decision == .open && !mayBeOpen { continue }
            if !addWays(after: way, &ways) { return true }
        }
        return false
    }

    /// Sends a row along its ways until one is through, or it has to wait; one that has none left is dropped.
    mutating func hold(_ pending: ScopeStack.Pending) {
        var pending = pending
        while let way = pending.ways.left.popLast() {
            guard let (number, place) = instance(way) else { continue }
            switch scopes[number].instances[place].decision {
            case .failed: continue
            case .met: if !addWays(after: way, &pending.ways) { return }
            case .open:
                pending.way = way
                if scopes[number].instances[place].add(pending) { waits += 1 }
                return
            }
        }
        drop(pending)
    }

    /// Takes back rows or a reject of records that are none.
    private mutating func drop(_ pending: ScopeStack.Pending) {
        if pending.row >= 0 {
            for row in pending.row..<pending.row + pending.count { (tables + pending.table).pointee.drop(row: row) }
        } else {
            takenBack.insert(pending.reject)
            (tables + pending.table).pointee.counts.setAside -= 1
        }
    }
}
