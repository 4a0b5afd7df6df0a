/// The sizes that both sides of strata-stage/1 keep to (Documentation/Stage-protocol.md).
public enum WireLimit {
    /// The version of the protocol.
    public static let version = 1
    /// The most bytes of a control message, and of a line of the JSON-lines form.
    public static let control = 1 << 20
    /// The most bytes of one Arrow message.
    public static let message = 64 << 20
    /// The most bytes of the payload of a DATA frame: the name of the table and the message.
    public static let data = message + (64 << 10)
    /// The most bytes of a frame of unknown kind, which is skipped.
    public static let unknown = 64 << 20
    /// How many record batches a side may have sent that the other has not acknowledged.
    public static let window = 4
    /// The most rows of a part in the JSON-lines form, both ways together.
    public static let rows = 100_000
}
