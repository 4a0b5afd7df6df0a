public import Tables

/// The tables of one document as Arrow files in a folder, written while the document is read: `<table>.arrow` for each.
///
/// Nothing appears under its name before `finish`; a writer that is dropped leaves nothing.
public struct TableFiles: ~Copyable {
    private let writers: UnsafeMutablePointer<ArrowFileWriter?>
    private let tables: [Mapping.TableInfo]

    /// Begins files in `folder`, which is there, for the tables of a mapping that `stored` names; all where it is `nil`.
    public init(_ folder: String, _ mapping: Mapping, stored: Set<String>? = nil) throws(ArrowFault) {
        tables = mapping.tables
        let writers = UnsafeMutablePointer<ArrowFileWriter?>.allocate(capacity: max(tables.count, 1))
        for place in 0..<max(tables.count, 1) { (writers + place).initialize(to: nil) }
        self.writers = writers
        for (place, table) in tables.enumerated() where stored?.contains(table.name) ?? true {
            var schema = table.schema
            for field in table.fields where field.isLookedUp {
                if let column = schema.index(of: field.name) { schema.fields[column].isOptional = true }
            }
            writers[place] = try ArrowFileWriter(
                folder + "/" + table.name + ".arrow", schema,
                metadata: ["strata.mapping": mapping.name, "strata.sensitivity": "pseudonymous"])
        }
    }

    deinit {
        writers.deinitialize(count: max(tables.count, 1))
        writers.deallocate()
    }

    /// Appends the rows of one segment.
    public mutating func write(_ segment: TableSegment) throws(ArrowFault) {
        try writers[segment.table]?.write(segment.columns, count: segment.count)
    }

    /// Puts the files in their place, now that dictionaries are known.
    public consuming func finish(_ closed: [ClosedTable]) throws(ArrowFault) {
        for (place, table) in tables.enumerated() {
            guard let writer = writers[place].take() else { continue }
            var dictionaries: [Int: Column] = [:]
            for (name, texts) in closed[place].dictionaries {
                if let column = table.schema.index(of: name) { dictionaries[column] = texts }
            }
            try writer.finish(dictionaries: dictionaries, isDurable: false)
        }
    }
}
