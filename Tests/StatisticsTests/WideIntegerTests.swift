import Testing

@testable import Statistics

@Suite struct WideIntegerTests {
    @Test func smallProductsAndSums() {
        var random = SeededGenerator(state: 7)
        for _ in 0..<2000 {
            let v = (0..<6).map { _ in Int128(Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &random))
            }
            let wide = WideInteger(product: v[0], v[1], v[2]) - WideInteger(product: v[3], v[4], v[5])
            let narrow = v[0] * v[1] * v[2] - v[3] * v[4] * v[5]
            #expect(wide == WideInteger(narrow))
            #expect(wide.isNegative == (narrow < 0))
            #expect(wide.doubleValue == Double(narrow))
        }
    }

    /// (a + b)(a − b) c = a² c − b² c with factors of 126 bits: every limb carries.
    @Test func largeProductsCancelExactly() {
        var random = SeededGenerator(state: 11)
        for _ in 0..<500 {
            let a = Int128.random(in: -(1 << 125)...(1 << 125), using: &random)
            let b = Int128.random(in: -(1 << 125)...(1 << 125), using: &random)
            let c = Int128.random(in: -(1 << 126)...(1 << 126), using: &random)
            #expect(
                WideInteger(product: a + b, a - b, c) == WideInteger(product: a, a, c) - WideInteger(product: b, b, c))
        }
    }

    @Test func conversionRoundsOnceToEven() {
        let odd: Int128 = (1 << 53) + 1
        let far = WideInteger(product: odd, 1 << 100, 1 << 100)
        #expect(far.doubleValue == 0x1p253)
        // One unit below 200 bits breaks the tie.
        #expect((far + WideInteger(1)).doubleValue == 0x1p253 + 0x1p201)
        #expect((-far - WideInteger(1)).doubleValue == -0x1p253 - 0x1p201)
        #expect((far - WideInteger(1)).doubleValue == 0x1p253)
        #expect(WideInteger(product: 1 << 126, 1 << 126, 1 << 126).doubleValue == 0x1p378)
        #expect(WideInteger(0).doubleValue == 0)
        #expect(WideInteger(-1).doubleValue == -1)
        #expect(WideInteger(Int128.max).doubleValue == 0x1p127)
        #expect(WideInteger(Int128.min).doubleValue == -0x1p127)
        #expect(WideInteger(product: .min, 1, 1) == WideInteger(.min))
    }
}
