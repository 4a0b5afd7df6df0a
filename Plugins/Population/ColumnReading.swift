import StageKit

/// The values of a column that may have gaps or be missing altogether, read by row.
struct GappedValues<Element: BitwiseCopyable & Sendable>: Sendable {
    private let values: Values<Element>
    private let hasGaps: Bool
    private let column: Column?

    private init(_ column: Column?, _ values: Values<Element>) {
        self.values = values
        self.column = column
        hasGaps = column?.hasNulls ?? false
    }

    @inline(__always) subscript(row: Int) -> Element? {
        guard row < values.count else { return nil }
        if hasGaps, let column, !column.isValid(row) { return nil }
        return values[row]
    }
}

extension GappedValues where Element == Int32 {
    init(_ column: Column?) { self.init(column, column?.int32s ?? Values(Buffer([Int32]()))) }
}

extension GappedValues where Element == Int64 {
    init(_ column: Column?) { self.init(column, column?.int64s ?? Values(Buffer([Int64]()))) }
}

extension GappedValues where Element == Double {
    init(_ column: Column?) { self.init(column, column?.float64s ?? Values(Buffer([Double]()))) }
}

/// A dictionary column whose codes stand for something else: a run-wide code, or a value of an enumeration.
struct MappedCodes<Element: Sendable>: Sendable {
    private let codes: GappedValues<Int32>
    private let meanings: [Element]

    init(_ column: Column?, _ meanings: [Element]) {
        codes = GappedValues(column)
        self.meanings = meanings
    }

    /// A column of words, each with a meaning.
    init(_ column: Column?, meaning: (String) -> Element) {
        self.init(column, column?.texts?.strings.map(meaning) ?? [])
    }

    @inline(__always) subscript(row: Int) -> Element? {
        guard let code = codes[row] else { return nil }
        return meanings[Int(code)]
    }
}

/// A table of one feed, whose columns are asked for by name and type; all of it may be missing.
struct FeedTable {
    let name: String
    let table: Table?

    init(_ name: String, of feed: Feed) {
        self.name = name
        table = feed.tables[name]
    }

    /// The column, or `nil` where the table or the column is missing.
    func column(_ column: String, _ type: ColumnType) throws(StageFault) -> Column? {
        guard let found = table?[column] else { return nil }
        guard found.type == type else {
            throw StageFault(
                "column '\(column)' of table '\(name)' is \(found.type.rawValue), not \(type.rawValue)",
                code: .configuration, hint: "give the field its type in the mapping")
        }
        return found
    }

    /// Where the rows of each patient begin: one more value than there are patients.
    func starts(patients: Int) throws(StageFault) -> [Int32] {
        var starts = [Int32](repeating: 0, count: patients + 1)
        guard let table, table.count > 0 else { return starts }
        guard let column = try column("patient", .int32) else {
            throw StageFault("table '\(name)' has no column 'patient'", code: .internalFault)
        }
        let owners = column.int32s
        var next = 0
        for row in 0..<table.count {
            let owner = Int(owners[row])
            guard owner >= next - 1, owner < patients else {
                throw StageFault("the rows of table '\(name)' do not follow their patients", code: .internalFault)
            }
            while next <= owner {
                starts[next] = Int32(row)
                next += 1
            }
        }
        while next <= patients {
            starts[next] = Int32(table.count)
            next += 1
        }
        return starts
    }
}
