import Tables

/// Values that come from another table of the document, which may follow: until it is read, a key stands for its value.
extension FieldState {
    /// A byte that no XML holds, before a key in the dictionary.
    private static var mark: UInt8 { 0 }

    /// Stores a key whose value is not known yet.
    mutating func putKey(_ key: UnsafeBufferPointer<UInt8>, row: Int) {
        unresolved = true
        guard isStored else { return }
        ([Self.mark] + key).withUnsafeBufferPointer { builder.putText($0, row: row) }
        keyUses[Int(builder.int32(at: row)), default: 0] += 1
    }

    /// What the keys in a column stand for.
    struct Resolution {
        /// The code that each code of the dictionary comes to: itself, or that of the value which its key finds; where it finds
        /// nothing the default's, or −1.
        var codes: [Int32]
        /// Whether a code is a key that found nothing.
        var isMissing: [Bool]
    }

    /// How often keys that find nothing were stored.
    func unmatchedUses(_ found: Resolution) -> Int {
        keyUses.reduce(0) { $0 + (found.isMissing[$1.key] ? $1.value : 0) }
    }

    /// What the keys come to once all tables are read; `nil` where no key was stored.
    mutating func resolution(
        _ lookups: UnsafeMutablePointer<LookupState>, _ pseudonymiser: UnsafePointer<any Pseudonymiser>
    ) -> Resolution? {
        guard unresolved, isStored else { return nil }
        let count = builder.dictionary.count
        var found = Resolution(
            codes: (0..<Int32(count)).map { $0 }, isMissing: Array(repeating: false, count: count))
        var otherwise: Int32 = -1
        if case .word(let code) = fallback { otherwise = code }
        for code in 0..<count {
            let text = Array(builder.dictionary.text(code).utf8)
            guard text.first == Self.mark else { continue }
            let value = Array(text[1...]).withUnsafeBufferPointer {
                (lookups + self.lookup).pointee.settled($0)
            }
            let resolved = value.map { self.code(ofFound: $0, pseudonymiser) } ?? -1
            found.isMissing[code] = value == nil
            found.codes[code] = resolved < 0 ? otherwise : resolved
        }
        return found
    }

    /// The column's code of a value that a lookup found, or −1 where the field has no place for it.
    private mutating func code(ofFound value: [UInt8], _ pseudonymiser: UnsafePointer<any Pseudonymiser>) -> Int32 {
        if value.isEmpty { return -1 }
        return value.withUnsafeBufferPointer { value in
            if type == .pseudonym { return pseudonymCode(of: value, pseudonymiser) }
            if hasMap { return max(mappedCode(of: value), -1) }
            return isClosed ? builder.dictionary.find(value) ?? -1 : builder.dictionary.code(of: value)
        }
    }
}
