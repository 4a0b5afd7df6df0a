import RegistryXML
import StageKit

/// What a document looks like, in counts alone.
extension FeedShape {
    static func fingerprint(_ document: MappedDocument) -> FeedFingerprint {
        var fingerprint = FeedFingerprint()
        // Repeats count: the fields of a record are counted before a later one of the same id replaces it.
        for (table, counts) in document.counts { fingerprint.records[table] = counts.kept + counts.repeated }
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
}
