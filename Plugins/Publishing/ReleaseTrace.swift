import Glibc
import StageKit

/// Looks for releases near a folder, whoever made them: the last look before unprotected figures are written.
enum ReleaseTrace {
    /// The first folder that holds releases of a pipeline, and that `folder` is, holds or lies in; `nil` for none.
    ///
    /// Looked at: the pipeline's own folder in `folder`, the folders beside that, those beside `folder`, and every folder
    /// above, where releases are known by their link `latest` or stand in a folder of this pipeline's name.
    static func find(around folder: String, pipeline: String) throws(StageFault) -> String? {
        let own = try FolderPath.joining(folder, pipeline)
        if try holdsRelease(own) { return own }
        // Both the way that was written and the way that links lead to.
        for start in [folder, resolved(folder), resolved(own)] {
            for place in [start, FolderPath.parent(start)] {
                // What cannot be listed is not this stage's to look at.
                for name in (try? FileOperation.names(in: place)) ?? [] where hasLatest("\(place)/\(name)") {
                    return "\(place)/\(name)"
                }
            }
            var place = start
            while true {
                if hasLatest(place) { return place }
                let neighbour = try FolderPath.joining(place, pipeline)
                if hasLatest(neighbour) { return neighbour }
                let parent = FolderPath.parent(place)
                if parent == place || place == "." { break }
                place = parent
            }
        }
        return nil
    }

    /// Whether a pipeline's folder has a link to a release, or numbered folders in it or in the folder of a date.
    private static func holdsRelease(_ path: String) throws(StageFault) -> Bool {
        if hasLatest(path) { return true }
        for name in try FileOperation.names(in: path) {
            if ReleaseShelf.number(name) != nil { return true }
            guard CalendarDay(name) != nil else { continue }
            for inner in try FileOperation.names(in: path + "/" + name) where ReleaseShelf.number(inner) != nil {
                return true
            }
        }
        return false
    }

    /// Whether there is a link `latest` to a numbered folder; links of that name to other things are common.
    private static func hasLatest(_ path: String) -> Bool {
        guard let target = FileOperation.target(ofLink: path + "/latest"),
            let name = target.split(separator: "/").last
        else { return false }
        return ReleaseShelf.number(String(name)) != nil
    }

    /// Where a path leads, as far as its folders exist; the rest is as written.
    private static func resolved(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        let parent = FolderPath.parent(path)
        guard parent != path, parent != ".", let name = path.split(separator: "/").last else { return path }
        return (parent == "/" ? "" : resolved(parent)) + "/" + name
    }
}
