import Tables
import Testing

@testable import RegistryXML

@Suite struct WrittenTimeTests {
    private func iso(_ text: String) -> WrittenTime? {
        Array(text.utf8).withUnsafeBufferPointer { WrittenTime(iso: $0) }
    }

    private func hl7(_ text: String) -> WrittenTime? {
        Array(text.utf8).withUnsafeBufferPointer { WrittenTime(hl7: $0) }
    }

    private func any(_ text: String) -> WrittenTime? {
        Array(text.utf8).withUnsafeBufferPointer { WrittenTime(any: $0) }
    }

    /// Year, month, day, seconds, zone.
    private func parts(_ time: WrittenTime?) -> [Int?]? {
        time.map { [$0.year, $0.month, $0.day, $0.seconds, $0.zone] }
    }

    @Test func isoShapes() {
        #expect(parts(iso("2014")) == [2014, 1, 1, 0, nil])
        #expect(parts(iso("2014-03")) == [2014, 3, 1, 0, nil])
        #expect(parts(iso("2024-02-29")) == [2024, 2, 29, 0, nil])
        #expect(parts(iso("2024-02-29T23:59")) == [2024, 2, 29, 86_340, nil])
        #expect(parts(iso("2024-02-29T23:59+05:30")) == [2024, 2, 29, 86_340, 19_800])
        #expect(parts(iso("2018-10-25T14:46:00Z")) == [2018, 10, 25, 53_160, 0])
        #expect(parts(iso("2018-10-25T14:46:01.0001234-04:00")) == [2018, 10, 25, 53_161, -14_400])
        #expect(parts(iso("2018-10-25T14:46:01.5")) == [2018, 10, 25, 53_161, nil])
        #expect(parts(iso("2018-10-25T00:00:00+14:00")) == [2018, 10, 25, 0, 50_400])
        #expect(parts(iso("0001-01-01")) == [1, 1, 1, 0, nil])
        #expect(parts(iso("2014-03-01Z")) == [2014, 3, 1, 0, 0])
        #expect(parts(iso("2014-03-01-04:00")) == [2014, 3, 1, 0, -14_400])
        #expect(iso("2014-03-01+14:00")?.precision == .day)
        let precisions = ["2014", "2014-03", "2014-03-01", "2014-03-01T10:00", "2014-03-01T10:00:00Z"].map {
            iso($0)?.precision
        }
        #expect(precisions == [.year, .month, .day, .minute, .second])
    }

    @Test(arguments: [
        "", "201", "20145", "2014-", "2014-3", "2014-00", "2014-13", "2014-03-", "2014-03-1", "2014-03-00",
        "2014-04-31",
        "2023-02-29", "1900-02-29", "0000-01-01", "0000", "2014-03-01T", "2014-03-01T10", "2014-03-01T10:00:",
        "2014-03-01T24:00:00", "2014-03-01T23:59:60", "2014-03-01T10:60", "2014-03-01 10:00:00", "2014-03-01T10:00:00.",
        "2014-03-01T10:00:00z", "2014-03-01T10:00:00+0100", "2014-03-01T10:00:00+14:01", "2014-03-01T10:00:00+01",
        "2014-03-01T10:00:00+01:60", "2014-03-01T10:00.5", "2014-03-01+14:01", "2014-03Z", "2014Z", "2014/03/01",
        "-014-03-01", "20140301",
        " 2014", "2014 ", "٢٠١٤", "2014-03-01T10:00:00Z ",
    ]) func noIsoShape(_ text: String) {
        #expect(iso(text) == nil)
    }

    @Test func hl7Shapes() {
        #expect(parts(hl7("1912")) == [1912, 1, 1, 0, nil])
        #expect(parts(hl7("199911")) == [1999, 11, 1, 0, nil])
        #expect(parts(hl7("20091105")) == [2009, 11, 5, 0, nil])
        #expect(parts(hl7("2010011413")) == [2010, 1, 14, 46_800, nil])
        #expect(parts(hl7("201001141308")) == [2010, 1, 14, 47_280, nil])
        #expect(parts(hl7("20201222144600")) == [2020, 12, 22, 53_160, nil])
        #expect(parts(hl7("20201222144600-0500")) == [2020, 12, 22, 53_160, -18_000])
        #expect(parts(hl7("20201222144600.1234+0000")) == [2020, 12, 22, 53_160, 0])
        #expect(parts(hl7("20160413003547Z")) == [2016, 4, 13, 2_147, 0])
        #expect(parts(hl7("2010011413+0100")) == [2010, 1, 14, 46_800, 3_600])
        let precisions = ["1912", "199911", "20091105", "2010011413", "201001141308", "20201222144600"].map {
            hl7($0)?.precision
        }
        #expect(precisions == [.year, .month, .day, .hour, .minute, .second])
    }

    @Test(arguments: [
        "", "191", "19991", "199913", "199900", "2009110", "20091100", "20090431", "20230229", "200911052",
        "2009110524",
        "200911051360", "20091105130060", "2009110513000", "2009110513000000", "20091105130000.", "20091105+0100",
        "200911+0100", "20091105130000+01:00", "20091105130000+1401", "20091105130000+01", "20091105130000 ",
        "2009-11-05", "200911051308.5", "00000101", "2009110x", "20091105130000z",
    ]) func noHl7Shape(_ text: String) {
        #expect(hl7(text) == nil)
    }

    @Test func eitherShape() {
        #expect(parts(any("2014-03")) == [2014, 3, 1, 0, nil])
        #expect(parts(any("201403")) == [2014, 3, 1, 0, nil])
        #expect(parts(any("2014")) == [2014, 1, 1, 0, nil])
        #expect(parts(any("2020-12-22T14:46:00Z")) == parts(any("20201222144600Z")))
        #expect(any("2014-0500") == nil)
    }

    /// Times made from their parts are read back to them in every shape; a byte changed at random never crashes, and
    /// what is read then is a real day.
    @Test func seededRandom() {
        var seed: UInt64 = 20_261_125
        func next(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % bound
        }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        for _ in 0..<4_000 {
            let year = 1 + next(9_999), month = 1 + next(12), length = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
            let day = 1 + next(length[month - 1] + (month == 2 && isLeap ? 1 : 0))
            let hour = next(24), minute = next(60), second = next(60), zone = next(1_681) - 840
            let years = String(repeating: "0", count: 4 - "\(year)".count) + "\(year)"
            let east = (zone < 0 ? "-" : "+", two(abs(zone) / 60), two(abs(zone) % 60))
            let expected = [year, month, day, hour * 3_600 + minute * 60 + second, zone * 60]
            let date = "\(years)-\(two(month))-\(two(day))"
            var texts = ["\(date)T\(two(hour)):\(two(minute)):\(two(second))\(east.0)\(east.1):\(east.2)"]
            texts.append(
                "\(years)\(two(month))\(two(day))\(two(hour))\(two(minute))\(two(second)).\(next(9))\(east.0)"
                    + "\(east.1)\(east.2)")
            for text in texts {
                #expect(parts(any(text)) == expected)
                var bytes = Array(text.utf8)
                bytes[next(bytes.count)] = UInt8(next(128))
                let read = bytes.prefix(next(bytes.count + 1)).withUnsafeBufferPointer { WrittenTime(any: $0) }
                if let read { #expect(read.number != nil && read.seconds < 86_400) }
            }
            #expect(iso(date)?.number == CalendarDay(date)?.number)
        }
    }
}
