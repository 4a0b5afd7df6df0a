import Tables

/// A joined table with the tables inside it: how its rows are written where they wait for their parents, and read again.
///
/// First come how many rows there are of each table and how many keys, then the keys, then the rows of each table; those
/// inside others begin with the number of the row that they lie in.
struct OrphanFamily {
    /// The joined table first; parents come before what lies in them.
    let tables: [Int]
    /// For each of them, where its parent is.
    private let parents: [Int]

    init(_ number: Int, _ state: borrowing DocumentState) {
        let inside = state.plan.tables[number].descendants
        tables = [number] + inside
        let all = tables
        parents = [-1] + inside.map { table in all.firstIndex { $0 == state.plan.tables[table].parent } ?? 0 }
    }

    func write(
        _ root: Int, _ settled: [RowSettlement.Settled], _ batches: [TableBatch], _ keys: [(Int, JoinKey)],
        into bytes: inout [UInt8]
    ) {
        // The rows of each table, and where each stands among them.
        var rows: [[Int]] = [[root]], numbers: [[Int32]] = [[-1]]
        for place in tables.indices.dropFirst() {
            var own: [Int] = [], outer: [Int32] = []
            for (number, row) in rows[parents[place]].enumerated() {
                for inner in settled[tables[place]].inside(row)
                where settled[tables[place]].places?[inner] == RowSettlement.Fate.waits {
                    own.append(inner)
                    outer.append(Int32(truncatingIfNeeded: number))
                }
            }
            rows.append(own)
            numbers.append(outer)
        }
        for own in rows { bytes.append(bits: Int32(truncatingIfNeeded: own.count)) }
        bytes.append(bits: Int32(truncatingIfNeeded: keys.count))
        for (table, key) in keys {
            let place = tables.firstIndex(of: table) ?? 0
            bytes.append(bits: Int32(truncatingIfNeeded: place))
            bytes.append(bits: Int32(truncatingIfNeeded: rows[place].firstIndex(of: Int(key.row)) ?? 0))
            bytes.append(key.isWithheld ? 1 : 0)
            bytes.append(bits: Int32(truncatingIfNeeded: key.join))
            bytes.append(bits: key.key)
            bytes.append(bits: key.time)
        }
        for place in tables.indices {
            for (row, outer) in zip(rows[place], numbers[place]) {
                if place > 0 { bytes.append(bits: outer) }
                bytes.append(row: row, of: batches[tables[place]].columns)
            }
        }
    }

    /// How many rows there are of each table.
    func counts(_ bytes: UnsafeRawBufferPointer) -> [(table: Int, count: Int)] {
        var reader = RowBytes(bytes)
        return tables.map { ($0, Int(reader.next(Int32.self))) }
    }

    /// The keys, with their tables; a row's number is that among the rows of its table here.
    func keys(_ bytes: UnsafeRawBufferPointer) -> [(table: Int, key: JoinKey)] {
        var reader = RowBytes(bytes)
        for _ in tables { _ = reader.next(Int32.self) }
        return keys(&reader)
    }

    fileprivate func keys(_ reader: inout RowBytes) -> [(table: Int, key: JoinKey)] {
        (0..<Int(reader.next(Int32.self))).map { _ in
            let place = Int(reader.next(Int32.self)), row = reader.next(Int32.self)
            let isWithheld = reader.next(UInt8.self) != 0
            let join = Int(reader.next(Int32.self))
            let key = reader.next(KeyPrint.self), time = reader.next(Int.self)
            return (
                tables[place], JoinKey(join: join, row: row, isWithheld: isWithheld, key: key, time: time, known: time)
            )
        }
    }

    /// Room for rows that wait no more.
    func builders(_ state: borrowing DocumentState) -> OrphanBuilders {
        OrphanBuilders(self, tables.map { state.tables[$0].storedTypes(state.plan.tables[$0]) })
    }
}

/// The rows of one table that have waited and are handed on now.
struct WokenRows {
    var count = 0
    var columns: [Column] = []
    /// The rows inside each row of the parent's, as in `RowSettlement.Settled`.
    var starts: [Int32] = []
    var keys: [JoinKey] = []

    func inside(_ parent: Int) -> Range<Int> {
        starts.isEmpty ? 0..<0 : Int(starts[parent])..<Int(starts[parent + 1])
    }
}

/// Reads rows that have waited into columns.
struct OrphanBuilders: ~Copyable {
    private let family: OrphanFamily
    private let builders: [UnsafeMutableBufferPointer<ColumnBuilder>]
    private var counts: [Int]
    private var parents: [[Int]]
    private var keys: [[JoinKey]]

    init(_ family: OrphanFamily, _ types: [[ColumnType]]) {
        self.family = family
        builders = types.map { types in
            let builders = UnsafeMutableBufferPointer<ColumnBuilder>.allocate(capacity: types.count)
            for place in types.indices { builders.initializeElement(at: place, to: ColumnBuilder(types[place])) }
            return builders
        }
        counts = Array(repeating: 0, count: types.count)
        parents = Array(repeating: [], count: types.count)
        keys = Array(repeating: [], count: types.count)
    }

    deinit {
        for builders in builders {
            builders.deinitialize()
            builders.deallocate()
        }
    }

    /// How many rows there are of the table at a place of the family.
    func count(_ place: Int) -> Int { counts[place] }

    /// Adds a row of the joined table with what lies in it.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var reader = RowBytes(bytes)
        let before = counts
        let added = family.tables.map { _ in Int(reader.next(Int32.self)) }
        for (table, var key) in family.keys(&reader) {
            let place = family.tables.firstIndex(of: table) ?? 0
            key.row += Int32(truncatingIfNeeded: before[place])
            keys[place].append(key)
        }
        for place in added.indices {
            for _ in 0..<added[place] {
                if place > 0 {
                    parents[place].append(before[family.parent(place)] + Int(reader.next(Int32.self)))
                }
                reader.nextRow(into: builders[place], at: counts[place])
                counts[place] += 1
            }
        }
    }

    mutating func finish() -> [(table: Int, rows: WokenRows)] {
        family.tables.indices.map { place in
            var rows = WokenRows(count: counts[place], keys: keys[place])
            for number in builders[place].indices {
                rows.columns.append(builders[place][number].take(count: counts[place]))
            }
            if place > 0 {
                rows.starts = RowSettlement.starts(parents[place], count: counts[family.parent(place)])
            }
            return (family.tables[place], rows)
        }
    }
}

extension OrphanFamily {
    /// Where the parent of the table at a place is.
    func parent(_ place: Int) -> Int { parents[place] }
}
