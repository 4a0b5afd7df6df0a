import StageKit

/// Reads the manifest of a stage: every fault at once, each with its place.
struct ManifestReader {
    /// What could be made of a manifest.
    struct Result {
        /// The manifest, `nil` where something is wrong.
        var manifest: ChildManifest?
        /// The stage's name where that much could be made out.
        var name: String?
        var faults: [Diagnostic]
    }

    let folder: StagePath
    let entries: [SettingNode.Entry]
    let beginning: SourceLocation
    var faults: FaultList

    private static let keys = [
        "strata-stage", "name", "version", "summary", "details", "command", "protocol", "grain", "accepts", "yields",
        "parameters", "reads", "writes", "indicators", "limits", "deterministic", "idempotent", "files", "environment",
        "examples",
    ]

    /// Reads the manifest in a folder.
    static func read(_ folder: StagePath) -> Result {
        let shown = shownFile(in: folder)
        let text: String
        do throws(Diagnostic) {
            text = try PipelineText.read(
                folder.path + "/" + ChildManifest.file, shown: shown, what: "manifest of the stage",
                hint: "a stage is a folder with a \(ChildManifest.file)")
        } catch {
            return Result(faults: [error])
        }
        return read(text, of: folder)
    }

    /// Reads the text of the manifest in a folder.
    static func read(_ text: String, of folder: StagePath) -> Result {
        let shown = shownFile(in: folder)
        var faults = FaultList(source: SourceText(text, file: shown))
        let root = YAMLDocument.read(text, faults: &faults)
        guard let root else {
            if faults.items.isEmpty { faults.add("the manifest is empty", at: SourceLocation(file: shown)) }
            return Result(faults: faults.sorted)
        }
        guard case .map(let entries) = root.content else {
            faults.add("expected a manifest: keys with values", at: root.location, hint: "begin with 'strata-stage: 1'")
            return Result(faults: faults.sorted)
        }
        var reader = ManifestReader(
            folder: folder, entries: entries, beginning: SourceLocation(file: shown, line: 1, column: 1),
            faults: faults)
        let manifest = reader.manifest()
        return Result(
            manifest: reader.faults.hasErrors ? nil : manifest, name: entries["name"]?.value.scalar,
            faults: reader.faults.sorted)
    }

    /// The manifest's file as the user would name it.
    private static func shownFile(in folder: StagePath) -> String {
        (folder.shown.hasSuffix("/") ? folder.shown : folder.shown + "/") + ChildManifest.file
    }

    private mutating func manifest() -> ChildManifest? {
        entries.refuseUnknown(among: Self.keys, in: "a manifest", faults: &faults)
        if let form = required("strata-stage", "write 'strata-stage: 1' as its first line"), form.value.scalar != "1" {
            faults.add(
                "this strata reads version 1 of manifests", at: form.value.location, hint: "write 'strata-stage: 1'")
        }
        let name = self.name(), version = self.version()
        let summary = required("summary", "say in one sentence what the stage does")?.value.word(
            "text", faults: &faults)
        let details = optionalWord("details") ?? ""
        let grain: StageGrain? = choice(
            "grain", hint: "write 'grain: person', or feed, or whole", among: ["feed", "person", "whole"])
        let reads = tables("reads", keys: ["columns", "optional"])
        let writes = tables("writes", keys: ["columns"])
        let role = grain.flatMap { self.role(of: $0, writes) }
        if let name, let role { checkPrefix(of: name, role) }
        let labels = role.map { self.labels(of: $0) }
        if let role {
            checkReads(reads, of: role)
            checkWrites(writes, of: role)
        }
        let parameters = ManifestParameters(folder: folder).read(entries["parameters"], faults: &faults)
        if role == .tableReader, !parameters.contains(where: \.shape.isPath) {
            faults.add(
                "a stage of grain feed has nothing to read", at: entries["grain"]?.value.location ?? beginning,
                hint: "its parameters of format path name the files that it reads")
        }
        let (indicators, windows) = self.indicators(of: role, parameters)
        let files = self.files()
        let command = self.command(files)
        let limits = self.limits()
        let wire: ChildManifest.Wire =
            entries["protocol"] == nil
            ? .arrow : choice("protocol", hint: "", among: ChildManifest.Wire.allCases.map(\.rawValue)) ?? .arrow
        let isDeterministic = flag("deterministic") ?? true, isIdempotent = flag("idempotent") ?? false
        let environment = self.environment()
        let examples = self.examples()
        guard let name, let version, let summary, let grain, let role, let labels else { return nil }
        return ChildManifest(
            folder: folder, name: name, version: version, summary: summary, details: details, command: command,
            wire: wire, grain: grain, role: role, accepts: labels.accepts, yields: labels.yields,
            parameters: parameters.map(\.option), reads: reads.map(\.requirement),
            writes: writes.map { $0.declaration(of: role) }, indicators: indicators, indicatorWindows: windows,
            limits: limits, isDeterministic: isDeterministic, isIdempotent: isIdempotent, files: files,
            environment: environment, examples: examples)
    }

    // MARK: Words

    /// The entry of a key that must be there.
    mutating func required(_ key: String, _ hint: String) -> SettingNode.Entry? {
        guard let entry = entries[key] else {
            faults.add("the manifest has no '\(key)'", at: beginning, hint: hint)
            return nil
        }
        return entry
    }

    private mutating func optionalWord(_ key: String) -> String? {
        guard let entry = entries[key], entry.value.scalar != "" else { return nil }
        return entry.value.word("text", faults: &faults)
    }

    /// The value of a key that is one of a few words and must be there.
    private mutating func choice<Value: RawRepresentable<String>>(
        _ key: String, hint: String, among words: [String]
    ) -> Value? {
        guard let entry = required(key, hint), let word = entry.value.word("a word", faults: &faults) else {
            return nil
        }
        if words.contains(word), let value = Value(rawValue: word) { return value }
        faults.add(
            "'\(word)' is no \(key)", at: entry.value.location,
            hint: FaultList.hint(for: word, among: words, "one of: \(words.joined(separator: ", "))"))
        return nil
    }

    mutating func flag(_ key: String) -> Bool? {
        guard let entry = entries[key] else { return nil }
        return entry.value.flag(faults: &faults)
    }

    /// A list of words, or one word, of a key; empty where it is not there.
    mutating func words(_ key: String, _ what: String) -> [(text: String, location: SourceLocation)] {
        guard let entry = entries[key] else { return [] }
        let nodes: [SettingNode]
        if case .list(let list) = entry.value.content { nodes = list } else { nodes = [entry.value] }
        return nodes.compactMap { node in node.word(what, faults: &faults).map { ($0, node.location) } }
    }

    private mutating func name() -> String? {
        guard let entry = required("name", "write 'name:' and what pipelines call the stage"),
            let name = entry.value.word("a name", faults: &faults)
        else { return nil }
        if !PlainName.isValid(name) {
            faults.add(
                "'\(name)' cannot be the name of a stage", at: entry.value.location,
                hint: "lower-case letters, digits and _, beginning with a letter")
        }
        return name
    }

    private mutating func version() -> Int? {
        guard let entry = required("version", "write 'version: 1'; it rises whenever the output may change"),
            let text = entry.value.word("a whole number", faults: &faults)
        else { return nil }
        guard let version = Int(text), version > 0 else {
            faults.add("expected a whole number from 1, not '\(text)'", at: entry.value.location)
            return nil
        }
        return version
    }
}

extension SettingNode {
    /// `true` or `false`; a fault where it is neither.
    func flag(faults: inout FaultList) -> Bool? {
        guard let word = word("true or false", faults: &faults) else { return nil }
        guard let flag = Bool(word) else {
            faults.add("expected true or false, not '\(word)'", at: location)
            return nil
        }
        return flag
    }

    /// A whole number of at least `least`; a fault where it is none.
    func whole(from least: Int, faults: inout FaultList) -> Int? {
        guard let word = word("a whole number", faults: &faults) else { return nil }
        guard let number = Int(word), number >= least else {
            faults.add("expected a whole number from \(least), not '\(word)'", at: location)
            return nil
        }
        return number
    }
}
