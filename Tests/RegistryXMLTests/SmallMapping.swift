import Diagnostics
import RegistryXML

/// Mappings of a few lines, for tests of the language.
enum SmallMapping {
    static let namespaces = """
        {v: "urn:v", w: ["urn:w1", "urn:w2"], o: ["urn:v", ""], xsi: "http://www.w3.org/2001/XMLSchema-instance"}
        """

    static func yaml(_ rest: String, root: String = "r") -> String {
        "strata-mapping: 1\nname: small\nnamespaces: \(namespaces)\nroot: \(root)\n" + rest
    }

    static func read(
        _ rest: String, _ xml: String, root: String = "r", _ options: ReadingOptions = ReadingOptions()
    ) throws -> MappedDocument {
        let mapping = try Mapping(yaml: yaml(rest, root: root), name: "small.yaml")
        return try Fixtures.read(Array(xml.utf8), mapping, options)
    }

    /// A table `t` of these records with one field `f`.
    static func table(_ record: String, _ path: String, more: String = "") -> String {
        "tables:\n  t:\n    record: \(record)\n    fields:\n      f: {path: \(path), type: text\(more)}\n"
    }

    /// The values of a field of these records.
    static func values(_ record: String, _ path: String, _ xml: String, root: String = "r") throws -> [String?] {
        try read(table(record, path), xml, root: root).texts("t", "f")
    }

    static func faults(_ rest: String) -> [Diagnostic] {
        do {
            _ = try Mapping(yaml: yaml(rest), name: "small.yaml")
            return []
        } catch { return error.items }
    }
}
