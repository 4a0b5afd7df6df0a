import StageKit

/// The releases of one pipeline and date on disk: numbered folders `r1`, `r2` … and the link to the newest.
///
/// Held by one run at a time, from the first file built until the release is published or discarded.
struct ReleaseShelf: Sendable {
    /// `<folder>/<pipeline>`, where `latest` lies.
    private let pipelineFolder: String
    /// `<as-of>`, as `latest` names it.
    private let day: String
    private let lock: FolderLock

    private var dayFolder: String { pipelineFolder + "/" + day }
    private static let leftover = ".building-"

    /// Makes the folders where they are missing and removes what a run that died left behind.
    init(folder: String, pipeline: String, day: CalendarDay) throws(StageFault) {
        pipelineFolder = try FolderPath.joining(folder, pipeline)
        self.day = day.text
        try FileOperation.makeFolders(pipelineFolder)
        lock = try FolderLock(pipelineFolder)
        try FileOperation.makeFolders(dayFolder)
        for name in try FileOperation.names(in: dayFolder) where name.hasPrefix(Self.leftover) {
            try FileOperation.remove(dayFolder + "/" + name)
        }
        for name in try FileOperation.names(in: pipelineFolder) where name.hasPrefix(Self.leftover) {
            try FileOperation.remove(pipelineFolder + "/" + name)
        }
    }

    /// Builds a release of `files` aside; where the newest one holds the same bytes, nothing is left to move but the
    /// link.
    func build(_ files: [ReleaseFile], runID: String) throws(StageFault) -> BuiltRelease {
        let newest = try FileOperation.names(in: dayFolder).compactMap(Self.number).max()
        if let newest, try holds(files, "r\(newest)") {
            return BuiltRelease(
                folder: "\(dayFolder)/r\(newest)", isUnchanged: true, isAnswer: true,
                publish: { () throws(StageFault) in try self.pointLatest(at: "r\(newest)") },
                discard: { self.release() })
        }
        guard newest ?? 0 < Self.largestNumber else {
            throw StageFault(
                "folder '\(dayFolder)' holds 'r\(Self.largestNumber)', the last number that a release can have",
                hint: "move it away")
        }
        let name = "r\((newest ?? 0) + 1)"
        let aside = "\(dayFolder)/\(Self.leftover)\(name)-\(runID)"
        let place = "\(dayFolder)/\(name)"
        do throws(StageFault) {
            try FileOperation.makeFolders(aside)
            for file in files { try FileOperation.write(file.bytes, to: aside + "/" + file.name) }
            try FileOperation.synchronise(folder: aside)
        } catch {
            discard(aside)
            throw error
        }
        return BuiltRelease(
            folder: place, isUnchanged: false, isAnswer: true,
            publish: { () throws(StageFault) in
                try FileOperation.move(aside, to: place)
                try FileOperation.synchronise(folder: self.dayFolder)
                try self.pointLatest(at: name)
            },
            discard: { self.discard(aside) })
    }

    /// The number of a release folder's name; `nil` for any other name, and for numbers that no release gets to.
    static func number(_ name: String) -> Int? {
        guard name.hasPrefix("r"), let number = Int(name.dropFirst()), name == "r\(number)",
            (1...largestNumber).contains(number)
        else { return nil }
        return number
    }

    private static let largestNumber = 999_999_999

    /// Whether a release holds just these files, byte by byte.
    private func holds(_ files: [ReleaseFile], _ name: String) throws(StageFault) -> Bool {
        let folder = dayFolder + "/" + name
        guard try FileOperation.names(in: folder) == files.map(\.name).sorted(by: FolderPath.precedes) else {
            return false
        }
        for file in files where try FileOperation.read(folder + "/" + file.name) != file.bytes { return false }
        return true
    }

    /// Moves `latest` in one step: at no instant is it missing.
    private func pointLatest(at name: String) throws(StageFault) {
        let latest = pipelineFolder + "/latest"
        let target = day + "/" + name
        if FileOperation.target(ofLink: latest) != target {
            let aside = "\(pipelineFolder)/\(Self.leftover)latest"
            try? FileOperation.remove(aside)
            try FileOperation.link(aside, to: target)
            try FileOperation.move(aside, to: latest)
            try FileOperation.synchronise(folder: pipelineFolder)
        }
        lock.release()
    }

    /// Removes what was built, and the folder of a date that has no release.
    private func discard(_ aside: String) {
        try? FileOperation.remove(aside)
        release()
    }

    private func release() {
        FileOperation.removeIfEmpty(dayFolder)
        lock.release()
    }
}
