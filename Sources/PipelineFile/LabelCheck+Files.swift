import StageKit

extension LabelCheck {
    /// Who everybody is stands in feeds, and in the files of their reader: no stage outside of strata is pointed at one.
    func checkFiles(faults: inout FaultList) {
        let readers = drafts.compactMap { draft in (draft.instance as? any FeedReader).map { (draft, $0) } }
        for draft in drafts {
            guard let child = draft.instance as? ChildStage else { continue }
            for (option, file) in draft.files {
                let owner = readers.first { reader in
                    let own = reader.1.settingsFiles + reader.0.files.map(\.file)
                    return reader.1.patterns.contains { Self.fits(file, $0) } || own.contains { Self.isSame($0, file) }
                }
                guard let owner else { continue }
                faults.add(
                    "'\(file.shown)' is a file of '\(owner.0.key)', which no stage outside of strata reads",
                    at: draft.optionLocations[option] ?? draft.usesLocation,
                    hint: "'\(child.manifest.name)' is given tables of people, never the feeds they are made of",
                    code: .label)
            }
        }
    }

    private static func isSame(_ path: StagePath, _ other: StagePath) -> Bool {
        FolderPlace(path.path) == FolderPlace(other.path)
    }

    /// Whether a file is one that a pattern of feeds finds.
    private static func fits(_ file: StagePath, _ pattern: StagePath) -> Bool {
        guard let (folder, name) = parts(file.path), let (home, names) = parts(pattern.path) else { return false }
        return FolderPlace(folder) == FolderPlace(home) && NamePattern(names).matches(name)
    }

    private static func parts(_ path: String) -> (folder: String, name: String)? {
        path.lastIndex(of: "/").map { (String(path[..<$0]), String(path[path.index(after: $0)...])) }
    }
}

extension DraftStage {
    /// The paths that its options hold, each with the option's name.
    fileprivate var files: [(option: String, file: StagePath)] {
        (entry?.descriptor.options ?? []).flatMap { option -> [(String, StagePath)] in
            switch options[named: option.name] {
            case let path as StagePath: [(option.name, path)]
            case let paths as [StagePath]: paths.map { (option.name, $0) }
            default: []
            }
        }
    }
}
