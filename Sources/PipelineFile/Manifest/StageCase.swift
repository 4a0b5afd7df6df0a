public import StageKit
public import Tables

/// A worked case of a stage outside of strata: `tests/<name>/` in its folder, with its tables beside it.
public struct StageCase: Sendable {
    public let name: String
    /// The case's folder.
    public let folder: StagePath
    /// The stage with the parameters of the case.
    public let stage: ChildStage
    public let asOf: CalendarDay
    /// The class of fault that the stage is to end with; `nil` where it is to do its work.
    public let fails: DiagnosticCode?

    /// The file that says what a case is about; a case without one takes the defaults.
    public static let file = "case.yaml"
    public static let standardDay = "2026-11-20"

    /// Reads `case.yaml` in a folder of cases; every fault at once. Without a folder: the stage as it is by itself.
    public static func load(
        _ manifest: ChildManifest, name: String = "", folder: StagePath? = nil
    ) throws(Diagnostics) -> StageCase {
        let path = folder.map { StagePath($0.path + "/" + file, shown: $0.shown + "/" + file) }
        var text = ""
        if let path,
            let found = try? PipelineText.read(path.path, shown: path.shown, what: "case of the stage", hint: "")
        {
            text = found
        }
        let shown = path?.shown ?? manifest.folder.shown + "/" + ChildManifest.file
        var faults = FaultList(source: SourceText(text, file: shown))
        var asOf = CalendarDay(standardDay) ?? CalendarDay(number: 0)
        var fails: DiagnosticCode?
        var values: [String: any OptionValue] = [:]
        let beginning = SourceLocation(file: shown, line: 1, column: 1)
        let root = text.isEmpty ? nil : YAMLDocument.read(text, faults: &faults)
        let entries = root?.section("a case", faults: &faults) ?? []
        entries.refuseUnknown(among: ["as_of", "parameters", "fails"], in: "a case", faults: &faults)
        if let entry = entries["as_of"] {
            if let day = entry.value.scalar.flatMap({ CalendarDay($0) }) {
                asOf = day
            } else {
                faults.add("expected a date such as \(standardDay)", at: entry.value.location)
            }
        }
        if let entry = entries["fails"] {
            let allowed: [DiagnosticCode] = [.data, .temporary, .configuration, .stage]
            fails = entry.value.scalar.flatMap(DiagnosticCode.init).flatMap { allowed.contains($0) ? $0 : nil }
            if fails == nil {
                faults.add(
                    "expected a class of faults", at: entry.value.location,
                    hint: "one of: \(allowed.map(\.rawValue).joined(separator: ", "))")
            }
        }
        let context = SettingContext(folder: folder?.path ?? manifest.folder.path)
        let given = entries["parameters"]?.value.section("parameters", faults: &faults) ?? []
        for entry in given {
            guard let parameter = manifest.parameters.first(where: { $0.name == entry.key }) else {
                faults.add(
                    "the stage has no parameter '\(entry.key)'", at: entry.keyLocation,
                    hint: FaultList.hint(for: entry.key, among: manifest.parameters.map(\.name), "see its manifest"))
                continue
            }
            do throws(SettingFault) {
                values[parameter.name] = try parameter.parse(entry.value, context)
            } catch {
                faults.add(
                    "parameter '\(entry.key)': \(error.message)", at: error.location ?? entry.value.location,
                    hint: error.hint)
            }
        }
        for parameter in manifest.parameters
        where parameter.isRequired && !given.contains(where: { $0.key == parameter.name }) {
            faults.add(
                "parameter '\(parameter.name)' has no default and no value", at: beginning,
                hint: "give it under 'parameters' in tests/<case>/\(file)")
        }
        if faults.hasErrors { throw Diagnostics(faults.sorted) }
        do throws(StageFault) {
            let stage = try ChildStage(manifest, StageOptions(values, defaultsOf: manifest.descriptor))
            return StageCase(
                name: name, folder: folder ?? manifest.folder, stage: stage, asOf: asOf, fails: fails)
        } catch {
            throw Diagnostics([
                Diagnostic(.configuration, "the stage \(error.message)", at: beginning, hint: error.hint)
            ])
        }
    }
}
