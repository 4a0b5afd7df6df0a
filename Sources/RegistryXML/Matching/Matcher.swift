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
    struct Step {
        var name: Name?
        var space: Name?
        var parent: Int32 = -1
        var next: Int32 = -1
    }

    struct Key: Hashable {
        var places: [Int]
        var armed: [Int]
        var answers: [Int: Int]
        var isOpen: Bool
    }

    var stateBlock = GrowingBlock<State>(capacity: 64)
    var details: [Detail] = []
    var attributeBlock = GrowingBlock<Attribute>(capacity: 256)
    var ops: [MappingPlan.Op] = []
    var names: NameTable
    var known: [Key: Int32] = [:]
    /// Steps taken before, one for each hash: the way of names that do not come twice in a row.
    private let steps: UnsafeMutablePointer<Step>
    private static let stepCount = 2048
    /// The names that attribute tests stand for: name, and one pointer for each namespace.
    var attributeNames: [(name: Name?, spaces: [Name?])] = []
    /// The words that conditions compare each attribute with.
    let words: UnsafeMutablePointer<TextDictionary>
    private let wordTables: Int
    let plan: MappingPlan
    /// The tables whose fields values may go straight to.
    let tables: UnsafeMutablePointer<TableState>?
    static let mostStates = 20_000

    /// The state outside of the document element.
    let root: Int32 = 0

    /// A matcher that knows no element, for the time before there is a parser.
    init() {
        plan = MappingPlan(name: "")
        words = .allocate(capacity: 1)
        wordTables = 0
        names = NameTable([])
        steps = .allocate(capacity: 1)
        tables = nil
    }

    init(_ plan: MappingPlan, _ parser: borrowing SAXParser, _ tables: UnsafeMutablePointer<TableState>) {
        self.plan = plan
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

    @inline(__always) var states: UnsafeMutablePointer<State> { stateBlock.base }
    @inline(__always) var attributes: UnsafeMutablePointer<Attribute> { attributeBlock.base }

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
    var isOverfull: Bool { stateBlock.count > Self.mostStates }
}
