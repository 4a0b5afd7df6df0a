import Crypto
public import StageKit
import RegistryXML

/// Reads registry feeds (XML, gzipped or not) by a mapping file: columns under pseudonyms, nothing else.
///
/// The NHS number becomes a keyed pseudonym, and whoever opted out is dropped, before a row leaves the reader.
public struct ReadXML: FeedReader {
    static let files = StageOption<[StagePath]>.required(
        "files", "Patterns of the files to read; `*` stands for any characters of a name.")
    static let mapping = StageOption<StagePath>.required("mapping", "The mapping file: which elements become which rows.")
    static let key = StageOption<StagePath>.required(
        "pseudonym_key_file", "The key that makes pseudonyms: 64 hex digits, mode 0600. STRATA_PSEUDONYM_KEY wins over it.")
    static let feedErrors = StageOption(
        "on_feed_error", "What a refused file does: `stop` the run, or `skip` the file.", default: FeedErrorPolicy.stop)
    static let gaps = StageOption(
        "on_gap", "What a missing sequence does: `report` it and go on, or `stop` the run.", default: GapPolicy.report)
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

            With `allow_list`, whoever is not on the list, or has no valid NHS number, is dropped.
            """,
        grain: .feed,
        yields: .pseudonymous,
        options: [files, mapping, key, feedErrors, gaps, allowList]
    )

    public let patterns: [StagePath]
    public let onFeedError: FeedErrorPolicy
    public let onGap: GapPolicy
    private let mappingFile: StagePath
    private let keyFile: StagePath
    private let allowed: AllowListOption?
    private let mapping: Mapping

    public init(_ options: StageOptions) throws(StageFault) {
        patterns = try options[Self.files]
        onFeedError = try options[Self.feedErrors]
        onGap = try options[Self.gaps]
        mappingFile = try options[Self.mapping]
        keyFile = try options[Self.key]
        allowed = options[optional: Self.allowList]
    }
}
