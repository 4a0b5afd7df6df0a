import StageKit
import Testing

@Suite struct YAMLDocumentTests {
    @Test func brokenYAMLShowsItsPlace() {
        #expect(
            told("strata: 1\nname: [a\nstages: {}\n") == """
                p.yaml:3:7: error: not YAML: did not find expected ',' or ']', while parsing a flow sequence that began in line 2
                    3 | stages: {}
                      |       ^
                hint: look at indentation, colons and quotes here and in the line above

                """)
    }

    @Test func keysGivenTwiceAreAllToldAndTheFirstStands() {
        let yaml = """
            strata: 1
            name: nightly
            "name": other
            stages:
              feeds: {uses: read_xml, with: {files: a, files: b, fils: c}}
              feeds: {uses: read_xml, with: {files: a}}
            """
        #expect(
            told(yaml) == """
                p.yaml:3:1: error: key 'name' is given twice
                    3 | "name": other
                      | ^^^^^^
                hint: it stands in line 2 already: take one of them out
                p.yaml:5:44: error: key 'files' is given twice
                    5 |   feeds: {uses: read_xml, with: {files: a, files: b, fils: c}}
                      |                                            ^^^^^
                hint: it stands in line 5 already: take one of them out
                p.yaml:5:54: error: stage 'read_xml' has no option 'fils'
                    5 |   feeds: {uses: read_xml, with: {files: a, files: b, fils: c}}
                      |                                                      ^^^^
                hint: did you mean 'files'? 'strata stage describe read_xml' lists its options
                p.yaml:6:3: error: key 'feeds' is given twice
                    6 |   feeds: {uses: read_xml, with: {files: a}}
                      |   ^^^^^
                hint: it stands in line 5 already: take one of them out

                """)
    }

    @Test func placesCountCharactersBeyondASCII() {
        let yaml = "strata: 1\nname: nightly\nstages: {feeds: {uses: read_xml, with: {files: [\"é👩‍👩‍👧\", {}], nope: 1}}}\n"
        let text = told(yaml)
        #expect(text.contains("p.yaml:3:55: error: option 'files': expected a path\n"), "\(text)")
        #expect(text.contains("p.yaml:3:60: error: stage 'read_xml' has no option 'nope'\n"), "\(text)")
    }

    @Test func byteOrderMarkAndCarriageReturnsAreNoFault() {
        #expect(told("\u{FEFF}" + Sound.whole) == "")
        #expect(
            told(Sound.whole.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")) == "")
    }

    @Test func anchorsThatMultiplyAreStopped() {
        var yaml = "strata: 1\nname: nightly\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n"
        for level in 1...8 {
            let alias = "*x\(level - 1)"
            yaml += "x\(level): &x\(level) [\([String](repeating: alias, count: 10).joined(separator: ", "))]\n"
        }
        #expect(told(yaml).contains("error: the file holds more than 100000 values"))
    }

    @Test(arguments: 0..<40)
    func anyPrefixIsRefusedOrReadNeverACrash(part: Int) {
        let text = Array(Sound.whole.utf8)
        let prefix = String(decoding: text[..<(text.count * part / 40)], as: UTF8.self)
        _ = told(prefix)
        _ = told(prefix + "\"")
    }
}
