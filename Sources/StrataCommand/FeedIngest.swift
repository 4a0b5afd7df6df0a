import Glibc
import PipelineFile
import RegistryXML
import StageKit

/// Writes the tables of files to folders, side by side.
struct FeedIngest: Sendable {
    let mapping: Mapping
    /// The one table that is wanted, or all.
    let table: String?
    let key: PseudonymKey
    let folder: String
    let context: CommandContext

    /// Reads the files, at most `jobs` at once; the faults of those that could not be read come back, in their order.
    func read(_ files: [String], jobs: Int) async -> [Diagnostic] {
        do throws(Diagnostic) {
            try Self.checkNames(files)
            try Self.makeFolder(folder)
        } catch {
            context.print([error])
            return [error]
        }
        // Where files are fewer than workers, each gets a second thread that inflates.
        let readAhead = files.count < jobs
        return await withTaskGroup(of: (Int, [String], Diagnostic?).self) { group in
            var next = 0
            func start() {
                guard next < files.count else { return }
                let place = next
                next += 1
                group.addTask {
                    let (folders, fault) = read(files[place], readAhead: readAhead)
                    return (place, folders, fault)
                }
            }
            for _ in 0..<max(1, jobs) { start() }
            var outcomes: [(folders: [String], fault: Diagnostic?)] = Array(repeating: ([], nil), count: files.count)
            var told = 0
            while let (place, folders, fault) = await group.next() {
                outcomes[place] = (folders, fault)
                if let fault { context.print([fault]) }
                start()
            }
            while told < files.count {
                for folder in outcomes[told].folders { context.console.out(folder + "\n") }
                told += 1
            }
            return outcomes.compactMap(\.fault)
        }
    }

    /// Reads one file; the folders of its documents, or the fault that ended it, which leaves none.
    private func read(_ file: String, readAhead: Bool) -> (folders: [String], fault: Diagnostic?) {
        var made: [String] = []
        do throws(RefusedDocument) {
            let path = file == "-" ? file : context.console.absolute(file)
            try DocumentContainer.forEachDocument(of: path, readAhead: readAhead) {
                (contained) throws(RefusedDocument) in
                var target = folder + "/" + Self.folderName(file, contained.name)
                // Two members may have names that come to the same.
                if made.contains(target) { target += "-\(contained.number)" }
                made.append(target)
                try write(contained, to: target)
            }
            return (made, nil)
        } catch {
            for target in made { Self.remove(target, mapping) }
            return ([], FeedInspectCommand.diagnostic(error, of: file))
        }
    }

    private func write(_ contained: borrowing ContainedDocument, to target: String) throws(RefusedDocument) {
        do throws(Diagnostic) { try Self.makeFolder(target) } catch { throw Self.refusal(error.message) }
        var options = ReadingOptions()
        if let table { options.columns = [table: Set(mapping.tables.first { $0.name == table }?.schema.names ?? [])] }
        var tables = try tableFiles(in: target)
        var quarantine = try Self.quarantine(in: target)
        let document = try DocumentReader.stream(
            contained, mapping, key, options,
            rows: { (segment) throws(RefusedDocument) in
                do throws(ArrowFault) { try tables.write(segment) } catch { throw Self.refusal(error.message) }
            },
            rejects: { (rejects) throws(RefusedDocument) in
                let lines = rejects.map { reject in
                    CSVLine.text([
                        "\(reject.line)", "\(reject.column)", "\(reject.byteOffset)", reject.path, reject.table,
                        reject.field, reject.reason.rawValue,
                    ])
                }
                do throws(Diagnostic) { try quarantine.append(lines.joined()) } catch {
                    throw Self.refusal(error.message)
                }
            })
        do throws(ArrowFault) { try tables.finish(document.closed) } catch { throw Self.refusal(error.message) }
        do throws(Diagnostic) {
            try quarantine.finish()
            var summary = try AsideText(target + "/document.json")
            try summary.append(FeedDocumentJSON.object(document, mapping).indented() + "\n")
            try summary.finish()
        } catch {
            throw Self.refusal(error.message)
        }
    }

    private func tableFiles(in target: String) throws(RefusedDocument) -> TableFiles {
        do throws(ArrowFault) {
            return try TableFiles(target, mapping, stored: table.map { [$0] })
        } catch {
            throw Self.refusal(error.message)
        }
    }

    private static func quarantine(in target: String) throws(RefusedDocument) -> AsideText {
        do throws(Diagnostic) {
            var file = try AsideText(target + "/quarantine.csv")
            try file.append(CSVLine.text(["line", "column", "byte", "path", "table", "field", "reason"]))
            return file
        } catch {
            throw refusal(error.message)
        }
    }

    private static func refusal(_ message: String) -> RefusedDocument {
        RefusedDocument(.unreadable, message, hint: "give another folder with --out, or make room in this one")
    }

    /// The folder of a document: the name of its file without what says how it is packed, and that of its member.
    static func folderName(_ file: String, _ member: String?) -> String {
        func plain(_ path: String) -> String {
            var name = String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
            for ending in [".gz", ".zip", ".xml"] where name.hasSuffix(ending) && name.count > ending.count {
                name.removeLast(ending.count)
            }
            let safe = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_" }
            return safe.first == "." ? "_" + safe.dropFirst() : String(safe)
        }
        let name = file == "-" ? "standard-input" : plain(file)
        guard let member else { return name }
        return name + "--" + plain(member.split(separator: "/").joined(separator: "-"))
    }

    /// Throws where the folders of two files would be one.
    private static func checkNames(_ files: [String]) throws(Diagnostic) {
        var known: [String: String] = [:]
        for file in files {
            guard let other = known.updateValue(file, forKey: folderName(file, nil)) else { continue }
            throw Diagnostic(
                .configuration,
                "\(FeedSheet.shown(other)) and \(FeedSheet.shown(file)) would both be written to \(folderName(file, nil))",
                hint: "read them one after the other, into folders of their own")
        }
    }

    private static func makeFolder(_ path: String) throws(Diagnostic) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            if mkdir(made, 0o700) != 0, errno != EEXIST {
                throw Diagnostic(.configuration, "cannot make \(path): \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Removes what was written for a document whose file turned out to be bad.
    private static func remove(_ target: String, _ mapping: Mapping) {
        let names = mapping.tables.map { $0.name + ".arrow" } + ["quarantine.csv", "document.json"]
        for name in names { unlink(target + "/" + name) }
        rmdir(target)
    }
}

/// What a document's files do not say of it: its header and counts, never a value of a record.
enum FeedDocumentJSON {
    static func object(_ document: MappedDocument, _ mapping: Mapping) -> JSONValue {
        .object([
            .init("mapping", .text(mapping.name)),
            .init(
                "header",
                .object(
                    mapping.header.compactMap { field in
                        document.header.values[field.name].map { .init(field.name, value($0)) }
                    })),
            .init(
                "tables",
                .object(
                    mapping.tables.map { table in
                        let counts = document.counts[table.name] ?? TableCounts()
                        return .init(
                            table.name,
                            .object([
                                "rows": .integer(counts.kept), "set_aside": .integer(counts.setAside),
                                "repeated": .integer(counts.repeated), "withheld": .integer(counts.withheld),
                            ]))
                    })),
            .init("filled", list(document.filled)), .init("unmapped", list(document.unmapped)),
            .init("unread", list(document.unread)), .init("null_flavoured", list(document.nullFlavored)),
            .init("unmatched", list(document.unmatched)), .init("late", list(document.late)),
            .init("findings", list(document.findings.filter { $0.count > 0 })), .init("unknown", list(document.drift)),
            .init("file_bytes", .integer(Int(document.bytesIn))), .init("xml_bytes", .integer(Int(document.bytesOut))),
        ])
    }

    private static func list(_ counts: [PathCount]) -> JSONValue {
        .object(counts.map { .init(FeedSheet.shown($0.path), .integer($0.count)) })
    }

    private static func value(_ value: HeaderValue) -> JSONValue {
        switch value {
        case .text(let text): .text(text)
        case .integer(let number): .integer(Int(number))
        case .date(let day): .text(day.text)
        case .decimal(let number): .raw("\(number)")
        case .boolean(let flag): .boolean(flag)
        }
    }
}
