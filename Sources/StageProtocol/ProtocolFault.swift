/// Why bytes are not strata-stage/1. It never holds a value out of a table: names of tables and columns, kinds, sizes.
public struct ProtocolFault: Error, Sendable, Hashable {
    /// What is wrong, a clause that follows the name of who sent it: "sent a frame of …".
    public var message: String

    public init(_ message: String) { self.message = message }
}
