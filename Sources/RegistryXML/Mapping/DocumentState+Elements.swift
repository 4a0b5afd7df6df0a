import CLibXML2
import Tables

/// Start and end tags: which element of the mapping it is, and what it starts and ends.
extension DocumentState {
    mutating func start(
        _ name: Name?, _ prefix: Name?, _ namespace: Name?, _ attributes: AttributeList?, _ count: Int
    ) {
        if hasFailed { return }
        depth += 1
        textRun = 0
        if depth > limits.depth {
            refuse(.limit, "elements lie more than \(limits.depth) deep in one another")
            return
        }
        if skipped > 0 {
            skipped += 1
            checkLengths(attributes, count)
            return
        }
        let node = child(name, namespace)
        if node < 0 {
            if frameCount == 0 {
                refuse(
                    .root, "the root element is not the one that the mapping `\(plan.name)` reads",
                    hint: "is this a file of another format?")
                return
            }
            drift.count(name, prefix: prefix, inside: Int(frames[frameCount - 1]), isAttribute: false)
            skipped = 1
            checkLengths(attributes, count)
            return
        }
        frames[frameCount] = Int32(truncatingIfNeeded: node)
        textStarts[frameCount] = text.count
        frameCount += 1
        enter(node, name, prefix, attributes, count)
    }

    /// The node of a child element of the innermost known one, or -1.
    @inline(__always) private mutating func child(_ name: Name?, _ namespace: Name?) -> Int {
        let nodes = matcher.nodes, children = matcher.children
        if frameCount == 0 {
            if hasRoot { return -1 }
            hasRoot = true
            for place in matcher.roots
            where children[place].name == name && children[place].namespace == namespace {
                return Int(children[place].node)
            }
            return -1
        }
        let parent = Int(frames[frameCount - 1])
        let first = Int(nodes[parent].firstChild), end = Int(nodes[parent].endOfChildren)
        if first == end { return -1 }
        let likely = Int(nodes[parent].likely)
        if children[likely].name == name, children[likely].namespace == namespace { return Int(children[likely].node) }
        for place in first..<end where children[place].name == name && children[place].namespace == namespace {
            nodes[parent].likely = Int32(truncatingIfNeeded: place)
            return Int(children[place].node)
        }
        return -1
    }

    private mutating func checkLengths(_ attributes: AttributeList?, _ count: Int) {
        guard let attributes else { return }
        for index in 0..<count {
            if let start = attributes[5 * index + 3], let end = attributes[5 * index + 4],
                end - start > limits.attributeBytes
            {
                refuse(.limit, "an attribute is longer than \(limits.attributeBytes) bytes")
                return
            }
        }
    }

    @inline(__always) private mutating func enter(
        _ node: Int, _ name: Name?, _ prefix: Name?, _ attributes: AttributeList?, _ count: Int
    ) {
        let entry = matcher.nodes[node]
        wantsText = entry.wantsText
        if entry.hasSlots { for slot in plan.nodes[node].slots { slots[slot].removeAll(keepingCapacity: true) } }
        if entry.hasScope { openScope(node) }
        if entry.hasFinding, finding < 0 {
            finding = plan.nodes[node].finding ?? -1
            findingDepth = depth
        }
        if entry.simpleTable >= 0 {
            enterSimple(node, Int(entry.simpleTable), attributes, count)
            return
        }
        if entry.hasRecords, !openRecords(node, name, prefix, attributes, count) {
            leaveUnread()
            return
        }
        if !readAttributes(node, attributes, count) { return }
        if entry.hasRecords { finishEarlyRecords(node) }
        if frameCount == 1, header.fault != nil { _ = checkHeader() }
    }

    /// The way of nearly all elements: one record, its fields all attributes of its own, no conditions.
    @inline(__always) private mutating func enterSimple(
        _ node: Int, _ number: Int, _ attributes: AttributeList?, _ count: Int
    ) {
        if !header.isChecked, !checkHeader() { return }
        let table = tables + number
        let parent = table.pointee.parent
        if parent >= 0, !(tables + parent).pointee.isAlive {
            table.pointee.isAlive = false
            leaveUnread()
            return
        }
        table.pointee.open(parentRow: parent < 0 ? 0 : (tables + parent).pointee.openRow)
        if !readAttributes(node, attributes, count) { return }
        if !settle(number, node, isLate: false) { leaveUnread() }
    }

    /// Makes the element that has just been entered a skipped one.
    private mutating func leaveUnread() {
        frameCount -= 1
        skipped = 1
        wantsText = false
        if findingDepth == depth { finding = -1 }
    }

    /// Opens the records that start at a node; false where nothing inside it matters.
    @inline(__always) private mutating func openRecords(
        _ node: Int, _ name: Name?, _ prefix: Name?, _ attributes: AttributeList?, _ count: Int
    ) -> Bool {
        if !header.isChecked, !checkHeader() { return false }
        let recordCount = plan.nodes[node].records.count
        for place in 0..<recordCount {
            let number = plan.nodes[node].records[place].table
            let table = tables + number
            let parent = table.pointee.parent
            let isOpen =
                isWanted(node, place, attributes, count) && (parent < 0 || (tables + parent).pointee.isAlive)
            if isOpen {
                table.pointee.open(parentRow: parent < 0 ? 0 : (tables + parent).pointee.openRow)
                if table.pointee.feedsLookups { openLookups(number) }
                if plan.nodes[node].records[place].isLate { mark(number) }
                continue
            }
            table.pointee.isAlive = false
            if let (field, value) = plan.tables[number].when, header.header.text(plan.header[field].name) != value,
                frameCount > 1
            {
                drift.count(name, prefix: prefix, inside: Int(frames[frameCount - 2]), isAttribute: false)
            }
            if plan.nodes[node].records[place].canSkip { return false }
        }
        return true
    }

    /// Whether an element is a record: its table's condition and its own predicates.
    @inline(__always) private func isWanted(_ node: Int, _ place: Int, _ attributes: AttributeList?, _ count: Int)
        -> Bool
    {
        if let (field, value) = plan.tables[plan.nodes[node].records[place].table].when,
            header.header.text(plan.header[field].name) != value
        {
            return false
        }
        if plan.nodes[node].records[place].predicates.isEmpty { return true }
        return meetsPredicates(node, place, attributes, count)
    }

    private func meetsPredicates(_ node: Int, _ place: Int, _ attributes: AttributeList?, _ count: Int) -> Bool {
        let all = matcher.attributes, entry = matcher.nodes[node]
        for predicate in plan.nodes[node].records[place].predicates {
            var isEqual = false
            let known = plan.nodes[node].attributes.firstIndex { $0.name == predicate.attribute } ?? 0
            for index in 0..<count {
                guard let attributes, attributes[5 * index + 2] == nil,
                    attributes[5 * index] == all[Int(entry.firstAttribute) + known].name,
                    let start = attributes[5 * index + 3], let end = attributes[5 * index + 4]
                else { continue }
                isEqual = Text(start: start, count: end - start).elementsEqual(predicate.value)
            }
            if isEqual == predicate.isNegated { return false }
        }
        return true
    }

    @inline(__always) private mutating func finishEarlyRecords(_ node: Int) {
        let recordCount = plan.nodes[node].records.count
        for place in 0..<recordCount where !plan.nodes[node].records[place].isLate {
            let table = plan.nodes[node].records[place].table
            guard (tables + table).pointee.isAlive else { continue }
            if !finish(table, node, place), plan.nodes[node].records[place].canSkip { leaveUnread() }
        }
    }

    mutating func end() {
        if hasFailed { return }
        depth -= 1
        textRun = 0
        if skipped > 0 {
            skipped -= 1
            if skipped == 0, frameCount > 0 {
                wantsText = matcher.nodes[Int(frames[frameCount - 1])].wantsText
            }
            return
        }
        if finding >= 0, findingDepth == depth + 1 { finding = -1 }
        guard frameCount > 0 else { return }
        let nodes = matcher.nodes
        frameCount -= 1
        let node = Int(frames[frameCount])
        if nodes[node].needsEnd { leave(node, nodes[node]) }
        wantsText = frameCount > 0 && nodes[Int(frames[frameCount - 1])].wantsText
        if frameCount == 0 { _ = checkHeader() }
    }

    private mutating func leave(_ node: Int, _ entry: Matcher.Node) {
        if entry.wantsText {
            let start = textStarts[frameCount]
            for op in plan.nodes[node].textOps {
                let own = text.withValues { Text(rebasing: $0[start...]) }
                run(op, own)
            }
            text.truncate(to: start)
        }
        if entry.hasScope { closeScope(node) }
        for place in plan.nodes[node].records.indices where plan.nodes[node].records[place].isLate {
            let table = plan.nodes[node].records[place].table
            if (tables + table).pointee.isAlive { _ = finish(table, node, place) }
            (tables + table).pointee.isAlive = false
            if marks.last?.table == table { marks.removeLast() }
        }
    }

    mutating func characters(_ start: Name?, _ count: Int) {
        if hasFailed { return }
        textRun += count
        if textRun > limits.textBytes {
            refuse(.limit, "a text is longer than \(limits.textBytes) bytes")
            return
        }
        guard wantsText || finding >= 0, let start else { return }
        let found = Text(start: start, count: count)
        // What stands in a child of a note is unknown, and so is ignored.
        if finding >= 0, depth == findingDepth,
            found.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D })
        {
            findings[finding] += 1
            finding = -1
        }
        if wantsText, skipped == 0 { text.append(found) }
    }
}
