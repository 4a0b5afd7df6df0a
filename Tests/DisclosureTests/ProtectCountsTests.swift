import StageKit
import Testing

@testable import Disclosure

@Suite struct ProtectCountsTests {
    @Test(arguments: [(0, true), (1, false), (7, false), (8, true)]) func fewPeopleAreWithheld(
        cases: Int, isShown: Bool
    ) throws {
        let found = try protected([proportion(cases, of: 100)]).rows[0]
        #expect(found.isWithheld == !isShown)
        #expect(found.note == (isShown ? "" : "withheld"))
    }

    @Test func fewPeopleBehindTheDenominatorAreWithheld() throws {
        #expect(try protected([proportion(0, of: 7)]).rows[0].isWithheld)
        #expect(try !protected([proportion(0, of: 8)]).rows[0].isWithheld)
    }

    @Test func peopleAreTestedNotEvents() throws {
        // 40 events of 7 people.
        let events = row(.proportionOfEvents, Figures(count: 40, denominator: 90, people: 60), countPeople: 7)
        #expect(try protected([events]).rows[0].isWithheld)
    }

    @Test func withheldRowsHoldNothing() throws {
        let found = try protected([proportion(3, of: 100)]).rows[0]
        #expect(found.value == nil && found.limits95 == nil && found.limits998 == nil)
        #expect(found.count == nil && found.denominator == nil && found.expected == nil)
        #expect(found.countPeople == 0 && found.people == 0)
        #expect(found.figures == Figures(count: 0, denominator: 0, people: 0))
    }

    @Test func shownRowsAreMadeOfRoundedFigures() throws {
        // 17 of 48 is shown as 15 of 50.
        let found = try protected([proportion(17, of: 48)]).rows[0]
        #expect(found.count == 15 && found.denominator == 50)
        #expect(found.value == 0.3)
        #expect(found.limits95 == Proportion.wilsonLimits(15, of: 50, .percent95))
        #expect(found.limits998 == Proportion.wilsonLimits(15, of: 50, .percent99point8))
        #expect(found.countPeople == 0 && found.people == 0)
        #expect(found.figures == Figures(count: 15, denominator: 50, people: 0))
    }

    @Test(arguments: [(12, 10.0), (13, 15.0), (10, 10.0)]) func countsAreTheirOwnValue(
        people: Int, shown: Double
    ) throws {
        let found = try protected([row(.count, .count(of: people), countPeople: people)]).rows[0]
        #expect(found.value == shown && found.count == shown && found.denominator == nil)
    }

    @Test func expectedIsTheRoundedDenominator() throws {
        // 14 observed of 17.6 expected: 15 of 20.
        let figures = Figures.indirectlyStandardisedRatio(observed: 14, expected: 17.6, people: 900)
        let found = try protected([row(.indirectlyStandardisedRatio, figures, countPeople: 14)]).rows[0]
        #expect(found.value == 0.75 && found.denominator == 20 && found.expected == 20)
    }

    @Test func denominatorThatRoundsToNothingWithholds() throws {
        let figures = Figures(count: 900, denominator: 2.4, people: 9, spread: 1)
        #expect(try protected([row(.ratio, figures, countPeople: 9)]).rows[0].isWithheld)
        #expect(try !protected([row(.ratio, figures, countPeople: 9)], roundTo: 1).rows[0].isWithheld)
    }

    @Test func whatCannotBeCalculatedStaysSo() throws {
        // 9 events are too few for a rate, though they are shown as 10.
        let figures = Figures(count: 9, denominator: 1000, people: 1000, rate: 0.009, rateVariance: 9e-6)
        let found = try protected([row(.directlyStandardisedRate, figures, countPeople: 9)]).rows[0]
        #expect(found.count == 10 && found.note == "not calculable" && found.value == nil)
        // 12 are enough, and so are the 10 that they are shown as.
        let enough = Figures(count: 12, denominator: 1000, people: 1000, rate: 0.012, rateVariance: 12e-6)
        let shown = try protected([row(.directlyStandardisedRate, enough, countPeople: 12)]).rows[0]
        #expect(shown.count == 10 && shown.note == "")
        #expect(shown.value.map { abs($0 - 1000) < 1e-9 } == true)
        let twelve = Figures(
            count: 12, denominator: 1000, people: 1000, rate: 0.012, rateVariance: 1e-5, emptyWeightShare: 0.5)
        let empty = try protected([row(.directlyStandardisedRate, twelve, countPeople: 12)]).rows[0]
        #expect(empty.note == "not calculable" && empty.value == nil && empty.count == 10 && empty.denominator == 1000)
    }

    @Test func roundingToOneChangesNothingButWhatIsWithheld() throws {
        let rows = [
            proportion(17, of: 48), proportion(4, of: 48),
            row(.ratio, Figures(count: 912.37, denominator: 88.4, people: 91, spread: 1.5), countPeople: 40),
        ]
        let found = try protected(rows, roundTo: 1).rows
        for (index, row) in rows.enumerated() where index != 1 {
            #expect(found[index].value == row.value && found[index].limits95 == row.limits95)
            #expect(found[index].limits998 == row.limits998 && found[index].note == row.note)
            #expect(found[index].count == row.count && found[index].denominator == row.denominator)
        }
        #expect(found[1].isWithheld)
    }

    @Test func labelsAndOptions() throws {
        let tables = try protected([proportion(17, of: 48)]).tables
        #expect(tables["indicators"]?.sensitivity == .disclosable && tables["gaps"]?.sensitivity == .disclosable)
        #expect(ProtectCounts.descriptor.accepts == [.aggregate] && ProtectCounts.descriptor.yields == .disclosable)
        let bounds = ProtectCounts.descriptor.options.map { [$0.name, $0.defaultText ?? "", "\($0.minimum ?? -1)"] }
        #expect(bounds == [["threshold", "8", "5"], ["round_to", "5", "1"]])
        #expect(StageFamily.disclosure.stages.map { $0.descriptor.name } == ["protect_counts"])
    }
}
