import Tables
import Testing

@testable import StageProtocol

@Suite struct FrameTests {
    /// Frames in words, to compare them.
    private func words(_ frames: [Frame]) -> [String] {
        frames.map { frame in
            switch frame {
            case .control(let bytes): "control " + String(decoding: bytes, as: UTF8.self)
            case .data(let table, let message): "\(table) \(message.withBytes { Array($0) })"
            }
        }
    }

    @Test func aControlFrameToTheByte() throws {
        let bytes = try Frame.bytes(.endPart(2))
        #expect(bytes == [1, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 0, 0, 0, 0] + #"{"type":"end_part","part":2}"#.utf8)
    }

    /// The name takes 2 + 6 bytes and needs no zeros, one byte more needs seven.
    @Test func aDataFrameToTheByte() {
        let message = Buffer([0xAA, 0xBB] as [UInt8])
        #expect(
            Frame.bytes(table: "people", message) == [2, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0]
                + [6, 0] + "people".utf8 + [0xAA, 0xBB])
        #expect(
            Frame.bytes(table: "persons", message) == [2, 0, 0, 0, 0, 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0]
                + [7, 0] + "persons".utf8 + [0, 0, 0, 0, 0, 0, 0] + [0xAA, 0xBB])
    }

    @Test func aMessageOfArrowIsItsBytes() throws {
        let encoder = ArrowMessageEncoder(ArrowSchema([ArrowField("a", .int64)]))
        let message = try encoder.schemaMessage()
        #expect(Frame.bytes(table: "t", message) == Frame.bytes(table: "t", Buffer(message.bytes)))
    }

    /// What the bytes hold does not depend on how they are cut.
    @Test(arguments: [1, 2, 3, 7, 16, 17, 1000]) func anyCut(_ size: Int) throws {
        let bytes =
            try Frame.bytes(.heartbeat) + Frame.bytes(table: "Straße", Buffer([1, 2, 3] as [UInt8]))
            + [9, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0, 0, 0] + [1, 2, 3, 4, 5]
            + Frame.bytes(table: "", Buffer([] as [UInt8])) + Frame.bytes(.endInput)
        var decoder = FrameDecoder(), frames: [Frame] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let decoded = decoder.decode(Array(bytes[start..<min(start + size, bytes.count)]))
            #expect(decoded.fault == nil)
            frames += decoded.items
        }
        try decoder.finish()
        #expect(
            words(frames) == [
                #"control {"type":"heartbeat"}"#, "Straße [1, 2, 3]", " []", #"control {"type":"end_input"}"#,
            ])
    }

    private func header(_ kind: UInt8, _ length: UInt64, reserved: UInt8 = 0) -> [UInt8] {
        [kind, 0, 0, 0, reserved, 0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    }

    @Test func lengthsAreHeldAgainstTheirLimits() throws {
        for (kind, limit) in [(UInt8(1), 1 << 20), (2, (64 << 20) + (64 << 10)), (3, 64 << 20)] {
            var fits = FrameDecoder(), exceeds = FrameDecoder(), huge = FrameDecoder()
            #expect(fits.decode(header(kind, UInt64(limit))).fault == nil)
            let words = "sent a frame of kind \(kind) with \(limit + 1) bytes, more than \(limit)"
            #expect(exceeds.decode(header(kind, UInt64(limit) + 1)).fault == ProtocolFault(words))
            #expect(huge.decode(header(kind, .max)).fault != nil)
        }
    }

    @Test func framesBeforeAFaultCount() throws {
        var decoder = FrameDecoder()
        let decoded = decoder.decode(try Frame.bytes(.heartbeat) + header(1, 0, reserved: 1))
        #expect(words(decoded.items) == [#"control {"type":"heartbeat"}"#])
        #expect(decoded.fault == ProtocolFault("sent a frame whose reserved bytes are not zero"))
        // Nothing can be read after it.
        let later = decoder.decode(try Frame.bytes(.heartbeat))
        #expect(later.items.isEmpty && later.fault == decoded.fault)
    }

    @Test func dataWithoutAProperName() {
        func fault(_ payload: [UInt8]) -> String? {
            var decoder = FrameDecoder()
            return decoder.decode(header(2, UInt64(payload.count)) + payload).fault?.message
        }
        let short = "sent a DATA frame too short for the name of a table"
        #expect(fault([]) == short)
        #expect(fault([0, 0, 0, 0]) == short)
        #expect(fault([7, 0, 1, 2, 3, 4, 5, 6]) == short)
        #expect(fault([255, 255, 1, 2, 3, 4, 5, 6]) == short)
        #expect(fault([2, 0, 0xC3, 0x28, 0, 0, 0, 0]) == "sent a DATA frame whose table has a name that is not UTF-8")
        #expect(fault([1, 0, 0x61, 0, 1, 0, 0, 0]) == "sent a DATA frame without zeros behind the name of its table")
    }

    @Test func bytesThatEndInsideOfAFrame() throws {
        func fault(_ bytes: [UInt8]) -> String? {
            var decoder = FrameDecoder()
            _ = decoder.decode(bytes)
            do throws(ProtocolFault) { try decoder.finish() } catch { return error.message }
            return nil
        }
        #expect(fault([]) == nil)
        #expect(fault([1, 0, 0]) == "ended its output after 3 bytes of a frame's header")
        #expect(fault(header(1, 5)) == "ended its output after 0 of the 5 bytes of a frame")
        #expect(fault(header(1, 5) + [1, 2]) == "ended its output after 2 of the 5 bytes of a frame")
        #expect(fault(header(9, 5) + [1, 2]) == "ended its output 3 bytes before the end of a frame")
    }

    /// Damaged frames and noise end in frames or in a fault, never in anything else.
    @Test func hostileBytes() throws {
        var random = SeededGenerator(state: 20_261_120)
        let whole =
            try Frame.bytes(.ack(table: "people", batches: 3))
            + Frame.bytes(table: "people", Buffer([1, 2, 3] as [UInt8]))
        var faults = 0
        for round in 0..<4000 {
            var bytes = whole + whole
            if round % 4 == 0 {
                bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in .random(in: 0...255, using: &random) }
            } else {
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[place] = .random(in: 0...255, using: &random)
                }
            }
            var decoder = FrameDecoder()
            let decoded = decoder.decode(bytes)
            faults += decoded.fault == nil ? 0 : 1
            for case .control(let bytes) in decoded.items { _ = try? ControlMessage(parsing: bytes) }
        }
        #expect(faults > 1000)
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every run and machine.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
