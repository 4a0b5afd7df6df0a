import Testing

@testable import Diagnostics

@Suite struct DiagnosticRenderingTests {
    static let misspelt = Diagnostic(
        .configuration, "stage 'measure_continuity' has no option 'windoww'",
        at: SourceLocation(file: "pipelines/nightly.yaml", line: 14, column: 7, width: 7),
        snippet: "      windoww: 12 months",
        hint: "did you mean 'window'? 'strata stage describe measure_continuity' lists its options")

    @Test func placeMessageLineCaretAndHint() {
        #expect(
            Self.misspelt.rendered() == """
                pipelines/nightly.yaml:14:7: error: stage 'measure_continuity' has no option 'windoww'
                   14 |       windoww: 12 months
                      |       ^^^^^^^
                hint: did you mean 'window'? 'strata stage describe measure_continuity' lists its options

                """)
    }

    @Test func withoutAPlaceOnlyTheMessage() {
        #expect(Diagnostic(.data, "nobody is left").rendered() == "error: nobody is left\n")
    }

    @Test func withoutALineNoSnippet() {
        let found = Diagnostic(.data, "cannot be read", at: SourceLocation(file: "a.csv"), snippet: "a,b")
        #expect(found.rendered() == "a.csv: error: cannot be read\n")
    }

    @Test func withoutAColumnNoCaret() {
        let found = Diagnostic(
            .data, "two cells", at: SourceLocation(file: "a.csv", line: 3), snippet: "a,b", severity: .warning)
        #expect(found.rendered() == "a.csv:3: warning: two cells\n    3 | a,b\n")
    }

    @Test func aTabBeforeTheCaretStaysATab() {
        let found = Diagnostic(
            .configuration, "no such key", at: SourceLocation(file: "p.yaml", line: 2, column: 3, width: 3),
            snippet: "\t\tkey: 1")
        #expect(found.rendered() == "p.yaml:2:3: error: no such key\n    2 | \t\tkey: 1\n      | \t\t^^^\n")
    }

    /// A wide character takes two places of a terminal, a letter with a combining accent one.
    @Test(arguments: [
        ("名: key", 4, 3, "    ^^^"),
        ("cafe\u{301}: key", 7, 3, "      ^^^"),
        ("😀 key", 3, 3, "   ^^^"),
        ("a: 名前", 4, 2, "   ^^^^"),
    ])
    func theCaretStandsUnderWideText(snippet: String, column: Int, width: Int, carets: String) {
        let place = SourceLocation(file: "p.yaml", line: 2, column: column, width: width)
        let lines = Diagnostic(.configuration, "wrong", at: place, snippet: snippet).rendered()
            .split(separator: "\n")
        #expect(lines.last.map(String.init) == "      | " + carets)
    }

    @Test func theCaretEndsWithTheLine() {
        let place = SourceLocation(file: "p.yaml", line: 2, column: 3, width: 90)
        let text = Diagnostic(.configuration, "wrong", at: place, snippet: "a: b").rendered()
        #expect(text.hasSuffix("      |   ^^\n"))
    }

    @Test func aColumnPastTheLineGetsOneCaretAtItsEnd() {
        let place = SourceLocation(file: "p.yaml", line: 2, column: 9, width: 4)
        let text = Diagnostic(.configuration, "wrong", at: place, snippet: "a: b").rendered()
        #expect(text.hasSuffix("      |     ^\n"))
    }

    @Test func aLongLineNumberMovesTheGutter() {
        let place = SourceLocation(file: "p.yaml", line: 1_234_567, column: 1)
        let text = Diagnostic(.configuration, "wrong", at: place, snippet: "a").rendered()
        #expect(text == "p.yaml:1234567:1: error: wrong\n1234567 | a\n        | ^\n")
    }

    @Test func colourChangesNoLetter() {
        var text = Self.misspelt.rendered(colour: true)
        #expect(text.contains("\u{1B}[31m^^^^^^^\u{1B}[0m"))
        for code in ["\u{1B}[31m", "\u{1B}[1m", "\u{1B}[0m"] {
            text = text.split(separator: code, omittingEmptySubsequences: false).joined()
        }
        #expect(text == Self.misspelt.rendered())
    }
}
