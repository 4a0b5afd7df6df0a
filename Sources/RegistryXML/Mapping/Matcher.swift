import CLibXML2

/// A mapping's tree of elements with its names interned for one parser, so that names compare by pointer.
struct Matcher: ~Copyable {
    struct Node {
        var firstChild: Int32 = 0
        var endOfChildren: Int32 = 0
        /// The child that matched last: elements of one kind tend to follow one another.
        var likely: Int32 = 0
        var firstAttribute: Int32 = 0
        var endOfAttributes: Int32 = 0
        var hasRecords = false
        var hasSlots = false
        var wantsText = false
        var needsEnd = false
        var hasScope = false
        var hasFinding = false
        /// The table of the only record, where it has no conditions and all its fields are attributes of its own.
        var simpleTable: Int32 = -1
    }

    struct Child {
        var name: UnsafePointer<UInt8>?
        var namespace: UnsafePointer<UInt8>?
        var node: Int32
    }

    struct Attribute {
        var name: UnsafePointer<UInt8>?
        /// The only op, where it is a field's; otherwise `table` is -1.
        var table: Int32 = -1
        var field: Int32 = 0
        var firstOp: Int32 = 0
        var endOfOps: Int32 = 0
    }

    let nodes: UnsafeMutableBufferPointer<Node>
    let children: UnsafeMutableBufferPointer<Child>
    let attributes: UnsafeMutableBufferPointer<Attribute>
    let ops: [MappingPlan.Op]
    /// The roots, among `children` too.
    let roots: Range<Int>

    /// A matcher that knows no element, for the time before there is a parser.
    init() {
        nodes = .allocate(capacity: 1)
        children = .allocate(capacity: 1)
        attributes = .allocate(capacity: 1)
        ops = []
        roots = 0..<0
    }

    init(_ plan: MappingPlan, _ parser: borrowing SAXParser) {
        nodes = .allocate(capacity: plan.nodes.count + 1)
        nodes.initialize(repeating: Node())
        children = .allocate(capacity: plan.nodes.count + 1)
        children.initialize(repeating: Child(name: nil, namespace: nil, node: 0))
        let attributeCount = plan.nodes.reduce(0) { $0 + $1.attributes.count }
        attributes = .allocate(capacity: attributeCount + 1)
        attributes.initialize(repeating: Attribute(name: nil))
        var ops: [MappingPlan.Op] = []
        var childPlace = 0, attributePlace = 0
        func child(_ node: Int) -> Child {
            let name = plan.nodes[node].name
            return Child(
                name: parser.intern(name.local), namespace: name.namespace.flatMap { parser.intern($0) },
                node: Int32(node))
        }
        for (index, node) in plan.nodes.enumerated() {
            var entry = Node()
            entry.firstChild = Int32(childPlace)
            for other in node.children {
                children[childPlace] = child(other)
                childPlace += 1
            }
            entry.endOfChildren = Int32(childPlace)
            entry.likely = entry.firstChild
            entry.firstAttribute = Int32(attributePlace)
            for (name, found) in node.attributes {
                var attribute = Attribute(name: parser.intern(name))
                attribute.firstOp = Int32(ops.count)
                ops += found
                attribute.endOfOps = Int32(ops.count)
                if found.count == 1, found[0].kind == .field {
                    attribute.table = Int32(found[0].table)
                    attribute.field = Int32(found[0].index)
                }
                attributes[attributePlace] = attribute
                attributePlace += 1
            }
            entry.endOfAttributes = Int32(attributePlace)
            entry.hasRecords = !node.records.isEmpty
            entry.hasSlots = !node.slots.isEmpty
            entry.hasScope = !node.captures.isEmpty
            entry.wantsText = !node.textOps.isEmpty
            entry.hasFinding = node.finding != nil
            if node.records.count == 1, let record = node.records.first, record.predicates.isEmpty,
                record.inherited.isEmpty, !record.isLate, record.canSkip, plan.tables[record.table].when == nil,
                !plan.lookups.contains(where: { $0.table == record.table })
            {
                entry.simpleTable = Int32(record.table)
            }
            entry.needsEnd =
                entry.wantsText || entry.hasScope || node.records.contains(where: \.isLate)
            nodes[index] = entry
        }
        let rootStart = childPlace
        for root in plan.roots {
            children[childPlace] = child(root)
            childPlace += 1
        }
        roots = rootStart..<childPlace
        self.ops = ops
    }

    deinit {
        nodes.deallocate()
        children.deallocate()
        attributes.deallocate()
    }
}
