/// Builds the tree of places of a mapping, path by path. What cannot be done is thrown with its place in the path.
struct PlanCompiler {
    var plan = MappingPlan(name: "")
    /// The namespaces of each prefix.
    var namespaces: [String: [String]] = [:]
    /// The places whose elements are records of each table, with the path that each stands for.
    var recordPlaces: [Int: [Int]] = [:]
    var recordPaths: [Int: [PathExpression.Step]] = [:]
    private var chainNumbers: [[Int]: Int] = [[]: 0]
    var slotNumbers: [SlotKey: Int] = [:]
    /// Comparisons of the conditions that are being added.
    var pendingAtoms: [PathExpression.Atom] = []

    struct SlotKey: Hashable {
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
            op.part = 1
            if let known = plan.places[place].attributes.firstIndex(where: { $0.test == test }) {
                plan.places[place].attributes[known].ops.append(op)
            } else {
                plan.places[place].attributes.append((test, [op]))
            }
        case .text:
            op.part = 2
            plan.places[place].textOps.append(op)
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

    mutating func addHeader(_ path: PathExpression, index: Int, rank: Int) throws(PathFault) {
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
                kind: .header, index: index, rank: rank, base: Self.document,
                chain: chain(from: place, upTo: Self.document))
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
    mutating func element(_ path: PathExpression) throws(PathFault) -> Int {
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

    /// The place of an element that is counted where it starts.
    private mutating func counted(_ path: PathExpression) throws(PathFault) -> Int {
        let place = try element(path)
        if chain(from: place, upTo: Self.document) != 0 {
            throw PathFault(
                message: "elements are counted by conditions on their own attributes alone", offset: 0,
                hint: "neither what lies inside them nor a position can be asked for")
        }
        return place
    }

    mutating func addTextFinding(_ name: String, _ path: PathExpression) throws(PathFault) {
        let place = try counted(path)
        if plan.places[place].textFinding != nil { throw PathFault(message: "two findings on one element", offset: 0) }
        plan.places[place].textFinding = plan.findings.count
        plan.findings.append(MappingPlan.FindingPlan(name: name))
    }

    mutating func addElementFinding(_ name: String, _ paths: [PathExpression], header: Int) throws(PathFault) {
        for path in paths {
            let place = try counted(path)
            if plan.places[place].elementFinding != nil {
                throw PathFault(message: "two findings on one element", offset: 0)
            }
            plan.places[place].elementFinding = plan.findings.count
        }
        plan.findings.append(MappingPlan.FindingPlan(name: name, header: header))
    }
}

extension MappingPlan.TablePlan {
    /// Whether its rows find their parent by a key; known before the key's field is.
    var isJoined: Bool { !joinBy.isEmpty }
}
