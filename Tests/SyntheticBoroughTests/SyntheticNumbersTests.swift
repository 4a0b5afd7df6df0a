import Testing

@testable import SyntheticBorough

@Suite struct SyntheticNumbersTests {
    /// Modulus 11 as the NHS Data Dictionary words it: weights 10 to 2, the remainder taken from 11, 11 read as 0.
    private func isValid(_ number: String) -> Bool {
        let digits = number.compactMap(\.wholeNumberValue)
        guard digits.count == 10 else { return false }
        let sum = zip(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]).map { $0 * $1 }.reduce(0, +)
        let check = (11 - sum % 11) % 11
        return check != 10 && check == digits[9]
    }

    @Test func checkDigitOfPublishedNumber() {
        // 943 476 5919 is the example of the NHS Data Dictionary.
        #expect(SyntheticNumbers.checkDigit(ofNine: 943_476_591) == 9)
        #expect(isValid("9434765919"))
        // 9990000018, the example of the feed's own document: 9*(10+9+8) + 1*2 = 245 = 22*11 + 3, and 11 - 3 = 8.
        #expect(SyntheticNumbers.checkDigit(ofNine: 999_000_001) == 8)
        // 9*27 + 5*2 = 253 = 23*11, and 11 - 0 counts as 0.
        #expect(SyntheticNumbers.checkDigit(ofNine: 999_000_005) == 0)
        // 9*27 + 1*3 + 4*2 = 254 = 23*11 + 1, and 11 - 1 = 10 is no digit.
        #expect(SyntheticNumbers.checkDigit(ofNine: 999_000_014) == nil)
    }

    @Test func numbersAreValidDifferentAndFromTheTestRange() {
        let numbers = SyntheticNumbers(count: 3_000)
        var seen: Set<UInt64> = []
        for index in 0..<3_000 {
            let text = String(numbers[index])
            #expect(isValid(text) && text.hasPrefix("999") && text != "9999999999")
            seen.insert(numbers[index])
            #expect(!isValid(String(numbers.wrong(index))))
        }
        #expect(seen.count == 3_000)
    }

    @Test func largestBoroughHasNumbersEnough() {
        let numbers = SyntheticNumbers(count: BoroughPlan.peopleRange.upperBound + Population.spareNumbers)
        #expect(numbers.count >= BoroughPlan.peopleRange.upperBound + Population.spareNumbers)
        #expect(isValid(String(numbers[1_003_999])) && String(numbers[1_003_999]).hasPrefix("99"))
    }
}
