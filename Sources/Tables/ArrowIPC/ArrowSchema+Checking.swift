extension ArrowSchema {
    /// Throws unless the batch has a column for every field, of a type with the same form in memory, long enough, with
    /// no null in `rows` where there must be none, and codes that the field's type can count.
    func check(_ batch: ArrowBatch, _ rows: Range<Int>, _ path: String) throws(ArrowFault) {
        guard batch.columns.count == fields.count else {
            throw .mismatch("\(batch.columns.count) columns for \(fields.count) fields", path: path)
        }
        guard rows.lowerBound >= 0, rows.upperBound <= batch.count else {
            throw .mismatch("rows \(rows) of a batch of \(batch.count)", path: path)
        }
        for (column, field) in zip(batch.columns, fields) {
            guard column.type.hasForm(of: field.type) else {
                throw .mismatch("column '\(field.name)' is \(column.type.name), not \(field.type.name)", path: path)
            }
            guard column.count == batch.count, column.isWellFormed else {
                throw .mismatch("column '\(field.name)' has not \(batch.count) rows", path: path)
            }
            // Some software says of a column without values that none may be missing.
            guard field.isOptional || field.type == .null || column.nullCount(in: rows) == 0 else {
                throw .mismatch("column '\(field.name)' has a null where it must have none", path: path)
            }
            if case .dictionary(let codes, _, _) = field.type, let texts = column.texts {
                let bits = codes.bitWidth - (codes.isSigned ? 1 : 0)
                guard bits >= 31 || texts.count <= 1 << bits else {
                    throw .mismatch(
                        "column '\(field.name)' has \(texts.count) different texts, more than \(codes.rawValue) can count",
                        path: path)
                }
            }
        }
    }
}

extension ArrowType {
    /// Whether values of both types lie in memory in the same way and mean the same.
    func hasForm(of other: ArrowType) -> Bool {
        switch (self, other) {
        case (.text, .text), (.dictionary, .dictionary): true
        default: self == other
        }
    }
}

extension ArrowFault {
    /// What was handed over does not fit.
    static func mismatch(_ message: String, path: String) -> ArrowFault {
        ArrowFault(.mismatch, message, path: path)
    }

    /// A column that no type of Strata's own holds.
    static func noColumnType(_ field: ArrowField, path: String) -> ArrowFault {
        let hint =
            switch field.type {
            case .timestamp: "convert the column to local time and take the zone away"
            default:
                "cast the column to one of \(ColumnType.allCases.map { ArrowType($0).name }.joined(separator: ", "))"
            }
        return ArrowFault(
            .unsupported,
            "column '\(field.name)' is of the Arrow type \(field.type.name), which no table of Strata holds",
            path: path, hint: hint)
    }
}
