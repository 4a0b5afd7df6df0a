import Tables

/// A mapping after all checks: its tables, and the tree of places that a document is matched against.
struct MappingPlan: Sendable {
    /// What happens to a value found at a place.
    struct Op: Sendable {
        enum Kind: UInt8, Sendable { case field, header, slot, atom }
        var kind: Kind
        /// Table of a field, scope of an atom.
        var table = 0
        /// Field, header field, slot, or atom of its scope.
        var index: Int
        /// Paths of one field that stand earlier in a list win over later ones.
        var rank = 0
        /// Where it is found.
        var place = 0
        /// The place that it belongs to: the record's, the slot's anchor, the scope's; −1 for the document.
        var base = -1
        /// The scopes between, innermost first, as a number of `chains`.
        var chain = 0
        /// Where its values stand within their element: 0 all text, 1 attributes, 2 its own text.
        var part = 0
        /// What the value must be for an atom, as a number of `atomTests`.
        var test = 0
    }

    /// What a comparison asks of a value, with the bytes of its word.
    struct AtomTest: Sendable, Hashable {
        enum Kind: Sendable { case exists, equals, differs, startsWith, contains }
        var kind: Kind
        var word: [UInt8]

        init(_ test: PathExpression.Test) {
            switch test {
            case .exists: (kind, word) = (.exists, [])
            case .equals(let text): (kind, word) = (.equals, Array(text.utf8))
            case .differs(let text): (kind, word) = (.differs, Array(text.utf8))
            case .startsWith(let text): (kind, word) = (.startsWith, Array(text.utf8))
            case .contains(let text): (kind, word) = (.contains, Array(text.utf8))
            }
        }
    }

    /// A table one of whose records starts at the place.
    struct Record: Sendable {
        var table: Int
        /// The scopes that decide about it, its own first, as a number of `chains`.
        var chain = 0
        /// Values from around it.
        var inherited: [Inherited] = []
        /// Whether it is decided at its end tag.
        var isLate = false
        /// Whether nothing inside matters once the record is out.
        var canSkip = true
    }

    /// A value of an element around a record: what was remembered in a slot goes to a field.
    struct Inherited: Sendable {
        /// Which of the open elements with the slot is meant.
        enum Which: Sendable {
            case above(Int)
            case nearest
            case document
        }
        var slot: Int
        var field: Int
        var rank: Int
        var which: Which
    }

    /// An element of the paths of a mapping, with what is read there.
    struct Place: Sendable {
        var axis: PathExpression.Axis
        /// A number of `tests`; −1 for the document.
        var test: Int
        var predicates: [PathExpression.Predicate]
        /// The local names from the root, for messages.
        var path: String
        var parent: Int
        var children: [Int] = []
        /// What its own attributes must be, decided at the start tag.
        var condition: AttributeCondition?
        /// The scope that decides the other conditions, or −1.
        var scope = -1
        var attributes: [(test: Int, ops: [Op])] = []
        var textOps: [Op] = []
        var stringOps: [Op] = []
        /// Atoms that ask only whether the element is there.
        var startOps: [Op] = []
        var records: [Record] = []
        /// Slots that are opened by its elements.
        var slots: [Int] = []
        /// The finding that text inside counts for, and the one that counts its elements.
        var textFinding: Int?
        var elementFinding: Int?
    }

    /// A condition on attributes of the element itself.
    indirect enum AttributeCondition: Sendable {
        case atom(attribute: Int, test: PathExpression.Test)
        case not(AttributeCondition)
        case all([AttributeCondition])
        case any([AttributeCondition])
    }

    /// Conditions of a place that its start tag does not decide: what was seen inside decides them.
    struct Scope: Sendable {
        indirect enum Condition: Sendable {
            case atom(Int)
            case not(Condition)
            case all([Condition])
            case any([Condition])
        }
        var place: Int
        /// What comes before a position.
        var before: Condition?
        var position: Int?
        var after: Condition?
        var atoms = 0
        /// Whether an element of its place can lie in another.
        var canNest = false
    }

    struct FieldPlan: Sendable {
        var name: String
        var type: FieldType
        var isRequired = false
        var values: [String]?
        /// Codes of the document to codes of the column; with `mapDefault` for all others.
        var map: [(from: String, to: String)]?
        var mapDefault: String?
        /// Whether all others are none, and counted.
        var mapsRestToNone = false
        /// What the field is where the document says nothing.
        var fallback: String?
        var lookup: Int?
        /// What is done to the text first, also before a lookup.
        var cleaning = TextCleaning()
        var time = TimeForm()
        var rules = ValueRules()
        /// Whether its values can come in another order than the one they are wanted in: it has several paths, or a value
        /// further up in the document can end, or be decided, later.
        var isRanked = false
        /// Whether it holds the key of a joined parent, and is no column.
        var isParentKey = false
        /// Whether the start tag of the document element decides it, for a header field.
        var isEarly = true
    }

    /// A value of one table's rows, found by another of their values.
    struct Lookup: Sendable {
        var table: Int
        var by: [Int]
        var take: Int
    }

    /// The fields of a table that others are joined to it by, where those are the same.
    struct Join: Sendable, Equatable {
        var table: Int
        var by: Set<Int>
    }

    struct TablePlan: Sendable {
        var name: String
        var fields: [FieldPlan] = []
        var parent: Int?
        var parentColumn: String?
        /// The fields of the parent that `parentKey` is looked for in, where the two are joined.
        var joinBy: [Int] = []
        var parentKey: Int?
        /// The number of `joins` in which it is looked for.
        var join = -1
        /// The field by which a repeat is known.
        var repeats: Int?
        /// Only where this header field has this value.
        var when: (header: Int, value: String)?
        var identifier: Int?
        var person: Int?
        var optOut: Int?
        /// All tables inside this one.
        var descendants: [Int] = []
        var elementPath = ""
        /// Whether a record can lie in another, or two paths meet in one element.
        var canNest = false
        /// Whether its rows may have to wait: their parent, or that of those that they lie in, is found by a key.
        var isHeld = false

        /// Whether its records lie in those of its parent.
        var isNested: Bool { parent != nil && !isJoined }
    }

    /// Something to count for the sender.
    struct FindingPlan: Sendable {
        var name: String
        /// The header field that the number of elements must equal, where it counts elements.
        var header: Int?
    }

    /// A name test with its prefixes resolved.
    struct ResolvedTest: Sendable, Hashable {
        /// Namespaces, the empty one for none; `nil` for any.
        var spaces: [String]?
        var local: NameTest.Local
    }

    var name: String
    var acceptsDoctype = false
    var respectsNullFlavor = false
    /// Tests of the document element.
    var roots: [Int] = []
    var header: [FieldPlan] = []
    var tables: [TablePlan] = []
    /// The document itself is the first.
    var places: [Place] = [
        Place(axis: .child, test: -1, predicates: [], path: "", parent: -1)
    ]
    /// Tests of elements, and of attributes.
    var tests: [ResolvedTest] = []
    var attributeTests: [ResolvedTest] = []
    var scopes: [Scope] = []
    var chains: [[Int]] = [[]]
    /// Whether no element of a chain's scopes can lie in another of the same: then only the innermost counts.
    var isPlainChain: [Bool] = [true]
    var atomTests: [AtomTest] = []
    /// How many slots there are; a slot is opened by the places that name it.
    var slots = 0
    var lookups: [Lookup] = []
    var joins: [Join] = []
    var findings: [FindingPlan] = []
}

extension MappingPlan {
    /// Whether no row of a table can go once it is there: nothing around its records decides about them later.
    func keepsRows(of table: Int) -> Bool {
        if tables[table].isNested || tables[table].repeats != nil { return false }
        return places.indices.allSatisfy { place in
            places[place].records.allSatisfy { record in
                record.table != table || chains[record.chain].allSatisfy { scopes[$0].place == place }
            }
        }
    }
}
