import CLibXML2

/// A document while it is surveyed: what the handlers of the parser work on. One thread at a time.
struct SurveyState: ~Copyable {
    typealias Text = UnsafeBufferPointer<UInt8>
    typealias Name = UnsafePointer<UInt8>
    typealias AttributeList = UnsafeMutablePointer<UnsafePointer<UInt8>?>

    /// An element path. Names are the parser's interned ones; equal names have equal addresses.
    struct Node {
        var parent: Int32
        var name: Name?
        var namespace: Name?
        /// The prefix of the first one met.
        var prefix: Name?
        var shown: ShownName
        var children: [Int32] = []
        /// The child met last.
        var likely: Int32 = -1
        var attributes: [Int32] = []
        var count = 0
        /// The parent element (by number) that the last one lay in, and how many lay in it so far.
        var lastParent = -1
        var run = 0
        var least = Int.max
        var most = 0
        /// Parent elements that hold at least one.
        var parents = 0
        /// The tally of texts, or -1.
        var text: Int32 = -1
        var mixed = 0
        /// Elements without elements in them.
        var leaves = 0
    }

    /// An attribute of a path.
    struct Attribute {
        var name: Name?
        var namespace: Name?
        var prefix: Name?
        var shown: ShownName
        var count = 0
        var tally: Int32
    }

    /// An element or attribute inside a node.
    private struct Place: Hashable {
        var node: Int32
        var name: Name?
        var namespace: Name?
        var isAttribute: Bool
    }

    /// The same by the name as it is shown.
    private struct Twin: Hashable {
        var place: Place
        var shown: String

        init(_ place: Place, _ shown: ShownName) {
            self.place = place
            self.place.name = nil
            self.shown = shown.text
        }
    }

    /// A namespace with one prefix.
    struct Binding {
        var uri: Name
        var prefix: Name?
    }

    struct Frame {
        /// The path, or -1 for one that is left out.
        var node: Int32
        /// The element's number.
        var element: Int
        var hasChild = false
        var hasText = false
    }

    let limits: ReadingLimits
    let caps: SurveyLimits
    var context: xmlParserCtxtPtr?
    /// Why the document is refused, once it is; `hasFailed` says so without a look at it.
    var failure: RefusedDocument? { didSet { hasFailed = true } }
    var hasFailed = false

    var frames: [Frame] = []
    var nodes: [Node] = []
    var attributes: [Attribute] = []
    var tallies: [ValueTally] = []
    var bindings: [Binding] = []
    private var places: [Place: Int32] = [:]
    private var twins: [Twin: Int32] = [:]
    /// Places for hashes that are left for all tallies.
    var room: Int
    var totals = DocumentSurvey()
    var preamble: SurveyPreamble?
    var lines = LineCounter()
    var clues = FormatClues()
    var watch = SurveyWatch()

    /// The text since the last tag: bytes in all, where it begins and ends but for white space, and its start.
    var run = 0
    var runStart = -1
    var runEnd = 0
    var buffer: [UInt8] = []

    init(_ limits: ReadingLimits, _ caps: SurveyLimits) {
        self.limits = limits
        self.caps = caps
        room = caps.hashes
        buffer.reserveCapacity(caps.valueBytes)
    }

    /// Refuses the document where the parser stands, and stops the parser. The first refusal holds.
    mutating func refuse(_ kind: RefusedDocument.Kind, _ message: String, hint: String? = nil) {
        guard failure == nil, let context else { return }
        let place = ParserPosition(context)
        failure = RefusedDocument(
            kind, message, byteOffset: place.byteOffset, line: place.line, column: place.column, hint: hint)
        xmlStopParser(context)
    }

    // MARK: Places

    /// The node of an element inside another (-1 for the root), made where it is new; -1 where there is no room.
    @inline(__always) mutating func node(
        _ name: Name?, _ prefix: Name?, _ namespace: Name?, in parent: Int32
    ) -> Int32 {
        if parent >= 0 {
            let likely = nodes[Int(parent)].likely
            if likely >= 0, nodes[Int(likely)].name == name, nodes[Int(likely)].namespace == namespace { return likely }
        }
        let place = Place(node: parent, name: name, namespace: namespace, isAttribute: false)
        let found = places[place] ?? newNode(place, prefix)
        if parent >= 0 { nodes[Int(parent)].likely = found }
        return found
    }

    private mutating func newNode(_ place: Place, _ prefix: Name?) -> Int32 {
        if places.count >= mostPlaces { return -1 }
        let shown = self.shown(place)
        if let known = twin(place, shown) { return known }
        guard nodes.count < caps.paths else {
            places[place] = -1
            return -1
        }
        let number = Int32(truncatingIfNeeded: nodes.count)
        bind(place.namespace, prefix)
        if !shown.isPlain { twins[Twin(place, shown)] = number }
        nodes.append(
            Node(
                parent: place.node, name: place.name, namespace: place.namespace, prefix: prefix, shown: shown))
        if place.node >= 0 { nodes[Int(place.node)].children.append(number) }
        places[place] = number
        return number
    }

    /// The attribute of a node, made where it is new; -1 where there is no room.
    mutating func attribute(_ name: Name?, _ prefix: Name?, _ namespace: Name?, of node: Int32) -> Int32 {
        let place = Place(node: node, name: name, namespace: namespace, isAttribute: true)
        if let found = places[place] { return found }
        if places.count >= mostPlaces { return -1 }
        let shown = self.shown(place)
        if let known = twin(place, shown) { return known }
        guard attributes.count < caps.attributes else {
            places[place] = -1
            return -1
        }
        let number = Int32(truncatingIfNeeded: attributes.count)
        bind(namespace, prefix)
        if !shown.isPlain { twins[Twin(place, shown)] = number }
        attributes.append(
            Attribute(name: name, namespace: namespace, prefix: prefix, shown: shown, tally: newTally()))
        nodes[Int(node)].attributes.append(number)
        places[place] = number
        return number
    }

    /// So many names inside others are remembered, those that are left out or shown alike among them.
    private var mostPlaces: Int { 2 * (caps.paths + caps.attributes) }

    /// What was met in the same place under a name that is shown in the same way: the two are one.
    private mutating func twin(_ place: Place, _ shown: ShownName) -> Int32? {
        guard !shown.isPlain, let known = twins[Twin(place, shown)] else { return nil }
        places[place] = known
        return known
    }

    private func shown(_ place: Place) -> ShownName {
        let isHL7 = !place.isAttribute && place.node < 0 && watch.family == .hl7
        return ShownName(place.name.map { String(cString: $0) } ?? "", mayBeInteraction: isHL7)
    }

    mutating func newTally() -> Int32 {
        tallies.append(ValueTally())
        return Int32(truncatingIfNeeded: tallies.count - 1)
    }

    /// Notes that a namespace is bound to a prefix; `xmlns=""` binds none.
    mutating func bind(_ uri: Name?, _ prefix: Name?) {
        guard let uri, uri.pointee != 0, bindings.count < caps.namespaces,
            !bindings.contains(where: { $0.uri == uri && $0.prefix == prefix })
        else { return }
        bindings.append(Binding(uri: uri, prefix: prefix))
    }
}
