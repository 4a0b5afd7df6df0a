import Glibc
public import StageKit

extension Pipeline {
    /// Reads and checks a pipeline file.
    ///
    /// `path` is the file as the user named it, `settings` are the values given with `--set`, both seen from `workingFolder`
    /// (absolute). Throws every fault at once, in the order of the file, warnings among them.
    ///
    /// Stages that are no part of the binary are those in folders beside the file (`stages/`), in folders of
    /// `stageFolders`, and those that `uses` names by path; `lock` says what their lock file means.
    public static func load(
        _ path: String, families: [StageFamily], settings: [String: String] = [:], workingFolder: String,
        stageFolders: [StagePath] = [], lock: LockPolicy = .tell
    ) throws(Diagnostics) -> Pipeline {
        let absolute = ParameterReader.absolute(path, from: workingFolder)
        let text: String
        do throws(Diagnostic) {
            text = try PipelineText.read(absolute, shown: path)
        } catch {
            throw Diagnostics([error])
        }
        return try check(
            text, file: path, path: absolute, families: families, settings: settings, workingFolder: workingFolder,
            stageFolders: stageFolders, lock: lock)
    }

    /// Checks the text of a pipeline file that would stand at `path` (absolute) and is called `file` in messages.
    public static func check(
        _ text: String, file: String, path: String, families: [StageFamily], settings: [String: String] = [:],
        workingFolder: String, stageFolders: [StagePath] = [], lock: LockPolicy = .tell
    ) throws(Diagnostics) -> Pipeline {
        var faults = FaultList(source: SourceText(text, file: file))
        let folder = PipelineText.folder(of: path)
        var shelf = StageShelf(families)
        shelf.add(beside: file, in: folder)
        for folder in stageFolders { shelf.add(folder) }
        let loader = PipelineLoader(
            catalogue: shelf.catalogue, shelf: shelf, settings: settings, folder: folder, workingFolder: workingFolder)
        var pipeline = loader.load(text, file: file, path: path, faults: &faults)
        if let children = pipeline?.children, !children.isEmpty {
            faults.add(StageLock.check(children, of: path, shown: file, lock))
            pipeline?.warnings = faults.sorted
        }
        guard let pipeline, !faults.hasErrors else { throw Diagnostics(faults.sorted) }
        return pipeline
    }
}

/// The way from text to a checked pipeline.
struct PipelineLoader {
    let catalogue: StageCatalogue
    let shelf: StageShelf
    let settings: [String: String]
    let folder: String
    let workingFolder: String

    private static let keys = ["strata", "name", "title", "publisher", "timezone", "parameters", "stages"]

    func load(_ text: String, file: String, path: String, faults: inout FaultList) -> Pipeline? {
        let beginning = SourceLocation(file: file, line: 1, column: 1)
        guard let root = YAMLDocument.read(text, faults: &faults) else {
            if faults.items.isEmpty {
                faults.add("the file is empty", at: SourceLocation(file: file), hint: "'strata init' writes a pipeline")
            }
            return nil
        }
        guard case .map(let entries) = root.content else {
            faults.add("expected a pipeline: keys with values", at: root.location, hint: "begin with 'strata: 1'")
            return nil
        }
        entries.refuseUnknown(among: Self.keys, in: "a pipeline file", faults: &faults)
        checkVersion(entries, at: beginning, faults: &faults)
        let name = name(entries, at: beginning, faults: &faults)
        func word(_ key: String, or fallback: String) -> String {
            entries[key].flatMap { $0.value.scalar == "" ? "" : $0.value.word("text", faults: &faults) } ?? fallback
        }
        let title = word("title", or: name), publisher = word("publisher", or: "")
        let timezone = timezone(entries, faults: &faults)

        let reader = ParameterReader(settings: settings, folder: folder, workingFolder: workingFolder)
        let parameters = reader.read(
            entries["parameters"]?.value.section("parameters", faults: &faults) ?? [], faults: &faults)
        var stageReader = StageReader(
            catalogue: catalogue, shelf: shelf, context: SettingContext(folder: folder),
            substitution: Substitution(parameters))
        var drafts: [DraftStage] = []
        if let stages = entries["stages"], !stages.value.isEmptySection {
            drafts = stageReader.read(stages.value.section("stages", faults: &faults), faults: &faults)
        } else {
            faults.add(
                "the pipeline has no stages", at: entries["stages"]?.keyLocation ?? beginning,
                hint: "write 'stages:' and what is to be done")
        }
        for name in parameters.names where !stageReader.substitution.used.contains(name) {
            faults.add(
                "nothing uses parameter '\(name)'", at: parameters.locations[name],
                hint: "write ${\(name)} in an option, or take it out", severity: .warning)
        }
        faults.add(stageReader.shelf.told)
        let graph = StageGraph(&drafts, faults: &faults)
        let faulty = LabelCheck(drafts: drafts).run(faults: &faults)
        var inputs = InputCheck(drafts: drafts, catalogue: catalogue, faulty: faulty)
        inputs.run(faults: &faults)

        guard !faults.hasErrors, let order = graph.order else { return nil }
        let stages = drafts.compactMap { plan($0, in: faults.source) }
        return Pipeline(
            name: name, title: title, publisher: publisher, timezone: timezone, parameters: parameters.parameters,
            stages: stages, order: order.map { stages[$0] }, file: file, path: path, folder: folder,
            warnings: faults.sorted)
    }

    private func plan(_ draft: DraftStage, in source: SourceText) -> PlannedStage? {
        guard let entry = draft.entry, let instance = draft.instance else { return nil }
        return PlannedStage(
            key: draft.key, role: entry.role, descriptor: entry.descriptor, events: entry.events, instance: instance,
            options: draft.options, inputs: draft.inputs, location: draft.location,
            snippet: source.line(draft.location.line),
            optionLocations: draft.optionLocations)
    }

    private func checkVersion(_ entries: [SettingNode.Entry], at beginning: SourceLocation, faults: inout FaultList) {
        guard let version = entries["strata"] else {
            faults.add(
                "the file does not begin with 'strata: 1'", at: beginning, hint: "write 'strata: 1' as its first line")
            return
        }
        if version.value.scalar != "1" {
            faults.add(
                "this strata reads version 1 of pipeline files", at: version.value.location, hint: "write 'strata: 1'")
        }
    }

    private func name(_ entries: [SettingNode.Entry], at beginning: SourceLocation, faults: inout FaultList) -> String {
        guard let entry = entries["name"] else {
            faults.add(
                "the pipeline has no name", at: beginning,
                hint: "write 'name:' and a plain word; releases stand in a folder of that name")
            return ""
        }
        guard let name = entry.value.word("a plain word", faults: &faults) else { return "" }
        if !PlainName.isValid(name, hyphens: true) {
            faults.add(
                "'\(name)' cannot be the name of a pipeline", at: entry.value.location,
                hint: "lower-case letters, digits, - and _, beginning with a letter: it becomes the name of a folder")
        }
        return name
    }

    /// The name of a zone; local times are only ever compared with local dates, so no rules are needed.
    private func timezone(_ entries: [SettingNode.Entry], faults: inout FaultList) -> String {
        guard let entry = entries["timezone"] else { return "Europe/London" }
        guard let zone = entry.value.word("a time zone, as Europe/London", faults: &faults) else { return "" }
        if !TimeZoneName.isKnown(zone) {
            let near = TimeZoneName.nearest(to: zone).map { "did you mean '\($0)'?" }
            faults.add(
                "'\(zone)' is not the name of a time zone", at: entry.value.location, hint: near ?? "as Europe/London")
        }
        return zone
    }
}

/// The file itself.
enum PipelineText {
    /// Larger than any pipeline.
    static let limit = 1 << 20

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The text of a file; `what` it is called in messages.
    static func read(
        _ path: String, shown: String, what: String = "pipeline file",
        hint: String = "name the file; 'strata init' writes one"
    ) throws(Diagnostic) -> String {
        let place = SourceLocation(file: shown)
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Diagnostic(
                .configuration, "cannot open the \(what): \(String(cString: strerror(errno)))", at: place, hint: hint)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw Diagnostic(
                    .configuration, "cannot read the \(what): \(String(cString: strerror(errno)))", at: place)
            }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        guard bytes.count <= limit else {
            throw Diagnostic(.configuration, "the \(what) is larger than \(limit) bytes", at: place)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic(.configuration, "the \(what) is not UTF-8", at: place)
        }
        return text
    }
}
