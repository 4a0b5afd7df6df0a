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
            Field("period_start", .date), Field("period_end", .date), Field("part", .dictionary),
            Field("statistic", .dictionary), Field("count_people", .int64), Field("people", .int64),
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
        func whole(_ type: ColumnType, _ value: (GapComponent) -> Int) -> Column {
            Column(integers: rows.map { Int64(value($0)) }, type: type)
        }
        let columns: [Column] = [
            words(\.indicator), words(\.areaCode), words(\.basis.rawValue),
            whole(.date) { Int($0.periodStart.number) }, whole(.date) { Int($0.periodEnd.number) },
            words(\.part.word), words(\.statistic.rawValue), whole(.int64, \.countPeople), whole(.int64, \.people),
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
        let reader = try Reader(table, columns)
        let indicator = reader.words("indicator"), name = reader.words("name")
        let statistics = reader.words("statistic"), units = reader.words("unit")
        let polarities = reader.words("polarity"), area = reader.words("area"), areaName = reader.words("area_name")
        let scale = reader.words("scale"), scaleOrder = reader.whole("scale_order")
        let parent = reader.words("parent"), parentName = reader.words("parent_name"), top = reader.words("top")
        let bases = reader.words("basis"), breakdown = reader.words("breakdown"), category = reader.whole("category")
        let start = reader.whole("period_start"), end = reader.whole("period_end"), months = reader.whole("months")
        let value = reader.numbers("value"), count = reader.numbers("count")
        let denominator = reader.numbers("denominator"), expected = reader.numbers("expected")
        let limits95 = reader.intervals("95"), limits998 = reader.intervals("998")
        let note = reader.words("note"), countPeople = reader.whole("count_people"), people = reader.whole("people")
        let origin = reader.words("origin"), gap = reader.words("gap"), figures = reader.figures()
        var rows: [IndicatorRow] = []
        rows.reserveCapacity(table.count)
        for row in 0..<table.count {
            guard let statistic = IndicatorStatistic(rawValue: statistics[row]),
                let polarity = Polarity(rawValue: polarities[row]), let basis = Basis(rawValue: bases[row])
            else { throw StageFault("row \(row + 1) of the indicator table has a word that is none of its column's") }
            var new = IndicatorRow(
                indicator: indicator[row], name: name[row], statistic: statistic, unit: units[row], polarity: polarity,
                areaCode: area[row], areaName: areaName[row], scale: scale[row], scaleOrder: scaleOrder[row],
                parentCode: parent[row], parentName: parentName[row], topCode: top[row], basis: basis,
                breakdown: Breakdown(rawValue: breakdown[row]), category: category[row],
                periodStart: CalendarDay(number: Int32(start[row])), periodEnd: CalendarDay(number: Int32(end[row])),
                months: months[row], figures: figures[row], countPeople: countPeople[row], people: people[row])
            new.value = value[row]
            new.limits95 = limits95[row]
            new.limits998 = limits998[row]
            new.count = count[row]
            new.denominator = denominator[row]
            new.expected = expected[row]
            new.note = note[row]
            new.origin = origin[row]
            new.gap = GapKind(rawValue: gap[row])
            rows.append(new)
        }
        return rows
    }

    /// The components of a table with `componentColumns`.
    public static func components(_ table: Table) throws(StageFault) -> [GapComponent] {
        let reader = try Reader(table, componentColumns)
        let indicator = reader.words("indicator"), area = reader.words("area"), bases = reader.words("basis")
        let start = reader.whole("period_start"), end = reader.whole("period_end")
        let parts = reader.words("part"), statistics = reader.words("statistic")
        let countPeople = reader.whole("count_people"), people = reader.whole("people"), figures = reader.figures()
        var rows: [GapComponent] = []
        for row in 0..<table.count {
            guard let statistic = IndicatorStatistic(rawValue: statistics[row]),
                let part = GapComponent.Part(word: parts[row]), let basis = Basis(rawValue: bases[row])
            else { throw StageFault("row \(row + 1) of the components has a word that is none of its column's") }
            rows.append(
                GapComponent(
                    indicator: indicator[row], areaCode: area[row], basis: basis,
                    periodStart: CalendarDay(number: Int32(start[row])),
                    periodEnd: CalendarDay(number: Int32(end[row])), part: part, statistic: statistic,
                    countPeople: countPeople[row], people: people[row], figures: figures[row]))
        }
        return rows
    }

    /// The columns of a table, each read once from end to end.
    private struct Reader {
        let table: Table

        init(_ table: Table, _ fields: [Field]) throws(StageFault) {
            for field in fields {
                guard let column = table[field.name], column.type == field.type else {
                    throw StageFault("the table has no \(field.type.rawValue) column '\(field.name)'")
                }
            }
            self.table = table
        }

        func words(_ name: String) -> [String] {
            guard let column = table[name], let texts = column.texts else { return [] }
            let words = texts.strings, codes = column.int32s
            return (0..<column.count).map { column.isValid($0) ? words[Int(codes[$0])] : "" }
        }

        func whole(_ name: String) -> [Int] {
            guard let column = table[name] else { return [] }
            return (0..<column.count).map { Int(column.integer($0) ?? 0) }
        }

        func numbers(_ name: String) -> [Double?] {
            guard let column = table[name] else { return [] }
            return (0..<column.count).map { column.double($0) }
        }

        func intervals(_ level: String) -> [Interval?] {
            zip(numbers("lower_\(level)"), numbers("upper_\(level)")).map { lower, upper in
                guard let lower, let upper else { return nil }
                return Interval(lower: lower, upper: upper)
            }
        }

        func figures() -> [Figures] {
            let count = numbers("figure_count"), denominator = numbers("figure_denominator")
            let people = whole("figure_people"), spread = numbers("spread"), effect = numbers("design_effect")
            let rate = numbers("rate"), variance = numbers("rate_variance"), empty = numbers("empty_weight_share")
            return (0..<table.count).map { row in
                Figures(
                    count: count[row] ?? 0, denominator: denominator[row] ?? 0, people: people[row],
                    spread: spread[row] ?? 0, designEffect: effect[row] ?? 1, rate: rate[row] ?? 0,
                    rateVariance: variance[row] ?? 0, emptyWeightShare: empty[row] ?? 0)
            }
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
