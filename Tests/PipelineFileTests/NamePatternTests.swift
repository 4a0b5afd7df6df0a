import Testing

@testable import PipelineFile

@Suite struct NamePatternTests {
    /// A star stands for any bytes.
    @Test(
        arguments: [
            ("a.xml", "*.xml", true), (".xml", "*.xml", true), ("a.xml.gz", "*.xml", false), ("abc", "a*c", true),
            ("ac", "a*c", true), ("abcb", "a*c", false), ("aXbXc", "*X*X*", true), ("a", "a", true), ("a", "b", false),
            ("", "*", true), ("mississippi", "m*iss*ppi", true), ("a*", "a*", true),
        ])
    func matching(name: String, pattern: String, expected: Bool) {
        #expect(NamePattern(pattern).matches(name) == expected)
    }
}
