/// Numbers as the indicator file writes them: `.` as decimal mark, no locale.
enum NumberText {
    /// Whole numbers up to 2⁵³ without a point; others in the shortest digits that read back to the same double, with
    /// an exponent where they are very large or very small. The value is finite.
    static func of(_ value: Double) -> String {
        // Every whole number in this range has its own double, and −0 comes out as 0.
        value.magnitude <= 0x1p53 && value == value.rounded() ? String(Int64(value)) : value.description
    }
}
