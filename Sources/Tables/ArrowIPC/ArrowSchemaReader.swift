/// Reads the `Schema` of an Arrow file, refusing what its columns could not hold.
struct ArrowSchemaReader {
    private(set) var fields: [Field] = []
    /// The id of the dictionary of each field that has one, by index of the field.
    private(set) var dictionaryIDs: [Int: Int64] = [:]
    private(set) var metadata: [String: String] = [:]
    private let path: String
    /// Bytes of text that may still be made out of the metadata: as many as it has.
    private var textBudget: Int

    init(_ table: FlatTable) throws(ArrowFault) {
        path = table.buffer.path
        textBudget = table.buffer.bytes.count
        guard try table.integer(0, default: Int16(0)) == 0 else {
            throw unsupported("the file is big-endian", hint: "write it on a little-endian machine")
        }
        let fieldTables = try table.vector(1, elementWidth: 4)
        var names: Set<String> = []
        for index in 0..<fieldTables.count {
            let field = try field(fieldTables.table(index), index)
            guard names.insert(field.name).inserted else {
                throw unsupported("two columns are named '\(field.name)'", hint: "give each column a name of its own")
            }
            fields.append(field)
        }
        let pairs = try table.vector(2, elementWidth: 4)
        for index in 0..<pairs.count {
            let pair = try pairs.table(index)
            let key = try pair.text(0, budget: &textBudget)
            let value = try pair.text(1, budget: &textBudget)
            // Of a key given twice the first counts.
            if metadata[key] == nil { metadata[key] = value }
        }
    }

    private mutating func field(_ table: FlatTable, _ index: Int) throws(ArrowFault) -> Field {
        let name = try table.text(0, budget: &textBudget)
        var type = try type(table, name)
        if let encoding = try table.table(4) {
            guard type == .utf8 else {
                throw unsupported("column '\(name)' has a dictionary of values that are no text")
            }
            if let index = try encoding.table(1) {
                guard try index.integer(0, default: Int32(0)) == 32, try index.bool(1) else {
                    throw unsupported(
                        "the dictionary codes of column '\(name)' are not int32",
                        hint: "cast the column to dictionary<int32, utf8>")
                }
            }
            type = .dictionary
            dictionaryIDs[index] = try encoding.integer(0)
        }
        return Field(name, type, optional: try table.bool(1))
    }

    private func type(_ field: FlatTable, _ name: String) throws(ArrowFault) -> ColumnType {
        let code: UInt8 = try field.integer(2)
        let type = try field.requiredTable(3, "type of column '\(name)'")
        switch code {
        case ArrowFormat.TypeCode.bool: return .bool
        case ArrowFormat.TypeCode.utf8: return .utf8
        case ArrowFormat.TypeCode.int:
            let width: Int32 = try type.integer(0)
            let isSigned = try type.bool(1)
            if width == 32, isSigned { return .int32 }
            if width == 64, isSigned { return .int64 }
            throw refused(name, "\(isSigned ? "int" : "uint")\(width)", instead: "int32 or int64")
        case ArrowFormat.TypeCode.floatingPoint:
            if try type.integer(0, default: Int16(0)) == 2 { return .float64 }
            throw refused(name, "floating point of less than 64 bits", instead: "float64")
        case ArrowFormat.TypeCode.date:
            // Milliseconds where left out.
            if try type.integer(0, default: Int16(1)) == 0 { return .date }
            throw refused(name, "date64", instead: "date32")
        case ArrowFormat.TypeCode.timestamp:
            let hasZone = try type.vector(1, elementWidth: 1).count > 0
            if try type.integer(0, default: Int16(0)) == 0, !hasZone { return .timestamp }
            throw refused(name, "timestamp with a zone or of less than a second", instead: "timestamp[s]")
        default:
            let names = ArrowFormat.TypeCode.names
            throw refused(name, Int(code) < names.count ? names[Int(code)] : "type \(code)", instead: nil)
        }
    }

    private func refused(_ name: String, _ type: String, instead: String?) -> ArrowFault {
        unsupported(
            "column '\(name)' is of the Arrow type \(type), which is not read",
            hint: instead.map { "cast the column to \($0)" } ?? "leave the column out")
    }

    private func unsupported(_ message: String, hint: String? = nil) -> ArrowFault {
        ArrowFault(.unsupported, message, path: path, hint: hint)
    }
}
