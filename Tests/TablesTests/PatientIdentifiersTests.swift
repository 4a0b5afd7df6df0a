import Testing

@testable import Tables

@Suite struct PatientIdentifiersTests {
    static let identifiers = PatientIdentifiers(["G85001-000017", "é-secret", "G85001-000017", "", "G85001"])

    @Test func equalIdentifiersAreFound() {
        let others = PatientIdentifiers(["", "G85001-000017", "e\u{301}-secret"])
        #expect(Self.identifiers.count == 5)
        #expect(Self.identifiers.isEqual(0, to: Self.identifiers, 2))
        #expect(Self.identifiers.isEqual(0, to: others, 1))
        #expect(Self.identifiers.isEqual(3, to: others, 0))
        #expect(!Self.identifiers.isEqual(0, to: Self.identifiers, 4))
        #expect(!Self.identifiers.isEqual(1, to: others, 2), "other bytes, though the same letters")
        #expect(Self.identifiers.hash(0) == others.hash(1))
        #expect(Self.identifiers.hash(3) == others.hash(0))
        #expect(Self.identifiers.hash(0) != Self.identifiers.hash(4))
    }

    @Test func theOrderIsThatOfTheBytes() {
        let inOrder = PatientIdentifiers(["", "A", "AA", "B", "a", "z", "é", "名"])
        for a in 0..<inOrder.count {
            for b in 0..<inOrder.count { #expect(inOrder.precedes(a, inOrder, b) == (a < b)) }
        }
    }

    /// Whatever Swift offers to make a value into text shows how many there are and nothing of them.
    @Test func nothingOfThemIsShown() {
        struct Holder {
            var patients = PatientIdentifiersTests.identifiers
            var more: [PatientIdentifiers?] = [PatientIdentifiersTests.identifiers]
        }
        var shown: [String] = []
        shown.append(String(describing: Self.identifiers))
        shown.append(String(reflecting: Self.identifiers))
        shown.append("\(Self.identifiers)")
        shown.append(String(describing: Holder()))
        shown.append(String(reflecting: [Self.identifiers]))
        var dumped = ""
        dump(Self.identifiers, to: &dumped)
        dump(Holder(), to: &dumped)
        shown.append(dumped)
        for text in shown {
            #expect(text.contains("5 patient identifiers"))
            #expect(!text.contains("G85001") && !text.contains("secret") && !text.contains("Buffer"))
        }
        #expect(Mirror(reflecting: Self.identifiers).children.isEmpty)
        #expect(Mirror(reflecting: Self.identifiers).superclassMirror == nil)
    }

    @Test func theyCannotBeWrittenOut() {
        let value: any Sendable = Self.identifiers
        #expect(!(value is any Encodable))
        #expect(!(value is any Sequence))
        #expect(!(value is any TextOutputStreamable))
    }
}
