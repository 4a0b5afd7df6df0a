import Foundation
public import StageKit

/// A list of codes and names from a file of its own.
public struct __TYPE__: TableReader {
    static let file = StageOption<StagePath>.required("file", "A text file, a code and a name in each line.")

    public static let descriptor = StageDescriptor(
        name: "__NAME__", version: 1, summary: "A list of codes and names from a file of its own.", grain: .whole,
        writes: [TableDeclaration("__COLUMN__", [Field("code", .dictionary), Field("name", .utf8)])],
        yields: .aggregate, options: [file])

    private let path: StagePath

    public init(_ options: StageOptions) throws(StageFault) { path = try options[Self.file] }

    public var files: [StagePath] { [path] }

    public func read() throws(StageFault) -> [String: Table] {
        guard let text = try? String(contentsOfFile: path.path, encoding: .utf8) else {
            throw StageFault("cannot read \(path.shown) as UTF-8", code: .data, hint: "look at the file")
        }
        let rows = text.split(whereSeparator: \.isNewline).map { line in
            let words = line.split(separator: " ", maxSplits: 1)
            return (code: String(words[0]), name: words.count > 1 ? String(words[1]) : "")
        }
        let codes = Table(
            Schema(Self.descriptor.writes[0].columns),
            [Column(texts: rows.map(\.code), type: .dictionary), Column(texts: rows.map(\.name))],
            sensitivity: .aggregate)
        return ["__COLUMN__": codes]
    }
}
