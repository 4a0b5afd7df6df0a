import StageKit

/// The folder of unprotected figures of one pipeline and date; every file in it is replaced in one step.
struct InternalShelf: Sendable {
    private let dayFolder: String
    private let lock: FolderLock

    private var aside: String { dayFolder + "/.building" }

    /// Makes the folders where they are missing, closed to everybody else, and removes what a run that died left behind.
    /// Refuses folders that are open, and those where releases are.
    init(folder: String, pipeline: String, day: CalendarDay) throws(StageFault) {
        let pipelineFolder = try FolderPath.joining(folder, pipeline)
        dayFolder = pipelineFolder + "/" + day.text
        // Before anything is made, so that nothing unprotected is left beside a release.
        if let found = try ReleaseTrace.find(around: folder, pipeline: pipeline) {
            throw StageFault(
                "folder '\(folder)' is for unprotected figures, but '\(found)' holds releases", code: .disclosure,
                hint: "choose a folder that lies apart from all releases", option: "folder")
        }
        for path in [folder, pipelineFolder, dayFolder] { try FileOperation.makeHouseFolder(path) }
        lock = try FolderLock(dayFolder)
        try FileOperation.remove(aside)
    }

    /// Builds the files aside; publishing moves them one by one, in this order.
    func build(_ files: [ReleaseFile]) throws(StageFault) -> BuiltRelease {
        var isUnchanged = true
        for file in files where try FileOperation.read(dayFolder + "/" + file.name) != file.bytes {
            isUnchanged = false
        }
        guard !isUnchanged else {
            return BuiltRelease(
                folder: dayFolder, isUnchanged: true, isAnswer: false,
                publish: { () throws(StageFault) in self.lock.release() }, discard: { self.lock.release() })
        }
        do throws(StageFault) {
            try FileOperation.makeFolders(aside, mode: FileOperation.houseFolder)
            for file in files {
                try FileOperation.write(file.bytes, to: aside + "/" + file.name, mode: FileOperation.houseFile)
            }
            try FileOperation.synchronise(folder: aside)
        } catch {
            discard()
            throw error
        }
        return BuiltRelease(
            folder: dayFolder, isUnchanged: false, isAnswer: false,
            publish: { () throws(StageFault) in
                for file in files {
                    try FileOperation.move(self.aside + "/" + file.name, to: self.dayFolder + "/" + file.name)
                    try FileOperation.synchronise(folder: self.dayFolder)
                }
                try FileOperation.remove(self.aside)
                self.lock.release()
            },
            discard: { self.discard() })
    }

    private func discard() {
        try? FileOperation.remove(aside)
        FileOperation.removeIfEmpty(dayFolder)
        lock.release()
    }
}
