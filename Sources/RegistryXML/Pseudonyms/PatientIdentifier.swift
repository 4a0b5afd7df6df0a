import Tables

/// The local identifier of one patient. It can be compared and hashed, and shows nothing of itself.
public struct PatientIdentifier: Sendable, Hashable, Comparable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = Array(bytes) }

    public static func < (a: PatientIdentifier, b: PatientIdentifier) -> Bool {
        a.bytes.lexicographicallyPrecedes(b.bytes)
    }

    /// Says only what this is.
    public var description: String { "a patient identifier" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Calls `body` with the bytes, for deriving a keyed token and nothing else.
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body($0) }
    }
}
