import Tables
import Testing

@testable import RegistryXML

@Suite struct ValueFormsTests {
    private func of<Value>(_ text: String, _ form: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        Array(text.utf8).withUnsafeBufferPointer { form($0) }
    }

    @Test func dates() {
        #expect(of("1970-01-02", ValueForms.date) == 1)
        #expect(of("2024-02-29", ValueForms.date) == CalendarDay("2024-02-29")?.number)
        for bad in [
            "2023-02-29", "2023-13-01", "2023-1-01", " 2023-01-01", "2023-01-01 ", "2023/01/01", "٢٠٢٣-01-01", "",
        ] {
            #expect(of(bad, ValueForms.date) == nil)
        }
    }

    /// The day that is written, whatever the zone: XML Schema part 2, 3.2.9, with its fourteen hours.
    @Test func datesWithAZone() {
        for zone in ["", "Z", "+00:00", "-00:00", "+01:00", "-12:30", "+14:00", "-14:00"] {
            #expect(of("1970-01-02" + zone, ValueForms.date) == 1, "\(zone)")
            #expect(of("1970-01-02" + zone, ValueForms.dateOrTime) == 86_400, "\(zone)")
            #expect(of("1970-01-02" + zone, ValueForms.isoTime) == 86_400, "\(zone)")
            #expect(of("1970-01-02" + zone, ValueForms.isoDate) == 1, "\(zone)")
        }
        for zone in [
            "z", "ZZ", " Z", "Z ", "+14:01", "-15:00", "+1:00", "+01", "+0100", "+01:60", "01:00", "+01:00Z", "T",
        ] {
            #expect(of("1970-01-02" + zone, ValueForms.date) == nil, "\(zone)")
            #expect(of("1970-01-02" + zone, ValueForms.dateOrTime) == nil, "\(zone)")
            #expect(of("1970-01-02" + zone, ValueForms.isoTime) == nil, "\(zone)")
        }
        #expect(of("1970-02-30Z", ValueForms.date) == nil)
        #expect(of("0000-01-01+01:00", ValueForms.date) == nil)
        #expect(of("1970-01-02Z", ValueForms.localTime) == nil && of("1970-01-02Z", ValueForms.utcTime) == nil)
        // What a mapping says has none.
        #expect(FieldForm.written("1970-01-02", .date) != nil)
        #expect(FieldForm.written("1970-01-02Z", .date) == nil)
    }

    @Test func times() {
        #expect(of("1970-01-01T23:59:59", ValueForms.localTime) == 86_399)
        #expect(of("1970-01-02T00:00:00Z", ValueForms.utcTime) == 86_400)
        #expect(of("1970-01-02", ValueForms.dateOrTime) == 86_400)
        for bad in [
            "1970-01-01T24:00:00", "1970-01-01T00:60:00", "1970-01-01T00:00:60", "1970-01-01 00:00:00",
            "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.0", "1970-01-01t00:00:00",
        ] { #expect(of(bad, ValueForms.localTime) == nil) }
        #expect(of("1970-01-01T00:00:01.000Z", ValueForms.isoTime) == 1)
        #expect(of("1970-01-01T00:00:01+01:00", ValueForms.isoTime) == 1)
        #expect(of("1969-12-31T23:00:00", ValueForms.isoDate) == -1)
        #expect(of("1970-01-01T00:00:01.Z", ValueForms.isoTime) == nil)
    }

    @Test func numbers() {
        #expect(of("007", ValueForms.integer) == 7)
        #expect(of("9223372036854775807", ValueForms.integer) == Int64.max)
        for bad in ["-1", "+1", "1.0", ""] { #expect(of(bad, ValueForms.integer) == nil) }
        for (text, value) in [
            ("1", 1.0), ("-1.5", -1.5), ("+.5", 0.5), ("5.", 5), ("0.1", 0.1),
            ("12345678901234567890", 12345678901234567168),
        ] {
            #expect(of(text, ValueForms.decimal) == value)
        }
        for bad in ["", ".", "+", "1e3", "1,0", "0x1", "nan", "1.2.3", " 1"] {
            #expect(of(bad, ValueForms.decimal) == nil)
        }
    }

    @Test func integersHaveNoBound() {
        #expect(of("0", ValueForms.integer) == 0)
        #expect(of("9223372036854775807", ValueForms.integer) == Int64.max)
        #expect(of("99999999999999999999", ValueForms.integer) == Int64.max)
        #expect(of("999999999999999999990", ValueForms.integer) == Int64.max)
        for bad in ["", "-1", "+1", "1.0", " 1", "9999999999999999999x"] { #expect(of(bad, ValueForms.integer) == nil) }
    }

    @Test func thereIsNoYearZero() {
        #expect(of("0000-01-01", ValueForms.date) == nil)
        #expect(of("0001-01-01", ValueForms.date) == CalendarDay(year: 1, month: 1, day: 1)?.number)
    }

    @Test func moneyRoundsHalfToEven() {
        for (text, value) in [
            ("2410.50", 24_105_000), ("1", 10_000), ("0.00005", 0), ("0.00015", 2), ("0.000151", 2), ("0.00025", 2),
            ("0.000250001", 3), ("-0.00015", -2), (".5", 5_000), ("0.12344999", 1_234),
        ] as [(String, Int64)] { #expect(of(text, ValueForms.money) == value) }
        // A thousand million pounds is the most that is taken, so that sums stay exact.
        #expect(of("1000000000", ValueForms.money) == 10_000_000_000_000)
        for bad in ["1000000000.0001", "-1000000000.01", "9999999999999999", "99999999999999999999999"] {
            #expect(of(bad, ValueForms.money) == nil)
        }
    }

    /// ISO 8601: week 1 of 2015 began on Monday 29 December 2014; 2015 has 53 weeks, 2014 has 52.
    @Test func weeks() {
        #expect(of("012015", ValueForms.week) == CalendarDay("2014-12-29")?.number)
        #expect(of("532015", ValueForms.week) == CalendarDay("2015-12-28")?.number)
        for bad in ["532014", "002015", "542015", "12015", "0120155"] { #expect(of(bad, ValueForms.week) == nil) }
    }

    @Test func booleansAndNumbersOfPeople() {
        #expect(of("true", ValueForms.boolean) == true)
        #expect(of("false", ValueForms.boolean) == false)
        #expect(of("True", ValueForms.boolean) == nil)
        #expect(of("9434765919", ValueForms.isNHSNumber))  // the NHS Data Dictionary's own kind of example
        for bad in ["9434765918", "0000000000", "1000000001", "943476591", "94347659190"] {
            #expect(!of(bad, ValueForms.isNHSNumber))
        }
    }
}
