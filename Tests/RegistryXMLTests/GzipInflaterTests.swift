import CZlib
import Testing

@testable import RegistryXML

/// ISA-L against zlib, by another's hand and in one piece.
@Suite struct GzipInflaterTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func anyPiecesGiveWhatWasPacked(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for level in Int32(0)...9 {
            let plain = Self.text(&random, count: Int.random(in: 0...120_000, using: &random))
            let packed = Self.packed(plain, level: level)
            let most = Int.random(in: 1...5_000, using: &random)
            let (bytes, isWhole) = Self.inflated(packed, &random, most: most)
            #expect(isWhole && bytes == plain, "level \(level), pieces of at most \(most)")
        }
    }

    @Test func everyShorterFileIsNoMember() {
        var random = SplitMix(seed: 5)
        let packed = Self.packed(Self.text(&random, count: 300), level: 6)
        for count in 0..<packed.count {
            #expect(!Self.inflated(Array(packed[..<count]), &random, most: 64).isWhole, "\(count) bytes")
        }
    }

    /// Headers with everything that RFC 1952 knows.
    @Test func headersWithNameCommentAndExtraField() {
        var random = SplitMix(seed: 6)
        let plain = Self.text(&random, count: 1000)
        let packed = Self.packed(plain, level: 6)
        for flags in [UInt8](0..<32) {
            var member = Array(packed[..<3]) + [flags] + packed[4..<10]
            if flags & 4 != 0 { member += [3, 0, 0x41, 0x42, 0x43] }
            if flags & 8 != 0 { member += Array("feed.xml".utf8) + [0] }
            if flags & 16 != 0 { member += Array("a comment".utf8) + [0] }
            if flags & 2 != 0 {
                let crc = crc32(0, member, UInt32(member.count))
                member += [UInt8(crc & 255), UInt8(crc >> 8 & 255)]
            }
            member += packed[10...]
            let (bytes, isWhole) = Self.inflated(member, &random, most: 7)
            #expect(isWhole && bytes == plain, "flags \(flags)")
        }
    }

    /// Another method, flags that mean nothing, a wrong sum over the header.
    @Test func headersThatSayWhatCannotBe() {
        var random = SplitMix(seed: 7)
        let packed = Self.packed(Self.text(&random, count: 100), level: 6)
        for (place, byte) in [(0, 0x1E), (1, 0x8C), (2, 7), (3, 0x20), (3, 0x40), (3, 0x80)] as [(Int, UInt8)] {
            var member = packed
            member[place] = byte
            #expect(!Self.inflated(member, &random, most: 50).isWhole, "byte \(place)")
        }
        let start = Array(packed[..<3]) + [2] + packed[4..<10]
        let crc = crc32(0, start, UInt32(start.count)) ^ 1
        let member = start + [UInt8(crc & 255), UInt8(crc >> 8 & 255)] + packed[10...]
        #expect(!Self.inflated(member, &random, most: 50).isWhole)
    }

    /// What is damaged is never taken for something else than zlib takes it for.
    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func damagedMembersEndAsWithZlib(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var refused = 0
        for _ in 0..<400 {
            let plain = Self.text(&random, count: Int.random(in: 0...4_000, using: &random))
            var packed = Self.packed(plain, level: Int32.random(in: 0...9, using: &random))
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 10..<packed.count, using: &random)
                packed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            let most = Int.random(in: 1...2_000, using: &random)
            let ours = Self.inflated(packed, &random, most: most)
            let theirs = Self.unpacked(packed)
            #expect(ours.isWhole == (theirs != nil))
            if ours.isWhole { #expect(ours.bytes == theirs) } else { refused += 1 }
        }
        #expect(refused > 300)
    }

    /// Text with repeats near and far.
    private static func text(_ random: inout SplitMix, count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if bytes.count > 10, Bool.random(using: &random) {
                let back = Int.random(in: 1...min(bytes.count, 32_768), using: &random)
                for _ in 0..<Int.random(in: 3...300, using: &random) { bytes.append(bytes[bytes.count - back]) }
            } else {
                for _ in 0..<Int.random(in: 1...40, using: &random) {
                    bytes.append(.random(in: 32...126, using: &random))
                }
            }
        }
        return Array(bytes[..<count])
    }

    private static func packed(_ plain: [UInt8], level: Int32) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        #expect(deflateInit2_(&stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK)
        defer { deflateEnd(&stream) }
        var plain = plain
        var packed = [UInt8](repeating: 0, count: plain.count + plain.count / 100 + 1_000)
        let count = packed.withUnsafeMutableBufferPointer { out in
            plain.withUnsafeMutableBufferPointer { text in
                stream.next_in = text.baseAddress
                stream.avail_in = UInt32(text.count)
                stream.next_out = out.baseAddress
                stream.avail_out = UInt32(out.count)
                #expect(deflate(&stream, Z_FINISH) == Z_STREAM_END)
                return out.count - Int(stream.avail_out)
            }
        }
        return Array(packed[..<count])
    }

    /// What zlib makes of a member; `nil` where it makes nothing whole of it.
    private static func unpacked(_ packed: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var packed = packed
        var plain = [UInt8](repeating: 0, count: 1 << 20)
        return packed.withUnsafeMutableBufferPointer { text in
            let count: Int? = plain.withUnsafeMutableBufferPointer { out in
                stream.next_in = text.baseAddress
                stream.avail_in = UInt32(text.count)
                stream.next_out = out.baseAddress
                stream.avail_out = UInt32(out.count)
                guard CZlib.inflate(&stream, Z_FINISH) == Z_STREAM_END else { return nil }
                return out.count - Int(stream.avail_out)
            }
            return count.map { Array(plain[..<$0]) }
        }
    }

    /// Inflates in pieces of at most `most` bytes, in and out.
    private static func inflated(
        _ packed: [UInt8], _ random: inout SplitMix, most: Int
    ) -> (bytes: [UInt8], isWhole: Bool) {
        var inflater = GzipInflater()
        var bytes: [UInt8] = [], place = 0
        while true {
            let offered = min(Int.random(in: 1...most, using: &random), packed.count - place)
            var room = [UInt8](repeating: 0, count: Int.random(in: 1...most, using: &random))
            let (step, taken, given) = packed.withUnsafeBytes { input in
                room.withUnsafeMutableBytes {
                    inflater.inflate(UnsafeRawBufferPointer(rebasing: input[place..<place + offered]), into: $0)
                }
            }
            place += taken
            bytes += room[..<given]
            switch step {
            case .broken: return (bytes, false)
            case .memberEnd: return (bytes, place == packed.count)
            case .more: if taken == 0, given == 0, place == packed.count { return (bytes, false) }
            }
        }
    }
}
