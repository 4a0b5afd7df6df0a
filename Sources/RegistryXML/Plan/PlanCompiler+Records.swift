/// The records of tables, and the fields that are read of them.
extension PlanCompiler {

    mutating func addRecord(_ path: PathExpression, table: Int) throws(PathFault) {
        guard let parent = plan.tables[table].parent, !plan.tables[table].isJoined else {
            try addRecord(path, table: table, inside: Self.document)
            return
        }
        // The parent's conditions need not be said again.
        let insides = (recordPlaces[parent] ?? []).compactMap { place in
            continued(recordPaths[place] ?? [], by: path.steps).map { (place, $0) }
        }
        for (place, steps) in insides {
            var path = path
            path.steps = steps
            try addRecord(path, table: table, inside: place)
        }
        if insides.isEmpty {
            throw PathFault(
                message: "the path does not lie inside a record of `\(plan.tables[parent].name)`", offset: 0,
                hint: "it begins with the path of those; or the parent is joined `on` a key")
        }
    }

    /// The steps of a path that goes on from another, with the conditions of that; `nil` where it does not.
    private func continued(_ outer: [PathExpression.Step], by steps: [PathExpression.Step]) -> [PathExpression.Step]? {
        guard steps.count >= outer.count else { return nil }
        for (one, other) in zip(outer, steps) {
            guard one.axis == other.axis, one.test == other.test,
                other.predicates.isEmpty || other.predicates == one.predicates
            else { return nil }
        }
        return outer + steps[outer.count...]
    }

    private mutating func addRecord(_ path: PathExpression, table: Int, inside base: Int) throws(PathFault) {
        let place = try element(path)
        if plan.places[place].records.contains(where: { $0.table == table }) {
            throw PathFault(message: "the same path twice", offset: 0)
        }
        var record = MappingPlan.Record(table: table, chain: chain(from: place, upTo: base))
        record.isLate = plan.places[place].scope >= 0 && place != base
        plan.places[place].records.append(record)
        recordPaths[place] = path.steps
        if recordPlaces[table] == nil { plan.tables[table].elementPath = plan.places[place].path }
        recordPlaces[table, default: []].append(place)
    }

    /// Adds one path of a field to every record of its table.
    mutating func addField(_ path: PathExpression, table: Int, field: Int, rank: Int) throws(PathFault) {
        var outside: PathFault?
        var isAnywhere = false
        for place in recordPlaces[table] ?? [] {
            guard let record = plan.places[place].records.firstIndex(where: { $0.table == table }) else { continue }
            if case .record(ups: 0) = path.start {
                try addOwn(path, table: table, field: field, rank: rank, at: place, record)
                isAnywhere = true
                continue
            }
            if case .record(let ups) = path.start, !hasAbove(place, ups) {
                // One record of several may lie too far out for the path: there is nothing there for it.
                outside = PathFault(message: "`..` leads out of the document", offset: 0)
                continue
            }
            let (slot, which) = try slot(path, at: place)
            plan.places[place].records[record].inherited.append(
                MappingPlan.Inherited(slot: slot, field: field, rank: rank, which: which))
            isAnywhere = true
        }
        if let outside, !isAnywhere { throw outside }
    }

    private mutating func addOwn(
        _ path: PathExpression, table: Int, field: Int, rank: Int, at place: Int, _ record: Int
    ) throws(PathFault) {
        let target = try self.place(of: path.steps, inside: place)
        let isOwnAttribute: Bool
        if case .attribute = path.leaf, path.steps.isEmpty { isOwnAttribute = true } else { isOwnAttribute = false }
        if !isOwnAttribute { plan.places[place].records[record].isLate = true }
        let op = MappingPlan.Op(
            kind: .field, table: table, index: field, rank: rank, base: place, chain: chain(from: target, upTo: place))
        try add(op, at: target, path.leaf, offset: path.steps.last?.offset ?? 0)
    }

    /// Whether so many elements lie around those of a place.
    private func hasAbove(_ place: Int, _ ups: Int) -> Bool {
        var place = place
        for _ in 0..<ups {
            if plan.places[place].axis == .descendant { return true }
            place = plan.places[place].parent
            if place <= Self.document { return false }
        }
        return true
    }

    /// The slot of a path that starts at an element around the record, and which of its open elements is meant.
    private mutating func slot(
        _ path: PathExpression, at record: Int
    ) throws(PathFault) -> (Int, MappingPlan.Inherited.Which) {
        var anchors: [Int] = []
        var which = MappingPlan.Inherited.Which.nearest
        switch path.start {
        case .document:
            anchors = [Self.document]
            which = .document
        case .ancestor(let name):
            let step = PathExpression.Step(axis: .descendant, test: name)
            anchors = [try place(of: step, inside: Self.document)]
        case .record(let ups):
            which = .above(ups)
            var place = record
            for up in 0..<ups {
                let parent = plan.places[place].parent
                anchors = [parent]
                if plan.places[place].axis == .descendant {
                    guard up == ups - 1 else {
                        throw PathFault(
                            message: "`..` cannot go on over an element found by `//`", offset: 3 * (up + 1),
                            hint: "name the element: `ancestor::name/…`")
                    }
                    let any = PathExpression.Step(axis: .descendant, test: NameTest(space: .any, local: .any))
                    anchors.append(try self.place(of: any, inside: parent))
                }
                place = parent
            }
            anchors.removeAll { $0 == Self.document }
        }
        let key = SlotKey(anchors: anchors, steps: path.steps, leaf: path.leaf)
        if let known = slotNumbers[key] { return (known, which) }
        let slot = plan.slots
        plan.slots += 1
        slotNumbers[key] = slot
        for anchor in anchors {
            plan.places[anchor].slots.append(slot)
            let target = try place(of: path.steps, inside: anchor)
            if target == Self.document {
                throw PathFault(message: "expected the path of an element or attribute", offset: 0)
            }
            let op = MappingPlan.Op(
                kind: .slot, index: slot, base: anchor, chain: chain(from: target, upTo: anchor))
            try add(op, at: target, path.leaf, offset: path.steps.last?.offset ?? 0)
        }
        return (slot, which)
    }
}
