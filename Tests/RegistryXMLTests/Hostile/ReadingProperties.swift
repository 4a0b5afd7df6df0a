import Diagnostics
@testable import RegistryXML
import Tables

/// A stand-in for the keyed function: equal for equal bytes, other in the other domain.
struct HostileTokens: Pseudonymiser {
    func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
        (TextHash.of(bytes), domain == .person ? 1 : 2)
    }
}

/// What must hold of every file, however broken: read whole and in segments it comes to the same, places lie in it, rows
/// of parents are there.
struct ReadingProperties {
    let path: String
    let fileSize: Int
    let mapping: Mapping
    let options: ReadingOptions
    let rowsPerSegment: Int
    /// A file of the same document that comes in other pieces.
    var splitPath: String?
    /// Whether the mapping that a survey proposes is tried as well.
    var triesSkeleton = false

    /// What was made of a file.
    enum Outcome<Result> {
        case read(Result)
        case refused(RefusedDocument)

        var refusal: RefusedDocument? {
            if case .refused(let refusal) = self { refusal } else { nil }
        }
    }

    /// What does not hold, or `nil`.
    func fault() -> String? { verdict().fault }

    /// What does not hold, or `nil`; and the rows of all tables where the file is read, what was set aside with them.
    func verdict() -> (fault: String?, records: Int?) {
        let (sizes, container) = sizes()
        let whole = attempt { () throws(RefusedDocument) in
            try DocumentReader.readAll(path, mapping, pseudonymiser: HostileTokens(), options: options)
                .documents.map(\.document)
        }
        let streamed = attempt { () throws(RefusedDocument) in try stream(path) }
        if whole.refusal != streamed.refusal {
            return ("whole \(Self.words(whole.refusal)), in segments \(Self.words(streamed.refusal))", nil)
        }
        var caps = SurveyLimits()
        (caps.paths, caps.attributes, caps.namespaces, caps.hashes) = (200, 400, 16, 1 << 10)
        let survey = attempt { () throws(RefusedDocument) in
            try Surveyor.survey(path, limits: options.limits, caps: caps)
        }
        for refusal in [container, whole.refusal, survey.refusal] {
            if let fault = refusal.flatMap({ misplaced($0, sizes) }) { return (fault, nil) }
        }
        if let fault = disagreement(container, whole.refusal, survey.refusal) { return (fault, nil) }
        if triesSkeleton, case .read(let survey) = survey, let fault = badSkeleton(survey) {
            return ("as proposed " + fault, nil)
        }
        if let fault = splitDifference(whole) { return ("in other pieces " + fault, nil) }
        guard case .read(let documents) = whole, case .read(let segments) = streamed else { return (nil, nil) }
        let records = documents.reduce(0) { sum, document in
            document.counts.values.reduce(sum) { $0 + $1.kept + $1.setAside }
        }
        return (difference(documents, segments, sizes), records)
    }

    private func difference(
        _ documents: [MappedDocument], _ segments: [StreamedDocument], _ sizes: [Int64]
    ) -> String? {
        guard documents.count == segments.count, documents.count == sizes.count else {
            return "\(documents.count) documents, \(segments.count) in segments, \(sizes.count) in the file"
        }
        for (place, document) in documents.enumerated() {
            if document.bytesOut != sizes[place] {
                return "a document of \(sizes[place]) bytes has \(document.bytesOut)"
            }
            if let fault = TableProperties(mapping, document, segments[place]).fault(size: sizes[place]) {
                return fault
            }
        }
        return bare(documents)
    }

    private static func words(_ refusal: RefusedDocument?) -> String {
        guard let refusal else { return "is read" }
        return "is refused (\(refusal.kind.rawValue), byte \(refusal.byteOffset), line \(refusal.line):"
            + "\(refusal.column), document \(refusal.document): \(refusal.message))"
    }

    private func attempt<Result>(_ body: () throws(RefusedDocument) -> Result) -> Outcome<Result> {
        do throws(RefusedDocument) { return .read(try body()) } catch { return .refused(error) }
    }

    /// Bytes of each document as far as they come, and why the file is none.
    private func sizes() -> ([Int64], RefusedDocument?) {
        var sizes: [Int64] = []
        let outcome = attempt { () throws(RefusedDocument) in
            try DocumentContainer.forEachDocument(of: path, limits: options.limits) {
                (contained) throws(RefusedDocument) in
                sizes.append(0)
                try contained.forEachChunk { (chunk, _) throws(RefusedDocument) in
                    sizes[sizes.count - 1] += Int64(chunk.count)
                }
            }
        }
        return (sizes, outcome.refusal)
    }

    private func stream(_ path: String) throws(RefusedDocument) -> [StreamedDocument] {
        var documents: [StreamedDocument] = []
        try DocumentContainer.forEachDocument(of: path, limits: options.limits, readAhead: options.readAhead) {
            (contained) throws(RefusedDocument) in
            var segments: [TableSegment] = []
            var rejects: [Reject] = []
            let end = try DocumentReader.stream(
                contained, mapping, HostileTokens(), options, rowsPerSegment: rowsPerSegment,
                rows: { segments.append($0) }, rejects: { rejects += $0 })
            documents.append(StreamedDocument(segments: segments, rejects: rejects + end.rejects, end: end))
        }
        return documents
    }

    /// The mapping that a survey proposes can be read, and reads the document.
    private func badSkeleton(_ survey: FileSurvey) -> String? {
        guard survey.documents.count == 1, let yaml = MappingSkeleton(survey.documents[0]).yaml else { return nil }
        let proposed: Mapping
        do throws(Diagnostics) { proposed = try Mapping(yaml: yaml, name: "proposal.yaml") } catch {
            return "it cannot be read: \(error.items.first?.message ?? "")"
        }
        let outcome = attempt { () throws(RefusedDocument) in
            try DocumentReader.readAll(path, proposed, pseudonymiser: HostileTokens(), options: options)
                .documents.map(\.document)
        }
        // A record more or less may be one too many, and what looks like a date need not be a day.
        guard let refusal = outcome.refusal, refusal.kind != .limit, refusal.kind != .header else { return nil }
        return "it \(Self.words(refusal))"
    }

    /// Where the pieces end changes nothing.
    private func splitDifference(_ whole: Outcome<[MappedDocument]>) -> String? {
        guard let splitPath else { return nil }
        switch (whole, attempt { () throws(RefusedDocument) in try stream(splitPath) }) {
        case (.read(let documents), .read(let split)):
            for (document, split) in zip(documents, split) {
                var split = split
                // A reject's place is another one now.
                split.rejects = split.rejects.count == document.rejects.count ? document.rejects : split.rejects
                if let fault = TableProperties(mapping, document, split).difference() { return fault }
            }
            return documents.count == split.count ? nil : "there are \(split.count) documents"
        case (let whole, let split):
            // Of several faults, pieces decide which is met first where bytes are converted ahead of the parser.
            if let first = whole.refusal?.kind, let second = split.refusal?.kind,
                [first, second].contains(where: { $0 == .encoding || $0 == .limit })
            {
                return nil
            }
            if whole.refusal?.kind == split.refusal?.kind, whole.refusal?.message == split.refusal?.message {
                return nil
            }
            return "it \(Self.words(split.refusal)), else it \(Self.words(whole.refusal))"
        }
    }

    /// A place must lie in the document, or in the file where it is one of the file.
    private func misplaced(_ refusal: RefusedDocument, _ sizes: [Int64]) -> String? {
        var most = Int64(fileSize)
        switch refusal.kind {
        case .unreadable, .brokenStream, .container: break
        // What was inflated last is not handed out, and what grows may lie around a document.
        case .limit: most = .max
        default: most = refusal.document > 0 ? sizes[refusal.document - 1] : sizes.max() ?? 0
        }
        if refusal.byteOffset < 0 || refusal.byteOffset > most || refusal.line < 0 || refusal.column < 0 {
            return "out of its \(most) bytes: " + Self.words(refusal)
        }
        return refusal.message.isEmpty ? "no words: \(refusal.kind)" : nil
    }

    /// Where the file itself is broken, or no XML, everyone says so; what a mapping reads, a survey does too.
    private func disagreement(
        _ container: RefusedDocument?, _ read: RefusedDocument?, _ survey: RefusedDocument?
    ) -> String? {
        if container != nil, read == nil || survey == nil {
            return "the file \(Self.words(container)), read \(Self.words(read)), surveyed \(Self.words(survey))"
        }
        if read == nil, let survey, survey.kind != .doctype { return "read, but the survey \(Self.words(survey))" }
        guard let read else { return nil }
        switch read.kind {
        case .notWellFormed, .encoding, .namespace:
            if survey == nil { return "surveyed, but the reader \(Self.words(read))" }
        default: break
        }
        return nil
    }

    /// Without any columns everything is counted all the same.
    private func bare(_ documents: [MappedDocument]) -> String? {
        var options = options
        options.columns = [:]
        let outcome = attempt { () throws(RefusedDocument) in
            try DocumentReader.readAll(path, mapping, pseudonymiser: HostileTokens(), options: options)
                .documents.map(\.document)
        }
        guard case .read(let bare) = outcome else { return "without columns \(Self.words(outcome.refusal))" }
        let isPlain = !mapping.tables.contains { $0.isJoined || $0.fields.contains(where: \.isLookedUp) }
        for (document, bare) in zip(documents, bare) where isPlain {
            if bare.counts != document.counts { return "counts differ without columns" }
            if bare.rejects != document.rejects { return "rejects differ without columns" }
            if bare.header != document.header { return "headers differ without columns" }
        }
        return nil
    }
}
