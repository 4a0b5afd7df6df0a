import Tables
import Testing

@testable import StageProtocol

@Suite struct FrameTests {
    @Test func aControlFrameToTheByte() throws {
        let bytes = try Frame.bytes(.endPart(2))
        #expect(bytes == [1, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0] + #"{"type":"end_part","part":2}"#.utf8)
    }
}
