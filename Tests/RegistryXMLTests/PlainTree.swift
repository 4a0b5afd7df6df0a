/// The name of an element, with its namespace (empty for none).
struct PlainName: Hashable {
    var space = ""
    var local: String

    /// As the document writes it: the namespaces of these tests have one prefix each.
    var written: String {
        switch space {
        case "urn:1": "n:" + local
        case "urn:2": "m:" + local
        default: local
        }
    }
}

/// An element of a small document that is there as a whole, for the plain reading of mappings.
final class PlainElement {
    enum Content {
        case text(String)
        case element(PlainElement)
    }

    let name: PlainName
    var attributes: [(name: String, value: String)]
    private(set) var content: [Content] = []
    private(set) weak var parent: PlainElement?
    /// Tags of the document before its start tag, and before its end tag.
    private(set) var start = 0
    private(set) var end = 0

    init(_ name: PlainName, _ attributes: [(name: String, value: String)] = []) {
        self.name = name
        self.attributes = attributes
    }

    func add(_ text: String) { content.append(.text(text)) }

    func add(_ child: PlainElement) {
        content.append(.element(child))
        child.parent = self
    }

    var children: [PlainElement] {
        content.compactMap { if case .element(let child) = $0 { child } else { nil } }
    }

    /// The element and all inside it, in document order.
    var selfAndInside: [PlainElement] { [self] + children.flatMap(\.selfAndInside) }

    /// Its own text, without that of elements inside it.
    var ownText: String {
        content.reduce(into: "") { if case .text(let text) = $1 { $0 += text } }
    }

    /// All text inside it.
    var allText: String {
        content.reduce(into: "") { result, content in
            switch content {
            case .text(let text): result += text
            case .element(let child): result += child.allText
            }
        }
    }

    /// Numbers the tags inside, from `tag` on; the number after the last.
    @discardableResult func number(from tag: Int = 0) -> Int {
        start = tag
        var next = tag + 1
        for child in children { next = child.number(from: next) }
        end = next
        return next + 1
    }

    /// The XML. Texts are written in turns as they are, as CDATA, as references, and with a comment inside.
    func xml(_ turn: inout Int) -> String {
        var result = "<" + name.written
        if parent == nil { result += " xmlns:n=\"urn:1\" xmlns:m=\"urn:2\"" }
        for (name, value) in attributes { result += " \(name)=\"\(value)\"" }
        if content.isEmpty { return result + "/>" }
        result += ">"
        for part in content {
            turn += 1
            switch part {
            case .element(let child): result += child.xml(&turn)
            case .text(let text):
                switch turn % 4 {
                case 0: result += text
                case 1: result += "<![CDATA[" + text + "]]>"
                case 2: result += text.unicodeScalars.map { "&#\($0.value);" }.joined()
                default: result += text.map { String($0) }.joined(separator: "<!--9-->")
                }
            }
        }
        return result + "</\(name.written)>"
    }
}
