/// What one file holds: its container and the documents in it.
public struct FileSurvey: Sendable {
    /// What holds the documents; told by content, never by name.
    public var container: ContainerKind
    /// Bytes of the file as it lies on disk.
    public var bytesOnDisk: Int64
    public var documents: [DocumentSurvey]
    /// Files of an archive that do not start like XML.
    public var skippedMembers = 0
}

/// What one XML document is made of: names, counts and shapes, and none of its values.
///
/// Names are shown as they are, but for a run of three or more digits, which could be somebody's number: it is shown
/// as `#`.
public struct DocumentSurvey: Sendable {
    /// The name inside a zip file; `nil` where the file is the document.
    public var member: String?
    /// Bytes of XML, inflated.
    public var bytes: Int64 = 0
    /// The encoding that the XML declaration names.
    public var declaredEncoding: String?
    public var byteOrderMark: ByteOrderMark?

    /// The root element's name, with its prefix.
    public var root = ""
    public var rootNamespace: String?
    /// Which format it is, where that is known.
    public var format: FormatGuess?

    /// Namespaces in the order in which they are met.
    public var namespaces: [NamespaceSurvey] = []
    public var elements = 0
    /// Attributes; namespace declarations are none.
    public var attributes = 0
    /// Bytes of text, white space between tags left out.
    public var textBytes: Int64 = 0
    /// Elements inside one another, the root among them.
    public var depth = 0
    /// Bytes of the longest attribute value.
    public var longestAttribute = 0
    /// Bytes of the longest text between two tags, white space around it left out.
    public var longestText = 0
    public var lines = 0
    /// Bytes of the longest line.
    public var longestLine = 0

    /// The paths, each before those inside it, in the order in which they are met.
    public var paths: [PathSurvey] = []
    /// Elements whose path was one too many to be told apart.
    public var elementsLeftOut = 0
    /// Attributes of those, and those whose name was one too many.
    public var attributesLeftOut = 0
}

/// A byte order mark at the start of a document.
public enum ByteOrderMark: String, Sendable {
    case utf8 = "UTF-8"
    case utf16BigEndian = "UTF-16BE"
    case utf16LittleEndian = "UTF-16LE"
    case utf32BigEndian = "UTF-32BE"
    case utf32LittleEndian = "UTF-32LE"
}

/// A namespace of a document and how it is used.
public struct NamespaceSurvey: Sendable, Hashable {
    /// Its name; a long run of digits is shown as `#`, unless the namespace is that of a known format.
    public var uri: String
    /// Prefixes bound to it, in the order met; an empty one is the default namespace.
    public var prefixes: [String]
    /// The prefix that stands for it in paths: the document's own, or one given to a default namespace.
    public var prefix: String
    public var elements: Int
    public var attributes: Int
    /// Whether a mapping may bind it: nothing of its name is hidden.
    public var isWhole: Bool
}

/// What stands at one path: all elements of one name inside all elements of another path.
public struct PathSurvey: Sendable {
    /// The place of the path around it; `nil` for the root.
    public var parent: Int?
    /// From the root, with prefixes, as a mapping writes it; the start of a very long one is left out.
    public var path: String
    /// The element's name, with its prefix.
    public var name: String
    /// The namespace's place in the survey's list; `nil` where there is none.
    public var namespace: Int?
    /// Whether a mapping can name it: nothing is hidden, and no character is one that paths lack.
    public var isPlain: Bool
    public var depth: Int
    public var count: Int
    /// How many lie in one parent, least and most.
    public var perParent: ClosedRange<Int>
    public var attributes: [AttributeSurvey]
    /// The text of those without elements in them; `nil` where there is none.
    public var text: ValueSurvey?
    /// How many hold both text and elements.
    public var mixed: Int
}

/// An attribute of the elements at a path.
public struct AttributeSurvey: Sendable {
    public var name: String
    /// Whether a mapping can name it.
    public var isPlain: Bool
    /// How many elements have it.
    public var count: Int
    public var values: ValueSurvey
}

/// What values look like, without any of them.
public struct ValueSurvey: Sendable, Hashable {
    /// Values that are not empty.
    public var count: Int
    /// Values that are empty or white space.
    public var empty: Int
    public var kind: ValueKind
    /// How many are of that kind.
    public var matching: Int
    /// Bytes of the shortest and the longest.
    public var bytes: ClosedRange<Int>
    /// Different values, as far as they were told apart.
    public var distinct: Int
    /// Whether there may be more different ones than `distinct`.
    public var hasMoreDistinct: Bool
}

/// The kind of a set of values.
public enum ValueKind: String, Sendable, CaseIterable {
    /// No value that is not empty.
    case none
    /// Ten digits, nearly all with the check digit of an NHS number.
    case nhsNumber = "nhs_number"
    /// Ten digits, mostly without it.
    case tenDigits = "ten_digits"
    case boolean
    /// `YYYY-MM-DD`.
    case date
    /// `YYYY-MM-DDThh:mm:ss`.
    case localTime = "local_time"
    /// The same with `Z`.
    case utcTime = "utc_time"
    /// The same with or without fraction and zone.
    case time
    /// Dates and local times.
    case dateOrTime = "date_or_time"
    /// Dates and times with or without fraction and zone.
    case dateOrAnyTime = "date_or_any_time"
    /// `YYYY`, `YYYY-MM` and `YYYY-MM-DD`.
    case partialDate = "partial_date"
    /// `YYYYMMDD`, `YYYYMMDDhhmm`, `YYYYMMDDhhmmss` (HL7 version 3, TS).
    case hl7Date = "hl7_date"
    /// `WWYYYY`.
    case week
    case integer
    case decimal
    /// Few different ones, short.
    case code
    case uuid
    case uri
    /// An object identifier, `2.16.840`.
    case oid
    case base64
    /// All different, without spaces.
    case identifier
    case text
}
