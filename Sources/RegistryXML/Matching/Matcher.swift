import CLibXML2
import Tables

/// A mapping as a table-driven automaton over the names of one parser: the places that an element stands for are one
/// state, found from its parent's state and its name by a look at a table.
///
/// States are made as a document asks for them (a lazy subset construction, as regular-expression engines do), so a
/// mapping with many fields costs no more for each element than one with few.
struct Matcher: ~Copyable {
    typealias Name = UnsafePointer<UInt8>
    typealias AttributeList = UnsafeMutablePointer<UnsafePointer<UInt8>?>

    /// What the handlers look at for every element.
    struct State {
        var likelyName: Name?
        var likelySpace: Name?
        var likelyNext: Int32 = -1
        /// The attribute test whose value is to be asked for next, or −1.
        var question: Int32 = -1
        var firstAttribute: Int32 = 0
        var endOfAttributes: Int32 = 0
        /// The table of the one record of the state where nothing but its own attributes matters, or −1.
        var simpleTable: Int32 = -1
        var isMatched = false
        /// Whether nothing inside can match.
        var isDead = false
        var wantsText = false
        var wantsString = false
        var hasRecords = false
        var hasScopes = false
        var hasSlots = false
        var hasStarts = false
        var hasFindings = false
        var needsEnd = false
        /// The place whose path names the element in messages.
        var place: Int32 = 0
    }

    /// A known attribute of a state. One that goes straight to a field says where.
    struct Attribute {
        var name: Name?
        var space: Name?
        var table: UnsafeMutablePointer<TableState>?
        var field: UnsafeMutablePointer<FieldState>?
        var index = 0
        var firstOp: Int32 = 0
        var endOfOps: Int32 = 0
    }

    /// What a state stands for, looked at when something happens.
    struct Detail {
        var places: [Int] = []
        /// Places found by `//` below elements around it.
        var armed: [Int] = []
        /// Answers to questions on the way, and what is still to be decided by them.
        var answers: [Int: Int] = [:]
        var transitions: [Int32] = []
        var refinements: [Int32] = []
        var scopes: [Int] = []
        var slots: [Int] = []
        var records: [(place: Int, index: Int)] = []
        var starts: [MappingPlan.Op] = []
        var texts: [MappingPlan.Op] = []
        var strings: [MappingPlan.Op] = []
        var textFinding: Int?
        var elementFindings: [Int] = []
        /// Whether the inside can be skipped once its only record is out.
        var canSkip = false
    }

    /// A step that was taken before.
    private struct Step {
        var name: Name?
        var space: Name?
        var parent: Int32 = -1
        var next: Int32 = -1
    }

    private struct Key: Hashable {
        var places: [Int]
        var armed: [Int]
        var answers: [Int: Int]
        var isOpen: Bool
    }

    private(set) var states: UnsafeMutablePointer<State>
    private var capacity = 64
    private(set) var stateCount = 0
    private(set) var details: [Detail] = []
    private(set) var attributes: UnsafeMutablePointer<Attribute>
    private var attributeCapacity = 256
    private var attributeCount = 0
    private(set) var ops: [MappingPlan.Op] = []
    private(set) var names: NameTable
    private var known: [Key: Int32] = [:]
    /// Steps taken before, one for each hash: the way of names that do not come twice in a row.
    private let steps: UnsafeMutablePointer<Step>
    private static let stepCount = 2048
    /// The names that attribute tests stand for: name, and one pointer for each namespace.
    private var attributeNames: [(name: Name?, spaces: [Name?])] = []
    /// The words that conditions compare each attribute with.
    private let words: UnsafeMutablePointer<TextDictionary>
    private let wordTables: Int
    private let plan: MappingPlan
    /// The tables whose fields values may go straight to.
    private let tables: UnsafeMutablePointer<TableState>?
    static let mostStates = 20_000

    /// The state outside of the document element.
    let root: Int32 = 0

    /// A matcher that knows no element, for the time before there is a parser.
    init() {
        plan = MappingPlan(name: "")
        states = .allocate(capacity: 1)
        attributes = .allocate(capacity: 1)
        words = .allocate(capacity: 1)
        wordTables = 0
        names = NameTable([])
        steps = .allocate(capacity: 1)
        tables = nil
    }

    init(_ plan: MappingPlan, _ parser: borrowing SAXParser, _ tables: UnsafeMutablePointer<TableState>) {
        self.plan = plan
        states = .allocate(capacity: capacity)
        attributes = .allocate(capacity: attributeCapacity)
        names = NameTable(plan.tests)
        steps = .allocate(capacity: Self.stepCount)
        steps.initialize(repeating: Step(), count: Self.stepCount)
        wordTables = plan.attributeTests.count
        words = .allocate(capacity: wordTables + 1)
        for place in 0..<wordTables { (words + place).initialize(to: TextDictionary()) }
        self.tables = tables
        for test in plan.attributeTests {
            var name: Name?
            if case .exact(let local) = test.local { name = parser.intern(local) }
            let spaces = (test.spaces ?? []).map { $0.isEmpty ? nil : parser.intern($0) }
            attributeNames.append((name, spaces))
        }
        for place in plan.places { if let condition = place.condition { collectWords(condition) } }
        var detail = Detail()
        detail.places = [0]
        detail.armed = plan.places[0].children.filter { plan.places[$0].axis == .descendant }
        _ = append(State(), detail)
    }

    deinit {
        states.deallocate()
        attributes.deallocate()
        steps.deallocate()
        words.deinitialize(count: wordTables)
        words.deallocate()
    }

    private func collectWords(_ condition: MappingPlan.AttributeCondition) {
        switch condition {
        case .atom(let attribute, .equals(let word)), .atom(let attribute, .differs(let word)):
            _ = Array(word.utf8).withUnsafeBufferPointer { words[attribute].code(of: $0) }
        case .atom: break
        case .not(let inner): collectWords(inner)
        case .all(let parts), .any(let parts): for part in parts { collectWords(part) }
        }
    }

    // MARK: On the way

    /// The state of a child element; attributes may still have to be asked for (`question`).
    @inline(__always) mutating func next(_ parent: Int32, _ name: Name?, _ space: Name?) -> Int32 {
        let state = states + Int(parent)
        if state.pointee.likelyNext >= 0, state.pointee.likelyName == name, state.pointee.likelySpace == space {
            return state.pointee.likelyNext
        }
        return look(parent, name, space)
    }

    @inline(never) private mutating func look(_ parent: Int32, _ name: Name?, _ space: Name?) -> Int32 {
        let mixed = (UInt(bitPattern: name) ^ UInt(bitPattern: Int(parent)) << 4) &* 0x9E37_79B9_7F4A_7C15
        let step = steps + Int(truncatingIfNeeded: mixed >> 40) & (Self.stepCount - 1)
        if step.pointee.name != name || step.pointee.space != space || step.pointee.parent != parent {
            step.pointee = Step(name: name, space: space, parent: parent, next: find(parent, name, space))
        }
        states[Int(parent)].likelyName = name
        states[Int(parent)].likelySpace = space
        states[Int(parent)].likelyNext = step.pointee.next
        return step.pointee.next
    }

    private mutating func find(_ parent: Int32, _ name: Name?, _ space: Name?) -> Int32 {
        let kind = Int(names.kind(name, space))
        let number = Int(parent)
        while details[number].transitions.count <= kind { details[number].transitions.append(-1) }
        if details[number].transitions[kind] < 0 {
            let next = transition(number, kind)
            details[number].transitions[kind] = next
        }
        return details[number].transitions[kind]
    }

    /// The state after the answer to a question: the value of the attribute asked for.
    mutating func refine(_ open: Int32, _ list: AttributeList?, _ count: Int) -> Int32 {
        let number = Int(open), test = Int(states[number].question)
        var answer = 0
        if let list {
            for index in 0..<count where isAttribute(test, list[5 * index], list[5 * index + 2]) {
                guard let start = list[5 * index + 3], let end = list[5 * index + 4] else { continue }
                let value = UnsafeBufferPointer(start: start, count: end - start)
                answer = words[test].find(value).map { Int($0) + 2 } ?? 1
            }
        }
        while details[number].refinements.count <= answer { details[number].refinements.append(-1) }
        if details[number].refinements[answer] < 0 {
            let detail = details[number]
            var answers = detail.answers
            answers[test] = answer
            let next = settled(detail.places, armed: detail.armed, answers: answers)
            details[number].refinements[answer] = next
        }
        return details[number].refinements[answer]
    }

    private func isAttribute(_ test: Int, _ name: Name?, _ space: Name?) -> Bool {
        let wanted = attributeNames[test]
        return wanted.name == name && wanted.spaces.contains { $0 == space }
    }

    /// The class of a name, and whether names of a class meet a test.
    mutating func kind(_ name: Name?, _ space: Name?) -> Int32 { names.kind(name, space) }

    func meets(_ kind: Int, _ test: Int) -> Bool { names.met[kind][test] }

    /// Whether so many states were made that the document must be refused.
    var isOverfull: Bool { stateCount > Self.mostStates }

    // MARK: Making states

    private mutating func transition(_ parent: Int, _ kind: Int) -> Int32 {
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
    private mutating func settled(_ places: [Int], armed: [Int], answers: [Int: Int]) -> Int32 {
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
        state.firstAttribute = Int32(truncatingIfNeeded: attributeCount)
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
                append(attribute)
            }
        }
        state.endOfAttributes = Int32(truncatingIfNeeded: attributeCount)
    }

    private mutating func append(_ attribute: Attribute) {
        if attributeCount == attributeCapacity {
            let larger = UnsafeMutablePointer<Attribute>.allocate(capacity: attributeCapacity * 2)
            larger.moveInitialize(from: attributes, count: attributeCount)
            attributes.deallocate()
            attributes = larger
            attributeCapacity *= 2
        }
        (attributes + attributeCount).initialize(to: attribute)
        attributeCount += 1
    }

    private mutating func append(_ state: State, _ detail: Detail) -> Int32 {
        if stateCount == capacity {
            let larger = UnsafeMutablePointer<State>.allocate(capacity: capacity * 2)
            larger.moveInitialize(from: states, count: stateCount)
            states.deallocate()
            states = larger
            capacity *= 2
        }
        (states + stateCount).initialize(to: state)
        details.append(detail)
        stateCount += 1
        return Int32(truncatingIfNeeded: stateCount - 1)
    }
}
