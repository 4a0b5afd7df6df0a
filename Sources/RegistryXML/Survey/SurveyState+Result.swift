import CLibXML2

extension SurveyState {
    /// What was found; the parser must still be there.
    mutating func result() -> DocumentSurvey {
        for index in nodes.indices { closeFamily(index) }
        var survey = totals
        survey.byteOrderMark = preamble?.byteOrderMark
        survey.declaredEncoding = preamble?.declaredEncoding
        survey.lines = lines.lines
        survey.longestLine = lines.longestLine
        let namespaces = namespaceSurveys()
        survey.namespaces = namespaces.list
        guard !nodes.isEmpty else { return survey }
        var places = [Int](repeating: -1, count: nodes.count)
        var open: [Int32] = [0]
        while let number = open.popLast() {
            let index = Int(number), node = nodes[index]
            places[index] = survey.paths.count
            let parent = node.parent < 0 ? nil : places[Int(node.parent)]
            let namespace = node.namespace.flatMap { namespaces.places[$0] }
            let name = qualified(node.shown, node.namespace, node.prefix, namespaces)
            survey.paths.append(
                PathSurvey(
                    parent: parent,
                    path: Self.joined(parent.map { survey.paths[$0].path }, name), name: name, namespace: namespace,
                    isPlain: isPlain(node.shown, namespace, namespaces),
                    depth: 1 + (parent.map { survey.paths[$0].depth } ?? 0),
                    count: node.count, perParent: perParent(node),
                    attributes: node.attributes.map { attributeSurvey(Int($0), namespaces) }, text: text(node),
                    mixed: node.mixed))
            open += node.children.reversed()
        }
        let root = nodes[0].name.map { String(cString: $0) } ?? ""
        survey.root = survey.paths[0].name
        survey.rootNamespace = nodes[0].namespace.map { ShownName.namespace(String(cString: $0)).text }
        noteClues()
        survey.format = KnownFormat.of(root: root, namespace: nodes[0].namespace.map { String(cString: $0) }, clues)
        return survey
    }

    private func perParent(_ node: Node) -> ClosedRange<Int> {
        guard node.parent >= 0 else { return 1...1 }
        let isAlways = node.parents == nodes[Int(node.parent)].count
        return (isAlways ? min(node.least, node.most) : 0)...node.most
    }

    private func text(_ node: Node) -> ValueSurvey? {
        guard node.text >= 0, var survey = tallies[Int(node.text)].survey else { return nil }
        survey.empty = node.leaves - survey.count
        return survey
    }

    private func attributeSurvey(_ index: Int, _ namespaces: Namespaces) -> AttributeSurvey {
        let attribute = attributes[index]
        let values =
            tallies[Int(attribute.tally)].survey
            ?? ValueSurvey(
                count: 0, empty: 0, kind: .none, matching: 0, bytes: 0...0, distinct: 0, hasMoreDistinct: false)
        return AttributeSurvey(
            name: qualified(attribute.shown, attribute.namespace, attribute.prefix, namespaces),
            isPlain: attribute.shown.isPlain && attribute.namespace == nil, count: attribute.count, values: values)
    }

    /// A path is shown from its end where it is very long.
    private static func joined(_ parent: String?, _ name: String) -> String {
        guard let parent else { return name }
        let path = parent + "/" + name
        return path.utf8.count <= 500 ? path : "…" + path.suffix(400)
    }

    // MARK: Namespaces

    private struct Namespaces {
        var list: [NamespaceSurvey] = []
        var places: [Name: Int] = [:]
    }

    /// The namespaces, each with one prefix of its own that a mapping can bind.
    private func namespaceSurveys() -> Namespaces {
        var result = Namespaces()
        for binding in bindings {
            let prefix = binding.prefix.map { ShownName(String(cString: $0)) }
            let place: Int
            if let known = result.places[binding.uri] {
                place = known
            } else {
                place = result.list.count
                let uri = ShownName.namespace(String(cString: binding.uri))
                result.places[binding.uri] = place
                result.list.append(
                    NamespaceSurvey(
                        uri: uri.text, prefixes: [], prefix: "", elements: 0, attributes: 0, isWhole: uri.isPlain))
            }
            let text = prefix?.text ?? ""
            if !result.list[place].prefixes.contains(text) { result.list[place].prefixes.append(text) }
            guard result.list[place].prefix.isEmpty, let prefix, prefix.isPlain else { continue }
            if !result.list.contains(where: { $0.prefix == prefix.text }) { result.list[place].prefix = prefix.text }
        }
        for place in result.list.indices where result.list[place].prefix.isEmpty {
            let uri = result.list[place].uri
            let known = KnownFormat.namespaces.first { $0.uri == uri || $0.isStart && uri.hasPrefix($0.uri) }
            let stem = known?.prefix ?? "n"
            var prefix = stem
            var number = 2
            while result.list.contains(where: { $0.prefix == prefix }) {
                prefix = stem + String(number)
                number += 1
            }
            result.list[place].prefix = prefix
        }
        for node in nodes {
            guard let place = node.namespace.flatMap({ result.places[$0] }) else { continue }
            result.list[place].elements += node.count
        }
        for attribute in attributes {
            guard let place = attribute.namespace.flatMap({ result.places[$0] }) else { continue }
            result.list[place].attributes += attribute.count
        }
        return result
    }

    private func qualified(_ name: ShownName, _ uri: Name?, _ prefix: Name?, _ namespaces: Namespaces) -> String {
        guard let uri else { return name.text }
        if let place = namespaces.places[uri] { return namespaces.list[place].prefix + ":" + name.text }
        // One of too many namespaces: its own prefix has to do.
        return (prefix.map { ShownName(String(cString: $0)).text } ?? "?") + ":" + name.text
    }

    private func isPlain(_ name: ShownName, _ namespace: Int?, _ namespaces: Namespaces) -> Bool {
        name.isPlain && (namespace.map { namespaces.list[$0].isWhole } ?? true)
    }

    // MARK: Format

    private mutating func noteClues() {
        clues.isOrganisation =
            nodes[0].namespace == nil
            && (nodes[0].attributes.contains { attributes[Int($0)].shown.text == "orgRecordClass" }
                || nodes[0].children.contains { nodes[Int($0)].shown.text == "OrgId" })
        guard watch.family == .fhir else { return }
        for node in nodes where node.parent >= 0 {
            let hasValue = node.attributes.contains { attributes[Int($0)].shown.text == "value" }
            clues.path(
                node.shown.text, in: nodes[Int(node.parent)].shown.text, hasValue: hasValue, count: node.count)
        }
    }
}
