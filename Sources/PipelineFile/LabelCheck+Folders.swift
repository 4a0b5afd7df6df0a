import StageKit

extension LabelCheck {
    /// Unprotected figures lie apart from releases, and no two writers share a folder.
    func checkFolders(faults: inout FaultList) {
        let writers = drafts.compactMap { draft -> Writer? in
            guard let writer = draft.instance as? any ReleaseWriter, let entry = draft.entry else { return nil }
            return Writer(
                draft: draft, folder: writer.folder, place: FolderPlace(writer.folder.path),
                isOpen: entry.descriptor.accepts == [.disclosable])
        }
        for (index, writer) in writers.enumerated() {
            if !writer.isOpen, let release = writers.first(where: { $0.isOpen && $0.place.meets(writer.place) }) {
                faults.add(
                    "folder '\(writer.folder.shown)' of '\(writer.draft.key)', which writes unprotected figures, is, "
                        + "holds or lies in folder '\(release.folder.shown)' of '\(release.draft.key)'",
                    at: writer.location, hint: "choose a folder that lies apart from all releases", code: .label)
            } else if let other = writers[..<index].first(where: {
                $0.isOpen == writer.isOpen && $0.place == writer.place
            }) {
                faults.add(
                    "'\(other.draft.key)' writes into folder '\(writer.folder.shown)' already", at: writer.location,
                    hint: "give each writer a folder of its own")
            }
        }
    }

    /// A stage that ends in files, and where they go.
    private struct Writer {
        var draft: DraftStage
        var folder: StagePath
        var place: FolderPlace
        /// Whether all that it writes may be published.
        var isOpen: Bool

        /// Where the value of the option that names the folder stands.
        var location: SourceLocation {
            let option = draft.entry?.descriptor.options.first { option in
                draft.options[optional: StageOption<StagePath>.optional(option.name, "")] == folder
            }
            return option.flatMap { draft.optionLocations[$0.name] } ?? draft.usesLocation
        }
    }
}
