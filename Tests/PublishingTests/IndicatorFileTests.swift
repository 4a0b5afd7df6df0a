import StageKit
import Testing

@testable import Publishing

@Suite struct IndicatorFileTests {
    private static let header =
        "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,"
        + "Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,"
        + "Upper CI 99.8 limit,Count,Denominator,Value note,Recent Trend,Compared to borough value,"
        + "Time period Sortable,New data,Compared to goal,Time period range,Population basis,Period start,"
        + "Period end,Statistic,Unit,Polarity,Expected,Publisher,Release\r\n"

    private func text(_ rows: [IndicatorRow], publisher: String = "The borough") throws -> String {
        String(
            decoding: try IndicatorFile(rows, publisher: publisher, release: "0123456789abcdef").bytes, as: UTF8.self)
    }

    @Test func everyByteOfOneFile() throws {
        var borough = row(area: "B1", value: 0.25, limits: (0.2, 0.3))
        borough.count = 500
        borough.denominator = 2000
        var community = row(value: 0.5, limits: (0.4375, 0.5625))
        community.areaName = "Mill \"End\", north"
        community.limits998 = Interval(lower: 0.375, upper: 0.625)
        community.count = 125
        community.denominator = 250
        var withheld = row(breakdown: .ethnicity, category: 3)
        withheld.withhold()
        var gap = row("access-no-contact-gap-relative", area: "B1", polarity: .neutral, value: 2)
        gap.name = "People without a contact, relative gap"
        gap.gap = .relative
        gap.origin = "access-no-contact"
        gap.unit = "ratio"
        var population = row("population", area: "P1", statistic: .count, basis: .registered, value: 9005)
        population.name = "Registered population"
        population.unit = "people"
        population.polarity = .neutral
        population.count = 9005
        population.months = 0
        population.periodStart = population.periodEnd
        #expect(
            try text([population, gap, withheld, borough, community]) == Self.header
                + "access-no-contact,People without a contact,B1,Borough,C1,\"Mill \"\"End\"\", north\",Community,"
                + "Persons,All ages,,,2025-11-21 to 2026-11-20,0.5,0.4375,0.5625,0.375,0.625,125,250,,,Worse,20261120,,,"
                + "1y,resident,2025-11-21,2026-11-20,proportion,proportion,lower is better,,The borough,"
                + "0123456789abcdef\r\n"
                + "access-no-contact,People without a contact,B1,Borough,C1,Area C1,Community,Persons,All ages,"
                + "Ethnic group,Black,2025-11-21 to 2026-11-20,,,,,,,,withheld,,,20261120,,,1y,resident,2025-11-21,"
                + "2026-11-20,proportion,proportion,lower is better,,The borough,0123456789abcdef\r\n"
                + "access-no-contact,People without a contact,,,B1,Area B1,Borough,Persons,All ages,,,"
                + "2025-11-21 to 2026-11-20,0.25,0.2,0.3,,,500,2000,,,Not compared,20261120,,,1y,resident,2025-11-21,"
                + "2026-11-20,proportion,proportion,lower is better,,The borough,0123456789abcdef\r\n"
                + "access-no-contact-gap-relative,\"People without a contact, relative gap\",,,B1,Area B1,Borough,"
                + "Persons,All ages,,,2025-11-21 to 2026-11-20,2,,,,,,,,,Not compared,20261120,,,1y,resident,"
                + "2025-11-21,2026-11-20,relative gap,ratio,no judgement,,The borough,0123456789abcdef\r\n"
                + "population,Registered population,B1,Borough,P1,Area P1,Practice,Persons,All ages,,,2026-11-20,9005,"
                + ",,,,9005,,,,Not compared,20261120,,,1d,registered,2026-11-20,2026-11-20,count,people,no judgement,,"
                + "The borough,0123456789abcdef\r\n")
    }

    @Test func anEmptyFileHasItsHeader() throws {
        #expect(try text([]) == Self.header)
        #expect(IndicatorFile.header.count == 35)
    }

    /// The fields of the one line of a file of one row.
    private func fields(_ row: IndicatorRow) throws -> [String: String] {
        let lines = try text([row]).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines[2].isEmpty)
        let fields = lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        #expect(fields.count == 35)
        return Dictionary(uniqueKeysWithValues: zip(IndicatorFile.header, fields))
    }

    @Test(arguments: [
        (Breakdown?.none, 0, ["Persons", "All ages", "", ""]), (.sex, 1, ["Female", "All ages", "", ""]),
        (.sex, 2, ["Indeterminate", "All ages", "", ""]), (.age, 4, ["Persons", "80+ yrs", "", ""]),
        (.ethnicity, 6, ["Persons", "All ages", "Ethnic group", "Not known"]),
        (.deprivation, 0, ["Persons", "All ages", "Deprivation quintile", "1"]),
        (.deprivation, 5, ["Persons", "All ages", "Deprivation quintile", "Unknown"]),
    ]) func breakdownsInWords(breakdown: Breakdown?, category: Int, words: [String]) throws {
        let found = try fields(row(breakdown: breakdown, category: category))
        #expect(["Sex", "Age", "Category Type", "Category"].map { found[$0] } == words)
    }

    @Test(arguments: [(0, "1d"), (6, "6m"), (12, "1y"), (18, "18m"), (24, "2y")]) func ranges(
        months: Int, text: String
    ) throws {
        var row = row()
        row.months = months
        #expect(try fields(row)["Time period range"] == text)
    }

    @Test func expectedNumbersOfARatio() throws {
        var row = row("outcome", statistic: .indirectlyStandardisedRatio, value: 0.75)
        row.expected = 20
        #expect(try fields(row)["Expected"] == "20")
    }

    @Test func noFigureOfAWithheldRow() throws {
        // Even where some stage forgot to empty it.
        var row = row(value: 0.125, limits: (0.1, 0.2))
        row.count = 3
        row.denominator = 24
        row.expected = 7
        row.note = "withheld"
        let found = try fields(row)
        for name in ["Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Count", "Denominator", "Expected"] {
            #expect(found[name] == "")
        }
        #expect(found["Compared to borough value"] == "" && found["Value note"] == "withheld")
    }

    @Test func quotesWhatNeedsIt() throws {
        #expect(try text([row()], publisher: "a\r\nb").hasSuffix(",\"a\r\nb\",0123456789abcdef\r\n"))
        #expect(try text([row()], publisher: "\"").hasSuffix(",\"\"\"\",0123456789abcdef\r\n"))
        #expect(try text([row()], publisher: "Café; here").hasSuffix(",Café; here,0123456789abcdef\r\n"))
    }

    @Test func refusesFiguresThatAreNoNumbers() {
        #expect(throws: StageFault.self) { try text([row(value: .nan)]) }
        #expect(throws: StageFault.self) { try text([row(value: .infinity)]) }
    }

    @Test func sorted() throws {
        let inOrder = [
            row("a", area: "P2"), row("a", area: "C1"), row("a", area: "C1", breakdown: .sex, category: 0),
            row("a", area: "C1", breakdown: .sex, category: 3), row("a", area: "C1", breakdown: .age, category: 0),
            row("a", area: "C1", breakdown: .ethnicity, category: 2),
            row("a", area: "C1", breakdown: .deprivation, category: 1), row("a", area: "C1", basis: .registered),
            row("a", area: "C10"), row("a", area: "C2"), row("a", area: "L1"), row("a", area: "B1"),
            row("a-gap-absolute", area: "P1"), row("b", area: "P1"),
        ]
        let expected = try text(inOrder)
        // The rows are in order as given: sorting moves none of them.
        let lines = expected.split(separator: "\r\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let areas = lines.map { $0[4] }
        #expect(areas == ["P2", "C1", "C1", "C1", "C1", "C1", "C1", "C1", "C10", "C2", "L1", "B1", "P1", "P1"])
        #expect(try text(inOrder.reversed()) == expected)
        #expect(try text(Array(inOrder[5...] + inOrder[..<5])) == expected)
        let sexes = lines.prefix(8).map { $0[7] }
        #expect(sexes == ["Persons", "Persons", "Male", "Unknown", "Persons", "Persons", "Persons", "Persons"])
    }
}
