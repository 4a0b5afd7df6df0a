import Tables
import Testing

@testable import RegistryXML

@Suite struct TextCleaningTests {
    private func cleaned(_ text: String, _ cleaning: TextCleaning) -> String {
        var scratch = BufferBuilder<UInt8>()
        return Array(text.utf8).withUnsafeBufferPointer {
            String(decoding: cleaning.cleaned($0, &scratch), as: UTF8.self)
        }
    }

    @Test func whiteSpaceOfXMLIsCutAtBothEnds() {
        let trim = TextCleaning(trims: true)
        #expect(cleaned(" \t\r\n a  b\n", trim) == "a  b")
        #expect(cleaned("\n \t", trim) == "")
        #expect(cleaned("", trim) == "")
        #expect(cleaned("\u{A0}a\u{2003}", trim) == "\u{A0}a\u{2003}")
        #expect(cleaned(" a ", TextCleaning()) == " a ")
    }

    @Test func thePrefixThatFitsFirstIsCutOnce() {
        let strip = TextCleaning(strip: ["Patient/", "urn:uuid:", "urn:"].map { Array($0.utf8) })
        #expect(cleaned("Patient/Patient/1", strip) == "Patient/1")
        #expect(cleaned("urn:uuid:7", strip) == "7")
        #expect(cleaned("urn:x", strip) == "x")
        #expect(cleaned("patient/1", strip) == "patient/1")
        #expect(cleaned("Patient/", strip) == "")
        #expect(cleaned("Pat", strip) == "Pat")
    }

    @Test func lettersAndWhatStandsBefore() {
        #expect(cleaned("a81-é[z", TextCleaning(letters: .upper)) == "A81-é[Z")
        #expect(cleaned("AZ@É{", TextCleaning(letters: .lower)) == "az@É{")
        let all = TextCleaning(
            trims: true, strip: [Array("x/".utf8)], prepend: Array("Staff/".utf8), letters: .upper)
        #expect(cleaned(" x/g7 ", all) == "Staff/G7")
        // Nothing stays nothing.
        #expect(cleaned(" x/", all) == "")
    }
}
