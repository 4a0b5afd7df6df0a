public import StageKit

/// A kind of opt-out on a record; each drops the whole person.
public enum OptOut: String, Sendable, Hashable, CaseIterable, OptionValue {
    /// The person objects to data leaving the practice for anything but care.
    case type1
    /// The national data opt-out.
    case national
}
