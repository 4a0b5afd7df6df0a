extension ArrowFileWriter {
    /// Replaces the values of a rewritable column in a batch that was written before, with nulls where the field may
    /// have them: for joins that are resolved only at the end.
    public mutating func rewrite(column: Int, batch: Int, with values: Column) throws(ArrowFault) {
        guard let index = rewritable.firstIndex(of: column) else {
            throw mismatch("column \(column) was not said to be rewritable")
        }
        guard written.indices.contains(batch) else { throw mismatch("there is no batch \(batch)") }
        let target = written[batch]
        try check(values, schema.fields[column], target.count)
        let place = target.places[index]
        let nulls = Buffer([Int64(values.nullCount).littleEndian])
        try file.overwrite(AsideFile.Piece(buffer: nulls, count: 8), at: target.nodes + Int64(16 * column + 8))
        try file.overwrite(
            AsideFile.Piece(buffer: values.validity ?? .allOnes(target.count), count: (target.count + 7) / 8),
            at: target.body + place.validity)
        try file.overwrite(
            AsideFile.Piece(buffer: values.values, count: values.type.byteCount(of: target.count)),
            at: target.body + place.values)
    }

    /// Replaces the values of a rewritable column of 32-bit values: `int32`, `date`, or the codes of a `dictionary`.
    public mutating func rewriteInt32(column: Int, batch: Int, _ values: [Int32?]) throws(ArrowFault) {
        guard schema.fields.indices.contains(column), schema.fields[column].type.bitWidth == 32 else {
            throw mismatch("column \(column) has no 32-bit values")
        }
        var builder = ColumnBuilder(schema.fields[column].type)
        for (row, value) in values.enumerated() {
            if let value { builder.putInt32(value, row: row) } else { builder.putNull(row: row) }
        }
        try rewrite(column: column, batch: batch, with: builder.finish(count: values.count))
    }
}
