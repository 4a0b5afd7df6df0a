import Foundation
import RegistryXML
import Testing

/// Random documents against a plain count of the tree that they were written from.
@Suite struct SurveyPropertyTests {
    /// Numbers from a seed (SplitMix64).
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private struct Element {
        var name: String
        var attributes: [(name: String, value: String)]
        var text: String?
        var children: [Element]

        static func random(_ depth: Int, _ random: inout Seeded) -> Element {
            let names = ["a", "b", "c", "d"]
            var attributes: [(String, String)] = []
            for name in ["x", "y", "z"].shuffled(using: &random) where Bool.random(using: &random) {
                attributes.append((name, word(&random)))
            }
            let count = depth > 5 ? 0 : Int.random(in: 0...4, using: &random)
            let children = (0..<count).map { _ in Element.random(depth + 1, &random) }
            let text = children.isEmpty && Bool.random(using: &random) ? word(&random) : nil
            return Element(
                name: names.randomElement(using: &random) ?? "a", attributes: attributes, text: text, children: children
            )
        }

        private static func word(_ random: inout Seeded) -> String {
            let size = [1, 3, 3, 3, 40, 700].randomElement(using: &random) ?? 1
            let letters = Array("ab<&é")
            return "w" + String((0..<size).map { _ in letters.randomElement(using: &random) ?? "a" }) + "w"
        }

        private static func escaped(_ text: String) -> String {
            text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        }

        func write(_ indent: String = "\n") -> String {
            let list = attributes.map { " \($0.name)=\"\(Self.escaped($0.value))\"" }.joined()
            if let text { return "\(indent)<\(name)\(list)>\(indent)\(Self.escaped(text)) </\(name)>" }
            return "\(indent)<\(name)\(list)>" + children.map { $0.write(indent + " ") }.joined()
                + "\(indent)</\(name)>"
        }
    }

    /// What a plain walk finds at one path.
    private struct Plain {
        var count = 0
        var perParent: [Int] = []
        var attributes: [String: [String]] = [:]
        var texts: [String] = []
    }

    private func walk(_ element: Element, _ path: String, _ found: inout [String: Plain]) {
        found[path, default: Plain()].count += 1
        for attribute in element.attributes {
            found[path, default: Plain()].attributes[attribute.name, default: []].append(attribute.value)
        }
        if let text = element.text { found[path, default: Plain()].texts.append(text) }
        for (name, family) in Dictionary(grouping: element.children, by: \.name) {
            found[path + "/" + name, default: Plain()].perParent.append(family.count)
            for child in family { walk(child, path + "/" + name, &found) }
        }
    }

    private func check(_ values: ValueSurvey, _ plain: [String], _ what: String) {
        #expect(values.count == plain.count, "\(what)")
        let lengths = plain.map(\.utf8.count)
        #expect(values.bytes == (lengths.min() ?? 0)...(lengths.max() ?? 0), "\(what)")
        let distinct = Set(plain).count
        #expect(values.distinct == min(distinct, 256), "\(what)")
        #expect(values.hasMoreDistinct == (distinct > 256), "\(what)")
    }

    @Test(arguments: 1...4)
    func countsAreThoseOfAPlainWalk(seed: UInt64) throws {
        var random = Seeded(state: seed)
        // Long enough for several pieces of 256 KiB in the later rounds.
        let children = (0..<Int(seed) * 8).map { _ in Element.random(1, &random) }
        let root = Element(name: "r", attributes: [], text: nil, children: children)
        var found: [String: Plain] = [:]
        walk(root, "r", &found)
        let survey = try SurveyFixtures.survey(root.write())
        #expect(survey.paths.count == found.count)
        #expect(survey.elements == found.values.reduce(0) { $0 + $1.count })
        #expect(seed < 4 || survey.bytes > 3 * 256 << 10)
        for path in survey.paths {
            let plain = try #require(found[path.path], "\(path.path)")
            #expect(path.count == plain.count, "\(path.path)")
            if let parent = path.parent {
                let without = survey.paths[parent].count - plain.perParent.count
                let least = without > 0 ? 0 : plain.perParent.min() ?? 0
                #expect(path.perParent == least...(plain.perParent.max() ?? 0), "\(path.path)")
            }
            #expect(Set(path.attributes.map(\.name)) == Set(plain.attributes.keys), "\(path.path)")
            for attribute in path.attributes {
                #expect(attribute.count == plain.attributes[attribute.name]?.count, "\(path.path)")
                check(attribute.values, plain.attributes[attribute.name] ?? [], "\(path.path)/@\(attribute.name)")
            }
            #expect((path.text == nil) == plain.texts.isEmpty, "\(path.path)")
            if let text = path.text { check(text, plain.texts, path.path) }
        }
    }
}
