import RegistryXML
import StageKit

/// What a mapping must yield for its documents to be feeds, and how a mapped document becomes one.
enum FeedShape {
    static let patients = "patients"
    static let removed = "removed"

    /// Throws where a mapping has no header or no patients to make a feed of.
    static func check(_ mapping: Mapping, shown: String) throws(StageFault) {
        var faults: [StageFault] = []
        func need(_ condition: Bool, _ message: String) {
            guard !condition else { return }
            faults.append(
                StageFault(
                    "mapping '\(mapping.name)' \(message)", code: .configuration,
                    hint: "see Documentation/Mappings.md, and mappings/registry-feed.yaml", option: "mapping",
                    location: SourceLocation(file: shown)))
        }
        for (name, type, words) in [
            ("source", ColumnType.utf8, "text"), ("extracted", .timestamp, "a time"), ("period_end", .date, "a date"),
            ("content", .utf8, "text"),
        ] {
            let field = mapping.header.first { $0.name == name }
            need(field != nil, "has no header field '\(name)'")
            if let field { need(field.type.columnType == type, "has a header field '\(name)' that is not \(words)") }
        }
        if let sequence = mapping.header.first(where: { $0.name == "sequence" }) {
            need(sequence.type == .integer, "has a header field 'sequence' that is not integer")
        }
        let table = mapping.tables.first { $0.name == patients }
        need(table != nil, "has no table 'patients'")
        if let table {
            need(table.fields.contains { $0.type == .identifier }, "has patients without a field of type identifier")
        }
        if let fault = StageFault.combining(faults) { throw fault }
    }

    /// The columns to keep, by table: those needed, and who opted out.
    static func columns(_ needs: ColumnNeeds) -> [String: Set<String>] {
        var columns = needs.columns
        columns[patients, default: []].formUnion(["person", "opt_out"])
        return columns
    }

    /// The feeds of a file; throws where a document is none.
    static func feeds(
        of documents: [MappedDocument], in file: String, skipped: Int
    ) throws(RefusedDocument) -> [Feed] {
        var feeds: [Feed] = []
        for (place, document) in documents.enumerated() {
            do throws(RefusedDocument) {
                let name = name(of: file, document: place, among: documents.count)
                feeds.append(try feed(of: document, named: name))
            } catch {
                var placed = error
                if documents.count > 1 { placed.document = place + 1 }
                throw placed
            }
        }
        // Files of an archive that are no XML; told once, whatever the number of documents.
        if skipped > 0, !feeds.isEmpty { feeds[0].quality["archive-members-skipped"] = skipped }
        return feeds
    }

    /// Records kept of all tables.
    static func records(_ document: MappedDocument) -> Int { document.counts.values.reduce(0) { $0 + $1.kept } }

    /// What a document of a file is called: after the file, with its place where there are several.
    static func name(of file: String, document: Int, among count: Int) -> String {
        let name = String(file[(file.lastIndex(of: "/").map(file.index(after:)) ?? file.startIndex)...])
        return count == 1 ? name : "\(name)!/\(document + 1)"
    }

    /// The feed that a document is; throws where its header lacks what settles which extract applies.
    static func feed(of document: MappedDocument, named name: String) throws(RefusedDocument)
        -> Feed
    {
        let header = document.header
        guard let source = header.text("source"), let extracted = header.integer("extracted"),
            let periodEnd = header.date("period_end"),
            let content = header.text("content").flatMap(FeedHeader.Content.init(rawValue:))
        else { throw RefusedDocument(.header, "the header lacks what tells which extract it is") }
        // Where extracts are not numbered, their times tell which comes first; then none can be missing.
        let sequence = header.integer("sequence")
        let (notices, noticeIdentifiers) = notices(document)
        var feed = Feed(
            name: name,
            header: FeedHeader(
                source: source, extracted: extracted, periodStart: header.date("period_start") ?? periodEnd,
                periodEnd: periodEnd, content: content, sequence: sequence ?? extracted,
                isNumbered: sequence != nil),
            tables: document.tables, identifiers: document.identifiers(of: patients),
            objections: objections(document.tables[patients]), removed: document.identifiers(of: removed),
            notices: notices, noticeIdentifiers: noticeIdentifiers)
        feed.rejects = document.rejects.map {
            StageKit.Reject(
                table: $0.table, path: $0.path, field: $0.field, reason: $0.reason.rawValue, line: $0.line,
                column: $0.column)
        }
        feed.fileBytes = Int(document.bytesIn)
        feed.xmlBytes = Int(document.bytesOut)
        feed.quality = quality(document)
        feed.fingerprint = fingerprint(document)
        feed.findings = findings(document, name: name)
        return feed
    }

    /// The objection of every row of the patients, from the words of its column.
    private static func objections(_ patients: Table?) -> [UInt8] {
        guard let patients, let column = patients["opt_out"], let words = column.texts else {
            return [UInt8](repeating: 0, count: patients?.count ?? 0)
        }
        let codes = column.int32s
        let byCode = (0..<words.count).map { code in
            WithheldKind(rawValue: words[code]).map { objection($0).rawValue } ?? 0
        }
        return (0..<patients.count).map { column.isValid($0) ? byCode[Int(codes[$0])] : 0 }
    }

    private static func objection(_ kind: WithheldKind) -> Objection {
        switch kind {
        case .type1: .type1
        case .national: .national
        case .notAllowed: .notAllowed
        }
    }

    private static func notices(
        _ document: MappedDocument
    ) -> ([StageKit.OptOutNotice], PatientIdentifiers) {
        var identifiers = ColumnBuilder(.utf8)
        var count = 0
        var notices: [StageKit.OptOutNotice] = []
        for notice in document.optOutNotices {
            var place: Int?
            if let identifier = notice.identifier {
                identifier.withBytes { identifiers.putText($0, row: count) }
                place = count
                count += 1
            }
            notices.append(
                StageKit.OptOutNotice(
                    identifier: place, person: notice.token.text, objection: objection(notice.kind)))
        }
        let texts = identifiers.finish(count: count).texts
        return (notices, PatientIdentifiers(texts ?? Texts([String]())))
    }

    private static func quality(_ document: MappedDocument) -> QualityCounts {
        var quality = QualityCounts()
        for (table, counts) in document.counts {
            quality["records-read"] += counts.kept
            quality["records-\(table)"] = counts.kept
            quality["set-aside-\(table)"] = counts.setAside
            quality["repeated-\(table)"] = counts.repeated
        }
        for reject in document.rejects {
            quality["set-aside \(reject.table).\(reject.field) \(reject.reason.rawValue)"] += 1
        }
        if let patients = document.counts[patients] {
            quality["records-without-nhs-number"] = patients.personAbsent
            quality["records-with-invalid-nhs-number"] = patients.personInvalid
        }
        for item in document.drift { quality["unknown \(masked(item.path))"] += item.count }
        for (word, items) in [
            ("unmapped", document.unmapped), ("unread", document.unread), ("null-flavoured", document.nullFlavored),
            ("unmatched", document.unmatched), ("late", document.late),
        ] {
            for item in items { quality["\(word) \(item.path)"] = item.count }
        }
        return quality
    }

    /// A path of unknown names with every run of three or more digits as `#`: whoever writes a number into a name must not
    /// have it stand in our files.
    static func masked(_ path: String) -> String {
        var masked = ""
        var run = ""
        for character in path + "/" {
            if character.isNumber {
                run.append(character)
                continue
            }
            masked += run.count >= 3 ? "#" : run
            run = ""
            masked.append(character)
        }
        return String(masked.dropLast())
    }

    private static func findings(_ document: MappedDocument, name: String) -> [Finding] {
        document.findings.filter { $0.count > 0 }.map { item in
            let words = item.path.split(separator: "_").joined(separator: " ")
            let code = String(item.path.map { $0 == "_" ? "-" : $0 })
            if let stated = item.stated, let found = item.found {
                return Finding(code, "\(name): \(words): the header says \(stated), there are \(found)")
            }
            return Finding(code, "\(name): \(item.count) \(words)")
        }
    }
}
