import Testing

@testable import RegistryXML

@Suite struct QuantityTests {
    private func of<Value>(_ text: String, _ form: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        Array(text.utf8).withUnsafeBufferPointer { form($0) }
    }

    @Test(
        arguments: [
            ("5.2", 5.2, nil), ("<5", 5, "<"), ("< 5", 5, "<"), ("<=5", 5, "<="), ("≤5", 5, "<="), (">90", 90, ">"),
            (">=\t90.5", 90.5, ">="), ("≥ 90", 90, ">="), ("~1", 1, "~"), ("-3", -3, nil), ("<-3", -3, "<"),
            ("+.5", 0.5, nil),
            ("1.2e3", 1_200, nil), ("1E-2", 0.01, nil), ("12e+1", 120, nil), ("<1e-3", 0.001, "<"), ("0e99999", 0, nil),
            ("1.5e-3", 0.0015, nil), ("123456789e22", 1.23456789e30, nil),
            ("5e-324", Double.leastNonzeroMagnitude, nil), ("7e0", 7, nil),
            ("1e-99999", 0, nil),
        ] as [(String, Double, String?)])
    func quantities(_ text: String, _ number: Double, _ comparator: String?) {
        #expect(of(text, ValueForms.quantity) == number)
        let code = of(text, ValueForms.comparatorCode)
        #expect(code != nil)
        #expect(code.flatMap { $0 }.map { ValueForms.comparators[Int($0)] } == comparator)
    }

    @Test(arguments: [
        "", "<", "<=", "< ", "=5", "<>5", "<<5", "5<", "~=5", "=<5", " 5", "5 ", "5 mmol/l", "1,000", "1 000", "1e",
        "1e+",
        "e3", "1e3.0", "1e3e3", "INF", "NaN", "0x1p3", "1e309", "-1e400", "negative", "ca. 5", "\u{2264}", "\u{2265}x",
        "≦5",
        "1e3 ",
    ]) func noQuantities(_ text: String) {
        #expect(of(text, ValueForms.quantity) == nil)
        #expect(of(text, ValueForms.comparatorCode) == nil)
    }

    /// Against the standard library's own reading of the same digits.
    @Test func seededRandom() {
        var seed: UInt64 = 11
        func next(_ bound: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % bound
        }
        for _ in 0..<20_000 {
            var text = "\(next(1 << (1 + next(30))))"
            if next(2) == 0 { text += ".\(next(1_000_000))" }
            if next(2) == 0 { text += "e\(next(2) == 0 ? "-" : "")\(next(40))" }
            #expect(of(text, ValueForms.quantity) == Double(text), "\(text)")
            #expect(of("<" + text, ValueForms.quantity) == Double(text))
        }
    }

    @Test func booleansOfXMLSchema() {
        for (text, value) in [("true", true), ("1", true), ("false", false), ("0", false)] {
            #expect(of(text, ValueForms.schemaBoolean) == value)
        }
        for bad in ["", "2", "TRUE", "01", "yes", " 1"] { #expect(of(bad, ValueForms.schemaBoolean) == nil) }
    }

    @Test func charactersOfUTF8() {
        #expect(of("", ValueForms.characters) == 0)
        #expect(of("abc", ValueForms.characters) == 3)
        #expect(of("aé€😀", ValueForms.characters) == 4)
    }
}
