import Testing

@testable import Diagnostics

@Suite struct DiagnosticTests {
    /// The statuses of Documentation/Errors.md.
    @Test func everyClassHasItsExitStatus() {
        let statuses: [DiagnosticCode: Int32] = [
            .internalFault: 1, .configuration: 2, .label: 2, .data: 3, .disclosure: 4, .stage: 6, .temporary: 75,
            .interrupted: 130,
        ]
        for code in DiagnosticCode.allCases { #expect(code.exitStatus == statuses[code], "\(code)") }
    }

    @Test func severalFaultsEndWithTheStatusOfTheFirstError() {
        let note = Diagnostic(.stage, "by the way", severity: .note)
        let warning = Diagnostic(.data, "odd", severity: .warning)
        let first = Diagnostic(.label, "would let figures out")
        let second = Diagnostic(.data, "nobody is left")
        #expect(Diagnostics([note, warning, first, second]).exitStatus == 2)
        #expect(Diagnostics([second, first]).exitStatus == 3)
        #expect(Diagnostics([note, warning]).exitStatus == 0)
        #expect(Diagnostics([]).exitStatus == 0)
    }

    @Test func aDiagnosticIsAnErrorUnlessItSaysOtherwise() {
        #expect(Diagnostic(.data, "x").severity == .error)
    }
}
