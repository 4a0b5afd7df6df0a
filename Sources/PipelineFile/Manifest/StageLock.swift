import Glibc
public import StageKit

/// What the lock file of a pipeline means.
public enum LockPolicy: Sendable, Hashable {
    /// A stage that is not what is locked is told, and runs.
    case tell
    /// Every stage outside of strata must be what is locked.
    case require
    /// The file is not looked at.
    case ignore
}

/// The lock file beside a pipeline: version and digest of every stage outside of strata that it uses.
public enum StageLock {
    /// The file's name.
    public static let file = "strata.lock"

    /// One stage as it was locked.
    struct Locked {
        var name: String
        var version: String
        var digest: String
        var location: SourceLocation
    }

    /// The text of a lock file for these stages.
    public static func text(of manifests: [ChildManifest]) throws(Diagnostic) -> String {
        var text = "# Written by 'strata stage lock'. With --locked, strata runs just these.\nstrata-lock: 1\n"
        text += manifests.isEmpty ? "stages: {}\n" : "stages:\n"
        for manifest in manifests.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            text += "  \(manifest.name):\n    version: \(manifest.version)\n    sha256: \(try manifest.digest())\n"
        }
        return text
    }

    /// Holds the stages of the pipeline at `path`, which the user calls `shown`, against the lock file beside it.
    static func check(
        _ manifests: [ChildManifest], of path: String, shown: String, _ policy: LockPolicy
    ) -> [Diagnostic] {
        guard policy != .ignore else { return [] }
        let prefix = shown.lastIndex(of: "/").map { String(shown[...$0]) } ?? ""
        let place = PipelineText.folder(of: path) + "/" + file, name = prefix + file
        let writes = "'strata stage lock \(shown)' writes it"
        guard access(place, F_OK) == 0 else {
            guard policy == .require else { return [] }
            return [
                Diagnostic(
                    .configuration, "there is no lock file, and --locked wants one", at: SourceLocation(file: name),
                    hint: writes)
            ]
        }
        var faults = FaultList(source: SourceText("", file: name))
        let locked: [Locked]?
        do throws(Diagnostic) {
            locked = read(try PipelineText.read(place, shown: name, what: "lock file", hint: writes), &faults, name)
        } catch {
            return [error]
        }
        guard let locked else { return faults.sorted }
        for manifest in manifests { compare(manifest, with: locked, name, shown, policy, &faults) }
        return faults.sorted
    }

    private static func compare(
        _ manifest: ChildManifest, with locked: [Locked], _ file: String, _ shown: String, _ policy: LockPolicy,
        _ faults: inout FaultList
    ) {
        if policy == .require, let compiled = StageFiles.compiledPython(in: manifest.folder.path) {
            faults.add(
                "\(manifest.folder.shown)/\(compiled) holds compiled Python, which would run and is not locked",
                at: SourceLocation(file: file), hint: "remove the folder: the stage does without it")
            return
        }
        let digest: String
        do throws(Diagnostic) {
            digest = try manifest.digest()
        } catch {
            faults.add([error])
            return
        }
        let severity: Diagnostic.Severity = policy == .require ? .error : .note
        let hint = "look at what changed; 'strata stage lock \(shown)' takes it as it is now"
        let here = "version \(manifest.version), sha256 \(digest.prefix(12))…"
        guard let known = locked.first(where: { $0.name == manifest.name }) else {
            faults.add(
                "stage '\(manifest.name)' is not locked; it is \(here)", at: SourceLocation(file: file), hint: hint,
                severity: severity)
            return
        }
        if known.version == String(manifest.version), known.digest == digest { return }
        faults.add(
            "stage '\(manifest.name)' is not what is locked: locked is version \(known.version), "
                + "sha256 \(known.digest.prefix(12))…; in \(manifest.folder.shown) is \(here)",
            at: known.location, hint: hint, severity: severity)
    }

    /// The stages of a lock file; `nil` where it has a fault.
    private static func read(_ text: String, _ faults: inout FaultList, _ file: String) -> [Locked]? {
        faults = FaultList(source: SourceText(text, file: file))
        let root = YAMLDocument.read(text, faults: &faults)
        let entries = root?.section("a lock file", faults: &faults) ?? []
        entries.refuseUnknown(among: ["strata-lock", "stages"], in: "a lock file", faults: &faults)
        if entries["strata-lock"]?.value.scalar != "1" {
            faults.add(
                "this strata reads version 1 of lock files",
                at: entries["strata-lock"]?.value.location ?? SourceLocation(file: file), hint: "write it anew")
        }
        var locked: [Locked] = []
        for entry in entries["stages"]?.value.section("stages by name", faults: &faults) ?? [] {
            let fields = entry.value.section("what is locked of a stage", faults: &faults)
            fields.refuseUnknown(among: ["version", "sha256"], in: "a locked stage", faults: &faults)
            locked.append(
                Locked(
                    name: entry.key, version: fields["version"]?.value.scalar ?? "",
                    digest: fields["sha256"]?.value.scalar ?? "", location: entry.keyLocation))
        }
        return faults.hasErrors ? nil : locked
    }
}
