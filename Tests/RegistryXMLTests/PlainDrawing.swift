/// Draws small documents and mappings: few names and values, so that elements lie in their like and conditions hold and
/// fail about equally often.
struct PlainDrawing {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(state: seed) }

    /// SplitMix64 (Steele, Lea and Flood 2014).
    struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: 0..<values.count, using: &random)] }

    // MARK: Documents

    mutating func document() -> PlainElement {
        let root = PlainElement(PlainName(local: "r"), [("n", "\(Int.random(in: 0..<6, using: &random))")])
        if chance(50) { root.attributes.append(("x", pick(["1", "2"]))) }
        var left = Int.random(in: 10..<60, using: &random)
        while left > 0 { fill(root, depth: 1, &left) }
        root.number()
        return root
    }

    private mutating func fill(_ element: PlainElement, depth: Int, _ left: inout Int) {
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            if chance(30) { element.add(pick(["1", "2", "12", "x"])) }
            if left <= 0 { return }
            left -= 1
            // `k` has nothing inside: it carries what is read around records.
            let local = pick(["a", "a", "a", "a", "b", "b", "b", "c", "c", "k", "ab"])
            let space = local == "k" ? "" : pick(["", "", "", "", "", "", "urn:1", "urn:2"])
            let child = PlainElement(PlainName(space: space, local: local))
            for name in ["x", "y"] where chance(50) {
                child.attributes.append((name, pick(["1", "2", "1", "2", "x", ""])))
            }
            if chance(50) { child.attributes.reverse() }
            element.add(child)
            if local == "k" || depth == 7 {
                if chance(50) { child.add(pick(["1", "2", "x"])) }
            } else if chance(60) {
                fill(child, depth: depth + 1, &left)
            } else if chance(60) {
                child.add(pick(["1", "2", "12", "x"]))
            }
        }
    }

    // MARK: Paths

    mutating func test() -> PlainTest {
        if chance(75) { return PlainTest(local: pick(["a", "a", "a", "b", "b", "c"])) }
        return pick([
            PlainTest(local: "*"), PlainTest(prefix: "p", local: "a"), PlainTest(prefix: "q", local: "b"),
            PlainTest(prefix: "p", local: "*"), PlainTest(prefix: "*", local: "a"), PlainTest(prefix: "*", local: "*b"),
            PlainTest(local: "*"), PlainTest(prefix: "*", local: "b"), PlainTest(local: "ab"),
        ])
    }

    private mutating func named() -> PlainTest { PlainTest(local: pick(["a", "b", "c"])) }

    mutating func steps(_ count: ClosedRange<Int>, descendants: Int, conditions: Int) -> [PlainPath.Step] {
        let count = Int.random(in: count, using: &random)
        return (0..<count).map { place in
            let isDescendant = chance(descendants)
            return PlainPath.Step(
                isDescendant: isDescendant, test: test(), predicates: chance(conditions) ? predicates() : [])
        }
    }

    mutating func predicates() -> [PlainPath.Predicate] {
        var found: [PlainPath.Predicate] = []
        if chance(70) { found.append(.condition(condition(depth: 0))) }
        if found.isEmpty || chance(30) { found.append(.position(Int.random(in: 1...3, using: &random))) }
        if chance(20) { found.append(.condition(condition(depth: 0))) }
        return found
    }

    mutating func condition(depth: Int) -> PlainPath.Condition {
        if depth < 2, chance(35) {
            switch Int.random(in: 0..<3, using: &random) {
            case 0: return .not(condition(depth: depth + 1))
            case 1: return .all([condition(depth: depth + 1), condition(depth: depth + 1)])
            default: return .any([condition(depth: depth + 1), condition(depth: depth + 1)])
            }
        }
        let word = pick(["1", "2", "x"])
        let comparison: PlainPath.Comparison
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3: comparison = .equals(word)
        case 4, 5: comparison = .differs(word)
        case 6, 7: comparison = .exists
        case 8: comparison = .starts(word)
        default: comparison = .contains(word)
        }
        var path = PlainPath()
        if chance(40) {
            path.leaf = .attribute(pick(["x", "y"]))
        } else {
            path.steps = steps(0...2, descendants: 20, conditions: 0)
            path.leaf = pick([.string, .text, .attribute("x"), .attribute("y")])
        }
        if path.leaf == .string, !path.steps.isEmpty { path.leaf = .element }
        return .atom(PlainPath.Atom(path: path, test: comparison))
    }

    /// The path of a record from the document; it ends with a plain name, where values around it are well told apart.
    mutating func record() -> PlainPath {
        var steps = [PlainPath.Step(test: PlainTest(local: "r"))]
        if chance(5) { steps[0].predicates = predicates() }
        if chance(30) { steps = [] }
        var inside = self.steps(1...3, descendants: 30, conditions: 35)
        if steps.isEmpty { inside[0].isDescendant = true }
        inside[inside.count - 1].test = named()
        return PlainPath(start: .document, steps: steps + inside)
    }

    mutating func own() -> PlainPath {
        var path = PlainPath()
        if chance(75) { path.steps = steps(1...3, descendants: 20, conditions: 30) }
        path.leaf = pick([.attribute("x"), .attribute("y"), .attribute("x"), .text, .string])
        if path.leaf == .string, !path.steps.isEmpty, chance(50) { path.leaf = .element }
        return path
    }

    /// A value of an element around the record: of that element itself, or of a `k` inside it.
    mutating func around() -> PlainPath {
        var path = PlainPath()
        path.start = pick([.ups(1), .ups(1), .ups(2), .ancestor(named()), .ancestor(PlainTest(local: "r")), .document])
        if path.start == .document { path.steps = [PlainPath.Step(test: PlainTest(local: "r"))] }
        if chance(60) {
            path.steps.append(PlainPath.Step(test: PlainTest(local: "k")))
            path.leaf = pick([.attribute("x"), .text])
        } else {
            path.leaf = .attribute(pick(["x", "y"]))
        }
        return path
    }

    // MARK: Mappings

    mutating func field(_ name: String) -> PlainMapping.Field {
        let paths: [[PlainPath]] = (0..<pick([1, 1, 1, 2, 3])).map { _ in
            (0..<pick([1, 1, 1, 2])).map { _ in chance(80) ? own() : around() }
        }
        return PlainMapping.Field(name: name, paths: paths, isInteger: chance(15), isRequired: chance(20))
    }

    mutating func fields() -> [PlainMapping.Field] {
        (0..<Int.random(in: 1...4, using: &random)).map { field("f\($0)") }
    }

    mutating func mapping() -> PlainMapping {
        var mapping = PlainMapping()
        mapping.header = (0..<Int.random(in: 0...2, using: &random)).map { number in
            let paths: [[PlainPath]] = (0..<pick([1, 1, 2])).map { _ in
                (0..<pick([1, 1, 2])).map { _ in
                    var path = own()
                    if chance(30) {
                        path.start = .document
                        path.steps.insert(PlainPath.Step(test: PlainTest(local: "r")), at: 0)
                    }
                    return path
                }
            }
            return PlainMapping.Field(name: "h\(number)", paths: paths)
        }
        mapping.counted = [
            PlainPath(start: .document, steps: [PlainPath.Step(isDescendant: true, test: test())])
        ]
        var outer = PlainMapping.Table(
            name: "t0", records: (0..<pick([1, 1, 2])).map { _ in record() }, fields: fields())
        if chance(40) { outer.person = field("who").paths }
        mapping.tables.append(outer)
        if chance(60) { addNested(in: outer, to: &mapping) }
        for _ in 0..<pick([0, 1, 1, 2]) { addJoined(to: pick(mapping.tables), &mapping) }
        if let joined = mapping.tables.last, case .joined = joined.parent, chance(50) {
            addNested(in: joined, to: &mapping)
            if chance(50), let nested = mapping.tables.last { addNested(in: nested, to: &mapping) }
            if chance(50) { addJoined(to: pick(mapping.tables), &mapping) }
        }
        return mapping
    }

    private mutating func addNested(in outer: PlainMapping.Table, to mapping: inout PlainMapping) {
        let bases = (0..<pick([1, 1, 2])).map { _ in Int.random(in: 0..<outer.records.count, using: &random) }
        let records = bases.map { base in
            var path = outer.records[base]
            path.steps += steps(1...2, descendants: 20, conditions: 35)
            path.steps[path.steps.count - 1].test = named()
            return path
        }
        mapping.tables.append(
            PlainMapping.Table(
                name: "t\(mapping.tables.count)", records: records, parent: .nested(outer.name, bases), fields: fields()
            ))
    }

    private mutating func addJoined(to parent: PlainMapping.Table, _ mapping: inout PlainMapping) {
        let by = parent.fields.filter { !$0.isInteger }.map(\.name)
        if by.isEmpty { return }
        mapping.tables.append(
            PlainMapping.Table(
                name: "t\(mapping.tables.count)", records: (0..<pick([1, 1, 2])).map { _ in record() },
                parent: .joined(parent.name, on: field("on").paths, by: by), fields: fields()))
    }
}
