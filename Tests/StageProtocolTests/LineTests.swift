import Testing

@testable import StageProtocol

@Suite struct LineTests {
    @Test(arguments: [1, 2, 5, 100]) func anyCut(_ size: Int) throws {
        let bytes = Array("{\"a\":1}\n\n{}\n".utf8)
        var decoder = LineDecoder(), lines: [[UInt8]] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += decoder.decode(bytes[start..<min(start + size, bytes.count)]).items
        }
        try decoder.finish()
        #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["{\"a\":1}", "{}"])
    }

    @Test func aLineOverTheLimit() {
        var decoder = LineDecoder()
        let line = [UInt8](repeating: 0x20, count: WireLimit.control)
        #expect(decoder.decode(line).fault == nil)
        let decoded = decoder.decode([0x20])
        #expect(decoded.fault == ProtocolFault("sent a line of more than 1048576 bytes"))
        #expect(decoder.decode([0x0A]).fault == decoded.fault)
    }

    @Test func aLineWithoutItsEnd() {
        var decoder = LineDecoder()
        _ = decoder.decode("{}\n{".utf8)
        #expect(throws: ProtocolFault("ended its output inside of a line")) { try decoder.finish() }
    }
}
