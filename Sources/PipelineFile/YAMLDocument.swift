import StageKit
import Yams

/// YAML text as nodes that know where they stand.
enum YAMLDocument {
    /// More values than any pipeline has; an anchor used over and over must not fill the memory.
    static let limit = 100_000

    /// The document, or `nil` where it is empty or not YAML; every fault found goes into `faults`. A key given twice is
    /// told, and the first one stands.
    static func read(_ text: String, faults: inout FaultList) -> SettingNode? {
        var marked = Array(text.unicodeScalars)
        if marked.first == "\u{FEFF}" { marked.removeFirst() }
        var duplicates = Duplicates()
        while true {
            do {
                var view = String.UnicodeScalarView()
                view.append(contentsOf: marked)
                guard let node = try Yams.compose(yaml: String(view)) else { return nil }
                var reader = NodeReader(duplicates: duplicates, faults: faults)
                let result = reader.read(node)
                faults = reader.faults
                return result
            } catch let error as YamlError {
                if case .duplicatedKeysInMapping(_, let context) = error,
                    duplicates.mark(line: context.mark.line, column: context.mark.column, in: &marked)
                {
                    continue
                }
                add(error, to: &faults)
                return nil
            } catch {
                faults.add("the file cannot be read as YAML", at: SourceLocation(file: faults.source.file))
                return nil
            }
        }
    }

    private static func add(_ error: YamlError, to faults: inout FaultList) {
        let source = faults.source
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let started = context.map { ", \($0.text) that began in line \($0.mark.line)" } ?? ""
            faults.add(
                "not YAML: \(problem)\(started)", at: source.location(line: mark.line, scalarColumn: mark.column),
                hint: "look at indentation, colons and quotes here and in the line above")
        case .reader(let problem, let offset, _, _):
            let before = offset.map { source.place(ofCharacter: $0) }
            faults.add("not YAML: \(problem)", at: before ?? SourceLocation(file: source.file))
        case .duplicatedKeysInMapping(let names, let context):
            faults.add(
                "key '\(names.first ?? "")' is given twice",
                at: source.location(line: context.mark.line, scalarColumn: context.mark.column))
        default:
            faults.add("the file cannot be read as YAML", at: SourceLocation(file: source.file))
        }
    }
}

extension SourceText {
    /// The place of a character counted from the beginning of the text, line breaks as one.
    fileprivate func place(ofCharacter offset: Int) -> SourceLocation {
        var rest = offset
        for (index, line) in lines.enumerated() {
            if rest <= line.count { return SourceLocation(file: file, line: index + 1, column: rest + 1) }
            rest -= line.count + 1
        }
        return SourceLocation(file: file)
    }
}

/// Keys given twice. The parser stops at the first, so its first scalar is replaced by one of the private use area, and the
/// parser asked again; nothing moves, so every place stays true.
private struct Duplicates {
    /// What each replacement stands for.
    private(set) var originals: [Unicode.Scalar: Unicode.Scalar] = [:]

    /// Replaces the key at a place; `false` where it is no plain or quoted key.
    mutating func mark(line: Int, column: Int, in text: inout [Unicode.Scalar]) -> Bool {
        guard line > 0, originals.count < 6000, let stand = Unicode.Scalar(UInt32(0xE000 + originals.count)),
            !text.contains(stand)
        else { return false }
        var place = 0, number = 1
        while number < line, place < text.count {
            let isBreak =
                text[place] == "\n" || (text[place] == "\r" && !(place + 1 < text.count && text[place + 1] == "\n"))
            if isBreak || ["\u{85}", "\u{2028}", "\u{2029}"].contains(text[place]) { number += 1 }
            place += 1
        }
        place += column - 1
        guard place < text.count else { return false }
        if text[place] == "\"" || text[place] == "'" { place += 1 }
        guard place < text.count, !["&", "*", "!", "?", "\\", "\"", "'"].contains(text[place]) else { return false }
        originals[stand] = text[place]
        text[place] = stand
        return true
    }

    /// The key as written, where it is a marked one.
    func original(of key: String) -> String? {
        guard let first = key.unicodeScalars.first, let original = originals[first] else { return nil }
        return String(Character(original)) + String(key.unicodeScalars.dropFirst())
    }
}

/// Turns the parser's nodes into ours.
private struct NodeReader {
    let duplicates: Duplicates
    var faults: FaultList
    private var count = 0

    init(duplicates: Duplicates, faults: FaultList) {
        self.duplicates = duplicates
        self.faults = faults
    }

    mutating func read(_ node: Node) -> SettingNode {
        let line = node.mark?.line ?? 0, column = node.mark?.column ?? 0
        let place = faults.source.location(line: line, scalarColumn: column)
        count += 1
        guard count <= YAMLDocument.limit else {
            if count == YAMLDocument.limit + 1 {
                faults.add("the file holds more than \(YAMLDocument.limit) values", at: place)
            }
            return SettingNode(.scalar(""), at: place)
        }
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            let location = faults.source.location(ofScalar: scalar.string, line: line, scalarColumn: column)
            return SettingNode(.scalar(isNull ? "" : scalar.string), at: location)
        case .sequence(let sequence):
            var nodes: [SettingNode] = []
            for node in sequence { nodes.append(read(node)) }
            return SettingNode(.list(nodes), at: place)
        case .mapping(let mapping):
            return SettingNode(.map(entries(of: mapping)), at: place)
        case .alias:
            faults.add("an alias that stands for nothing", at: place)
            return SettingNode(.scalar(""), at: place)
        }
    }

    private mutating func entries(of mapping: Node.Mapping) -> [SettingNode.Entry] {
        var entries: [SettingNode.Entry] = []
        for (keyNode, valueNode) in mapping {
            let key = read(keyNode)
            let value = read(valueNode)
            guard let name = key.scalar else {
                faults.add("expected a plain word as key", at: key.location)
                continue
            }
            let written = duplicates.original(of: name) ?? name
            if let first = entries.first(where: { $0.key == written }) {
                faults.add(
                    "key '\(written)' is given twice", at: key.location,
                    hint: "it stands in line \(first.keyLocation.line) already: take one of them out")
                continue
            }
            entries.append(SettingNode.Entry(key: written, keyLocation: key.location, value: value))
        }
        return entries
    }
}
