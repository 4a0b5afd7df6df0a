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
            openScopes += 1
        }
    }

    /// A comparison of a scope comes out true where the value meets its test.
    mutating func meet(_ op: MappingPlan.Op, _ value: Text) {
        guard Self.isMet(op.test, value) else { return }
        let bit: UInt64 = 1 << UInt64(op.index)
        for place in scopes[op.table].instances.indices.reversed() {
            let instance = scopes[op.table].instances[place]
            guard instance.decision == .open, instance.atoms & bit == 0,
                lies(op.place, at: depth, below: op.base, at: instance.depth)
            else { continue }
            scopes[op.table].instances[place].atoms |= bit
            decideEarly(op.table, place)
            if !scopes[op.table].plan.canNest { return }
        }
    }

    private static func isMet(_ test: PathExpression.Test, _ value: Text) -> Bool {
        switch test {
        case .exists: return true
        case .equals(let word): return value.elementsEqual(word.utf8)
        case .differs(let word): return !value.elementsEqual(word.utf8)
        case .startsWith(let word): return value.starts(with: word.utf8)
        case .contains(let word):
            let wanted = Array(word.utf8)
            if wanted.isEmpty { return true }
            guard value.count >= wanted.count else { return false }
            return (0...value.count - wanted.count).contains { value[$0..<$0 + wanted.count].elementsEqual(wanted) }
        }
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
        for number in matcher.details[state].scopes {
            scopes[number].instances.removeLast()
            openScopes -= 1
        }
        if openScopes == 0 { captured.truncate(to: 0) }
    }

    private mutating func decide(_ number: Int, _ place: Int, _ isMet: Bool) {
        let instance = scopes[number].instances[place]
        scopes[number].instances[place].decision = isMet ? .met : .failed
        if instance.captures.isEmpty, instance.pendings.isEmpty { return }
        scopes[number].instances[place].captures = []
        scopes[number].instances[place].pendings = []
        let scope = scopes[number].plan.place
        for capture in instance.captures {
            // What waits is copied: letting it go may make room for more.
            let value = captured.withValues { Array($0[capture.start..<capture.end]) }
            value.withUnsafeBufferPointer { value in
                if isMet {
                    self.capture(capture.op, value, link: capture.link + 1, place: scope, depth: instance.depth)
                } else if !capture.others.isEmpty {
                    wait(capture.op, value, number, capture.link, among: capture.others)
                }
            }
        }
        for pending in instance.pendings {
            if isMet {
                hold(pending, link: pending.link + 1, place: scope, depth: instance.depth)
            } else if !pending.others.isEmpty {
                hold(pending, number, among: pending.others)
            } else {
                drop(pending)
            }
        }
    }

    // MARK: Values that wait

    /// Sends a value on through the scopes of its op from number `link` on.
    mutating func capture(_ op: MappingPlan.Op, _ value: Text, link: Int, place: Int, depth: Int) {
        let chain = plan.chains[op.chain]
        guard link < chain.count else {
            deliver(op, value, place: place, depth: depth)
            return
        }
        wait(op, value, chain[link], link, among: holders(chain[link], place: place, depth: depth))
    }

    /// The depths of the open elements of a scope that an element of `place` at `depth` lies below, innermost first.
    private func holders(_ number: Int, place: Int, depth: Int) -> [Int] {
        let scope = scopes[number]
        if !scope.plan.canNest { return scope.instances.last.map { [$0.depth] } ?? [] }
        var depths: [Int] = []
        for instance in scope.instances.reversed()
        where lies(place, at: depth, below: scope.plan.place, at: instance.depth) {
            depths.append(instance.depth)
        }
        return depths
    }

    private mutating func wait(_ op: MappingPlan.Op, _ value: Text, _ number: Int, _ link: Int, among depths: [Int]) {
        for (index, depth) in depths.enumerated() {
            guard let place = scopes[number].instances.lastIndex(where: { $0.depth == depth }) else { continue }
            switch scopes[number].instances[place].decision {
            case .met:
                capture(op, value, link: link + 1, place: scopes[number].plan.place, depth: depth)
                return
            case .failed: continue
            case .open:
                let start = captured.count
                if start + value.count > limits.textBytes * 4 {
                    refuse(.limit, "values that wait for a condition take more than \(limits.textBytes * 4) bytes")
                    return
                }
                captured.append(value)
                scopes[number].instances[place].captures.append(
                    ScopeStack.Capture(
                        op: op, start: start, end: captured.count, link: link, others: Array(depths[(index + 1)...])))
                return
            }
        }
    }

    // MARK: Rows that wait

    /// Whether a record may be: `nil` where a scope has still to say.
    func decision(chain: Int, place: Int, depth: Int) -> Bool? {
        var place = place, depth = depth
        for number in plan.chains[chain] {
            var found: Bool?
            for holder in holders(number, place: place, depth: depth) {
                guard let instance = scopes[number].instances.last(where: { $0.depth == holder }) else { continue }
                if instance.decision == .failed {
                    found = found ?? false
                    continue
                }
                if instance.decision == .open { return nil }
                found = true
                depth = holder
                break
            }
            guard found == true else { return false }
            place = scopes[number].plan.place
        }
        return true
    }

    /// Sends a row on through the scopes of its record from number `link` on.
    mutating func hold(_ pending: ScopeStack.Pending, link: Int, place: Int, depth: Int) {
        let chain = plan.chains[pending.chain]
        guard link < chain.count else { return }
        var pending = pending
        pending.link = link
        hold(pending, chain[link], among: holders(chain[link], place: place, depth: depth))
    }

    private mutating func hold(_ pending: ScopeStack.Pending, _ number: Int, among depths: [Int]) {
        for (index, depth) in depths.enumerated() {
            guard let place = scopes[number].instances.lastIndex(where: { $0.depth == depth }) else { continue }
            switch scopes[number].instances[place].decision {
            case .met:
                hold(pending, link: pending.link + 1, place: scopes[number].plan.place, depth: depth)
                return
            case .failed: continue
            case .open:
                var pending = pending
                pending.others = Array(depths[(index + 1)...])
                scopes[number].instances[place].pendings.append(pending)
                return
            }
        }
        drop(pending)
    }

    /// Takes back a row or a reject of a record that is none.
    private mutating func drop(_ pending: ScopeStack.Pending) {
        if pending.row >= 0 {
            (tables + pending.table).pointee.drop(row: pending.row)
        } else {
            takenBack.insert(pending.reject)
            (tables + pending.table).pointee.counts.setAside -= 1
        }
    }
}
