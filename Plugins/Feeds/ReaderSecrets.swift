import RegistryXML
import StageKit
import Synchronization

/// The key and the allow-list of one reader: loaded once before the first record, held in memory alone.
final class ReaderSecrets: Sendable {
    private struct Loaded: Sendable {
        var key: PseudonymKey
        var allowed: Set<PersonToken>?
    }

    private let state = Mutex<Loaded?>(nil)

    /// The key, and the pseudonyms of those who are on the allow-list (`nil` where there is no list).
    var loaded: (PseudonymKey, Set<PersonToken>?)? {
        state.withLock { $0.map { ($0.key, $0.allowed) } }
    }

    /// Loads what is not loaded yet.
    func load(keyFile: StagePath, allowList: AllowListOption?) throws(StageFault) {
        if loaded != nil { return }
        let key: PseudonymKey
        do throws(Diagnostic) {
            key = try PseudonymKey.load(file: keyFile.path, shown: keyFile.shown)
        } catch {
            throw StageFault(error.message, code: error.code, hint: error.hint, option: "pseudonym_key_file")
        }
        let allowed: Set<PersonToken>? =
            if let allowList { try Self.tokens(of: allowList.file, key: key) } else { nil }
        state.withLock { $0 = Loaded(key: key, allowed: allowed) }
    }

    /// The pseudonyms of a list with one NHS number a line; every line that is none is a fault with its number.
    static func tokens(of file: StagePath, key: PseudonymKey) throws(StageFault) -> Set<PersonToken> {
        var bytes = try ReadCSV.bytes(of: file)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        var tokens: Set<PersonToken> = []
        var faults: [StageFault] = []
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let digits = line.last == 0x0D ? line.dropLast() : line
            if digits.isEmpty { continue }
            let token = digits.withUnsafeBufferPointer { NHSNumber.isValid($0) ? key.token(.person, $0) : nil }
            if let token {
                tokens.insert(PersonToken(high: token.0, low: token.1))
            } else {
                faults.append(
                    StageFault(
                        "no valid NHS number on this line of the allow-list", code: .data, option: "allow_list",
                        location: SourceLocation(file: file.shown, line: index + 1)))
            }
        }
        if let fault = StageFault.combining(Array(faults.prefix(20))) { throw fault }
        return tokens
    }
}
