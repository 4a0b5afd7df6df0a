/// The tables that a stage of person grain in a child process is given of a part of the people.
///
/// Made once for what a stage reads, then asked for every part; only columns that the stage reads are made.
public struct PersonTables: Sendable {
    /// The columns asked for of one table: those of the people themselves, or those that annotators gave.
    private struct Plan: Sendable {
        var table: PersonTable
        var columns: [Source]
    }

    private enum Source: Sendable {
        case own(PersonTableColumn)
        case annotated(Field)

        var field: Field {
            switch self {
            case .own(let column): column.field
            case .annotated(let field): field
            }
        }
    }

    private let plans: [Plan]

    /// What `requirements` ask for; one without columns asks for all that there are. `annotated` are the columns of
    /// `people` that annotators give. What is in neither is left out: a check has proved it optional.
    public init(reading requirements: [TableRequirement], annotated: [Field] = []) {
        plans = requirements.compactMap { requirement in
            guard let table = Self.named(requirement.name) else { return nil }
            let given = requirement.name == TableRequirement.people.name ? annotated : []
            if requirement.columns.isEmpty {
                return Plan(
                    table: table, columns: table.columns.map(Source.own) + given.map(Source.annotated))
            }
            return Plan(
                table: table,
                columns: requirement.columns.compactMap { asked in
                    if let column = table[asked.name] { return .own(column) }
                    return given.first { $0.name == asked.name }.map(Source.annotated)
                })
        }
    }

    /// The column that says whose a row is, in every table, given or written.
    public static let personColumn = "person"

    /// The table of that name, or `nil`.
    public static func named(_ name: String) -> PersonTable? { all.first { $0.name == name } }

    /// The schema of each table, in the order asked for.
    public var schemas: [(table: String, schema: Schema)] {
        plans.map { ($0.table.name, Schema($0.columns.map(\.field))) }
    }

    /// The tables of a part; a column that annotators give has a value where `annotations` have one.
    public func tables(of frame: PersonFrame, with annotations: [PersonAnnotation] = []) -> [String: Table] {
        var tables: [String: Table] = [:]
        for plan in plans {
            let columns = plan.columns.map { source in
                switch source {
                case .own(let column): column.make(frame)
                case .annotated(let field):
                    annotations.lazy.compactMap { $0[field.name] }.first ?? .empty(field.type, count: frame.count)
                }
            }
            tables[plan.table.name] = Table(
                Schema(plan.columns.map(\.field)), columns, sensitivity: .pseudonymous)
        }
        return tables
    }

    /// The tables and columns of feeds that must be there so that `requirements` can be met; a column that the stage can
    /// do without need not be there.
    public static func events(behind requirements: [TableRequirement]) -> [TableRequirement] {
        requirements.compactMap { requirement in
            guard let table = named(requirement.name), let feedTable = table.feedTable else { return nil }
            let asked = requirement.columns.isEmpty ? table.columns.map(\.field) : requirement.columns
            var columns: [Field] = []
            for field in asked {
                guard var column = table[field.name]?.feedColumn else { continue }
                column.isOptional = field.isOptional
                if let known = columns.firstIndex(where: { $0.name == column.name }) {
                    columns[known].isOptional = columns[known].isOptional && column.isOptional
                } else {
                    columns.append(column)
                }
            }
            return TableRequirement(feedTable, columns, optional: requirement.isOptional)
        }
    }
}

extension Column {
    /// A column without a value in any row.
    static func empty(_ type: ColumnType, count: Int) -> Column {
        Column(texts: [], type: type).taking([Int32](repeating: -1, count: count))
    }
}
