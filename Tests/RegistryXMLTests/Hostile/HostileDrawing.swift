@testable import RegistryXML

/// Draws documents from what a mapping means: its own elements, attributes and words, mostly where it wants them.
struct HostileDrawing {
    private let plan: MappingPlan
    /// The children of each place, and what its attributes may say.
    private var words: [[Int: [String]]]
    /// Words that the text of a place may say.
    private var texts: [[String]]
    private let spaces: [String]
    private var dice: HostileDice
    private var out: [UInt8] = []
    private var left = 0
    /// How many of a hundred values are odd ones, and how many of what a place may have are left out.
    private var oddity = 0, gaps = 0
    /// Whether namespaces are bound to prefixes at the root, instead of anew wherever they change.
    private var usesPrefixes = false

    init(_ mapping: Mapping, seed: UInt64) {
        plan = mapping.plan
        dice = HostileDice(seed: seed)
        words = Array(repeating: [:], count: plan.places.count)
        texts = Array(repeating: [], count: plan.places.count)
        var known: [String] = []
        for test in plan.tests + plan.attributeTests {
            for space in test.spaces ?? [] where !space.isEmpty && !known.contains(space) { known.append(space) }
        }
        spaces = known
        for place in plan.places.indices {
            for (test, ops) in plan.places[place].attributes {
                words[place][test, default: []] += ops.flatMap { Self.words(of: $0, plan) }
            }
            if let condition = plan.places[place].condition { addWords(of: condition, at: place) }
            texts[place] = (plan.places[place].textOps + plan.places[place].stringOps)
                .flatMap { Self.words(of: $0, plan) }
        }
    }

    /// One document, as UTF-8 without a byte order mark. `seed` says which.
    mutating func document(seed: UInt64) -> [UInt8] {
        dice = HostileDice(seed: seed)
        out = []
        left = dice.pick([3, 20, 60, 200])
        oddity = dice.pick([0, 1, 3, 10])
        gaps = dice.pick([2, 5, 20, 50])
        usesPrefixes = dice.chance(40)
        if dice.chance(30) { put("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") }
        if plan.acceptsDoctype, dice.chance(20) { put("<!DOCTYPE r SYSTEM \"r.dtd\">") }
        let roots = plan.places[0].children.filter { plan.places[$0].axis == .child }
        // Half of them are of the form that holds most.
        let fullest = roots.max { plan.places[$0].children.count < plan.places[$1].children.count }
        if let root = roots.isEmpty ? nil : dice.chance(50) ? fullest : dice.pick(roots) {
            element(root, inside: nil, depth: 0)
        } else if let root = plan.roots.first {
            wrapped(plan.tests[root], inside: nil) { drawing, space in drawing.children(of: 0, space, depth: 0) }
        }
        if dice.chance(10) { put("\n<!-- end -->\n") }
        return out
    }

    /// The text of some element or attribute of the mapping, or of none: for changing what is there.
    mutating func word(seed: UInt64) -> [UInt8] {
        dice = HostileDice(seed: seed)
        oddity = 20
        let place = dice.below(plan.places.count)
        let all = words[place].values.flatMap { $0 }.sorted() + texts[place]
        return Array(value(all).utf8)
    }

    /// An element of the mapping with what lies in it, without a declaration of its prefixes.
    mutating func fragment(seed: UInt64) -> [UInt8] {
        dice = HostileDice(seed: seed)
        out = []
        left = 12
        (oddity, gaps) = (3, 20)
        usesPrefixes = dice.chance(50)
        let place = dice.below(plan.places.count)
        if place > 0 { element(place, inside: dice.chance(50) ? spaces.first : nil, depth: 1) }
        return out
    }

    // MARK: Elements

    private mutating func element(_ place: Int, inside outer: String?, depth: Int) {
        let shape = plan.places[place]
        if shape.axis == .descendant, dice.chance(30), depth < 12 {
            wrapped(plan.tests[shape.test], inside: outer) { drawing, space in
                drawing.plain(place, inside: space, depth: depth + 1)
            }
        } else {
            plain(place, inside: outer, depth: depth)
        }
    }

    private mutating func plain(_ place: Int, inside outer: String?, depth: Int) {
        left -= 1
        let (name, space) = open(plan.tests[plan.places[place].test], inside: outer, isRoot: depth == 0)
        attributes(of: place)
        if left > 0 || depth < 2, depth < 24, !plan.places[place].children.isEmpty || dice.chance(50) {
            put(">")
            if !texts[place].isEmpty || dice.chance(10) { text(texts[place]) }
            children(of: place, space, depth: depth)
            if dice.chance(5) { text(texts[place]) }
            put("</" + name + ">")
        } else if !texts[place].isEmpty || dice.chance(20) {
            put(">")
            text(texts[place])
            put("</" + name + ">")
        } else {
            put(dice.chance(50) ? "/>" : "></" + name + ">")
        }
    }

    private mutating func children(of place: Int, _ space: String, depth: Int) {
        let inside = plan.places[place].children
        guard !inside.isEmpty, depth < 24 else { return }
        let rounds = depth < 2 ? dice.pick([1, 2, 5]) : dice.pick([1, 1, 1, 1, 2])
        for _ in 0..<rounds {
            for child in inside where left > 0 && !dice.chance(gaps + (depth < 2 ? 20 : 0)) {
                element(child, inside: space, depth: depth + 1)
            }
        }
        if dice.chance(oddity), left > 0 {
            element(1 + dice.below(plan.places.count - 1), inside: space, depth: depth + 1)
        }
        if dice.chance(3) { put(dice.pick(["<!-- x -->", "<?p x?>", "<![CDATA[]]>", "<z/>", "<z a=\"1\">1</z>"])) }
    }

    private mutating func wrapped(
        _ test: MappingPlan.ResolvedTest, inside outer: String?, _ body: (inout HostileDrawing, String) -> Void
    ) {
        let (name, space) = open(test, inside: outer, isRoot: out.count < 100)
        put(">")
        body(&self, space)
        put("</" + name + ">")
    }

    /// Writes a start tag but for its attributes and its end; its name, and the namespace that goes on inside.
    private mutating func open(
        _ test: MappingPlan.ResolvedTest, inside outer: String?, isRoot: Bool
    ) -> (name: String, space: String) {
        let space = test.spaces.map { dice.pick($0) } ?? dice.pick(["", "urn:other"])
        var name =
            switch test.local {
            case .any: dice.pick(["entry", "x", "Record"])
            case .exact(let name): name
            case .suffix(let end): dice.pick(["Core", "Home", "X"]) + end
            }
        if dice.chance(oddity / 3) { name += "x" }
        let known = spaces.firstIndex(of: space)
        if usesPrefixes, let known { name = "n\(known):" + name }
        put("<" + name)
        if isRoot, usesPrefixes {
            for (number, space) in spaces.enumerated() { put(" xmlns:n\(number)=\"\(space)\"") }
        } else if isRoot {
            for (number, space) in spaces.enumerated() { put(" xmlns:n\(number)=\"\(space)\"") }
        }
        if usesPrefixes && known != nil { return (name, outer ?? "") }
        if space != outer ?? "" { put(" xmlns=\"\(space)\"") }
        return (name, space)
    }

    private mutating func attributes(of place: Int) {
        let isRoot = plan.places[place].parent == 0
        var names: Set<String> = []
        for test in words[place].keys.sorted() where !dice.chance(isRoot ? 1 : gaps) {
            let resolved = plan.attributeTests[test]
            guard case .exact(let local) = resolved.local else { continue }
            var name = local
            if let space = resolved.spaces?.first, let known = spaces.firstIndex(of: space) {
                name = "n\(known):" + local
            }
            guard names.insert(name).inserted else { continue }
            put(" " + name + "=\"")
            escaped(value(words[place][test] ?? []))
            put("\"")
        }
        if dice.chance(2) { put(" nullFlavor=\"UNK\"") }
        if dice.chance(2) { put(" other=\"1\"") }
    }

    // MARK: Words

    private mutating func text(_ words: [String]) {
        if dice.chance(5) {
            put("<![CDATA[" + value(words).filter { $0 != "]" } + "]]>")
        } else {
            if dice.chance(10) { put("\n  ") }
            escaped(value(words))
            if dice.chance(10) { put(" \t") }
        }
    }

    private mutating func value(_ words: [String]) -> String {
        if dice.chance(oddity) {
            return dice.pick([
                "", " ", "2026-02", "2026", "&", "é", "0", "-1", "99999999999999999999", "\u{10FFFF}", "1e308",
                "2026-02-30",
                String(repeating: "long ", count: dice.pick([3, 60, 300])),
            ])
        }
        return words.isEmpty ? dice.pick(["1", "x", "2026-01-02"]) : dice.pick(words)
    }

    private mutating func escaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): put("&lt;")
            case UInt8(ascii: "&"): put("&amp;")
            case UInt8(ascii: "\""): put("&quot;")
            default: out.append(byte)
            }
        }
    }

    private mutating func put(_ text: String) { out += text.utf8 }

    private mutating func addWords(of condition: MappingPlan.AttributeCondition, at place: Int) {
        switch condition {
        case .atom(let attribute, let test): words[place][attribute, default: []] += Self.words(of: test)
        case .not(let one): addWords(of: one, at: place)
        case .all(let several), .any(let several):
            for one in several { addWords(of: one, at: place) }
        }
    }

    private static func words(of test: PathExpression.Test) -> [String] {
        switch test {
        case .exists: ["1"]
        case .equals(let word), .differs(let word): [word, word, word]
        case .startsWith(let word): [word, word + "1"]
        case .contains(let word): [word, "a" + word + "b"]
        }
    }

    private static func words(of test: MappingPlan.AtomTest) -> [String] {
        let word = String(decoding: test.word, as: UTF8.self)
        return switch test.kind {
        case .exists: ["1"]
        case .equals, .differs: [word, word, word]
        case .startsWith: [word, word + "1"]
        case .contains: [word, "a" + word + "b"]
        }
    }

    private static func words(of op: MappingPlan.Op, _ plan: MappingPlan) -> [String] {
        switch op.kind {
        case .field: words(of: plan.tables[op.table].fields[op.index])
        case .header: words(of: plan.header[op.index])
        case .atom: words(of: plan.atomTests[op.test])
        case .slot: ["s1", "s2", "2026-01-02", "12"]
        }
    }

    /// Words that a field takes, and keys that are few enough to be met again.
    private static func words(of field: MappingPlan.FieldPlan) -> [String] {
        var words = (field.values ?? []) + (field.map ?? []).map(\.from)
        if let fallback = field.fallback { words.append(fallback) }
        switch field.type {
        case .date: words += ["2026-01-02", "1948-05-17", "2024-02-29", "2026-01-02Z", "1948-05-17-04:00"]
        case .isoDate, .partialDate, .anyDate: words += ["2026-01-02", "1948-05-17+01:00", "2026-02", "1948"]
        case .localTime: words += ["2026-03-04T09:10:00", "2026-03-05T00:00:00"]
        case .dateOrTime: words += ["2026-03-04T09:10:00", "2026-03-04", "2026-03-04+14:00"]
        case .utcTime: words += ["2026-11-21T01:12:09Z"]
        case .isoTime, .partialTime, .anyTime, .datePrecision:
            words += ["2026-03-04T09:10:00.5+01:00", "2026-03-04T09:10:00Z", "2026-03-04", "2026-03-04T09:10:00"]
        case .hl7Date, .hl7Time: words += ["20260304", "202603040910", "20260304091000.5+0100", "2026"]
        case .integer: words += ["0", "7", "412", "000"]
        case .decimal, .money: words += ["1.5", "-0.25", "140"]
        case .quantity, .comparator: words += ["1.5", "<5", ">=3.2e1"]
        case .boolean, .schemaBoolean: words += ["true", "false"]
        case .week: words += ["012026", "532020", "532021"]
        case .nhsNumber: words += ["9434765919", "943 476 5919", "9434765919", "4010232137"]
        case .optOut: words += ["none", "none", "none", "none", "type1", "national"]
        case .identifier, .token, .pseudonym, .text, .code: break
        }
        if words.isEmpty {
            words = ["p1", "p2", "o1", "p1", "p2", "Patient/p1", "urn:uuid:p1", "Organization/o1", "#o1", "Ä b"]
        }
        return words
    }
}
