import StageKit

extension SettingNode {
    /// The entries of a mapping; an empty value counts as an empty mapping, anything else is a fault.
    func section(_ what: String, faults: inout FaultList) -> [Entry] {
        switch content {
        case .map(let entries): return entries
        case .scalar(""): return []
        default:
            faults.add("expected \(what): keys with values, indented", at: location)
            return []
        }
    }

    /// Whether it is an empty value or an empty mapping.
    var isEmptySection: Bool {
        switch content {
        case .map(let entries): entries.isEmpty
        case .scalar(let text): text.isEmpty
        default: false
        }
    }

    /// The text of a scalar; a fault where it is none or empty.
    func word(_ what: String, faults: inout FaultList) -> String? {
        if let scalar, !scalar.isEmpty { return scalar }
        faults.add("expected \(what)", at: location)
        return nil
    }
}

extension [SettingNode.Entry] {
    /// The entry of a key, or `nil`.
    subscript(_ key: String) -> SettingNode.Entry? { first { $0.key == key } }

    /// Tells every key that `names` does not hold.
    func refuseUnknown(among names: [String], in what: String, faults: inout FaultList) {
        for entry in self where !names.contains(entry.key) {
            faults.add(
                "\(what) has no key '\(entry.key)'", at: entry.keyLocation,
                hint: FaultList.hint(for: entry.key, among: names, "its keys are \(names.joined(separator: ", "))"))
        }
    }
}

/// Names that people give: they become parts of file names and of references, so they are plain words.
enum PlainName {
    /// A lower-case letter, then lower-case letters, digits, `_` and, where allowed, `-`.
    static func isValid(_ name: String, hyphens: Bool = false) -> Bool {
        guard let first = name.utf8.first, first >= 0x61, first <= 0x7A, name.utf8.count <= 64 else { return false }
        return name.utf8.allSatisfy { byte in
            (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x5F
                || (hyphens && byte == 0x2D)
        }
    }
}
