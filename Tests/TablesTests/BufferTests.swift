import Testing

@testable import Tables

@Suite struct BufferTests {
    @Test func itHoldsTheBytesInNativeOrder() {
        let buffer = Buffer([Int32(1), -2, 3])
        #expect(buffer.count == 12)
        #expect(Array(Values<Int32>(buffer)) == [1, -2, 3])
        #expect(buffer.withBytes { Array($0) } == [1, 0, 0, 0, 254, 255, 255, 255, 3, 0, 0, 0])
    }

    @Test func anEmptyOneHasNoBytes() {
        let buffer = Buffer([Int64]())
        #expect(buffer.count == 0)
        #expect(Values<Int64>(buffer).isEmpty)
    }

    @Test func theAddressIsAligned() {
        for count in [0, 1, 3, 17, 1000] {
            let address = Buffer([UInt8](repeating: 7, count: count)).withBytes { Int(bitPattern: $0.baseAddress) }
            #expect(address % 16 == 0)
        }
    }

    @Test func aBuilderGrowsPastItsRoom() {
        var builder = BufferBuilder<Int64>(capacity: 0)
        for value in 0..<10_000 { builder.append(Int64(value * value)) }
        #expect(builder.count == 10_000)
        #expect(Array(Values<Int64>(builder.finish())) == (0..<10_000).map { Int64($0 * $0) })
    }

    @Test func aBuilderReadsAndWritesInPlace() {
        var builder = BufferBuilder<Int32>()
        for value in [5, 6, 7] as [Int32] { builder.append(value) }
        builder[1] = -6
        #expect(builder[0] == 5)
        #expect(builder[1] == -6)
        #expect(builder.withValues { Array($0) } == [5, -6, 7])
    }

    @Test func whatIsTruncatedIsWrittenOver() {
        var builder = BufferBuilder<Int32>()
        for value in [1, 2, 3, 4] as [Int32] { builder.append(value) }
        builder.truncate(to: 2)
        builder.append(9)
        #expect(Array(Values<Int32>(builder.finish())) == [1, 2, 9])
    }

    @Test func blocksAreAppendedWhole() {
        var builder = BufferBuilder<UInt8>()
        builder.append(UnsafeBufferPointer(start: nil, count: 0))
        for _ in 0..<5 { [1, 2, 3, 4, 5, 6, 7].withUnsafeBufferPointer { builder.append($0) } }
        let values = Array(Values<UInt8>(builder.finish()))
        #expect(values == (0..<35).map { UInt8($0 % 7 + 1) })
    }

    @Test func roomMadeBeforehandChangesNothing() {
        var builder = BufferBuilder<Int32>()
        builder.append(1)
        builder.reserve(100_000)
        builder.append(2)
        #expect(Array(Values<Int32>(builder.finish())) == [1, 2])
    }
}
