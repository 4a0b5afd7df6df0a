/// Lets dirt fall on ordinary elements: about one in a hundred and fifty is rewritten, some only in their looks, some so
/// that they must be set aside.
struct Scrambler {
    private var random: RandomStream
    private static let foreign = "urn:example:other-system"

    init(seed: UInt64, source: Int, sequence: Int) {
        random = RandomStream(seed: seed, .dirt, source, sequence)
    }

    /// Rewrites the one element or start tag that the buffer holds from `start` on, or leaves it.
    mutating func soil(_ buffer: inout ByteBuffer, from start: Int) {
        guard random.below(150) == 0 else { return }
        let text = buffer.text(from: start)
        let isLeaf = text.hasSuffix("/>\n")
        guard let markup = Markup(tag: text[...]), let form = FeedForm.named(markup.name) else { return }
        buffer.truncate(to: start)
        buffer.put("    ")
        buffer.put(isLeaf ? leaf(markup, form) : reshaped(markup, form, keepsID: true).opening)
        buffer.put("\n")
    }

    private mutating func pick<T>(_ list: [T]) -> T? {
        list.isEmpty ? nil : list[random.below(list.count)]
    }

    private mutating func leaf(_ markup: Markup, _ form: FeedForm) -> String {
        switch random.below(16) {
        case 0: return "<!-- sent twice? -->" + markup.closed
        case 1: return markup.closed + "<?printer new-page?>"
        case 2: return markup.long
        case 3: return markup.around("\n      text in a leaf <![CDATA[ & more ]]>\n    ")
        case 4: return markup.around(Markup(sample: .contact).with("id", "inside-leaf").closed)
        case 5:
            // An element of this name that is of another namespace, beside the true one.
            return "<o:\(markup.name) xmlns:o=\"\(Self.foreign)\" id=\"o\">\(markup.closed)</o:\(markup.name)>"
                + markup.closed
        case 6: return "<legacyBlock reason=\"migrated\">\(markup.closed)</legacyBlock>"
        case 7:
            // The namespace under a prefix is the namespace all the same.
            var prefixed = markup
            prefixed.name = "f:\(markup.name)"
            prefixed.attributes.insert(.init(name: "xmlns:f", value: "urn:strata:registry-feed:1.0"), at: 0)
            return prefixed.closed
        case 8 where form.element == "contact":
            return markup.with("minutes", "99").closed + markup.closed
        case 9 where form.element == "contact":
            return markup.closed + markup.with("at", "2026-02-30T10:00:00").closed
        default: return reshaped(markup, form, keepsID: false).closed
        }
    }

    /// The same start tag with other looks, with something added, or with something wrong.
    private mutating func reshaped(_ markup: Markup, _ form: FeedForm, keepsID: Bool) -> Markup {
        var result = markup
        switch random.below(11) {
        case 0, 1:
            for place in stride(from: result.attributes.count - 1, to: 0, by: -1) {
                result.attributes.swapAt(place, random.below(place + 1))
            }
        case 2:
            for place in result.attributes.indices { result.attributes[place].quote = "'" }
            result.gap = "\n        "
        case 3:
            result.attributes.append(.init(name: "o:status", value: "attended"))
            result.attributes.append(.init(name: "xmlns:o", value: Self.foreign))
        case 4: result["localFlag"] = "&lt;none&gt;"
        case 5:
            if let optional = pick(form.attributes.filter { !$0.isRequired }) { result[optional.name] = "" }
        case 6:
            if let any = pick(result.attributes), let first = any.value.unicodeScalars.first, first != "&" {
                let rest = String(any.value.unicodeScalars.dropFirst())
                result[any.name] = "&#\(first.value);\(rest)"
            }
        case 7:
            if let needed = pick(form.attributes.filter { $0.isRequired && !(keepsID && $0.name == "id") }) {
                result[needed.name] = nil
            }
        case 8:
            if let choice = pick(form.attributes.filter { if case .choice = $0.value { true } else { false } }),
                let value = result[choice.name]
            {
                let other = value.uppercased() == value ? value.lowercased() : value.uppercased()
                if other != value { result[choice.name] = other }
            }
        default:
            if let spoiled = pick(form.attributes.filter { !$0.value.wrong.isEmpty }),
                let wrong = pick(spoiled.value.wrong)
            {
                result[spoiled.name] = wrong
            }
        }
        return result
    }
}
