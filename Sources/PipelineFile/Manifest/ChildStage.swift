import Glibc
public import StageKit

/// A stage that runs in a process of its own, with the parameters that a pipeline gives it.
///
/// It does no work itself: the engine starts the process, hands it tables and takes back what it sends.
public struct ChildStage: Stage {
    public let manifest: ChildManifest
    /// The program, absolute, then its arguments; the stage's own files among them are absolute too.
    public let commandLine: [String]
    /// The parameters as one JSON object, names in byte order, defaults filled in, paths absolute.
    public let parametersJSON: String
    /// The files that the parameters name, in the order of the manifest's parameters; a stage of grain feed reads these.
    public let files: [StagePath]
    /// What it counts, with the months of the windows that were set.
    public let indicators: [Indicator]

    public var descriptor: StageDescriptor { manifest.descriptor }

    /// What makes it what it is: its own files, and those that its parameters name.
    public var settingsFiles: [StagePath] {
        manifest.files.map { StagePath(manifest.folder.path + "/" + $0, shown: manifest.folder.shown + "/" + $0) }
            + files
    }

    /// Makes the stage; throws where the program of its command is not there. Starts nothing.
    public init(_ manifest: ChildManifest, _ options: StageOptions) throws(StageFault) {
        try self.init(manifest, options, searchPath: getenv("PATH").map { String(cString: $0) } ?? "")
    }

    init(_ manifest: ChildManifest, _ options: StageOptions, searchPath: String) throws(StageFault) {
        self.manifest = manifest
        commandLine = try Self.commandLine(of: manifest, searchPath: searchPath)
        let names = manifest.parameters.map(\.name).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        parametersJSON =
            JSONValue.object(
                names.compactMap { name in options[named: name].map { JSONValue.Member(name, JSONValue($0)) } }
            ).line
        files = manifest.parameters.flatMap { parameter -> [StagePath] in
            switch options[named: parameter.name] {
            case let path as StagePath: [path]
            case let paths as [StagePath]: paths
            default: []
            }
        }
        indicators = manifest.indicators.map { indicator in
            let window = manifest.indicatorWindows[indicator.id].flatMap { options[named: $0] as? Months }
            return window.map { indicator.over($0) } ?? indicator
        }
    }

    private static func commandLine(
        of manifest: ChildManifest, searchPath: String
    ) throws(StageFault) -> [String] {
        let words = manifest.command
        guard let first = words.first else { throw StageFault("the command is empty", code: .configuration) }
        let arguments = words.dropFirst().map { word in
            let name = ManifestReader.plain(word)
            return manifest.files.contains(name) ? manifest.folder.path + "/" + name : word
        }
        if first.contains("/") {
            let path = first.hasPrefix("/") ? first : manifest.folder.path + "/" + ManifestReader.plain(first)
            guard isProgram(path) else {
                throw StageFault(
                    "'\(first)' of its command cannot be run", code: .configuration,
                    hint: "check that the file is there and may be executed (chmod +x)")
            }
            return [path] + arguments
        }
        // Folders of the path that are relative would depend on where strata was started.
        for folder in searchPath.split(separator: ":") where folder.hasPrefix("/") {
            let path = "\(folder)/\(first)"
            if isProgram(path) { return [path] + arguments }
        }
        throw StageFault(
            "'\(first)' of its command is in no folder of PATH", code: .configuration, hint: "install it, or set PATH")
    }

    private static func isProgram(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
