import Diagnostics
import Foundation
import Testing

@testable import RegistryXML

@Suite("The pseudonym key")
struct PseudonymKeyTests {
    private let digits = String(repeating: "0b", count: 32)

    private func token(_ key: PseudonymKey, _ domain: PseudonymDomain, _ text: String) -> String {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            let (high, low) = key.token(domain, bytes)
            return String(high, radix: 16) + " " + String(low, radix: 16)
        }
    }

    /// From `printf 'person:9990000018' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0b…0b` (OpenSSL 3.0).
    @Test("A token is the first half of HMAC-SHA-256 over domain and text")
    func independentValue() throws {
        let key = try PseudonymKey(digits: digits.utf8)
        #expect(token(key, .person, "9990000018") == "4dc269b2f6d50f44 30e70c7f46623075")
        #expect(token(key, .staff, "9990000018") == "b5e04777f56ce1c3 11e49724ce18b9cf")
    }

    @Test("64 hex digits of either case, one newline allowed, nothing else")
    func forms() throws {
        _ = try PseudonymKey(digits: (digits.uppercased() + "\n").utf8)
        for bad in ["", "0b", digits + "\n\n", digits + "\r\n", " " + digits, digits.dropLast() + "g", digits + "0"] {
            let fault = #expect(throws: Diagnostic.self) { try PseudonymKey(digits: bad.utf8) }
            #expect(fault?.code == .configuration)
            #expect(fault?.message.contains("0b") == false)
        }
    }

    @Test("A key file that others may read, or that is not there, is refused with what to do")
    func file() throws {
        let path = NSTemporaryDirectory() + "key-\(UUID().uuidString)"
        try Data((digits + "\n").utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let open = #expect(throws: Diagnostic.self) { try PseudonymKey.load(file: path, shown: "key") }
        #expect(open?.hint == "chmod 600 key")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        _ = try PseudonymKey.load(file: path, shown: "key")
        let none = #expect(throws: Diagnostic.self) { try PseudonymKey.load(file: path + "x", shown: "key") }
        #expect(none?.hint?.contains("strata init") == true)
    }

    @Test("The key shows nothing of itself")
    func secrecy() throws {
        let key = try PseudonymKey(digits: digits.utf8)
        var text = ""
        dump(key, to: &text)
        #expect(!(text + "\(key)" + String(reflecting: key)).contains("11"))
        #expect(Mirror(reflecting: key).children.isEmpty)
    }
}
