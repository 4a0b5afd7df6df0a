/// Reads the text of a path, front to back.
struct PathParser {
    private let characters: [Character]
    private var place = 0
    /// How many brackets are open inside one condition.
    private var nesting = 0
    private static let deepest = 32
    /// Deeper than documents may be.
    private static let mostSteps = 1000

    init(_ text: String) { characters = Array(text) }

    private var next: Character? { place < characters.count ? characters[place] : nil }

    private mutating func skipSpace() { while next == " " { place += 1 } }

    private func stands(_ text: String) -> Bool {
        let wanted = Array(text)
        return place + wanted.count <= characters.count
            && characters[place..<place + wanted.count].elementsEqual(wanted)
    }

    private mutating func take(_ text: String) -> Bool {
        guard stands(text) else { return false }
        place += text.count
        return true
    }

    /// Takes a word that no further letter follows.
    private mutating func takeWord(_ word: String) -> Bool {
        guard stands(word) else { return false }
        let after = place + word.count
        if after < characters.count, Self.isNamePart(characters[after]) { return false }
        place = after
        return true
    }

    private func fault(_ message: String, hint: String? = nil) -> PathFault {
        PathFault(message: message, offset: place, hint: hint)
    }

    private static func isNamePart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_-.".contains(character)
    }

    // MARK: Paths

    mutating func choice() throws(PathFault) -> [PathExpression] {
        var paths: [PathExpression] = []
        repeat {
            skipSpace()
            paths.append(try path())
            skipSpace()
        } while take("|")
        if next != nil { throw fault("expected `/`, `[`, `|` or the end of the path") }
        return paths
    }

    private mutating func path() throws(PathFault) -> PathExpression {
        var path = PathExpression()
        if next == nil || next == "|" { throw fault("an empty path") }
        var axis = PathExpression.Axis.child
        if take("//") {
            path.start = .document
            axis = .descendant
        } else if take("/") {
            path.start = .document
        } else if take("ancestor::") {
            path.start = .ancestor(try name())
            guard try separator(&axis) else { return path }
        } else if stands("..") {
            var ups = 0
            while take("..") {
                ups += 1
                guard take("/") else { throw fault("after `..` an attribute or an element must follow") }
            }
            path.start = .record(ups: ups)
            if take("/") { axis = .descendant }
        } else if take(".") {
            if try !separator(&axis) {
                path.leaf = .string
                return path
            }
        }
        try rest(of: &path, axis)
        return path
    }

    /// Takes `/` or `//`; false where neither stands.
    private mutating func separator(_ axis: inout PathExpression.Axis) throws(PathFault) -> Bool {
        if take("//") {
            axis = .descendant
        } else if take("/") {
            axis = .child
        } else {
            return false
        }
        return true
    }

    private mutating func rest(of path: inout PathExpression, _ first: PathExpression.Axis) throws(PathFault) {
        var axis = first
        while true {
            if let leaf = try leaf(axis) {
                path.leaf = leaf
                return
            }
            var step = PathExpression.Step(axis: axis, test: NameTest(local: .any), offset: place)
            step.test = try name()
            while next == "[" { step.predicates.append(try predicate()) }
            if path.steps.count == Self.mostSteps { throw fault("a path has at most \(Self.mostSteps) steps") }
            path.steps.append(step)
            if try !separator(&axis) { return }
        }
    }

    /// `@name`, `text()` or `.` at the end of a path, if one stands there.
    private mutating func leaf(_ axis: PathExpression.Axis) throws(PathFault) -> PathExpression.Leaf? {
        let start = place
        var found: PathExpression.Leaf?
        if take("@") {
            found = .attribute(try name())
        } else if take("text()") {
            found = .text
        } else if take("string()") || takeDot() {
            found = .string
        } else if stands("..") {
            throw fault("`..` stands at the start of a path only")
        }
        if found != nil {
            if axis == .descendant {
                place = start
                throw fault("`//` needs the name of an element", hint: "write `//*/@name` for any element inside")
            }
            if next == "/" || next == "[" { throw fault("nothing may follow an attribute or text()") }
        }
        return found
    }

    private mutating func takeDot() -> Bool { stands("..") ? false : take(".") }

    private mutating func word() throws(PathFault) -> String {
        let start = place
        if let character = next, character.isLetter || character == "_" {
            while let character = next, Self.isNamePart(character) { place += 1 }
        }
        if place == start {
            throw fault(
                next.map { "expected a name, not `\($0)`" } ?? "expected a name where the path ends")
        }
        return String(characters[start..<place])
    }

    /// `a`, `p:a`, `*`, `p:*`, `*:a`, `*Record`.
    private mutating func name() throws(PathFault) -> NameTest {
        if take("*") {
            if take(":") { return NameTest(space: .any, local: .exact(try word())) }
            if let character = next, Self.isNamePart(character) {
                return NameTest(space: .any, local: .suffix(try word()))
            }
            return NameTest(space: .any, local: .any)
        }
        let first = try word()
        guard next == ":", place + 1 < characters.count, characters[place + 1] != ":" else {
            if stands("::") { throw fault("the axis `\(first)::` is not known", hint: "axes: ancestor::name, and //") }
            if next == "(" {
                throw fault("the function `\(first)()` is not known here", hint: "a path ends with @name or text()")
            }
            return NameTest(local: .exact(first))
        }
        place += 1
        if take("*") {
            guard let character = next, Self.isNamePart(character) else {
                return NameTest(space: .prefix(first), local: .any)
            }
            return NameTest(space: .prefix(first), local: .suffix(try word()))
        }
        return NameTest(space: .prefix(first), local: .exact(try word()))
    }

    // MARK: Predicates

    private mutating func predicate() throws(PathFault) -> PathExpression.Predicate {
        place += 1
        skipSpace()
        if let digit = next, digit.isWholeNumber {
            let start = place
            while let digit = next, digit.isWholeNumber { place += 1 }
            guard let number = Int(String(characters[start..<place])), number > 0 else {
                place = start
                throw fault("a position is counted from 1")
            }
            skipSpace()
            guard take("]") else { throw fault("expected `]`") }
            return .position(number)
        }
        if stands("last()") || stands("position()") {
            throw fault("a position is a number here", hint: "`[1]` is the first; the last is not known while reading")
        }
        let condition = try either()
        skipSpace()
        guard take("]") else { throw fault("expected `]`, `and` or `or`") }
        return .condition(condition)
    }

    private mutating func either() throws(PathFault) -> PathExpression.Condition {
        nesting += 1
        defer { nesting -= 1 }
        if nesting > Self.deepest { throw fault("brackets lie more than \(Self.deepest) deep in one another") }
        var parts = [try both()]
        skipSpace()
        while takeWord("or") {
            parts.append(try both())
            skipSpace()
        }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func both() throws(PathFault) -> PathExpression.Condition {
        var parts = [try single()]
        skipSpace()
        while takeWord("and") {
            parts.append(try single())
            skipSpace()
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func single() throws(PathFault) -> PathExpression.Condition {
        skipSpace()
        if take("not(") {
            let inner = try either()
            try close()
            return .not(inner)
        }
        if take("(") {
            let inner = try either()
            try close()
            return inner
        }
        for (function, make) in [
            ("starts-with(", PathExpression.Test.startsWith), ("contains(", PathExpression.Test.contains),
        ] where take(function) {
            var atom = try operand()
            skipSpace()
            guard take(",") else { throw fault("expected `,` and a quoted value") }
            atom.test = make(try literal())
            try close()
            return .atom(atom)
        }
        var atom = try operand()
        skipSpace()
        if take("!=") {
            atom.test = .differs(try literal())
        } else if take("=") {
            atom.test = .equals(try literal())
        }
        return .atom(atom)
    }

    private mutating func close() throws(PathFault) {
        skipSpace()
        guard take(")") else { throw fault("expected `)`") }
    }

    /// The path of a comparison, which holds no predicates of its own.
    private mutating func operand() throws(PathFault) -> PathExpression.Atom {
        skipSpace()
        var axis = PathExpression.Axis.child
        var inner = PathExpression()
        if stands("../") || stands("/") || stands("ancestor::") {
            throw fault("a condition looks at the element itself or into it")
        }
        if takeDot() {
            if try !separator(&axis) { return PathExpression.Atom(test: .exists) }
        }
        let start = place
        try rest(of: &inner, axis)
        if inner.steps.contains(where: { !$0.predicates.isEmpty }) {
            place = start
            throw fault("a condition inside a condition", hint: "say it beside the other: `a[b/@c='x' and b/@d='y']`")
        }
        return PathExpression.Atom(
            steps: inner.steps, leaf: inner.leaf == .element ? .string : inner.leaf, test: .exists)
    }

    private mutating func literal() throws(PathFault) -> String {
        skipSpace()
        guard let quote = next, quote == "'" || quote == "\"" else { throw fault("expected a quoted value") }
        let start = place
        place += 1
        while let character = next, character != quote { place += 1 }
        guard next == quote else {
            place = start
            throw fault("the quoted value has no end")
        }
        place += 1
        return String(characters[start + 1..<place - 1])
    }
}
