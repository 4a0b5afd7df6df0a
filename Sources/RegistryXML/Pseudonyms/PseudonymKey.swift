import Crypto
public import Diagnostics
import Glibc

/// The key that turns NHS numbers and staff ids into pseudonyms: 32 bytes, held in memory alone, never shown.
public struct PseudonymKey: Sendable, Pseudonymiser, CustomStringConvertible, CustomReflectable {
    /// The variable that holds the digits and wins over the file.
    public static let variable = "STRATA_PSEUDONYM_KEY"

    /// The inner and the outer hash of HMAC-SHA-256 (RFC 2104) after their padded keys: copied for every token, so that the
    /// key is worked in once.
    private var inner: SHA256
    private var outer: SHA256

    /// The key of 64 hex digits, with at most one newline behind them.
    public init(digits: some Collection<UInt8>) throws(Diagnostic) {
        var digits = Array(digits)
        if digits.last == 0x0A { digits.removeLast() }
        guard digits.count == 64 else { throw Self.malformed }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
                throw Self.malformed
            }
            bytes.append(high << 4 | low)
        }
        // A block has 64 bytes, the key 32: zeros fill it up.
        bytes += [UInt8](repeating: 0, count: 32)
        var hashes = (SHA256(), SHA256())
        hashes.0.update(data: bytes.map { $0 ^ 0x36 })
        hashes.1.update(data: bytes.map { $0 ^ 0x5C })
        (inner, outer) = hashes
    }

    /// The key of the environment, or else of the file at `path`, which nobody but its owner may read; messages call it
    /// `shown`.
    public static func load(file path: String, shown: String) throws(Diagnostic) -> PseudonymKey {
        if let key = try ofEnvironment() { return key }
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Diagnostic(
                .configuration, "there is no pseudonym key at \(shown)",
                hint: "'strata init' makes one; or set \(variable)")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Diagnostic(
                .configuration, "the pseudonym key at \(shown) can be read by others", hint: "chmod 600 \(shown)")
        }
        let digits: [UInt8]
        do throws(RefusedDocument) {
            digits = try OpenFile.start(of: path, count: 80)
        } catch {
            throw Diagnostic(.configuration, error.message, hint: "check that \(shown) may be read")
        }
        return try PseudonymKey(digits: digits)
    }

    /// The key of the environment, or `nil` where it has none.
    public static func ofEnvironment() throws(Diagnostic) -> PseudonymKey? {
        guard let value = getenv(variable) else { return nil }
        return try PseudonymKey(digits: String(cString: value).utf8)
    }

    public func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
        // The domain goes first, so that the same digits as patient and as staff give unlike pseudonyms.
        let tag: StaticString =
            switch domain {
            case .person: "person:"
            case .staff: "staff:"
            }
        var hash = inner
        hash.update(bufferPointer: UnsafeRawBufferPointer(start: tag.utf8Start, count: tag.utf8CodeUnitCount))
        hash.update(bufferPointer: UnsafeRawBufferPointer(bytes))
        var code = outer
        hash.finalize().withUnsafeBytes { code.update(bufferPointer: $0) }
        // The first 128 bits of 256 (NIST SP 800-107, 5.1): two of a billion people meet with a chance of about 10⁻²¹.
        return code.finalize().withUnsafeBytes { digest in
            (
                UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(bigEndian: digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    public func separate() -> PseudonymKey {
        var copy = self
        // A hash is copied when something is added to one that is shared, be it nothing.
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        copy.inner.update(bufferPointer: nothing)
        copy.outer.update(bufferPointer: nothing)
        return copy
    }

    private static var malformed: Diagnostic {
        Diagnostic(
            .configuration, "the pseudonym key is not 64 hex digits", hint: "'strata init' makes a good one")
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    public var description: String { "a pseudonym key" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
