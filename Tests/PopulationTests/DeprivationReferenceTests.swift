import StageKit
import Testing

@testable import Population

struct DeprivationReferenceTests {
    @Test func decilesByTheRunsCodes() throws {
        let table = deprivationTable([("E2", 10), ("E9", 4), ("E1", 1), ("E3", nil)])
        #expect(try DeprivationReference.deciles(table, of: Texts(["E1", "E2", "E3", "E4"])) == [1, 10, 0, 0])
        #expect(try DeprivationReference.deciles(nil, of: Texts(["E1"])) == [0])
    }

    @Test func everyFaultHasItsLine() {
        let table = deprivationTable([("E1", 1), ("E2", 11), ("E1", 1), ("E3", 0)])
        let fault = #expect(throws: StageFault.self) { try DeprivationReference.deciles(table, of: Texts(["E1"])) }
        #expect(fault?.code == .data)
        #expect(
            ([fault].compactMap(\.self) + (fault?.others ?? [])).map { "\($0.location?.line ?? 0) \($0.message)" } == [
                "3 the decile 11 is not one of 1 to 10", "4 LSOA 'E1' is there already (imd.csv:2)",
                "5 the decile 0 is not one of 1 to 10",
            ])
    }
}
