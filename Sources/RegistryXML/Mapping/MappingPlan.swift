import Tables

/// A mapping after all checks: tables, and the tree of elements that a document is matched against.
struct MappingPlan: Sendable {
    struct ElementName: Sendable, Hashable {
        var namespace: String?
        var local: String
    }

    /// What happens to a value found at a node.
    struct Op: Sendable {
        enum Kind: UInt8, Sendable { case field, header, capture, predicate, remember }
        var kind: Kind
        /// Table of a field; otherwise unused.
        var table = 0
        /// Field, header field, capture, predicate or slot.
        var index: Int
    }

    struct RecordPredicate: Sendable {
        var attribute: String
        var value: [UInt8]
        var isNegated: Bool
    }

    /// A table one of whose records starts at the node.
    struct Record: Sendable {
        var table: Int
        var predicates: [RecordPredicate] = []
        /// Ancestors' attributes: what was remembered in a slot goes to a field.
        var inherited: [(slot: Int, field: Int)] = []
        /// Whether its fields lie in child elements, so that it is decided at its end tag.
        var isLate = false
        /// Whether nothing inside matters once the record is out.
        var canSkip = true
    }

    struct Node: Sendable {
        var name: ElementName
        var path: String
        var parent: Int
        var children: [Int] = []
        var attributes: [(name: String, ops: [Op])] = []
        var textOps: [Op] = []
        var records: [Record] = []
        /// Captures and predicates that are decided at this node's end.
        var captures: [Int] = []
        var predicates: [Int] = []
        /// Slots of remembered attributes that this node's start clears.
        var slots: [Int] = []
        /// The finding that text inside counts for.
        var finding: Int?
    }

    /// A value that waits for its predicates.
    struct Capture: Sendable {
        var table: Int
        var field: Int
        var predicates: [Int]
    }

    struct Predicate: Sendable {
        var value: [UInt8]
        var isNegated: Bool
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
    }

    struct Lookup: Sendable {
        var table: Int
        var by: Int
        var take: Int
    }

    struct TablePlan: Sendable {
        var name: String
        var fields: [FieldPlan] = []
        var parent: Int?
        var parentColumn: String?
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
    }

    var name: String
    var acceptsDoctype = false
    var roots: [Int] = []
    var header: [FieldPlan] = []
    var tables: [TablePlan] = []
    var nodes: [Node] = []
    var captures: [Capture] = []
    var predicates: [Predicate] = []
    var lookups: [Lookup] = []
    var slots = 0
    var findings: [String] = []
}
