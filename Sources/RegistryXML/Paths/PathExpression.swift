/// A path of a mapping: a part of XPath 1.0 that can be followed while a document streams by.
struct PathExpression: Sendable, Hashable {
    /// Where a path begins.
    enum Start: Sendable, Hashable {
        /// At the record's own element, or so many elements above it.
        case record(ups: Int)
        /// At the nearest element around the record with that name.
        case ancestor(NameTest)
        /// At the document.
        case document
    }

    enum Axis: Sendable, Hashable { case child, descendant }

    struct Step: Sendable, Hashable {
        var axis = Axis.child
        var test: NameTest
        var predicates: [Predicate] = []
        /// Characters of the path before it, for messages.
        var offset = 0
    }

    /// What stands in one pair of brackets.
    enum Predicate: Sendable, Hashable {
        /// `[3]`: the third of its kind within one parent.
        case position(Int)
        case condition(Condition)
    }

    indirect enum Condition: Sendable, Hashable {
        case atom(Atom)
        case not(Condition)
        case all([Condition])
        case any([Condition])
    }

    /// One comparison: true where any value at its path meets the test.
    struct Atom: Sendable, Hashable {
        var steps: [Step] = []
        var leaf = Leaf.string
        var test: Test
    }

    enum Test: Sendable, Hashable {
        case exists
        case equals(String)
        case differs(String)
        case startsWith(String)
        case contains(String)
    }

    /// What of the last element is meant.
    enum Leaf: Sendable, Hashable {
        /// The element itself, where a record or a finding is meant.
        case element
        /// Its own text, without that of elements inside it.
        case text
        /// All text inside it.
        case string
        case attribute(NameTest)
    }

    var start = Start.record(ups: 0)
    var steps: [Step] = []
    var leaf = Leaf.element
}

/// Which names an element or an attribute may have.
struct NameTest: Sendable, Hashable {
    enum Space: Sendable, Hashable {
        /// No namespace.
        case none
        /// Any of the namespaces bound to the prefix.
        case prefix(String)
        case any
    }

    enum Local: Sendable, Hashable {
        case any
        case exact(String)
        /// `*Record`: whatever ends so.
        case suffix(String)
    }

    var space = Space.none
    var local: Local
}

extension NameTest: CustomStringConvertible {
    var description: String {
        let name =
            switch local {
            case .any: "*"
            case .exact(let name): name
            case .suffix(let end): "*" + end
            }
        return switch space {
        case .none: name
        case .prefix(let prefix): prefix + ":" + name
        case .any: local == .any ? "*" : "*:" + name
        }
    }
}

/// What is wrong with a path, and how many characters from its start.
struct PathFault: Error {
    var message: String
    var offset: Int
    var hint: String?
}

extension PathExpression {
    /// The paths of a text in which `|` divides them.
    static func parse(_ text: String) throws(PathFault) -> [PathExpression] {
        var parser = PathParser(text)
        return try parser.choice()
    }
}
