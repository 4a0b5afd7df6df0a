import Testing

@testable import Diagnostics

@Suite struct NearestNameTests {
    /// Counted by hand; the last is where optimal string alignment (3) and Damerau–Levenshtein (2) differ.
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("window", "window", 0), ("windoww", "window", 1),
        ("widnow", "window", 1), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("ab", "ba", 1), ("ca", "abc", 3),
    ])
    func distances(a: String, b: String, distance: Int) {
        #expect(NearestName.editDistance(Array(a.utf8), Array(b.utf8)) == distance)
        #expect(NearestName.editDistance(Array(b.utf8), Array(a.utf8)) == distance)
    }

    static let options = ["window", "minimum_contacts", "roles"]

    @Test(arguments: [
        ("windoww", "window"), ("Window", "window"), ("minimum_contact", "minimum_contacts"), ("rolse", "roles"),
        ("wdw", nil), ("threshold", nil), ("", nil),
    ])
    func theNameThatWasMeant(written: String, meant: String?) {
        #expect(NearestName.of(written, among: Self.options) == meant)
    }

    @Test func theFirstOfEquallyNearNames() {
        #expect(NearestName.of("cat", among: ["bat", "hat", "cut"]) == "bat")
        #expect(NearestName.of("cat", among: ["cut", "hat", "bat"]) == "cut")
    }

    /// Six letters allow two edits, not three.
    @Test func aThirdOfTheLengthIsTheLimit() {
        #expect(NearestName.of("abcdef", among: ["abcdxy"]) == "abcdxy")
        #expect(NearestName.of("abcdef", among: ["abcxyz"]) == nil)
    }

    @Test func oneEditIsAlwaysAllowed() { #expect(NearestName.of("by", among: ["to", "my"]) == "my") }

    @Test func nothingAmongNothing() { #expect(NearestName.of("a", among: [String]()) == nil) }
}
