import Crypto
import RegistryXML
public import StageKit
import Synchronization

/// Reads registry feeds (XML, gzipped or not) by a mapping file: columns under pseudonyms, nothing else.
///
/// The NHS number becomes a keyed pseudonym, and whoever opted out is dropped, before a row leaves the reader.
public struct ReadXML: FeedReader {
    static let files = StageOption<[StagePath]>.required(
        "files", "Patterns of the files to read; `*` stands for any characters of a name.")
    static let mapping = StageOption<StagePath>.required(
        "mapping", "The mapping file: which elements become which rows.")
    static let key = StageOption<StagePath>.required(
        "pseudonym_key_file",
        "The key that makes pseudonyms: 64 hex digits, mode 0600. STRATA_PSEUDONYM_KEY wins over it.")
    static let feedErrors = StageOption(
        "on_feed_error",
        "What a refused file does: `stop` the run, or `skip` the file; a number skips so many files, and one more stops.",
        default: FeedErrorPolicy.stop)
    static let gaps = StageOption(
        "on_gap", "What a missing sequence does: `report` it and go on, or `stop` the run.", default: GapPolicy.report)
    static let drift = StageOption(
        "on_drift",
        "What an extract does that differs from those of its source before it: `report` it, or `stop` the run.",
        default: DriftPolicy.report)
    static let tolerance = StageOption(
        "drift_tolerance", "How far the records of a table may lie off their history, in percent.", default: 20,
        in: 0...)
    static let allowList = StageOption<AllowListOption>.optional(
        "allow_list", "The cleaned list of the national opt-out check, one NHS number a line.")

    public static let descriptor = StageDescriptor(
        name: "read_xml",
        version: 1,
        summary: "Registry feeds by a mapping file, under keyed pseudonyms.",
        details: """
            Streams each file through libxml2 with bounded memory. A record that lacks what it must have is set aside in \
            the run's quarantine with its place; a file that is not well-formed, truncated, not of its encoding, over a \
            limit or with a document type declaration is refused whole, with its byte offset.

            A file is XML, gzip or a zip archive, told by what it holds. An archive may hold several documents; one that is refused costs the whole file. What each source's feeds look like \
            (records, filled fields, words of closed lists, unknown paths) is remembered in counts, and a new extract that \
            differs is told with the figures (Documentation/Drift.md).

            With `allow_list`, whoever is not on the list, or has no valid NHS number, is dropped.
            """,
        grain: .feed,
        yields: .pseudonymous,
        options: [files, mapping, key, feedErrors, gaps, drift, tolerance, allowList]
    )

    public let patterns: [StagePath]
    public let onFeedError: FeedErrorPolicy
    public let onGap: GapPolicy
    public let onDrift: DriftPolicy
    public let driftTolerance: Int
    private let mappingFile: StagePath
    private let keyFile: StagePath
    private let allowed: AllowListOption?
    private let mapping: Mapping
    private let secrets = ReaderSecrets()

    public init(_ options: StageOptions) throws(StageFault) {
        patterns = try options[Self.files]
        onFeedError = try options[Self.feedErrors]
        onGap = try options[Self.gaps]
        onDrift = try options[Self.drift]
        driftTolerance = try options[Self.tolerance]
        mappingFile = try options[Self.mapping]
        keyFile = try options[Self.key]
        allowed = options[optional: Self.allowList]
        do throws(Diagnostics) {
            mapping = try Mapping(file: mappingFile.path)
        } catch {
            throw Self.fault(error, in: mappingFile)
        }
        try FeedShape.check(mapping, shown: mappingFile.shown)
    }

    public var settingsFiles: [StagePath] { [mappingFile] + (allowed.map { [$0.file] } ?? []) }

    public var shapeFiles: [StagePath] { [mappingFile] }

    public var outputs: [TableDeclaration] {
        mapping.tables.map { TableDeclaration($0.name, $0.schema.fields) }
    }

    public func prepare(asOf: CalendarDay?) throws(StageFault) {
        if let asOf { try allowed?.checkAge(asOf: asOf) }
        try secrets.load(keyFile: keyFile, allowList: allowed)
    }

    public func read(
        _ file: String, needs: ColumnNeeds, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> [Feed] {
        try read(file, needs: needs, readAhead: false, progress: progress)
    }

    public func readWithHelp(
        _ file: String, needs: ColumnNeeds, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> [Feed] {
        try read(file, needs: needs, readAhead: true, progress: progress)
    }

    private func read(
        _ file: String, needs: ColumnNeeds, readAhead: Bool, progress: @Sendable (FeedProgress) -> Bool
    ) throws(RefusedFeed) -> [Feed] {
        guard let (key, list) = secrets.loaded else { throw RefusedFeed("the reader was not prepared") }
        let goesOn = Atomic(true)
        do throws(RefusedDocument) {
            var documents: [MappedDocument] = []
            let summary = try withoutActuallyEscaping(progress) { progress throws(RefusedDocument) in
                try DocumentContainer.forEachDocument(of: file, readAhead: readAhead) {
                    (contained) throws(RefusedDocument) in
                    var reading = ReadingOptions()
                    reading.columns = FeedShape.columns(needs)
                    // Of a patient who comes twice the last holds, and has what is joined to either.
                    reading.lastKeyHolds = true
                    if let list { reading.isAllowed = { list.contains($0) } }
                    // A document counts from its own beginning, the feed over all of them.
                    let before = FeedProgress(
                        fileBytes: 0, xmlBytes: documents.reduce(0) { $0 + Int($1.bytesOut) },
                        records: documents.reduce(0) { $0 + FeedShape.records($1) })
                    reading.progress = { bytesIn, bytesOut, records in
                        let state = FeedProgress(
                            fileBytes: Int(bytesIn), xmlBytes: before.xmlBytes + Int(bytesOut),
                            records: before.records + records)
                        if !progress(state) { goesOn.store(false, ordering: .relaxed) }
                    }
                    reading.isCancelled = { !goesOn.load(ordering: .relaxed) }
                    documents.append(try DocumentReader.document(contained, mapping, key, reading))
                }
            }
            return try FeedShape.feeds(of: documents, in: file, skipped: summary.skippedMembers)
        } catch {
            throw Self.refusal(error)
        }
    }

    public func contentDigest(of file: String, document: Int) throws(RefusedFeed) -> String {
        var hash = SHA256()
        do throws(RefusedDocument) {
            try DocumentContainer.forEachDocument(of: file) { (contained) throws(RefusedDocument) in
                guard contained.number == document + 1 else { return }
                try contained.forEachChunk { (chunk, _) in
                    hash.update(bufferPointer: UnsafeRawBufferPointer(chunk))
                }
            }
        } catch {
            throw Self.refusal(error)
        }
        return hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    private static func refusal(_ document: RefusedDocument) -> RefusedFeed {
        RefusedFeed(
            document.message, document: document.document > 0 ? document.document : nil, line: document.line,
            column: document.column, byteOffset: Int(document.byteOffset),
            hint: document.hint)
    }

    /// The faults of a mapping file as one of the stage, each with its own place.
    private static func fault(_ faults: Diagnostics, in file: StagePath) -> StageFault {
        let all = faults.items.map { item in
            // A fault of the file as a whole is one of the option that names it.
            var place = (item.location?.line ?? 0) > 0 ? item.location : nil
            if place?.file == file.path { place?.file = file.shown }
            return StageFault(
                item.message, code: item.code, hint: item.hint, option: mapping.name, location: place)
        }
        return StageFault.combining(all)
            ?? StageFault("the mapping cannot be read", code: .configuration, option: mapping.name)
    }
}
