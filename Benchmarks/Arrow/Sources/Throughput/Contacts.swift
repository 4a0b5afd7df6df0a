import Tables

/// Contacts as a registry has them: dictionaries of practices, staff and roles, dates and times, numbers with some missing,
/// a flag, and a short text. About 60 bytes a row.
enum Contacts {
    static func table(rows: Int) -> Table {
        var state: UInt64 = 1
        // Numerical Recipes' generator: any will do.
        func random(_ end: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % end
        }
        func column(_ type: ColumnType, _ put: (inout ColumnBuilder, Int) -> Void) -> Column {
            var builder = ColumnBuilder(type)
            for row in 0..<rows { put(&builder, row) }
            return builder.finish(count: rows)
        }
        func texts(_ type: ColumnType, _ prefix: String, _ count: Int) -> Column {
            let texts = (0..<count).map { Array("\(prefix)\($0 + 100_000)".utf8) }
            return column(type) { builder, row in
                texts[random(count)].withUnsafeBufferPointer { builder.putText($0, row: row) }
            }
        }
        let columns: [(String, Column)] = [
            ("person", column(.int64) { $0.putInt64(Int64($1 / 13), row: $1) }),
            ("practice", texts(.dictionary, "G", 52)), ("staff", texts(.dictionary, "staff-", 5000)),
            ("role", texts(.dictionary, "r", 8)), ("reference", texts(.utf8, "ref-", 100_000)),
            ("on", column(.date) { $0.putInt32(Int32(20_000 + random(700)), row: $1) }),
            ("at", column(.timestamp) { $0.putInt64(Int64(1_770_000_000 + random(60_000_000)), row: $1) }),
            (
                "minutes",
                column(.int32) { builder, row in
                    if random(10) == 0 {
                        builder.putNull(row: row)
                    } else {
                        builder.putInt32(Int32(random(60)), row: row)
                    }
                }
            ),
            ("cost", column(.int64) { $0.putInt64(Int64(random(100_000)), row: $1) }),
            ("attended", column(.bool) { $0.putBool(random(12) > 0, row: $1) }),
        ]
        return Table(columns, sensitivity: .pseudonymous)
    }
}
