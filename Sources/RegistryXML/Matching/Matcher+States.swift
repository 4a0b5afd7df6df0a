import CLibXML2
import Tables

/// Making states as a document asks for them.
extension Matcher {

    mutating func transition(_ parent: Int, _ kind: Int) -> Int32 {
        let from = details[parent]
        let met = names.met[kind]
        var places: [Int] = []
        for place in from.places {
            for child in plan.places[place].children where plan.places[child].axis == .child {
                if met[plan.places[child].test] { places.append(child) }
            }
        }
        for child in from.armed where met[plan.places[child].test] { places.append(child) }
        return settled(Array(Set(places)).sorted(), armed: from.armed, answers: [:])
    }

    /// The state for places whose conditions have been answered so far; `armed` is what the parent hands on.
    mutating func settled(_ places: [Int], armed: [Int], answers: [Int: Int]) -> Int32 {
        let question = question(places, answers)
        let key = Key(places: places, armed: armed, answers: answers, isOpen: question != nil)
        if question != nil || !answers.isEmpty, let state = known[key] { return state }
        if let question {
            var detail = Detail()
            detail.places = places
            detail.armed = armed
            detail.answers = answers
            var state = State()
            state.question = Int32(truncatingIfNeeded: question)
            let number = append(state, detail)
            known[key] = number
            return number
        }
        let left = places.filter { place in
            plan.places[place].condition.map { holds($0, answers) } ?? true
        }
        let number = closed(left, armed: armed)
        if !answers.isEmpty { known[key] = number }
        return number
    }

    /// The first attribute that a condition of the places asks for and that is not answered.
    private func question(_ places: [Int], _ answers: [Int: Int]) -> Int? {
        var asked: [Int] = []
        func collect(_ condition: MappingPlan.AttributeCondition) {
            switch condition {
            case .atom(let attribute, _): asked.append(attribute)
            case .not(let inner): collect(inner)
            case .all(let parts), .any(let parts): for part in parts { collect(part) }
            }
        }
        for place in places { if let condition = plan.places[place].condition { collect(condition) } }
        return asked.first { answers[$0] == nil }
    }

    private func holds(_ condition: MappingPlan.AttributeCondition, _ answers: [Int: Int]) -> Bool {
        switch condition {
        case .atom(let attribute, let test):
            let answer = answers[attribute] ?? 0
            if answer == 0 { return false }
            switch test {
            case .equals(let word): return answer == code(word, attribute) + 2
            case .differs(let word): return answer != code(word, attribute) + 2
            default: return true
            }
        case .not(let inner): return !holds(inner, answers)
        case .all(let parts): return parts.allSatisfy { holds($0, answers) }
        case .any(let parts): return parts.contains { holds($0, answers) }
        }
    }

    private func code(_ word: String, _ attribute: Int) -> Int {
        Array(word.utf8).withUnsafeBufferPointer { words[attribute].find($0).map { Int($0) } ?? -1 }
    }

    private mutating func closed(_ places: [Int], armed: [Int]) -> Int32 {
        var all = Set(armed)
        for place in places {
            for child in plan.places[place].children where plan.places[child].axis == .descendant { all.insert(child) }
        }
        let armed = all.sorted()
        let key = Key(places: places, armed: armed, answers: [-1: 0], isOpen: false)
        if let state = known[key] { return state }
        var detail = Detail()
        detail.places = places
        detail.armed = armed
        let number = append(state(of: &detail), detail)
        known[key] = number
        return number
    }

    private mutating func state(of detail: inout Detail) -> State {
        var state = State()
        state.isMatched = !detail.places.isEmpty
        state.isDead = detail.places.isEmpty && detail.armed.isEmpty
        state.place = Int32(truncatingIfNeeded: detail.places.first ?? 0)
        var found: [(test: Int, ops: [MappingPlan.Op])] = []
        for number in detail.places {
            let place = plan.places[number]
            if place.scope >= 0 { detail.scopes.append(place.scope) }
            detail.slots += place.slots
            for index in place.records.indices { detail.records.append((number, index)) }
            detail.starts += place.startOps
            detail.texts += place.textOps
            detail.strings += place.stringOps
            if let finding = place.textFinding { detail.textFinding = finding }
            if let finding = place.elementFinding { detail.elementFindings.append(finding) }
            for (test, ops) in place.attributes {
                if let known = found.firstIndex(where: { $0.test == test }) {
                    found[known].ops += ops
                } else {
                    found.append((test, ops))
                }
            }
            if let condition = place.condition { addAsked(condition, to: &found) }
        }
        detail.canSkip = detail.records.count == 1 && detail.places.count == 1 && isSelfContained(detail)
        addAttributes(found, to: &state)
        state.wantsText = !detail.texts.isEmpty
        state.wantsString = !detail.strings.isEmpty
        state.hasRecords = !detail.records.isEmpty
        state.hasScopes = !detail.scopes.isEmpty
        state.hasSlots = !detail.slots.isEmpty
        state.hasStarts = !detail.starts.isEmpty
        state.hasFindings = detail.textFinding != nil || !detail.elementFindings.isEmpty
        let records = detail.records.map { plan.places[$0.place].records[$0.index] }
        state.needsEnd =
            state.wantsText || state.wantsString || state.hasScopes || state.hasSlots
            || records.contains { $0.isLate || !plan.tables[$0.table].isNested }
        if detail.places.count == 1, records.count == 1, detail.canSkip, !state.hasScopes, !state.hasSlots,
            !state.hasStarts, !state.hasFindings, !state.wantsText, !state.wantsString, isSimple(records[0])
        {
            state.simpleTable = Int32(truncatingIfNeeded: records[0].table)
        }
        return state
    }

    /// Attributes that a condition looks at are known, whatever is read of them.
    private func addAsked(
        _ condition: MappingPlan.AttributeCondition, to found: inout [(test: Int, ops: [MappingPlan.Op])]
    ) {
        switch condition {
        case .atom(let attribute, _):
            if !found.contains(where: { $0.test == attribute }) { found.append((attribute, [])) }
        case .not(let inner): addAsked(inner, to: &found)
        case .all(let parts), .any(let parts): for part in parts { addAsked(part, to: &found) }
        }
    }

    /// Whether whatever can match inside belongs to the state's one place.
    private func isSelfContained(_ detail: Detail) -> Bool {
        let record = plan.places[detail.places[0]].records[0]
        let own = Set(plan.places[detail.places[0]].children)
        return record.canSkip && detail.armed.allSatisfy { own.contains($0) }
    }

    private func isSimple(_ record: MappingPlan.Record) -> Bool {
        let table = plan.tables[record.table]
        return !record.isLate && record.inherited.isEmpty && plan.chains[record.chain].isEmpty && table.when == nil
            && !table.canNest && !table.isJoined && !plan.lookups.contains { $0.table == record.table }
            && !table.fields.contains(where: \.isRanked)
            && !plan.tables.contains { !$0.joinBy.isEmpty && $0.parent == record.table }
    }

    private mutating func addAttributes(_ found: [(test: Int, ops: [MappingPlan.Op])], to state: inout State) {
        state.firstAttribute = Int32(truncatingIfNeeded: attributeBlock.count)
        for (test, ops) in found {
            let names = attributeNames[test]
            for space in names.spaces {
                var attribute = Attribute(name: names.name, space: space)
                attribute.firstOp = Int32(truncatingIfNeeded: self.ops.count)
                self.ops += ops
                attribute.endOfOps = Int32(truncatingIfNeeded: self.ops.count)
                if ops.count == 1, ops[0].kind == .field, plan.chains[ops[0].chain].isEmpty, let tables {
                    let table = tables + ops[0].table, index = ops[0].index
                    if !table.pointee.canNest, !table.pointee.isWatched, !table.pointee.fields[index].isRanked {
                        attribute.table = table
                        attribute.field = table.pointee.fields + index
                        attribute.index = index
                    }
                }
                attributeBlock.append(attribute)
            }
        }
        state.endOfAttributes = Int32(truncatingIfNeeded: attributeBlock.count)
    }

    mutating func append(_ state: State, _ detail: Detail) -> Int32 {
        details.append(detail)
        return Int32(truncatingIfNeeded: stateBlock.append(state))
    }
}
