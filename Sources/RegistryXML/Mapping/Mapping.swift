public import Diagnostics
import Glibc
public import Tables

/// How the documents of one format become tables: a mapping file, read and checked.
///
/// A mapping holds no state: any number of documents may be read with it at the same time.
public struct Mapping: Sendable {
    let plan: MappingPlan

    /// The name that the file gives itself.
    public var name: String { plan.name }

    /// A column, or an identifier, that a table of the mapping yields.
    public struct FieldInfo: Sendable, Hashable {
        public var name: String
        public var type: FieldType
        /// Whether a row may be without it.
        public var isOptional: Bool
        /// The closed list of a code.
        public var values: [String]?
        /// Whether its values come from another table of the document: in rows that are handed on before that is read,
        /// even a required one may turn out to be none.
        public var isLookedUp = false
    }

    /// A table that the mapping yields.
    public struct TableInfo: Sendable, Hashable {
        public var name: String
        public var fields: [FieldInfo]
        /// The table whose rows these belong to, and the `int32` column that holds the row.
        public var parent: String?
        public var parentColumn: String?
        /// Whether rows find their parent by a key, instead of lying inside it: then they come in the order of their parents.
        public var isJoined: Bool
        /// The columns: fields in order, identifiers left out, then the parent's row, then an `opt_out` that the
        /// mapping does not name where the table says who a person is.
        public var schema: Schema
    }

    /// The tables, in the order of the file.
    public var tables: [TableInfo] { plan.tables.map { info(of: $0) } }

    /// The header fields, in the order of the file.
    public var header: [FieldInfo] { plan.header.map { Self.info(of: $0) } }

    static func info(of field: MappingPlan.FieldPlan) -> FieldInfo {
        let always = field.isRequired || field.fallback != nil && field.lookup == nil
        return FieldInfo(
            name: field.name, type: field.type, isOptional: !always, values: field.values,
            isLookedUp: field.lookup != nil)
    }

    private func info(of table: MappingPlan.TablePlan) -> TableInfo {
        let fields = table.fields.filter { !$0.isParentKey }.map { Self.info(of: $0) }
        var columns: [Field] = []
        for field in fields {
            guard let type = field.type.columnType else { continue }
            let mayBeWithheld = table.person != nil && field.type != .optOut
            columns.append(Field(field.name, type, optional: field.isOptional || mayBeWithheld))
        }
        if let column = table.parentColumn { columns.append(Field(column, .int32)) }
        if table.person != nil, table.optOut == nil { columns.append(Field(Self.optOutColumn, .dictionary)) }
        return TableInfo(
            name: table.name, fields: fields, parent: table.parent.map { plan.tables[$0].name },
            parentColumn: table.parentColumn, isJoined: table.isJoined, schema: Schema(columns))
    }

    /// The column that says who opted out, where the mapping has no such field.
    static let optOutColumn = "opt_out"

    /// Reads a mapping from the text of a file; `name` is what diagnostics call the file.
    public init(yaml text: String, name: String) throws(Diagnostics) {
        var reader = MappingReader(text: text, file: name)
        plan = try reader.read()
    }

    /// Reads the mapping file at `path`.
    public init(file path: String) throws(Diagnostics) {
        var bytes: [UInt8] = []
        do {
            try InflatedFile.forEachChunk(of: path) { (chunk, _) throws(RefusedDocument) in bytes += chunk }
        } catch {
            let place = SourceLocation(file: path)
            throw Diagnostics([Diagnostic(.configuration, "the mapping cannot be read: \(error.message)", at: place)])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let place = SourceLocation(file: path)
            throw Diagnostics([Diagnostic(.configuration, "the mapping is not UTF-8", at: place)])
        }
        try self.init(yaml: text, name: path)
    }
}
