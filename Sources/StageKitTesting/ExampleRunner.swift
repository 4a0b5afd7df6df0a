public import StageKit

/// Runs the examples of a measure's descriptor: what the stage's page shows is what the stage does.
///
///     @Test(arguments: MeasureContinuity.descriptor.examples)
///     func example(_ example: StageExample) throws {
///         try ExampleRunner.check(example, of: MeasureContinuity.self)
///     }
public enum ExampleRunner {
    /// Throws, with both tables drawn, where the measure does not count what the example says.
    public static func check<Measure: PersonMeasure>(
        _ example: StageExample, of measure: Measure.Type, options: StageOptions = StageOptions()
    ) throws(ExampleFailure) {
        let wanted = lines(example.then)
        guard !wanted.isEmpty else { throw ExampleFailure("\(example.title): 'then' says nothing") }
        let counted: [(id: String, text: String)]
        do throws(ExampleFailure) {
            counted = try outcome(of: example, by: measure, options: options)
        } catch {
            throw ExampleFailure("\(example.title): \(error)")
        }
        var wrong: [String] = []
        for line in wanted {
            let id = line.prefix { $0 != ":" }
            guard let found = counted.first(where: { $0.id == id }) else {
                wrong.append("\(line)   there is no such indicator")
                continue
            }
            if found.text != line { wrong.append("\(line)   but counted \(found.text)") }
        }
        guard !wrong.isEmpty else { return }
        throw ExampleFailure(
            """
            \(example.title)
            given, as of \(example.asOf):
            \(indented(lines(example.given)))
            expected:
            \(indented(wrong))
            """)
    }

    /// What the measure counts in the whole borough, on the registered basis: a line an indicator, in the order of the
    /// measure's.
    public static func outcome<Measure: PersonMeasure>(
        of example: StageExample, by measure: Measure.Type, options: StageOptions = StageOptions()
    ) throws(ExampleFailure) -> [(id: String, text: String)] {
        let people = try ExamplePeople.people(of: example)
        let stage: Measure
        do throws(StageFault) {
            stage = try Measure(options)
        } catch {
            throw ExampleFailure(error.message)
        }
        let cells = people.cells(stage)
        guard let borough = people.areas.place(of: "B1") else { throw ExampleFailure("there is no borough") }
        return cells.indicators.indices.map { place in
            let indicator = cells.indicators[place], cell = cells.cell(place, .registered, area: borough, .whole)
            let count = rounded(indicator.numerator.value(cell.numerator))
            let text =
                indicator.statistic == .count
                ? count : count + " / " + rounded(indicator.denominator.value(cell.denominator))
            return (indicator.id, "\(indicator.id): \(text)")
        }
    }

    /// Four decimals at most, none where they are 0.
    static func rounded(_ value: Double) -> String {
        let scaled = Int64((value.magnitude * 10_000).rounded())
        var text = String(scaled / 10_000)
        var decimals = String(scaled % 10_000)
        if scaled % 10_000 != 0 {
            decimals = String(repeating: "0", count: 4 - decimals.count) + decimals
            while decimals.last == "0" { decimals.removeLast() }
            text += "." + decimals
        }
        return value < 0 && scaled != 0 ? "-" + text : text
    }

    private static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { line in
            var line = line
            while line.first == " " { line.removeFirst() }
            while line.last == " " { line.removeLast() }
            return String(line)
        }.filter { !$0.isEmpty }
    }

    private static func indented(_ lines: [String]) -> String { lines.map { "    " + $0 }.joined(separator: "\n") }
}
