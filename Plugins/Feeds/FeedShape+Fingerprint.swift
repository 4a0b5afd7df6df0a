import RegistryXML
import StageKit

/// What a document looks like, in counts alone.
extension FeedShape {
    static func fingerprint(_ document: MappedDocument, _ tables: [Mapping.TableInfo]) -> FeedFingerprint {
        var fingerprint = FeedFingerprint()
        for (table, counts) in document.counts { fingerprint.records[table] = counts.kept }
        if document.filled.isEmpty { countColumns(document, tables, into: &fingerprint) }
        for item in document.filled { fingerprint.filled[item.path] = item.count }
        for item in document.words {
            // No table or field has an = in its name.
            guard let mark = item.path.firstIndex(of: "=") else { continue }
            let word = String(item.path[item.path.index(after: mark)...])
            fingerprint.words[String(item.path[..<mark]), default: [:]][word, default: 0] += item.count
        }
        for item in document.unmapped {
            fingerprint.words[item.path, default: [:]][FeedFingerprint.unmapped] = item.count
        }
        for item in document.drift { fingerprint.unknown[masked(item.path), default: 0] += item.count }
        return fingerprint
    }

    /// Counts of the columns that were kept, where the document brings none of its own: values, and the words of closed
    /// lists.
    private static func countColumns(
        _ document: MappedDocument, _ tables: [Mapping.TableInfo], into fingerprint: inout FeedFingerprint
    ) {
        for table in tables {
            for field in table.fields where field.type != .optOut {
                guard let column = document.tables[table.name]?[field.name] else { continue }
                let path = "\(table.name).\(field.name)"
                var filled = column.count
                if column.hasNulls { for row in 0..<column.count where !column.isValid(row) { filled -= 1 } }
                fingerprint.filled[path] = filled
                guard let values = field.values, column.type == .dictionary, let words = column.texts else { continue }
                var counts = [Int](repeating: 0, count: words.count)
                let codes = column.int32s
                for row in 0..<column.count where column.isValid(row) { counts[Int(codes[row])] += 1 }
                for (code, count) in counts.enumerated() where count > 0 && values.contains(words[code]) {
                    fingerprint.words[path, default: [:]][words[code]] = count
                }
            }
        }
    }
}
