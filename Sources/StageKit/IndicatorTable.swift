/// Indicator rows and gap components as tables, and back: the shape that stages of the end of a pipeline share.
public enum IndicatorTable {
    /// The columns of `indicators` and of `gaps`.
    public static let columns: [Field] =
        [
            Field("indicator", .dictionary), Field("name", .dictionary), Field("statistic", .dictionary),
            Field("unit", .dictionary), Field("polarity", .dictionary), Field("area", .dictionary),
            Field("area_name", .dictionary), Field("scale", .dictionary), Field("scale_order", .int32),
            Field("parent", .dictionary), Field("parent_name", .dictionary), Field("top", .dictionary),
            Field("basis", .dictionary), Field("breakdown", .dictionary), Field("category", .int32),
            Field("period_start", .date), Field("period_end", .date), Field("months", .int32),
            Field("value", .float64, optional: true),
            Field("lower_95", .float64, optional: true), Field("upper_95", .float64, optional: true),
            Field("lower_998", .float64, optional: true), Field("upper_998", .float64, optional: true),
            Field("count", .float64, optional: true), Field("denominator", .float64, optional: true),
            Field("expected", .float64, optional: true), Field("note", .dictionary),
            Field("count_people", .int64), Field("people", .int64), Field("origin", .dictionary),
            Field("gap", .dictionary),
        ] + figureColumns

    /// The columns of `components`.
    public static let componentColumns: [Field] =
        [
            Field("indicator", .dictionary), Field("area", .dictionary), Field("basis", .dictionary),
            Field("part", .dictionary), Field("statistic", .dictionary), Field("count_people", .int64),
            Field("people", .int64),
        ] + figureColumns

    static let figureColumns: [Field] = [
        Field("figure_count", .float64), Field("figure_denominator", .float64), Field("figure_people", .int64),
        Field("spread", .float64), Field("design_effect", .float64), Field("rate", .float64),
        Field("rate_variance", .float64), Field("empty_weight_share", .float64),
    ]

    /// Rows as a table.
    public static func table(_ rows: [IndicatorRow], sensitivity: Sensitivity) -> Table {
        func words(_ value: (IndicatorRow) -> String) -> Column { Column(texts: rows.map(value), type: .dictionary) }
        func whole(_ type: ColumnType, _ value: (IndicatorRow) -> Int) -> Column {
            Column(integers: rows.map { Int64(value($0)) }, type: type)
        }
        func number(_ value: (IndicatorRow) -> Double?) -> Column { Column(doubles: rows.map(value)) }
        let columns: [Column] = [
            words(\.indicator), words(\.name), words(\.statistic.rawValue), words(\.unit), words(\.polarity.rawValue),
            words(\.areaCode), words(\.areaName), words(\.scale), whole(.int32, \.scaleOrder),
            words(\.parentCode), words(\.parentName), words(\.topCode), words(\.basis.rawValue),
            words { $0.breakdown?.rawValue ?? "" }, whole(.int32, \.category),
            whole(.date) { Int($0.periodStart.number) }, whole(.date) { Int($0.periodEnd.number) },
            whole(.int32, \.months), number(\.value),
            number(\.limits95?.lower), number(\.limits95?.upper),
            number(\.limits998?.lower), number(\.limits998?.upper),
            number(\.count), number(\.denominator), number(\.expected), words(\.note),
            whole(.int64, \.countPeople), whole(.int64, \.people), words(\.origin), words { $0.gap?.rawValue ?? "" },
        ]
        return Table(Schema(self.columns), columns + figures(rows.map(\.figures)), sensitivity: sensitivity)
    }

    /// Components as a table.
    public static func table(_ rows: [GapComponent], sensitivity: Sensitivity) -> Table {
        func words(_ value: (GapComponent) -> String) -> Column { Column(texts: rows.map(value), type: .dictionary) }
        let columns: [Column] = [
            words(\.indicator), words(\.areaCode), words(\.basis.rawValue), words(\.part.word),
            words(\.statistic.rawValue), Column(integers: rows.map { Int64($0.countPeople) }),
            Column(integers: rows.map { Int64($0.people) }),
        ]
        return Table(Schema(componentColumns), columns + figures(rows.map(\.figures)), sensitivity: sensitivity)
    }

    private static func figures(_ figures: [Figures]) -> [Column] {
        [
            Column(doubles: figures.map(\.count)), Column(doubles: figures.map(\.denominator)),
            Column(integers: figures.map { Int64($0.people) }), Column(doubles: figures.map(\.spread)),
            Column(doubles: figures.map(\.designEffect)), Column(doubles: figures.map(\.rate)),
            Column(doubles: figures.map(\.rateVariance)), Column(doubles: figures.map(\.emptyWeightShare)),
        ]
    }

    /// The rows of a table with `columns`; throws where it has others or a word is none of those allowed.
    public static func rows(_ table: Table) throws(StageFault) -> [IndicatorRow] {
        let cells = try Reader(table, columns)
        var rows: [IndicatorRow] = []
        rows.reserveCapacity(table.count)
        for row in 0..<table.count {
            guard let statistic = IndicatorStatistic(rawValue: cells.word("statistic", row)),
                let polarity = Polarity(rawValue: cells.word("polarity", row)),
                let basis = Basis(rawValue: cells.word("basis", row))
            else { throw StageFault("row \(row + 1) of the indicator table has a word that is none of its column's") }
            var new = IndicatorRow(
                indicator: cells.word("indicator", row), name: cells.word("name", row), statistic: statistic,
                unit: cells.word("unit", row), polarity: polarity, areaCode: cells.word("area", row),
                areaName: cells.word("area_name", row), scale: cells.word("scale", row),
                scaleOrder: cells.whole("scale_order", row), parentCode: cells.word("parent", row),
                parentName: cells.word("parent_name", row), topCode: cells.word("top", row), basis: basis,
                breakdown: Breakdown(rawValue: cells.word("breakdown", row)), category: cells.whole("category", row),
                periodStart: CalendarDay(number: Int32(cells.whole("period_start", row))),
                periodEnd: CalendarDay(number: Int32(cells.whole("period_end", row))),
                months: cells.whole("months", row), figures: cells.figures(row),
                countPeople: cells.whole("count_people", row), people: cells.whole("people", row))
            new.value = cells.number("value", row)
            new.limits95 = cells.interval("95", row)
            new.limits998 = cells.interval("998", row)
            new.count = cells.number("count", row)
            new.denominator = cells.number("denominator", row)
            new.expected = cells.number("expected", row)
            new.note = cells.word("note", row)
            new.origin = cells.word("origin", row)
            new.gap = GapKind(rawValue: cells.word("gap", row))
            rows.append(new)
        }
        return rows
    }

    /// The components of a table with `componentColumns`.
    public static func components(_ table: Table) throws(StageFault) -> [GapComponent] {
        let cells = try Reader(table, componentColumns)
        var rows: [GapComponent] = []
        for row in 0..<table.count {
            guard let statistic = IndicatorStatistic(rawValue: cells.word("statistic", row)),
                let part = GapComponent.Part(word: cells.word("part", row)),
                let basis = Basis(rawValue: cells.word("basis", row))
            else { throw StageFault("row \(row + 1) of the components has a word that is none of its column's") }
            rows.append(
                GapComponent(
                    indicator: cells.word("indicator", row), areaCode: cells.word("area", row), basis: basis,
                    part: part, statistic: statistic, countPeople: cells.whole("count_people", row),
                    people: cells.whole("people", row), figures: cells.figures(row)))
        }
        return rows
    }

    /// The columns of a table by name.
    private struct Reader {
        var columns: [String: Column] = [:]

        init(_ table: Table, _ fields: [Field]) throws(StageFault) {
            for field in fields {
                guard let column = table[field.name], column.type == field.type else {
                    throw StageFault("the table has no \(field.type.rawValue) column '\(field.name)'")
                }
                columns[field.name] = column
            }
        }

        func word(_ name: String, _ row: Int) -> String { columns[name]?.text(row) ?? "" }
        func whole(_ name: String, _ row: Int) -> Int { Int(columns[name]?.integer(row) ?? 0) }
        func number(_ name: String, _ row: Int) -> Double? { columns[name]?.double(row) }

        func interval(_ level: String, _ row: Int) -> Interval? {
            guard let lower = number("lower_\(level)", row), let upper = number("upper_\(level)", row) else {
                return nil
            }
            return Interval(lower: lower, upper: upper)
        }

        func figures(_ row: Int) -> Figures {
            Figures(
                count: number("figure_count", row) ?? 0, denominator: number("figure_denominator", row) ?? 0,
                people: whole("figure_people", row), spread: number("spread", row) ?? 0,
                designEffect: number("design_effect", row) ?? 1, rate: number("rate", row) ?? 0,
                rateVariance: number("rate_variance", row) ?? 0,
                emptyWeightShare: number("empty_weight_share", row) ?? 0)
        }
    }
}

extension GapComponent.Part {
    /// `core20`, `rest`, `decile-1` … `decile-10`.
    public var word: String {
        switch self {
        case .core20: "core20"
        case .rest: "rest"
        case .decile(let decile): "decile-\(decile)"
        }
    }

    public init?(word: String) {
        if word == "core20" {
            self = .core20
        } else if word == "rest" {
            self = .rest
        } else if word.hasPrefix("decile-"), let decile = Int(word.dropFirst(7)), (1...10).contains(decile) {
            self = .decile(decile)
        } else {
            return nil
        }
    }
}
