import Testing

@testable import Diagnostics

@Suite struct SourceLocationTests {
    @Test func onlyWhatIsKnownIsShown() {
        #expect(SourceLocation(file: "a.yaml").description == "a.yaml")
        #expect(SourceLocation(file: "a.yaml", line: 4).description == "a.yaml:4")
        #expect(SourceLocation(file: "a.yaml", line: 4, column: 9).description == "a.yaml:4:9")
        #expect(SourceLocation(file: "a.yaml", column: 9).description == "a.yaml")
    }

    @Test func aCaretIsNeverEmpty() {
        #expect(SourceLocation(file: "a", line: 1, column: 1, width: 0).width == 1)
        #expect(SourceLocation(file: "a", line: 1, column: 1, width: -3).width == 1)
    }
}
