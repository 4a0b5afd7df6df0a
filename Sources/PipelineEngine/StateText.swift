import Crypto
import StageKit

/// Text files of the state: lines of fields, quoted as RFC 4180 says, under a heading with the digest of all that follows,
/// so that a file cut short or changed by hand is told from a whole one.
///
/// An empty field is none; an empty text is written with its quotes.
enum StateText {
    /// The bytes of a file; `name` and `version` say what kind it is.
    static func bytes(_ name: String, version: Int, _ lines: [[String?]]) -> [UInt8] {
        var body = ""
        for line in lines { body += line.map(quoted).joined(separator: ",") + "\r\n" }
        let digest = SHA256.hash(data: Array(body.utf8)).hexDigits
        return Array("\(name),\(version),\(digest)\r\n\(body)".utf8)
    }

    /// The lines of a file; `nil` where it is not whole, of another kind, or of another version.
    static func lines(of bytes: [UInt8], _ name: String, version: Int) -> [[String?]]? {
        guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
        let body = Array(bytes[(end + 1)...])
        let heading = "\(name),\(version),\(SHA256.hash(data: body).hexDigits)\r\n"
        guard bytes[...end].elementsEqual(heading.utf8) else { return nil }
        return fields(of: body)
    }

    /// A field as it is written.
    static func quoted(_ field: String?) -> String {
        guard let field else { return "" }
        guard field.isEmpty || field.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D })
        else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// The fields of every line; `nil` where quotes do not match.
    private static func fields(of body: [UInt8]) -> [[String?]]? {
        var lines: [[String?]] = []
        var line: [String?] = []
        var place = 0
        while place < body.count {
            var field: [UInt8] = []
            let isQuoted = body[place] == 0x22
            if isQuoted {
                place += 1
                while true {
                    guard place < body.count else { return nil }
                    if body[place] != 0x22 {
                        field.append(body[place])
                    } else if place + 1 < body.count, body[place + 1] == 0x22 {
                        field.append(0x22)
                        place += 1
                    } else {
                        break
                    }
                    place += 1
                }
                place += 1
            } else {
                while place < body.count, body[place] != 0x2C, body[place] != 0x0D {
                    field.append(body[place])
                    place += 1
                }
            }
            line.append(field.isEmpty && !isQuoted ? nil : String(decoding: field, as: UTF8.self))
            guard place < body.count else { return nil }
            if body[place] == 0x2C {
                place += 1
                // A line may end in an empty field.
                if place < body.count, body[place] == 0x0D { line.append(nil) } else { continue }
            }
            guard body[place] == 0x0D, place + 1 < body.count, body[place + 1] == 0x0A else { return nil }
            place += 2
            lines.append(line)
            line = []
        }
        return line.isEmpty ? lines : nil
    }
}
