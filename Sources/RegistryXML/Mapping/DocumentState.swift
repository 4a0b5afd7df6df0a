import CLibXML2
import Tables

/// A document while it is read: what the handlers of the parser work on. One thread at a time.
struct DocumentState: ~Copyable {
    typealias Text = UnsafeBufferPointer<UInt8>
    typealias Name = UnsafePointer<UInt8>
    typealias AttributeList = UnsafeMutablePointer<UnsafePointer<UInt8>?>

    let plan: MappingPlan
    let limits: ReadingLimits
    /// Handed on by its address: a copy for every attribute would count references.
    let pseudonymiser: UnsafePointer<any Pseudonymiser>
    let isAllowed: (@Sendable (PersonToken) -> Bool)?
    let tables: UnsafeMutablePointer<TableState>
    var matcher = Matcher()
    var context: xmlParserCtxtPtr?
    /// Why the document is refused, once it is; `hasFailed` says so without a look at it.
    var failure: RefusedDocument? { didSet { hasFailed = true } }
    var hasFailed = false

    /// Elements that are open; those inside something skipped count too.
    var depth = 0
    /// How many of them are skipped: 0 outside of all that does not matter.
    var skipped = 0
    /// The known elements that are open, innermost last, with where their text starts in `text`.
    let frames: UnsafeMutablePointer<Int32>
    let textStarts: UnsafeMutablePointer<Int>
    var frameCount = 0
    var hasRoot = false
    /// Bytes of character data since the last tag.
    var textRun = 0
    /// Whether the innermost element's text is wanted.
    var wantsText = false
    var text = BufferBuilder<UInt8>()

    var header: HeaderState
    var slots: [[UInt8]]
    var captures: [[UInt8]]
    var decided: [Bool]
    let lookups: UnsafeMutablePointer<LookupState>
    var findings: [Int]
    /// The finding whose element is open, and that element's depth.
    var finding = -1
    var findingDepth = 0
    var drift = DriftCounts()
    var rejects: [Reject] = []
    var notices: [OptOutNotice] = []
    /// The state before each open late record, for when it turns out bad.
    var marks: [Mark] = []

    struct Mark {
        var table: Int
        var rows: [(table: Int, count: Int, counts: TableCounts)]
        var rejects: Int
        var notices: Int
        var findings: [Int]
    }

    init(_ plan: MappingPlan, _ options: ReadingOptions, _ pseudonymiser: any Pseudonymiser) {
        self.plan = plan
        limits = options.limits
        let own = UnsafeMutablePointer<any Pseudonymiser>.allocate(capacity: 1)
        own.initialize(to: pseudonymiser)
        self.pseudonymiser = UnsafePointer(own)
        isAllowed = options.isAllowed
        tables = .allocate(capacity: plan.tables.count + 1)
        for (index, table) in plan.tables.enumerated() {
            let columns = options.columns.map { $0[table.name] ?? [] }
            let feeds = plan.lookups.contains { $0.table == index }
            (tables + index).initialize(to: TableState(table, columns: columns, feedsLookups: feeds))
        }
        let deepest = max(1, plan.nodes.count) + 1
        frames = .allocate(capacity: deepest)
        textStarts = .allocate(capacity: deepest)
        header = HeaderState(plan.header)
        slots = Array(repeating: [], count: plan.slots)
        captures = Array(repeating: [], count: plan.captures.count)
        decided = Array(repeating: false, count: plan.predicates.count)
        lookups = .allocate(capacity: plan.lookups.count + 1)
        for (index, lookup) in plan.lookups.enumerated() { (lookups + index).initialize(to: LookupState(lookup)) }
        findings = Array(repeating: 0, count: plan.findings.count)
    }

    deinit {
        let own = UnsafeMutablePointer(mutating: pseudonymiser)
        own.deinitialize(count: 1)
        own.deallocate()
        tables.deinitialize(count: plan.tables.count)
        tables.deallocate()
        lookups.deinitialize(count: plan.lookups.count)
        lookups.deallocate()
        frames.deallocate()
        textStarts.deallocate()
    }

    /// Refuses the document where the parser stands, and stops the parser. The first refusal holds.
    mutating func refuse(_ kind: RefusedDocument.Kind, _ message: String, hint: String? = nil) {
        guard failure == nil, let context else { return }
        let place = ParserPosition(context)
        failure = RefusedDocument(
            kind, message, byteOffset: place.byteOffset, line: place.line, column: place.column, hint: hint)
        xmlStopParser(context)
    }

    /// Checks the header, once, before the first record and at the end of the root.
    mutating func checkHeader() -> Bool {
        if header.isChecked { return true }
        guard let (field, reason) = header.check() else { return true }
        let what =
            switch reason {
            case .missing: "is missing"
            case .malformed: "is malformed"
            case .notAValue, .pattern: "has a value that the mapping does not allow"
            case .outOfRange: "is out of its range"
            case .tooLong: "is too long"
            }
        refuse(.header, "the header field `\(field)` \(what)", hint: "the feed's sender must say what the file is")
        return false
    }
}
