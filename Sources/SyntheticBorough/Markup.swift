/// One element without content, as text, for the few that are written by hand.
struct Markup {
    struct Attribute {
        var name: String
        /// As it stands between the quotes, references and all.
        var value: String
        var quote: Character = "\""
    }

    var name: String
    var attributes: [Attribute]
    /// Between two attributes.
    var gap = " "

    init(_ name: String, _ attributes: [(String, String)] = []) {
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.0, value: $0.1) }
    }

    /// The samples of a form; those that are empty are left out.
    init(sample form: FeedForm) {
        name = form.element
        attributes = form.attributes.compactMap { $0.sample.isEmpty ? nil : .init(name: $0.name, value: $0.sample) }
    }

    /// Reads a start tag back, as this module writes them.
    init?(tag text: Substring) {
        guard let open = text.firstIndex(of: "<") else { return nil }
        var rest = text[text.index(after: open)...]
        guard let end = rest.firstIndex(where: { $0 == " " || $0 == "/" || $0 == ">" }) else { return nil }
        name = String(rest[..<end])
        attributes = []
        rest = rest[end...]
        while let equals = rest.firstIndex(of: "=") {
            let attribute = rest[rest.index(after: rest.startIndex)..<equals]
            let value = rest[rest.index(equals, offsetBy: 2)...]
            guard let close = value.firstIndex(of: "\"") else { return nil }
            attributes.append(.init(name: String(attribute), value: String(value[..<close])))
            rest = value[value.index(after: close)...]
        }
    }

    subscript(_ name: String) -> String? {
        get { attributes.first { $0.name == name }?.value }
        set {
            if let place = attributes.firstIndex(where: { $0.name == name }) {
                if let newValue { attributes[place].value = newValue } else { attributes.remove(at: place) }
            } else if let newValue {
                attributes.append(.init(name: name, value: newValue))
            }
        }
    }

    func with(_ name: String, _ value: String?) -> Markup {
        var copy = self
        copy[name] = value
        return copy
    }

    /// `<name a="b"` without its end.
    private var start: String {
        "<\(name)" + attributes.map { "\(gap)\($0.name)=\($0.quote)\($0.value)\($0.quote)" }.joined()
    }
    var opening: String { start + ">" }
    var closed: String { start + "/>" }
    var long: String { start + "></\(name)>" }
    func around(_ content: String) -> String { start + ">\(content)</\(name)>" }
}
