import CLibXML2

/// Tags and text: what each adds to the counts.
extension SurveyState {
    mutating func start(
        _ name: Name?, _ prefix: Name?, _ namespace: Name?, _ declarations: AttributeList?, _ declared: Int,
        _ attributes: AttributeList?, _ count: Int
    ) {
        if hasFailed { return }
        closeRun()
        if !frames.isEmpty { frames[frames.count - 1].hasChild = true }
        if frames.count >= limits.depth {
            refuse(.limit, "elements lie more than \(limits.depth) deep in one another")
            return
        }
        if count > limits.attributes {
            refuse(.limit, "an element has more than \(limits.attributes) attributes")
            return
        }
        totals.elements += 1
        totals.depth = max(totals.depth, frames.count + 1)
        if let declarations {
            for index in 0..<declared { bind(declarations[2 * index + 1], declarations[2 * index]) }
        }
        let parent = frames.last
        if parent == nil { watch.enterRoot(namespace) }
        let node = parent.map { $0.node } == -1 ? -1 : self.node(name, prefix, namespace, in: parent?.node ?? -1)
        frames.append(Frame(node: node, element: totals.elements))
        guard node >= 0 else {
            totals.elementsLeftOut += 1
            skip(attributes, count)
            return
        }
        let index = Int(node)
        nodes[index].count += 1
        if nodes[index].lastParent != parent?.element ?? 0 {
            closeFamily(index)
            nodes[index].lastParent = parent?.element ?? 0
            nodes[index].parents += 1
        }
        nodes[index].run += 1
        if let attributes, count > 0 { read(attributes, count, of: index, name) }
    }

    /// Ends the count of those in one parent.
    mutating func closeFamily(_ index: Int) {
        if nodes[index].run == 0 { return }
        nodes[index].least = min(nodes[index].least, nodes[index].run)
        nodes[index].most = max(nodes[index].most, nodes[index].run)
        nodes[index].run = 0
    }

    private mutating func skip(_ list: AttributeList?, _ count: Int) {
        totals.attributes += count
        totals.attributesLeftOut += count
        guard let list else { return }
        for index in 0..<count {
            if let start = list[5 * index + 3], let end = list[5 * index + 4] { _ = isShort(end - start) }
        }
    }

    /// Whether an attribute's length is within the limits; refuses the document where it is not.
    private mutating func isShort(_ length: Int) -> Bool {
        totals.longestAttribute = max(totals.longestAttribute, length)
        if length <= limits.attributeBytes { return true }
        refuse(.limit, "an attribute is longer than \(limits.attributeBytes) bytes")
        return false
    }

    private mutating func read(_ list: AttributeList, _ count: Int, of node: Int, _ element: Name?) {
        totals.attributes += count
        for index in 0..<count {
            guard let start = list[5 * index + 3], let end = list[5 * index + 4] else { continue }
            if !isShort(end - start) { return }
            let name = list[5 * index], namespace = list[5 * index + 2]
            // Senders write the attributes of an element in one order, mostly.
            var found: Int32 = -1
            if index < nodes[node].attributes.count {
                let likely = nodes[node].attributes[index]
                if attributes[Int(likely)].name == name, attributes[Int(likely)].namespace == namespace {
                    found = likely
                }
            }
            if found < 0 {
                found = attribute(name, list[5 * index + 1], namespace, of: Int32(truncatingIfNeeded: node))
            }
            let value = Self.trimmed(Text(start: start, count: end - start))
            if watch.family != .other { watch.look(at: value, name, of: element, depth: frames.count, &clues) }
            guard found >= 0 else {
                totals.attributesLeftOut += 1
                continue
            }
            attributes[Int(found)].count += 1
            add(value, length: value.count, to: Int(attributes[Int(found)].tally))
        }
    }

    private mutating func add(_ value: Text, length: Int, to tally: Int) {
        if value.isEmpty {
            tallies[tally].addEmpty()
        } else {
            let start = Text(rebasing: value.prefix(caps.valueBytes))
            tallies[tally].add(start, length: length, room: &room)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }

    private static func trimmed(_ text: Text) -> Text {
        var start = 0, end = text.count
        while start < end, isSpace(text[start]) { start += 1 }
        while end > start, isSpace(text[end - 1]) { end -= 1 }
        return Text(rebasing: text[start..<end])
    }

    mutating func end() {
        if hasFailed { return }
        let length = runStart < 0 ? 0 : runEnd - runStart
        closeRun()
        guard let frame = frames.popLast(), frame.node >= 0 else { return }
        let index = Int(frame.node)
        if frame.hasChild {
            if frame.hasText { nodes[index].mixed += 1 }
            return
        }
        nodes[index].leaves += 1
        if length == 0 { return }
        if nodes[index].text < 0 { nodes[index].text = newTally() }
        let tally = Int(nodes[index].text)
        buffer.withUnsafeBufferPointer {
            tallies[tally].add(Text(rebasing: $0.prefix(length)), length: length, room: &room)
        }
    }

    mutating func characters(_ start: Name?, _ count: Int) {
        if hasFailed { return }
        if run == 0 { buffer.removeAll(keepingCapacity: true) }
        guard let start, count > 0 else { return }
        let found = Text(start: start, count: count)
        if let last = found.lastIndex(where: { !Self.isSpace($0) }) {
            var from = 0
            if runStart < 0 {
                from = found.firstIndex { !Self.isSpace($0) } ?? 0
                runStart = run + from
            }
            runEnd = run + last + 1
            keep(found, from: from)
        } else if runStart >= 0 {
            keep(found, from: 0)
        }
        run += count
        if run > limits.textBytes { refuse(.limit, "a text is longer than \(limits.textBytes) bytes") }
    }

    private mutating func keep(_ found: Text, from: Int) {
        let left = caps.valueBytes - buffer.count
        if left > 0 { buffer.append(contentsOf: found[from..<min(found.count, from + left)]) }
    }

    /// Ends the text before a tag.
    private mutating func closeRun() {
        if runStart >= 0 {
            totals.textBytes += Int64(run)
            totals.longestText = max(totals.longestText, runEnd - runStart)
            if !frames.isEmpty { frames[frames.count - 1].hasText = true }
        }
        run = 0
        runStart = -1
        runEnd = 0
    }

    /// What libxml2 found wrong. It goes on after some faults, a prefix that is not bound among them; this does not.
    mutating func parserFault(_ error: xmlError) {
        guard failure == nil, error.level.rawValue >= XML_ERR_ERROR.rawValue, let context else { return }
        // A namespace whose name is no URI, or a relative one: bad taste, and no fault (Namespaces in XML 1.0, 2.3).
        if error.code == XML_WAR_NS_URI.rawValue || error.code == XML_WAR_NS_URI_RELATIVE.rawValue { return }
        // A byte that is no UTF-8 comes as an invalid character at times.
        let byte = context.pointee.input?.pointee.cur?.pointee ?? 0
        let code = error.code == 9 && byte >= 0x80 ? 81 : error.code
        failure = ParserFault.refusal(code: code, domain: error.domain, at: ParserPosition(context))
        xmlStopParser(context)
    }
}
