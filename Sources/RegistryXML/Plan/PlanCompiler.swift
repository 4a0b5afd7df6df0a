/// Builds the tree of places of a mapping, path by path. What cannot be done is thrown with its place in the path.
struct PlanCompiler {
    var plan = MappingPlan(name: "")
    /// The namespaces of each prefix.
    var namespaces: [String: [String]] = [:]
    /// The places whose elements are records of each table, with the path that each stands for.
    private(set) var recordPlaces: [Int: [Int]] = [:]
    private var recordPaths: [Int: [PathExpression.Step]] = [:]
    private var chainNumbers: [[Int]: Int] = [[]: 0]
    private var slotNumbers: [SlotKey: Int] = [:]
    /// Comparisons of the conditions that are being added.
    var pendingAtoms: [PathExpression.Atom] = []

    private struct SlotKey: Hashable {
        var anchors: [Int]
        var steps: [PathExpression.Step]
        var leaf: PathExpression.Leaf
    }

    static let document = 0

    // MARK: Names

    /// The number of an element test.
    mutating func test(_ name: NameTest) -> Int { Self.number(resolved(name), in: &plan.tests) }

    /// The number of an attribute test.
    mutating func attributeTest(_ name: NameTest, offset: Int) throws(PathFault) -> Int {
        guard case .exact = name.local else {
            throw PathFault(message: "an attribute is named in full", offset: offset)
        }
        if name.space == .any {
            throw PathFault(message: "an attribute's namespace is named by its prefix", offset: offset)
        }
        return Self.number(resolved(name), in: &plan.attributeTests)
    }

    private static func number(
        _ test: MappingPlan.ResolvedTest, in tests: inout [MappingPlan.ResolvedTest]
    ) -> Int {
        if let place = tests.firstIndex(of: test) { return place }
        tests.append(test)
        return tests.count - 1
    }

    private func resolved(_ name: NameTest) -> MappingPlan.ResolvedTest {
        let spaces: [String]? =
            switch name.space {
            case .none: [""]
            case .any: nil
            case .prefix(let prefix): namespaces[prefix] ?? []
            }
        return MappingPlan.ResolvedTest(spaces: spaces, local: name.local)
    }

    // MARK: Places

    /// The place of a step inside another place, made where it is new.
    mutating func place(of step: PathExpression.Step, inside parent: Int) throws(PathFault) -> Int {
        let test = test(step.test)
        let known = plan.places[parent].children.first {
            plan.places[$0].axis == step.axis && plan.places[$0].test == test
                && plan.places[$0].predicates == step.predicates
        }
        if let known { return known }
        let before = plan.places[parent].path
        let number = plan.places.count
        let path = (before.isEmpty ? "" : before + "/") + Self.shown(step.test)
        plan.places.append(
            MappingPlan.Place(axis: step.axis, test: test, predicates: step.predicates, path: path, parent: parent))
        plan.places[parent].children.append(number)
        if !step.predicates.isEmpty { try addConditions(step, at: number) }
        return number
    }

    private static func shown(_ test: NameTest) -> String {
        switch test.local {
        case .any: "*"
        case .exact(let name): name
        case .suffix(let end): "*" + end
        }
    }

    /// The place of a path inside another place.
    mutating func place(of steps: [PathExpression.Step], inside parent: Int) throws(PathFault) -> Int {
        var place = parent
        for step in steps { place = try self.place(of: step, inside: place) }
        return place
    }

    mutating func addRoot(_ name: NameTest) { plan.roots.append(test(name)) }

    mutating func add(_ op: MappingPlan.Op, at place: Int, _ leaf: PathExpression.Leaf, offset: Int) throws(PathFault) {
        var op = op
        op.place = place
        switch leaf {
        case .attribute(let name):
            let test = try attributeTest(name, offset: offset)
            if let known = plan.places[place].attributes.firstIndex(where: { $0.test == test }) {
                plan.places[place].attributes[known].ops.append(op)
            } else {
                plan.places[place].attributes.append((test, [op]))
            }
        case .text: plan.places[place].textOps.append(op)
        case .string, .element: plan.places[place].stringOps.append(op)
        }
    }

    /// The scopes of the places from `place` up to `base`, that one left out; innermost first.
    mutating func chain(from place: Int, upTo base: Int) -> Int {
        var scopes: [Int] = []
        var above = place
        while above > 0, above != base {
            if plan.places[above].scope >= 0 { scopes.append(plan.places[above].scope) }
            above = plan.places[above].parent
        }
        return chainNumber(scopes)
    }

    private mutating func chainNumber(_ scopes: [Int]) -> Int {
        if let known = chainNumbers[scopes] { return known }
        plan.chains.append(scopes)
        chainNumbers[scopes] = plan.chains.count - 1
        return plan.chains.count - 1
    }

    // MARK: Header and findings

    mutating func addHeader(_ path: PathExpression, index: Int) throws(PathFault) {
        var tops = [Self.document]
        switch path.start {
        case .document: break
        case .record(ups: 0):
            tops = []
            for root in plan.roots { tops.append(rootPlace(root)) }
        default: throw PathFault(message: "a header path starts at the root element", offset: 0)
        }
        for top in tops {
            let place = try place(of: path.steps, inside: top)
            let op = MappingPlan.Op(
                kind: .header, index: index, base: Self.document, chain: chain(from: place, upTo: Self.document))
            try add(op, at: place, path.leaf, offset: path.steps.last?.offset ?? 0)
        }
    }

    private mutating func rootPlace(_ test: Int) -> Int {
        let known = plan.places[Self.document].children.first {
            plan.places[$0].test == test && plan.places[$0].axis == .child && plan.places[$0].predicates.isEmpty
        }
        if let known { return known }
        let name =
            switch plan.tests[test].local {
            case .any: "*"
            case .exact(let name): name
            case .suffix(let end): "*" + end
            }
        plan.places.append(
            MappingPlan.Place(axis: .child, test: test, predicates: [], path: name, parent: Self.document))
        plan.places[Self.document].children.append(plan.places.count - 1)
        return plan.places.count - 1
    }

    /// The place of an element that a path names from the document on.
    private mutating func element(_ path: PathExpression) throws(PathFault) -> Int {
        guard path.leaf == .element, !path.steps.isEmpty else {
            throw PathFault(message: "expected the path of an element", offset: 0)
        }
        switch path.start {
        case .document, .record(ups: 0): break
        default: throw PathFault(message: "the path of an element starts at the document", offset: 0)
        }
        if path.steps[0].axis == .child {
            let first = test(path.steps[0].test)
            let overlap = PathOverlap(plan: plan)
            guard plan.roots.contains(where: { overlap.compatible($0, first) }) else {
                throw PathFault(
                    message: "the path does not start with a root element", offset: path.steps[0].offset,
                    hint: "write `//` before it for an element at any depth")
            }
        }
        return try place(of: path.steps, inside: Self.document)
    }

    mutating func addTextFinding(_ name: String, _ path: PathExpression) throws(PathFault) {
        let place = try element(path)
        if plan.places[place].textFinding != nil { throw PathFault(message: "two findings on one element", offset: 0) }
        plan.places[place].textFinding = plan.findings.count
        plan.findings.append(MappingPlan.FindingPlan(name: name))
    }

    mutating func addElementFinding(_ name: String, _ paths: [PathExpression], header: Int) throws(PathFault) {
        for path in paths {
            let place = try element(path)
            if plan.places[place].scope >= 0 {
                throw PathFault(message: "elements are counted by conditions on attributes alone", offset: 0)
            }
            if plan.places[place].elementFinding != nil {
                throw PathFault(message: "two findings on one element", offset: 0)
            }
            plan.places[place].elementFinding = plan.findings.count
        }
        plan.findings.append(MappingPlan.FindingPlan(name: name, header: header))
    }

    // MARK: Records

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
        for place in recordPlaces[table] ?? [] {
            guard let record = plan.places[place].records.firstIndex(where: { $0.table == table }) else { continue }
            if case .record(ups: 0) = path.start {
                try addOwn(path, table: table, field: field, rank: rank, at: place, record)
            } else {
                let (slot, which) = try slot(path, at: place)
                plan.places[place].records[record].inherited.append(
                    MappingPlan.Inherited(slot: slot, field: field, rank: rank, which: which))
            }
        }
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
                if place <= 0 { throw PathFault(message: "`..` leads out of the document", offset: 3 * up) }
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
            if anchors.isEmpty { throw PathFault(message: "`..` leads out of the document", offset: 0) }
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

extension MappingPlan.TablePlan {
    /// Whether its rows find their parent by a key; known before the key's field is.
    var isJoined: Bool { !joinBy.isEmpty }
}
