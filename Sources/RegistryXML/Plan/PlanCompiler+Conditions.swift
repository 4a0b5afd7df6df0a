/// What stands in brackets: decided at the start tag where attributes of the element itself decide it, else by a scope.
extension PlanCompiler {
    mutating func addConditions(_ step: PathExpression.Step, at place: Int) throws(PathFault) {
        var early: [MappingPlan.AttributeCondition] = []
        var scope = MappingPlan.Scope(place: place)
        var before: [MappingPlan.Scope.Condition] = [], after: [MappingPlan.Scope.Condition] = []
        for predicate in step.predicates {
            switch predicate {
            case .position(let number):
                if scope.position != nil {
                    throw PathFault(message: "a step has one position", offset: step.offset)
                }
                scope.position = number
            case .condition(let condition):
                if scope.position == nil, let found = try attributeCondition(condition, offset: step.offset) {
                    early.append(found)
                } else if scope.position == nil {
                    before.append(try late(condition, &scope, step))
                } else {
                    after.append(try late(condition, &scope, step))
                }
            }
        }
        if !early.isEmpty { plan.places[place].condition = early.count == 1 ? early[0] : .all(early) }
        if before.isEmpty, after.isEmpty, scope.position == nil { return }
        scope.before = before.isEmpty ? nil : before.count == 1 ? before[0] : .all(before)
        scope.after = after.isEmpty ? nil : after.count == 1 ? after[0] : .all(after)
        guard scope.atoms <= 64 else {
            throw PathFault(message: "a step has at most 64 comparisons", offset: step.offset)
        }
        plan.places[place].scope = plan.scopes.count
        let number = plan.scopes.count
        plan.scopes.append(scope)
        // The atoms were numbered for the scope that is now there.
        for (atom, found) in pendingAtoms.enumerated() {
            let target = try self.place(of: found.steps, inside: place)
            let op = MappingPlan.Op(
                kind: .atom, table: number, index: atom, place: target, base: place, test: atomTest(found.test))
            if found.test == .exists, found.leaf == .string, !found.steps.isEmpty {
                plan.places[target].startOps.append(op)
            } else {
                try add(op, at: target, found.leaf, offset: step.offset)
            }
        }
        pendingAtoms = []
    }

    private mutating func atomTest(_ test: PathExpression.Test) -> Int {
        let wanted = MappingPlan.AtomTest(test)
        if let known = plan.atomTests.firstIndex(of: wanted) { return known }
        plan.atomTests.append(wanted)
        return plan.atomTests.count - 1
    }

    /// The condition over attributes of the element alone, or `nil` where it looks elsewhere.
    private mutating func attributeCondition(
        _ condition: PathExpression.Condition, offset: Int
    ) throws(PathFault) -> MappingPlan.AttributeCondition? {
        switch condition {
        case .atom(let atom):
            guard atom.steps.isEmpty, case .attribute(let name) = atom.leaf else { return nil }
            switch atom.test {
            case .exists, .equals, .differs: break
            case .startsWith, .contains: return nil
            }
            return .atom(attribute: try attributeTest(name, offset: offset), test: atom.test)
        case .not(let inner):
            guard let inner = try attributeCondition(inner, offset: offset) else { return nil }
            return .not(inner)
        case .all(let parts):
            guard let parts = try attributeConditions(parts, offset: offset) else { return nil }
            return .all(parts)
        case .any(let parts):
            guard let parts = try attributeConditions(parts, offset: offset) else { return nil }
            return .any(parts)
        }
    }

    private mutating func attributeConditions(
        _ parts: [PathExpression.Condition], offset: Int
    ) throws(PathFault) -> [MappingPlan.AttributeCondition]? {
        var found: [MappingPlan.AttributeCondition] = []
        for part in parts {
            guard let condition = try attributeCondition(part, offset: offset) else { return nil }
            found.append(condition)
        }
        return found
    }

    private mutating func late(
        _ condition: PathExpression.Condition, _ scope: inout MappingPlan.Scope, _ step: PathExpression.Step
    ) throws(PathFault) -> MappingPlan.Scope.Condition {
        switch condition {
        case .atom(let atom):
            pendingAtoms.append(atom)
            scope.atoms += 1
            return .atom(scope.atoms - 1)
        case .not(let inner): return .not(try late(inner, &scope, step))
        case .all(let parts):
            var found: [MappingPlan.Scope.Condition] = []
            for part in parts { found.append(try late(part, &scope, step)) }
            return .all(found)
        case .any(let parts):
            var found: [MappingPlan.Scope.Condition] = []
            for part in parts { found.append(try late(part, &scope, step)) }
            return .any(found)
        }
    }

    // MARK: What follows from all of it

    /// Works out which tables lie in which, what can lie in itself, and where the inside of a record can be skipped.
    mutating func settle() {
        for table in plan.tables.indices {
            var above = plan.tables[table].isNested ? plan.tables[table].parent : nil
            while let parent = above {
                plan.tables[parent].descendants.append(table)
                above = plan.tables[parent].isNested ? plan.tables[parent].parent : nil
            }
        }
        for table in plan.tables.indices {
            let isInHeld = plan.tables[table].parent.map { plan.tables[$0].isHeld } ?? false
            plan.tables[table].isHeld = plan.tables[table].isJoined || isInHeld
            guard let parent = plan.tables[table].parent, plan.tables[table].isJoined else { continue }
            let join = MappingPlan.Join(table: parent, by: Set(plan.tables[table].joinBy))
            if !plan.joins.contains(join) { plan.joins.append(join) }
            plan.tables[table].join = plan.joins.firstIndex(of: join) ?? -1
        }
        let overlap = PathOverlap(plan: plan)
        for scope in plan.scopes.indices {
            let place = plan.scopes[scope].place
            plan.scopes[scope].canNest = overlap.canContain(place, place)
        }
        plan.isPlainChain = plan.chains.map { chain in !chain.contains { plan.scopes[$0].canNest } }
        for table in plan.tables.indices {
            let places = recordPlaces[table] ?? []
            plan.tables[table].canNest = places.contains { outer in
                places.contains { inner in
                    overlap.canContain(outer, inner) || outer < inner && overlap.canCoincide(outer, inner)
                }
            }
        }
        for place in plan.places.indices { settleOrder(of: place, overlap) }
        for place in plan.places.indices {
            for record in plan.places[place].records.indices {
                let table = plan.places[place].records[record].table
                if plan.tables[table].canNest { plan.places[place].records[record].isLate = true }
                let own = Set(plan.tables[table].descendants + [table])
                plan.places[place].records[record].canSkip =
                    plan.places[place].records.count == 1 && isOnly(own, inside: place, top: place)
            }
        }
    }

    /// Marks the fields whose values at a place can come in another order than that of the document: texts come as their
    /// elements end, and what a scope holds back comes as it is decided; either way the inner first.
    private mutating func settleOrder(of place: Int, _ overlap: PathOverlap) {
        let entry = plan.places[place]
        let ops = entry.attributes.flatMap(\.ops) + entry.textOps + entry.stringOps
        for op in ops where op.kind == .field && !plan.tables[op.table].fields[op.index].isRanked {
            let canWait = plan.chains[op.chain].contains { plan.scopes[$0].canNest }
            if canWait || op.part != 1 && overlap.canContain(place, place) {
                plan.tables[op.table].fields[op.index].isRanked = true
            }
        }
    }

    /// Whether nothing but those tables is read inside the record at `top`, which `place` is part of.
    private func isOnly(_ tables: Set<Int>, inside place: Int, top: Int) -> Bool {
        let entry = plan.places[place]
        if place != top {
            if !entry.records.allSatisfy({ tables.contains($0.table) }) { return false }
            if entry.elementFinding != nil { return false }
        }
        for op in entry.attributes.flatMap(\.ops) + entry.textOps + entry.stringOps + entry.startOps {
            switch op.kind {
            case .header: return false
            case .field: if !tables.contains(op.table) { return false }
            case .slot, .atom: if !isInside(op.base, top) { return false }
            }
        }
        return entry.children.allSatisfy { isOnly(tables, inside: $0, top: top) }
    }

    private func isInside(_ place: Int, _ top: Int) -> Bool {
        var place = place
        while place > top { place = plan.places[place].parent }
        return place == top
    }
}
