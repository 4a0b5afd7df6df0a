import CLibXML2
import Tables

/// A document while it is read: what the handlers of the parser work on. One thread at a time.
struct DocumentState: ~Copyable {
    typealias Text = UnsafeBufferPointer<UInt8>
    typealias Name = UnsafePointer<UInt8>
    typealias AttributeList = UnsafeMutablePointer<UnsafePointer<UInt8>?>

    /// An open element that is not skipped.
    struct Frame {
        var state: Int32 = 0
        /// Where its own text starts in `text`, and all text inside it in `strings`.
        var textStart = 0
        var stringStart = 0
        /// Elements are numbered as they start.
        var serial = 0
        /// Whether it says by `nullFlavor` that it has no value.
        var isNull = false
    }

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
    /// The open elements that are not skipped, innermost last: the element of depth n is the frame n − 1.
    let frames: UnsafeMutablePointer<Frame>
    var frameCount = 0
    var serial = 0
    var hasRoot = false
    /// Bytes of character data since the last tag.
    var textRun = 0
    /// Whether the innermost element's own text is wanted, and how many open elements want all text inside them.
    var wantsText = false
    var stringDepth = 0
    var text = BufferBuilder<UInt8>()
    var strings = BufferBuilder<UInt8>()
    /// Whether the element that has just started says by `nullFlavor` that it has no value.
    var isNullFlavored = false
    var nullFlavor: (name: Name?, nil: Name?, space: Name?) = (nil, nil, nil)

    var header: HeaderState
    /// Values of elements around records, by slot, with the depth of the element that opened each.
    var slots: [[SlotEntry]]
    /// How often a value came after a record that it belongs to.
    var lateContexts: [Int]
    var scopes: [ScopeStack]
    /// Values that wait for a scope.
    var captured = BufferBuilder<UInt8>()
    /// How many values and rows wait.
    var waits = 0
    /// Records that are decided at their end tag and whose table can have several open.
    var waiting: [WaitingRecord] = []
    let lookups: UnsafeMutablePointer<LookupState>
    let joins: UnsafeMutablePointer<JoinIndex>
    var findings: [Int]
    /// The finding whose element is open, and that element's depth.
    var finding = -1
    var findingDepth = 0
    var drift = DriftCounts()
    var rejects: [NumberedReject] = []
    var rejectSerial = 0
    /// Numbers of rejects that a scope took back.
    var takenBack: Set<Int> = []
    var notices: [OptOutNotice] = []
    /// The state before each open late record, for when it turns out bad.
    var marks: [Mark] = []
    /// Who takes rows before the document ends, after how many, and whether they take too much to wait for those.
    var takeSegment: ((TableSegment) throws(RefusedDocument) -> Void)?
    var takeRejects: (([Reject]) throws(RefusedDocument) -> Void)?
    var rowsPerSegment = Int.max
    /// Whether rows are handed on to be shown, with all their texts.
    var showsTexts = false
    var rowsHandedOn = 0
    var wantsFlush = false
    /// Rows so far, and how many there were when the outermost open record began.
    var rowCount = 0
    var rowsBefore = 0

    struct Mark {
        var table: Int
        var rows: [(table: Int, count: Int, counts: TableCounts)]
        var rejects: Int
        var notices: Int
        var findings: [Int]
    }

    /// A record set aside, with a number by which a scope can take it back.
    struct NumberedReject {
        var number: Int
        var table: Int
        /// The row of the record around it, or −1.
        var parentRow = -1
        var reject: Reject
    }

    init(_ plan: MappingPlan, _ options: ReadingOptions, _ pseudonymiser: any Pseudonymiser) {
        self.plan = plan
        limits = options.limits
        let own = UnsafeMutablePointer<any Pseudonymiser>.allocate(capacity: 1)
        own.initialize(to: pseudonymiser.separate())
        self.pseudonymiser = UnsafePointer(own)
        isAllowed = options.isAllowed
        tables = .allocate(capacity: plan.tables.count + 1)
        for (index, table) in plan.tables.enumerated() {
            let columns = options.columns.map { $0[table.name] ?? [] }
            let feedsLookups = plan.lookups.contains { $0.table == index }
            let feedsJoins = plan.tables.contains { $0.isJoined && $0.parent == index }
            (tables + index).initialize(
                to: TableState(table, columns: columns, feedsLookups: feedsLookups, feedsJoins: feedsJoins))
        }
        frames = .allocate(capacity: max(1, options.limits.depth) + 1)
        header = HeaderState(plan.header)
        slots = Array(repeating: [], count: plan.slots)
        for slot in plan.places[0].slots { slots[slot] = [SlotEntry(depth: 0)] }
        scopes = plan.scopes.map { ScopeStack($0) }
        lookups = .allocate(capacity: plan.lookups.count + 1)
        for (index, lookup) in plan.lookups.enumerated() {
            (lookups + index).initialize(to: LookupState(lookup, isCertain: plan.keepsRows(of: lookup.table)))
        }
        joins = .allocate(capacity: plan.tables.count + 1)
        for index in plan.tables.indices {
            let by = plan.tables.filter { $0.parent == index }.flatMap(\.joinBy)
            (joins + index).initialize(to: JoinIndex(Set(by)))
        }
        lateContexts = Array(repeating: 0, count: plan.slots)
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
        joins.deinitialize(count: plan.tables.count)
        joins.deallocate()
        frames.deallocate()
    }

    /// Gets to know the parser that calls.
    mutating func attach(_ parser: borrowing SAXParser) {
        context = parser.context
        matcher = Matcher(plan, parser, tables)
        if plan.respectsNullFlavor {
            nullFlavor = (
                parser.intern("nullFlavor"), parser.intern("nil"),
                parser.intern("http://www.w3.org/2001/XMLSchema-instance")
            )
        }
    }

    /// Refuses the document where the parser stands, and stops the parser. The first refusal holds.
    mutating func refuse(_ kind: RefusedDocument.Kind, _ message: String, hint: String? = nil) {
        guard failure == nil, let context else { return }
        let place = ParserPosition(context)
        failure = RefusedDocument(
            kind, message, byteOffset: place.byteOffset, line: place.line, column: place.column, hint: hint)
        xmlStopParser(context)
    }

    /// Refuses a document whose header is wrong. At its end every required field must be there; before, those that the
    /// document element's own attributes hold.
    mutating func checkHeader(isEnd: Bool) -> Bool {
        if header.isChecked || !isEnd && header.isStarted { return true }
        guard let (field, reason) = header.check(isEnd: isEnd) else { return true }
        let what =
            switch reason {
            case .missing, .noMatch: "is missing"
            case .malformed: "is malformed"
            case .notAValue, .pattern: "has a value that the mapping does not allow"
            case .outOfRange: "is out of its range"
            case .tooLong: "is too long"
            }
        refuse(.header, "the header field `\(field)` \(what)", hint: "the feed's sender must say what the file is")
        return false
    }

    /// Refuses a document that grows beyond what can be held, looked at after every piece of it.
    mutating func checkSizes() {
        if let context, Int(xmlDictSize(context.pointee.dict)) > limits.names {
            refuse(.limit, "the document has more than \(limits.names) different names")
        } else if matcher.isOverfull {
            refuse(.limit, "the document lays its elements in more ways than a mapping can tell apart")
        }
        for table in plan.tables.indices where tables[table].textBytes > 16 << 20 { wantsFlush = true }
        for table in plan.tables.indices where tables[table].textBytes > 1 << 30 {
            refuse(.limit, "the texts of one column take more than 1 GiB")
        }
    }
}
