import Foundation
import PipelineFile
import StageKit
import Testing

@Suite struct PipelineSchemaTests {
    private func schema() throws -> [String: Any] {
        let text = PipelineSchema.json([.fakes])
        return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// Follows keys and, for digits, places.
    private func at(_ path: String) throws -> Any? {
        var value: Any? = try schema()
        for part in path.split(separator: "/").map(String.init) {
            if let list = value as? [Any], let place = Int(part) {
                value = list[place]
            } else {
                value = (value as? [String: Any])?[part]
            }
        }
        return value
    }

    @Test func everyLevelIsClosed() throws {
        #expect(try at("additionalProperties") as? Bool == false)
        #expect(try at("properties/stages/additionalProperties/additionalProperties") as? Bool == false)
        #expect(try at("properties/parameters/additionalProperties/additionalProperties") as? Bool == false)
        let rules = try #require(try at("properties/stages/additionalProperties/allOf") as? [Any])
        #expect(rules.count == StageFamily.fakes.stages.count)
        for index in rules.indices {
            let rule = "properties/stages/additionalProperties/allOf/\(index)/then/properties/with"
            #expect(try at(rule + "/additionalProperties") as? Bool == false)
            #expect(try at(rule + "/description") as? String != nil)
        }
    }

    @Test func usesNamesEveryStage() throws {
        let names = try #require(
            try at("properties/stages/additionalProperties/properties/uses/oneOf") as? [[String: Any]])
        #expect(
            names.compactMap { $0["const"] as? String } == StageFamily.fakes.stages.map { $0.descriptor.name })
        // And a path to a stage that is no part of the binary.
        #expect(names.last?["pattern"] as? String == "/" && names.count == StageFamily.fakes.stages.count + 1)
    }

    @Test func optionsCarryHelpAndAcceptReferences() throws {
        let rule = "properties/stages/additionalProperties/allOf/3/then/properties/with/properties/minimum_contacts"
        #expect(try at(rule + "/description") as? String == "How many. Default: 3.")
        #expect(try at(rule + "/anyOf/0/allOf/1/minimum") as? Int == 1)
        let pattern = try #require(try at(rule + "/anyOf/1/pattern") as? String)
        #expect("${threshold}".range(of: pattern, options: .regularExpression) != nil)
        #expect("threshold".range(of: pattern, options: .regularExpression) == nil)
    }

    @Test func requiredOptionsAreRequired() throws {
        let rule = "properties/stages/additionalProperties/allOf/0/then"
        #expect(try at(rule + "/required") as? [String] == ["with"])
        #expect(try at(rule + "/properties/with/required") as? [String] == ["files"])
        #expect(try at(rule + "/properties/from") as? Bool == false)
    }
}
