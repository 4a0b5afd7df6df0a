/// Reads the `Schema` of an Arrow file or stream, refusing what is not exchanged.
struct ArrowSchemaReader {
    private(set) var schema = ArrowSchema([])
    /// The id of the dictionary of each field that has one, by index of the field.
    private(set) var dictionaryIDs: [Int: Int64] = [:]
    private let path: String
    /// Bytes of text that may still be made out of the metadata: as many as it has.
    private var textBudget: Int

    /// Bytes of one value of fixed-size binary, at most.
    private static let widthLimit = 1 << 24

    init(_ table: FlatTable) throws(ArrowFault) {
        path = table.buffer.path
        textBudget = table.buffer.bytes.count
        guard try table.integer(0, default: Int16(0)) == 0 else {
            throw unsupported("the values are big-endian", hint: "write them on a little-endian machine")
        }
        let fieldTables = try table.vector(1, elementWidth: 4)
        var names: Set<String> = []
        for index in 0..<fieldTables.count {
            let field = try field(fieldTables.table(index), index)
            guard names.insert(field.name).inserted else {
                throw unsupported("two columns are named '\(field.name)'", hint: "give each column a name of its own")
            }
            schema.fields.append(field)
        }
        let pairs = try table.vector(2, elementWidth: 4)
        for index in 0..<pairs.count {
            let pair = try pairs.table(index)
            let key = try pair.text(0, budget: &textBudget)
            let value = try pair.text(1, budget: &textBudget)
            // Of a key given twice the first counts.
            if schema.metadata[key] == nil { schema.metadata[key] = value }
        }
    }

    private mutating func field(_ table: FlatTable, _ index: Int) throws(ArrowFault) -> ArrowField {
        let name = try table.text(0, budget: &textBudget)
        var type = try type(table, name)
        if let encoding = try table.table(4) {
            guard case .text(let layout) = type else {
                throw unsupported(
                    "column '\(name)' has a dictionary of values that are no text", hint: "write the values themselves")
            }
            var codes = ArrowInteger.int32
            if let index = try encoding.table(1) { codes = try integer(index, name) }
            type = .dictionary(codes: codes, texts: layout, isOrdered: try encoding.bool(2))
            dictionaryIDs[index] = try encoding.integer(0)
        }
        return ArrowField(name, type, optional: try table.bool(1))
    }

    private mutating func type(_ field: FlatTable, _ name: String) throws(ArrowFault) -> ArrowType {
        let code: UInt8 = try field.integer(2)
        let type = try field.requiredTable(3, "type of column '\(name)'")
        switch code {
        case ArrowFormat.TypeCode.null: return .null
        case ArrowFormat.TypeCode.bool: return .bool
        case ArrowFormat.TypeCode.utf8: return .utf8
        case ArrowFormat.TypeCode.largeUTF8: return .largeUTF8
        case ArrowFormat.TypeCode.utf8View: return .utf8View
        case ArrowFormat.TypeCode.int: return .integer(try integer(type, name))
        case ArrowFormat.TypeCode.floatingPoint:
            switch try type.integer(0, default: Int16(0)) {
            case 1: return .float32
            case 2: return .float64
            default: throw refused(name, "float16", instead: "float32")
            }
        case ArrowFormat.TypeCode.fixedSizeBinary:
            let width: Int32 = try type.integer(0)
            guard width >= 0, width <= Self.widthLimit else {
                throw ArrowFault(.limit, "column '\(name)' has values of \(width) bytes", path: path)
            }
            return .fixedSizeBinary(Int(width))
        case ArrowFormat.TypeCode.date:
            // Milliseconds where left out.
            if try type.integer(0, default: Int16(1)) == 0 { return .date32 }
            throw refused(name, "date64", instead: "date32")
        case ArrowFormat.TypeCode.timestamp:
            let units = ArrowTimeUnit.allCases, number = Int(try type.integer(0, default: Int16(0)))
            guard units.indices.contains(number) else {
                throw refused(name, "timestamp of an unknown unit", instead: "timestamp[s]")
            }
            let zone = try type.text(1, budget: &textBudget)
            return .timestamp(units[number], zone: zone.isEmpty ? nil : zone)
        default:
            let names = ArrowFormat.TypeCode.names
            throw refused(name, Int(code) < names.count ? names[Int(code)] : "type \(code)", instead: nil)
        }
    }

    private func integer(_ table: FlatTable, _ name: String) throws(ArrowFault) -> ArrowInteger {
        let width: Int32 = try table.integer(0), isSigned = try table.bool(1)
        guard let type = ArrowInteger(bitWidth: width, isSigned: isSigned) else {
            throw refused(name, "\(isSigned ? "int" : "uint")\(width)", instead: "int64")
        }
        return type
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
