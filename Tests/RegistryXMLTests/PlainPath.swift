/// A path as its words say it: what an XPath library would find in a document that is there as a whole.
struct PlainPath: Hashable {
    enum Start: Hashable {
        case own
        case ups(Int)
        case ancestor(PlainTest)
        case document
    }

    enum Leaf: Hashable {
        case element, text, string
        case attribute(String)
    }

    struct Step: Hashable {
        var isDescendant = false
        var test: PlainTest
        var predicates: [Predicate] = []
    }

    enum Predicate: Hashable {
        case position(Int)
        case condition(Condition)
    }

    indirect enum Condition: Hashable {
        case atom(Atom)
        case not(Condition)
        case all([Condition])
        case any([Condition])
    }

    struct Atom: Hashable {
        var path: PlainPath
        var test: Comparison
    }

    enum Comparison: Hashable {
        case exists
        case equals(String)
        case differs(String)
        case starts(String)
        case contains(String)
    }

    var start = Start.own
    var steps: [Step] = []
    var leaf = Leaf.element
}

/// A test of a name: a prefix (`p` stands for both namespaces, `q` for the first), `*` or none; and a local name.
struct PlainTest: Hashable {
    var prefix = ""
    var local: String

    var text: String { prefix == "*" && local.hasPrefix("*") || prefix.isEmpty ? local : prefix + ":" + local }

    func isMet(_ name: PlainName) -> Bool {
        if local.hasPrefix("*") ? !name.local.hasSuffix(local.dropFirst()) : name.local != local { return false }
        switch prefix {
        case "p": return name.space == "urn:1" || name.space == "urn:2"
        case "q": return name.space == "urn:1"
        case "*": return true
        default: return local.hasPrefix("*") || name.space.isEmpty
        }
    }
}

/// A value with its place in the document: its element, then what of it, then which attribute.
struct PlainValue {
    var order: [Int]
    var text: String
    var element: PlainElement
}

extension PlainPath {
    // MARK: What it says

    /// All values at the path, in document order. `nil` stands for the document.
    func values(from context: PlainElement?, in root: PlainElement) -> [PlainValue] {
        elements(from: context, in: root).flatMap { Self.values(leaf, of: $0) }
    }

    func elements(from context: PlainElement?, in root: PlainElement) -> [PlainElement] {
        switch start {
        case .own: return Self.follow(steps, from: context, in: root)
        case .document: return Self.follow(steps, from: nil, in: root)
        case .ups(let count):
            var around = context
            for _ in 0..<count { around = around?.parent }
            return around.map { Self.follow(steps, from: $0, in: root) } ?? []
        case .ancestor(let test):
            var around = context?.parent
            while let element = around, !test.isMet(element.name) { around = element.parent }
            return around.map { Self.follow(steps, from: $0, in: root) } ?? []
        }
    }

    private static func values(_ leaf: Leaf, of element: PlainElement) -> [PlainValue] {
        switch leaf {
        case .element, .string: [PlainValue(order: [element.start, 0, 0], text: element.allText, element: element)]
        case .attribute(let name):
            element.attributes.enumerated().filter { $1.name == name }.map { place, attribute in
                PlainValue(order: [element.start, 1, place], text: attribute.value, element: element)
            }
        case .text:
            element.ownText.isEmpty
                ? [] : [PlainValue(order: [element.start, 2, 0], text: element.ownText, element: element)]
        }
    }

    static func follow(_ steps: [Step], from context: PlainElement?, in root: PlainElement) -> [PlainElement] {
        var found: [PlainElement?] = [context]
        for step in steps { found = step.found(from: found, in: root) }
        return found.compactMap { $0 }
    }

    // MARK: How it is written

    var text: String {
        var result = ""
        switch start {
        case .own: if steps.first?.isDescendant == true { result = "." }
        case .document: if steps.first?.isDescendant != true { result = "/" }
        case .ups(let count): result = Array(repeating: "..", count: count).joined(separator: "/")
        case .ancestor(let test): result = "ancestor::" + test.text
        }
        var parts = steps.enumerated().map { place, step in
            let isFirst = place == 0 && (start == .own || start == .document)
            return (step.isDescendant ? "//" : isFirst ? "" : "/") + step.text
        }.joined()
        let divider = start == .own && steps.isEmpty ? "" : "/"
        switch leaf {
        case .element: break
        case .string: if start == .own, steps.isEmpty { parts += "." }
        case .text: parts += divider + "text()"
        case .attribute(let name): parts += divider + "@" + name
        }
        return result + parts
    }
}

extension PlainPath.Step {
    var text: String {
        test.text
            + predicates.map { predicate in
                switch predicate {
                case .position(let number): "[\(number)]"
                case .condition(let condition): "[\(condition.text)]"
                }
            }.joined()
    }

    /// The elements of one step from all of `contexts`; a position counts among the children of one parent.
    func found(from contexts: [PlainElement?], in root: PlainElement) -> [PlainElement?] {
        var lists: [[PlainElement]] = []
        var seen = Set<ObjectIdentifier>()
        var sawDocument = false
        for context in contexts {
            guard let context else {
                if !sawDocument { lists.append([root]) }
                sawDocument = true
                for parent in isDescendant ? root.selfAndInside : []
                where seen.insert(ObjectIdentifier(parent)).inserted { lists.append(parent.children) }
                continue
            }
            for parent in isDescendant ? context.selfAndInside : [context]
            where seen.insert(ObjectIdentifier(parent)).inserted { lists.append(parent.children) }
        }
        return lists.flatMap { kept($0, in: root) }.sorted { $0.start < $1.start }
    }

    private func kept(_ elements: [PlainElement], in root: PlainElement) -> [PlainElement] {
        var left = elements.filter { test.isMet($0.name) }
        for predicate in predicates {
            switch predicate {
            case .position(let number): left = left.count >= number ? [left[number - 1]] : []
            case .condition(let condition): left = left.filter { condition.holds($0, in: root) }
            }
        }
        return left
    }
}

extension PlainPath.Condition {
    var text: String {
        switch self {
        case .atom(let atom):
            switch atom.test {
            case .exists: atom.path.text
            case .equals(let value): "\(atom.path.text)='\(value)'"
            case .differs(let value): "\(atom.path.text) != '\(value)'"
            case .starts(let value): "starts-with(\(atom.path.text),'\(value)')"
            case .contains(let value): "contains(\(atom.path.text), '\(value)')"
            }
        case .not(let inner): "not(\(inner.text))"
        case .all(let parts): parts.map { "(\($0.text))" }.joined(separator: " and ")
        case .any(let parts): parts.map { "(\($0.text))" }.joined(separator: " or ")
        }
    }

    /// True where any value meets the comparison.
    func holds(_ element: PlainElement, in root: PlainElement) -> Bool {
        switch self {
        case .atom(let atom):
            atom.path.values(from: element, in: root).contains { value in
                switch atom.test {
                case .exists: true
                case .equals(let word): value.text == word
                case .differs(let word): value.text != word
                case .starts(let word): value.text.hasPrefix(word)
                case .contains(let word): word.isEmpty || value.text.contains(word)
                }
            }
        case .not(let inner): !inner.holds(element, in: root)
        case .all(let parts): parts.allSatisfy { $0.holds(element, in: root) }
        case .any(let parts): parts.contains { $0.holds(element, in: root) }
        }
    }
}
