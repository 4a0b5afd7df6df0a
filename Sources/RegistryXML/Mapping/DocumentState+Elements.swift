import CLibXML2
import Tables

/// Start and end tags: which places of the mapping an element stands for, and what it starts and ends.
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
        if count > limits.attributes {
            refuse(.limit, "an element has more than \(limits.attributes) attributes")
            return
        }
        if skipped > 0 {
            skipped += 1
            checkLengths(attributes, count)
            return
        }
        let parent = frameCount == 0 ? matcher.root : frames[frameCount - 1].state
        if frameCount == 0, !isRoot(name, namespace) { return }
        var state = matcher.next(parent, name, namespace)
        while matcher.states[Int(state)].question >= 0 { state = matcher.refine(state, attributes, count) }
        if !matcher.states[Int(state)].isMatched, frameCount > 0 {
            let above = matcher.states + Int(parent)
            if above.pointee.isMatched {
                drift.count(name, prefix: prefix, inside: Int(above.pointee.place), isAttribute: false)
            }
            if matcher.states[Int(state)].isDead {
                skipped = 1
                checkLengths(attributes, count)
                return
            }
            checkLengths(attributes, count)
        }
        serial += 1
        frames[frameCount] = Frame(state: state, textStart: text.count, stringStart: strings.count, serial: serial)
        frameCount += 1
        if matcher.states[Int(state)].isMatched {
            enter(Int(state), name, prefix, attributes, count)
        } else {
            wantsText = false
        }
    }

    private mutating func isRoot(_ name: Name?, _ namespace: Name?) -> Bool {
        if hasRoot { return false }
        hasRoot = true
        let kind = Int(matcher.kind(name, namespace))
        if plan.roots.contains(where: { matcher.meets(kind, $0) }) { return true }
        refuse(
            .root, "the root element is not the one that the mapping `\(plan.name)` reads",
            hint: "is this a file of another format?")
        return false
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
        _ state: Int, _ name: Name?, _ prefix: Name?, _ attributes: AttributeList?, _ count: Int
    ) {
        let simple = Int(matcher.states[state].simpleTable)
        wantsText = matcher.states[state].wantsText
        if simple >= 0, !plan.respectsNullFlavor {
            enterSimple(state, simple, attributes, count)
            return
        }
        enterFully(state, name, prefix, attributes, count)
    }

    /// The way of nearly all elements: one record, its fields all attributes of its own, no conditions.
    @inline(__always) private mutating func enterSimple(
        _ state: Int, _ number: Int, _ attributes: AttributeList?, _ count: Int
    ) {
        let table = tables + number
        let parent = table.pointee.nestedIn
        if parent >= 0, !(tables + parent).pointee.isAlive {
            table.pointee.isAlive = false
            leaveUnread()
            return
        }
        if parent < 0 { rowsBefore = rowCount }
        table.pointee.open(parentRow: parent < 0 ? 0 : (tables + parent).pointee.openRow)
        if !readAttributes(state, attributes, count) { return }
        if !settle(number, path: Int(matcher.states[state].place), isLate: false) { leaveUnread() }
    }

    private mutating func enterFully(
        _ state: Int, _ name: Name?, _ prefix: Name?, _ attributes: AttributeList?, _ count: Int
    ) {
        let entry = matcher.states[state]
        if entry.wantsString { stringDepth += 1 }
        if entry.hasSlots {
            for slot in matcher.details[state].slots { slots[slot].append(SlotEntry(depth: depth)) }
        }
        if entry.hasFindings { openFindings(state) }
        if entry.hasScopes { openScopes(state) }
        if plan.respectsNullFlavor {
            isNullFlavored = saysNullFlavor(attributes, count)
            frames[frameCount - 1].isNull = isNullFlavored
        }
        if entry.hasRecords, !openRecords(state, name, prefix) {
            leaveUnread()
            return
        }
        if !readAttributes(state, attributes, count) { return }
        if entry.hasStarts {
            for op in matcher.details[state].starts { run(op, Text(start: nil, count: 0)) }
        }
        if entry.hasRecords { finishEarlyRecords(state) }
        if frameCount == 1 { _ = checkHeader(isEnd: false) }
    }

    private mutating func openFindings(_ state: Int) {
        for finding in matcher.details[state].elementFindings { findings[finding] += 1 }
        if let found = matcher.details[state].textFinding, finding < 0 {
            finding = found
            findingDepth = depth
        }
    }

    private func saysNullFlavor(_ attributes: AttributeList?, _ count: Int) -> Bool {
        guard let attributes else { return false }
        for index in 0..<count {
            let slot = attributes + 5 * index
            if slot[0] == nullFlavor.name, slot[1] == nil { return true }
            guard slot[0] == nullFlavor.nil, slot[2] == nullFlavor.space, let start = slot[3], let end = slot[4] else {
                continue
            }
            let value = Text(start: start, count: end - start)
            if value.elementsEqual("true".utf8) || value.elementsEqual("1".utf8) { return true }
        }
        return false
    }

    /// Makes the element that has just been entered a skipped one.
    mutating func leaveUnread() {
        frameCount -= 1
        let state = Int(frames[frameCount].state)
        close(state)
        skipped = 1
        wantsText = false
        if findingDepth == depth { finding = -1 }
    }

    /// Ends what `enterFully` began for every element of a state: all that is kept by depth.
    private mutating func close(_ state: Int) {
        let entry = matcher.states[state]
        if entry.wantsString { endString(state) }
        if entry.hasScopes { popScopes(state) }
        if entry.hasSlots { for slot in matcher.details[state].slots { slots[slot].removeLast() } }
    }

    private mutating func endString(_ state: Int) {
        stringDepth -= 1
        if stringDepth == 0 { strings.truncate(to: 0) }
    }

    mutating func end() {
        if hasFailed { return }
        textRun = 0
        if skipped > 0 {
            depth -= 1
            skipped -= 1
            if skipped == 0, frameCount > 0 {
                wantsText = matcher.states[Int(frames[frameCount - 1].state)].wantsText
                if takeSegment != nil { offerRows() }
            }
            return
        }
        if finding >= 0, findingDepth == depth { finding = -1 }
        guard frameCount > 0 else { return }
        let state = Int(frames[frameCount - 1].state)
        if matcher.states[state].needsEnd { leave(state) }
        frameCount -= 1
        depth -= 1
        wantsText = frameCount > 0 && matcher.states[Int(frames[frameCount - 1].state)].wantsText
        if frameCount == 0 { _ = checkHeader(isEnd: true) }
        if takeSegment != nil { offerRows() }
    }

    private mutating func leave(_ state: Int) {
        let entry = matcher.states[state]
        let frame = frames[frameCount - 1]
        isNullFlavored = frame.isNull
        if entry.wantsText {
            for op in matcher.details[state].texts {
                let own = text.withValues { Text(rebasing: $0[frame.textStart...]) }
                // Where there is no text, there is no text node.
                if !own.isEmpty { run(op, own) }
            }
            text.truncate(to: frame.textStart)
        }
        if entry.wantsString {
            for op in matcher.details[state].strings {
                let all = strings.withValues { Text(rebasing: $0[frame.stringStart...]) }
                run(op, all)
            }
            endString(state)
        }
        if entry.hasScopes { decideScopes(state) }
        if entry.hasRecords { finishLateRecords(state) }
        if entry.hasScopes { popScopes(state) }
        if entry.hasSlots { for slot in matcher.details[state].slots { slots[slot].removeLast() } }
    }

    mutating func characters(_ start: Name?, _ count: Int) {
        if hasFailed { return }
        textRun += count
        if textRun > limits.textBytes {
            refuse(.limit, "a text is longer than \(limits.textBytes) bytes")
            return
        }
        guard wantsText || stringDepth > 0 || finding >= 0, let start else { return }
        let found = Text(start: start, count: count)
        // What stands in a child of a note is unknown, and so is ignored.
        if finding >= 0, depth == findingDepth,
            found.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D })
        {
            findings[finding] += 1
            finding = -1
        }
        if wantsText, skipped == 0 { text.append(found) }
        if stringDepth > 0 { strings.append(found) }
    }
}
