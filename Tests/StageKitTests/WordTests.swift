import StageKit
import Testing

/// Words of enumerations: what feeds write, what stages in a child process read.
@Suite struct WordTests {
    @Test func everyWordIsReadBack() {
        for value in Sex.allCases { #expect(Sex(word: value.word) == value) }
        for value in EthnicGroup.allCases { #expect(EthnicGroup(word: value.word) == value) }
        for value in StaffRole.allCases { #expect(StaffRole(word: value.word) == value) }
        for value in ContactMode.allCases { #expect(ContactMode(word: value.word) == value) }
        for value in ContactStatus.allCases { #expect(ContactStatus(word: value.word) == value) }
        for value in ContactUrgency.allCases { #expect(ContactUrgency(word: value.word) == value) }
        for value in AdmissionMethod.allCases { #expect(AdmissionMethod(word: value.word) == value) }
    }

    /// Columns of words take the raw value for the word's place.
    @Test func rawValuesArePlaces() {
        #expect(Sex.allCases.map(\.rawValue) == Array(0..<4))
        #expect(EthnicGroup.allCases.map(\.rawValue) == Array(0..<7))
        #expect(StaffRole.allCases.map(\.rawValue) == Array(0..<10))
        #expect(ContactMode.allCases.map(\.rawValue) == Array(0..<6))
        #expect(ContactStatus.allCases.map(\.rawValue) == Array(0..<5))
        #expect(ContactUrgency.allCases.map(\.rawValue) == Array(0..<3))
        #expect(AdmissionMethod.allCases.map(\.rawValue) == Array(0..<4))
    }

    @Test func anUnknownWordIsNone() {
        #expect(EthnicGroup(word: "White") == nil)
        #expect(Sex(word: "x") == .unknown)
    }
}
