import Crypto
import StageKit

/// What a release says of itself, `manifest.json`: its files with their SHA-256, and the run that made them.
///
/// Keys are sorted and nothing depends on the clock or the machine, so the same run gives the same bytes.
struct Manifest {
    /// The file's name in a release.
    static let name = "manifest.json"

    var run: RunDescription
    /// Names and bytes of the other files.
    var files: [ReleaseFile]

    /// The bytes of the file: JSON (RFC 8259), two spaces a level, one line feed at the end.
    var bytes: [UInt8] {
        let files = self.files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map { file in
            #"{"bytes": \#(file.bytes.count), "name": \#(Self.quoted(file.name)), "#
                + #""sha256": "\#(Self.digest(file.bytes))"}"#
        }
        let stages = run.stages.map { stage in
            #"{"key": \#(Self.quoted(stage.key)), "name": \#(Self.quoted(stage.name)), "version": \#(stage.version)}"#
        }
        let text = """
            {
              "as_of": "\(run.asOf.text)",
              "files": \(Self.list(files)),
              "pipeline": {"name": \(Self.quoted(run.pipeline)), "title": \(Self.quoted(run.title))},
              "publisher": \(Self.quoted(run.publisher)),
              "run": \(Self.quoted(run.id)),
              "skipped_feeds": \(Self.list(run.skippedFeeds.map(Self.quoted))),
              "stages": \(Self.list(stages))
            }

            """
        return Array(text.utf8)
    }

    /// The SHA-256 of bytes, 64 hex digits (FIPS 180-4).
    static func digest(_ bytes: [UInt8]) -> String {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        let digits = Array("0123456789abcdef")
        return String(hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func list(_ items: [String]) -> String {
        items.isEmpty ? "[]" : "[\n" + items.map { "    \($0)" }.joined(separator: ",\n") + "\n  ]"
    }

    /// A text as a JSON string: quotation mark, backslash and control characters are escaped.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
