/// A path of a mapping, a small part of XPath 1.0: `../a:b/c[@d='x']/@e`, `b/text()`, `b[c/@d='x']/e/@f`.
struct MappingPath: Hashable {
    /// An element, by namespace and local name; no namespace where there is no prefix.
    struct Name: Hashable {
        var prefix: String?
        var local: String
    }

    struct Step: Hashable {
        var name: Name
        var predicates: [Predicate] = []
    }

    /// `[path='value']`, or `[not(path='value')]`.
    struct Predicate: Hashable {
        var elements: [Name]
        var leaf: Leaf
        var value: String
        var isNegated: Bool
    }

    enum Leaf: Hashable {
        case element, text
        case attribute(String)
    }

    /// How many `..` it starts with.
    var ups = 0
    var steps: [Step] = []
    var leaf = Leaf.element
}

/// What is wrong with a path, and how many characters from its start.
struct PathFault: Error {
    var message: String
    var offset: Int
}

extension MappingPath {
    init(parsing text: String) throws(PathFault) {
        var parser = PathParser(text)
        self = try parser.path()
    }
}

private struct PathParser {
    private let characters: [Character]
    private var place = 0

    init(_ text: String) { characters = Array(text) }

    private var next: Character? { place < characters.count ? characters[place] : nil }

    private mutating func take(_ text: String) -> Bool {
        let wanted = Array(text)
        guard place + wanted.count <= characters.count,
            characters[place..<place + wanted.count].elementsEqual(wanted)
        else { return false }
        place += wanted.count
        return true
    }

    private func fault(_ message: String) -> PathFault { PathFault(message: message, offset: place) }

    mutating func path() throws(PathFault) -> MappingPath {
        var path = MappingPath()
        if characters.isEmpty { throw fault("an empty path") }
        if next == "/" { throw fault("a path starts with a name, `@` or `..`, never with `/`") }
        while take("..") {
            path.ups += 1
            guard take("/") else { throw fault("expected `/` after `..`") }
        }
        while true {
            if take("@") {
                path.leaf = .attribute(try word())
                break
            }
            if take("text()") {
                path.leaf = .text
                break
            }
            var step = MappingPath.Step(name: try name())
            while next == "[" { step.predicates.append(try predicate()) }
            path.steps.append(step)
            if next == nil { break }
            guard take("/") else { throw fault("expected `/`, `[` or the end of the path") }
        }
        if place < characters.count { throw fault("nothing may follow an attribute or text()") }
        return path
    }

    private mutating func word() throws(PathFault) -> String {
        let start = place
        while let character = next, character.isLetter || character.isNumber || "_-.".contains(character) { place += 1 }
        if place == start { throw fault("expected a name") }
        return String(characters[start..<place])
    }

    private mutating func name() throws(PathFault) -> MappingPath.Name {
        let first = try word()
        return take(":") ? MappingPath.Name(prefix: first, local: try word()) : MappingPath.Name(local: first)
    }

    private mutating func predicate() throws(PathFault) -> MappingPath.Predicate {
        place += 1
        let isNegated = take("not(")
        var elements: [MappingPath.Name] = []
        var leaf = MappingPath.Leaf.text
        while true {
            if take("@") {
                leaf = .attribute(try word())
                break
            }
            if take("text()") { break }
            elements.append(try name())
            if !take("/") { break }
        }
        guard take("=") else { throw fault("expected `=` and a quoted value") }
        guard let quote = next, quote == "'" || quote == "\"" else { throw fault("expected a quoted value") }
        place += 1
        let start = place
        while let character = next, character != quote { place += 1 }
        guard next == quote else { throw fault("the quoted value has no end") }
        let value = String(characters[start..<place])
        place += 1
        if isNegated, !take(")") { throw fault("expected `)`") }
        guard take("]") else { throw fault("expected `]`") }
        return MappingPath.Predicate(elements: elements, leaf: leaf, value: value, isNegated: isNegated)
    }
}
