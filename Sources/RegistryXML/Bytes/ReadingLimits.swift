/// How large the parts of a document may get; what goes beyond is refused.
public struct ReadingLimits: Sendable, Hashable {
    /// Elements inside one another.
    public var depth = 256
    /// Bytes of one attribute value, entities resolved. libxml2 itself ends near 10,000,000.
    public var attributeBytes = 9_500_000
    /// Bytes of character data between two tags.
    public var textBytes = 10 << 20
    /// Inflated bytes a byte of the file, looked at once `expansionFloor` bytes are out; for each member of an archive
    /// and for all of them together.
    public var expansionRatio = 200
    /// Inflated bytes up to which the ratio does not matter.
    public var expansionFloor = 64 << 20
    /// Attributes of one element; libxml2 compares each with all others.
    public var attributes = 1_000
    /// Different names of elements, attributes and namespaces.
    public var names = 10_000
    /// Records inside one record that lies in no other: those of one patient.
    public var recordsPerPatient = 1_000_000
    /// Records of a document.
    public var rows = 500_000_000
    /// Records of a document that are set aside.
    public var rejects = 1_000_000
    /// Bytes of rows that are held at once because they cannot be handed on yet, where rows are handed on while a document is
    /// read: those whose parent, found by a key, has not come; whose condition is not decided; whose record is still open.
    public var heldBytes = 64 << 20
    /// Containers inside one another: a gzip file in a zip in a zip is 3.
    public var containerDepth = 3
    /// Members of one zip archive, directories included.
    public var members = 65_536
    /// Bytes of a member's name.
    public var memberNameBytes = 1024

    public init() {}
}
