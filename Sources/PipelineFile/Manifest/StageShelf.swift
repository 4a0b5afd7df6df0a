public import StageKit

/// The stages of a project: folders with a manifest, found where they are looked for and nowhere else.
public struct StageShelf: Sendable {
    private let families: [StageFamily]
    /// Every stage found whose manifest is sound, in the order in which they were found.
    public private(set) var manifests: [ChildManifest] = []
    private var broken: [Broken] = []
    private var faults: [Diagnostic] = []
    /// Stages that were named by path alone: they have no name in the catalogue.
    private var named: [ChildManifest] = []

    /// A manifest with faults.
    private struct Broken: Sendable {
        var folder: StagePath
        var name: String?
        var faults: [Diagnostic]
        var isTold = false
    }

    /// The folder of stages beside a pipeline file.
    public static let folder = "stages"

    /// No stages yet; `families` have taken their names.
    public init(_ families: [StageFamily]) { self.families = families }

    /// The binary's stages and those found.
    public var catalogue: StageCatalogue { StageCatalogue(families, project: manifests) }

    /// What is to be told of the stages found: two of one name, and manifests with faults that nobody asked for.
    public var told: [Diagnostic] {
        faults
            + broken.filter { !$0.isTold }.map { broken in
                Diagnostic(
                    .configuration, "a stage that cannot be used: its manifest has \(broken.faults.count) faults",
                    at: broken.faults.first?.location, snippet: broken.faults.first?.snippet,
                    hint: "'strata stage describe \(broken.folder.shown)' tells them", severity: .warning)
            }
    }

    /// Looks for stages beside a pipeline file, which the user calls `file` and which lies in `folder`.
    public mutating func add(beside file: String, in folder: String) {
        let prefix = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        _ = gather(StagePath(folder + "/" + Self.folder, shown: prefix + Self.folder))
    }

    /// Looks for stages beside a pipeline file, seen from `workingFolder`; gives those that it names by path.
    public mutating func add(
        beside file: String, workingFolder: String
    ) throws(Diagnostic) -> [(path: String, manifest: ChildManifest)] {
        let path = ParameterReader.absolute(file, from: workingFolder), folder = PipelineText.folder(of: path)
        let text = try PipelineText.read(path, shown: file)
        add(beside: file, in: folder)
        return named(in: text, file: file, folder: folder)
    }

    /// Looks for stages in a folder of the command line; a folder without any is a fault.
    public mutating func add(_ folder: StagePath) {
        guard gather(folder) == 0 else { return }
        let isStage = FolderListing.holds(ChildManifest.file, in: folder.path)
        faults.append(
            Diagnostic(
                .configuration, "--stages \(folder.shown): no folder in it has a \(ChildManifest.file)",
                hint: isStage ? "it is a stage itself: name the folder that it lies in" : "name a folder of stages"))
    }

    /// Reads the manifests in a folder and says how many there are.
    private mutating func gather(_ folder: StagePath) -> Int {
        var count = 0
        for name in FolderListing.names(in: folder.path) where !name.hasPrefix(".") {
            let place = StagePath(folder.path + "/" + name, shown: folder.shown + "/" + name)
            guard FolderListing.holds(ChildManifest.file, in: place.path) else { continue }
            count += 1
            if holds(place) { continue }
            let read = ManifestReader.read(place)
            guard let manifest = read.manifest else {
                broken.append(Broken(folder: place, name: read.name, faults: read.faults))
                continue
            }
            if let fault = conflict(of: manifest) { faults.append(fault) } else { manifests.append(manifest) }
        }
        return count
    }

    /// The stages that the text of a pipeline names by path, as it names them; those that cannot be read are left out.
    private mutating func named(
        in text: String, file: String, folder: String
    ) -> [(path: String, manifest: ChildManifest)] {
        var ignored = FaultList(source: SourceText(text, file: file))
        guard case .map(let entries)? = YAMLDocument.read(text, faults: &ignored)?.content,
            case .map(let stages)? = entries["stages"]?.value.content
        else { return [] }
        var found: [(path: String, manifest: ChildManifest)] = []
        for entry in stages {
            guard case .map(let fields) = entry.value.content, let uses = fields["uses"]?.value,
                let path = uses.scalar, path.contains("/"), !found.contains(where: { $0.path == path }),
                let manifest = stage(at: path, from: folder, uses.location, faults: &ignored)
            else { continue }
            found.append((path, manifest))
        }
        return found
    }

    /// Whether the stage of a folder has been found already, under this path or another.
    private func holds(_ folder: StagePath) -> Bool {
        let place = FolderPlace(folder.path)
        return (manifests.map(\.folder) + broken.map(\.folder)).contains { FolderPlace($0.path) == place }
    }

    /// What is wrong with a manifest's name: it is somebody else's.
    private func conflict(of manifest: ChildManifest) -> Diagnostic? {
        let place = SourceLocation(file: manifest.folder.shown + "/" + ChildManifest.file)
        if StageCatalogue(families)[manifest.name] != nil {
            return Diagnostic(
                .configuration, "'\(manifest.name)' is the name of a stage of strata", at: place,
                hint: "choose another name")
        }
        guard let other = (manifests + named).first(where: { $0.name == manifest.name }) else { return nil }
        return Diagnostic(
            .configuration, "'\(manifest.name)' is the name of the stage in \(other.folder.shown) already", at: place,
            hint: "choose another name, or take one of the two away")
    }

    /// Tells the faults of the manifest of that name; `false` where there is none.
    mutating func tellBroken(_ name: String, faults: inout FaultList) -> Bool {
        guard let place = broken.firstIndex(where: { $0.name == name }) else { return false }
        tell(place, faults: &faults)
        return true
    }

    private mutating func tell(_ place: Int, faults: inout FaultList) {
        if !broken[place].isTold { faults.add(broken[place].faults) }
        broken[place].isTold = true
    }

    /// The stage in a folder, a path from `base` (absolute); `nil` where its faults have been told.
    mutating func stage(
        at path: String, from base: String, _ location: SourceLocation, faults: inout FaultList
    ) -> ChildManifest? {
        let absolute = ParameterReader.absolute(path, from: base), place = FolderPlace(absolute)
        let known = (manifests + named).first { FolderPlace($0.folder.path) == place }
        if let known { return known }
        if let place = broken.firstIndex(where: { FolderPlace($0.folder.path) == place }) {
            tell(place, faults: &faults)
            return nil
        }
        guard FolderListing.holds(ChildManifest.file, in: absolute) else {
            faults.add(
                "there is no stage in '\(path)'", at: location,
                hint: "a stage is a folder with a \(ChildManifest.file); the path starts from the pipeline file")
            return nil
        }
        let prefix = location.file.lastIndex(of: "/").map { String(location.file[...$0]) } ?? ""
        var shown = path.hasPrefix("/") ? path : prefix + ManifestReader.plain(path)
        while shown.count > 1, shown.hasSuffix("/") { shown.removeLast() }
        let read = ManifestReader.read(StagePath(absolute, shown: shown))
        guard let manifest = read.manifest else {
            broken.append(
                Broken(
                    folder: StagePath(absolute, shown: shown), name: read.name, faults: read.faults, isTold: true))
            faults.add(read.faults)
            return nil
        }
        if let fault = conflict(of: manifest) {
            faults.add([fault])
            return nil
        }
        named.append(manifest)
        return manifest
    }
}
