import StageKit

/// How the stage is run: command, limits, files, environment.
extension ManifestReader {
    /// The program and its arguments; a program within the folder must be one of the stage's files.
    mutating func command(_ files: [String]) -> [String] {
        guard let entry = required("command", "write 'command: [python3, stage.py]'") else { return [] }
        let words = words("command", "a word of the command")
        guard let program = words.first else {
            faults.add("the command is empty", at: entry.value.location, hint: "write 'command: [python3, stage.py]'")
            return []
        }
        if program.text.hasPrefix("/") { return words.map(\.text) }
        let name = Self.plain(program.text)
        if program.text.contains("/") {
            if !files.contains(name) {
                faults.add(
                    "'\(program.text)' is not one of the stage's files", at: program.location,
                    hint: FaultList.hint(
                        for: name, among: files, "a program with a / in its name lies in the stage's folder"))
            }
        } else if files.contains(name) {
            faults.add(
                "'\(name)' is a file of the stage, and the command looks for a program of that name elsewhere",
                at: program.location, hint: "write './\(name)'")
        }
        return words.map(\.text)
    }

    /// A path within the folder, without `./` before it.
    static func plain(_ path: String) -> String {
        var rest = Substring(path)
        while rest.hasPrefix("./") { rest = rest.dropFirst(2) }
        return String(rest)
    }

    /// What the digest covers: what is named, or all that lies in the folder but tests; and the manifest itself.
    mutating func files() -> [String] {
        var found: Set<String> = [ChildManifest.file]
        guard let entry = entries["files"] else {
            do throws(StageFault) {
                found.formUnion(try StageFiles.all(in: folder.path))
            } catch {
                faults.add(error.message, at: beginning, hint: error.hint)
            }
            return StageFiles.sorted(found)
        }
        if case .list(let nodes) = entry.value.content, nodes.isEmpty {
            faults.add("the list of files is empty", at: entry.value.location, hint: "leave it out, or name the files")
        }
        for (word, location) in words("files", "the path of a file") {
            let name = Self.plain(word)
            if word.hasPrefix("/") || name.split(separator: "/").contains("..") {
                faults.add("'\(word)' lies outside of the stage's folder", at: location)
                continue
            }
            do throws(StageFault) {
                found.formUnion(try StageFiles.named(name, in: folder.path))
            } catch {
                faults.add(error.message, at: location, hint: error.hint)
            }
        }
        return StageFiles.sorted(found)
    }

    mutating func limits() -> ChildManifest.Limits {
        var limits = ChildManifest.Limits()
        guard let entry = entries["limits"] else { return limits }
        let fields = entry.value.section("limits", faults: &faults)
        fields.refuseUnknown(among: ["memory", "time", "open_files"], in: "the limits", faults: &faults)
        if let memory = fields["memory"], let word = memory.value.word("a size, as 512 MiB", faults: &faults) {
            if let size = MemorySize(word), size.bytes >= 16 << 20 {
                limits.memory = size.bytes
            } else {
                faults.add("expected a size from 16 MiB, as 512 MiB, not '\(word)'", at: memory.value.location)
            }
        }
        if let time = fields["time"], let word = time.value.word("a time, as 10 min", faults: &faults) {
            if let seconds = Self.seconds(word) {
                limits.seconds = seconds
            } else {
                faults.add(
                    "expected a time, as 30 s, 10 min or 2 h, not '\(word)'", at: time.value.location)
            }
        }
        if let files = fields["open_files"]?.value.whole(from: 16, faults: &faults) { limits.openFiles = files }
        return limits
    }

    /// The seconds of `30 s`, `10 min`, `2 h`; at most a week.
    static func seconds(_ text: String) -> Int? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        let units: [Substring: Int] = ["s": 1, "min": 60, "h": 3600]
        guard words.count == 2, let unit = units[words[1]], let number = Int(words[0]), number > 0,
            number <= 604_800 / unit
        else { return nil }
        return number * unit
    }

    /// Names of the environment to hand on; never those that hold strata's own secrets.
    mutating func environment() -> [String] {
        var names: [String] = []
        for (name, location) in words("environment", "the name of a variable") {
            let isName = name.utf8.allSatisfy {
                ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F
            }
            if !isName || name.first?.isNumber == true {
                faults.add("'\(name)' cannot be the name of a variable", at: location)
            } else if name.uppercased().hasPrefix("STRATA_") {
                faults.add("'\(name)' is never handed on", at: location, hint: "it may hold a key of strata's")
            } else if !names.contains(name) {
                names.append(name)
            }
        }
        return names
    }
}
