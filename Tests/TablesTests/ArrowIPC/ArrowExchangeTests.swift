import Foundation
import Testing

@testable import Tables

/// Every type to pyarrow and polars and from them, as stream and as file, with nulls, slices and batches without rows.
@Suite(
    "Arrow between Strata and Python, every type",
    .enabled(if: ArrowPython.isThere, "no .build/python: Scripts/python-environment.sh makes it from a package index"))
struct ArrowExchangeTests {
    /// Writes `NAME.arrows`, a stream, and `NAME.arrow`, a file.
    private func write(
        _ schema: ArrowSchema, _ batches: [ArrowBatch], _ name: String, _ scratch: ArrowScratch,
        growth: ArrowMessageEncoder.Growth = .delta
    ) throws {
        var file = try ArrowFileWriter(scratch.path(name + ".arrow"), schema)
        for batch in batches { try file.write(batch) }
        try file.finish()
        let descriptor = creat(scratch.path(name + ".arrows"), 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var stream = try ArrowStreamWriter(
            schema, descriptor: descriptor, destination: name, growth: growth)
        for batch in batches { try stream.write(batch) }
        try stream.finish()
    }

    /// The schema and the batches of `NAME.arrows` and `NAME.arrow`.
    private func read(
        _ name: String, _ scratch: ArrowScratch
    ) throws -> [(schema: ArrowSchema, batches: [ArrowBatch])] {
        let descriptor = open(scratch.path(name + ".arrows"), O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var stream = try ArrowStreamReader(descriptor: descriptor, source: name)
        var batches: [ArrowBatch] = []
        while let batch = try stream.next() { batches.append(batch) }
        let file = try ArrowFileReader(scratch.path(name + ".arrow"))
        let stored = try (0..<file.batchCount).map { try file.batch($0) }
        return [(stream.schema, batches), (file.schema, stored)]
    }

    private func shown(_ batches: [ArrowBatch], _ columns: Int) -> [[String]] {
        (0..<columns).map { column in batches.flatMap { $0.columns[column].shown } }
    }

    /// Shows an array as the tests do, and makes one of what is shown.
    private static let showing = """
        import sys, datetime, pyarrow as pa, pyarrow.ipc as ipc
        def shown(array):
            kind = array.type
            if pa.types.is_timestamp(kind): array = array.cast(pa.int64())
            if pa.types.is_date32(kind): array = array.cast(pa.int32())
            def text(value):
                if value is None: return "-"
                if isinstance(value, bool): return str(value).lower()
                if isinstance(value, bytes): return " ".join("%x" % byte for byte in value)
                return str(value)
            return [text(value) for value in array.to_pylist()]
        def array(kind, values):
            values = [None if value == "-" else value for value in values]
            def all(make, kind): return pa.array([None if v is None else make(v) for v in values], kind)
            if pa.types.is_dictionary(kind):
                texts = list(dict.fromkeys(value for value in values if value is not None))
                codes = pa.array([None if value is None else texts.index(value) for value in values], kind.index_type)
                return pa.DictionaryArray.from_arrays(codes, pa.array(texts, kind.value_type), ordered=kind.ordered)
            if pa.types.is_boolean(kind): return all(lambda v: v == "true", kind)
            if pa.types.is_timestamp(kind): return all(int, pa.int64()).cast(kind)
            if pa.types.is_date32(kind): return all(int, pa.int32()).cast(kind)
            if pa.types.is_integer(kind): return all(int, kind)
            if pa.types.is_floating(kind): return all(float, kind)
            if pa.types.is_fixed_size_binary(kind): return all(lambda v: bytes(int(b, 16) for b in v.split()), kind)
            return pa.array(values, kind)

        """

    /// How pyarrow makes a type.
    private func pyarrow(_ type: ArrowType) -> String {
        switch type {
        case .bool: "bool_()"
        case .text(.utf8): "string()"
        case .text(.largeUTF8): "large_string()"
        case .text(.utf8View): "string_view()"
        case .fixedSizeBinary(let width): "binary(\(width))"
        case .timestamp(let unit, let zone): "timestamp('\(unit.rawValue)', \(zone.map { "'\($0)'" } ?? "None"))"
        case .dictionary(let codes, let texts, let isOrdered):
            "dictionary(pa.\(codes.rawValue)(), pa.\(pyarrow(.text(texts))), \(isOrdered ? "True" : "False"))"
        default: type.name + "()"
        }
    }

    private static let types = ArrowSamples.types

    @Test func pyarrowReadsOurs() throws {
        let scratch = try ArrowScratch()
        let lengths = [0..<20, 20..<20, 20..<33]
        try write(ArrowSamples.schema, lengths.map { ArrowSamples.batch($0) }, "ours", scratch)
        let script =
            Self.showing + """
                for table in [ipc.open_stream(sys.argv[1] + ".arrows").read_all(), ipc.open_file(sys.argv[1] + ".arrow").read_all()]:
                    table.validate(full=True)
                    for field, kind in zip(table.schema, sys.argv[2:]):
                        assert field.type.equals(eval("pa." + kind)) and field.nullable, (field, kind)
                        print(*shown(table.column(field.name)), sep="|")
                """
        let expected = ArrowSamples.shown(0..<33).map { $0.joined(separator: "|") + "\n" }.joined()
        let arguments = [scratch.path("ours")] + Self.types.map(pyarrow)
        #expect(try ArrowPython.run(script, arguments, in: scratch) == expected + expected)
    }

    /// Slices of a longer table, so that bits, offsets and texts begin inside of buffers; deltas in the stream.
    @Test func pyarrowAndBack() throws {
        let scratch = try ArrowScratch()
        let values = ArrowSamples.shown(0..<40).map { $0.joined(separator: "|") }
        let first =
            Self.showing + """
                kinds = [eval("pa." + kind) for kind in sys.argv[2:]]
                lines = open(sys.argv[1] + ".txt", encoding="utf-8").read().split("\\n")
                table = pa.table([array(kind, line.split("|")) for kind, line in zip(kinds, lines)], [str(n) for n in range(len(kinds))])
                options = ipc.IpcWriteOptions(emit_dictionary_deltas=True, unify_dictionaries=True)
                for writer in [ipc.new_stream(sys.argv[1] + ".arrows", table.schema), ipc.new_file(sys.argv[1] + ".arrow", table.schema, options=options)]:
                    for start, count in [(3, 14), (17, 0), (21, 16)]:
                        for batch in table.slice(start, count).to_batches() or [table.to_batches()[0].slice(start, 0)]:
                            writer.write(batch)
                    writer.close()
                """
        try Data(values.joined(separator: "\n").utf8).write(to: scratch.folder.appendingPathComponent("py.txt"))
        let arguments = [scratch.path("py")] + Self.types.map(pyarrow)
        _ = try ArrowPython.run(first, arguments, in: scratch)
        let expected = zip(ArrowSamples.shown(3..<17), ArrowSamples.shown(21..<37)).map { $0 + $1 }
        for (index, (schema, batches)) in try read("py", scratch).enumerated() {
            #expect(schema.fields.map(\.type) == Self.types)
            #expect(batches.map(\.count) == [14, 0, 16])
            #expect(shown(batches, Self.types.count) == expected)
            try write(schema, batches, "back\(index)", scratch)
        }
        let second =
            Self.showing + """
                first = ipc.open_stream(sys.argv[1] + "/py.arrows").read_all()
                for index in range(2):
                    for back in [ipc.open_stream(f"{sys.argv[1]}/back{index}.arrows"), ipc.open_file(f"{sys.argv[1]}/back{index}.arrow")]:
                        back = back.read_all()
                        back.validate(full=True)
                        assert back.schema.equals(first.schema), back.schema
                        for name in first.column_names:
                            assert shown(first.column(name)) == shown(back.column(name)), name
                print("same")
                """
        #expect(try ArrowPython.run(second, [scratch.path("")], in: scratch) == "same\n")
    }

    /// polars writes texts as views, codes of 8 and 32 bits, and columns of nulls; it reads no deltas. What it reads of
    /// ours is what pyarrow reads, but for the types that it does not have.
    @Test func polarsAndBack() throws {
        let scratch = try ArrowScratch()
        let first = """
            import sys, datetime, polars as pl
            texts = ["", None, "Straße 🏥", "twelve bytes", "thirteen byte", "a text far longer than any view holds"] * 5
            numbers = [0, None, 1, 127, 5, 6] * 5
            at = [None if n is None else datetime.datetime(2026, 3, 4, 9, 10, n % 60, 500000) for n in numbers]
            frame = pl.DataFrame(
                {"text": texts, "none": [None] * 30, "flag": [None if n is None else n % 2 == 1 for n in numbers]}
                | {"day": [None if n is None else datetime.date(1970, 1, 2) for n in numbers]}
            ).with_columns(
                pl.Series("category", texts, pl.Categorical), pl.Series("enum", texts, pl.Enum(sorted(set(texts) - {None}))),
                *[pl.Series(str(kind), numbers, kind) for kind in [pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.Float32, pl.Float64]],
                *[pl.Series(f"{unit}{zone}", at, pl.Datetime(unit)).dt.replace_time_zone(zone) for unit in ["ms", "us", "ns"] for zone in [None, "UTC"]],
            )
            frame = pl.concat([frame.slice(3, 13), frame.slice(16, 0), frame.slice(17, 11)], rechunk=False)
            for name, level in [("new", None), ("old", pl.CompatLevel.oldest())]:
                frame.write_ipc_stream(f"{sys.argv[1]}/{name}.arrows", compat_level=level)
                frame.write_ipc(f"{sys.argv[1]}/{name}.arrow", compat_level=level)
            """
        _ = try ArrowPython.run(first, [scratch.path("")], in: scratch)
        let texts = ["", "-", "Straße 🏥", "twelve bytes", "thirteen byte", "a text far longer than any view holds"]
        let numbers = ["0", "-", "1", "127", "5", "6"]
        let rows = Array(3..<16) + Array(17..<28)
        func repeated(_ six: [String]) -> [String] { rows.map { six[$0 % 6] } }
        // 2026-03-04T09:10 is 1,772,615,400 seconds after 1970; 127 of a minute's seconds are 7.
        let times = ["ms", "us", "ns"].flatMap { unit in
            let zeros = String(repeating: "0", count: unit == "ms" ? 2 : unit == "us" ? 5 : 8)
            let shown = ["400", "-", "401", "407", "405", "406"].map { $0 == "-" ? $0 : "1772615\($0)5\(zeros)" }
            return [repeated(shown), repeated(shown)]
        }
        let expected =
            [
                repeated(texts), rows.map { _ in "-" }, repeated(["false", "-", "true", "true", "true", "false"]),
                repeated(["1", "-", "1", "1", "1", "1"]), repeated(texts), repeated(texts),
            ] + [[String]](repeating: repeated(numbers), count: 8)
            + [[String]](repeating: repeated(numbers.map { $0 == "-" ? $0 : $0 + ".0" }), count: 2) + times
        for name in ["new", "old"] {
            for (index, (schema, batches)) in try read(name, scratch).enumerated() {
                let layout = name == "new" ? ArrowTextLayout.utf8View : .largeUTF8
                #expect(schema.fields[0].type == .text(layout))
                #expect(schema.fields[1].type == .null)
                #expect(schema.fields[4].type == .dictionary(codes: .uint32, texts: layout, isOrdered: false))
                #expect(schema.fields[5].type == .dictionary(codes: .uint8, texts: layout, isOrdered: true))
                #expect(shown(batches, expected.count) == expected)
                try write(schema, batches, "\(name)\(index)", scratch, growth: .whole)
            }
        }
        let second = """
            import sys, polars as pl
            first = pl.read_ipc_stream(sys.argv[1] + "/new.arrows").cast({"enum": pl.String, "category": pl.String})
            for name in ["new0", "new1", "old0", "old1"]:
                for back in [pl.read_ipc_stream(f"{sys.argv[1]}/{name}.arrows"), pl.read_ipc(f"{sys.argv[1]}/{name}.arrow")]:
                    assert back.schema["category"] == pl.Categorical, back.schema
                    back = back.cast({"enum": pl.String, "category": pl.String})
                    assert back.schema == first.schema, (back.schema, first.schema)
                    assert back.equals(first), name
            print("same")
            """
        #expect(try ArrowPython.run(second, [scratch.path("")], in: scratch) == "same\n")
    }

    @Test("Dictionaries that grow: pyarrow reads deltas and replacements, and we read both of pyarrow's")
    func growingDictionaries() throws {
        let scratch = try ArrowScratch()
        let script =
            Self.showing + """
                kind = pa.dictionary(pa.int32(), pa.string())
                for name, deltas in [("delta", True), ("whole", False)]:
                    options = ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)
                    with ipc.new_stream(f"{sys.argv[1]}/py-{name}.arrows", pa.schema([("c", kind)]), options=options) as writer:
                        for codes, texts in [([0, 1], ["a", "b"]), ([2, None], ["a", "b", "é"]), ([], ["a", "b", "é"]), ([2, 3], ["a", "b", "é", "d"])]:
                            column = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(texts))
                            writer.write_batch(pa.record_batch([column], ["c"]))
                    reader = ipc.open_stream(f"{sys.argv[1]}/{name}.arrows")
                    table = reader.read_all()
                    table.validate(full=True)
                    print(reader.stats.num_dictionary_deltas, reader.stats.num_replaced_dictionaries, *shown(table.column("c")))
                """
        let schema = ArrowSchema([ArrowField("c", .dictionary, optional: true)])
        let expected = ["a", "b", "é", "-", "é", "d"]
        let batches = [("delta", ArrowMessageEncoder.Growth.delta), ("whole", .whole)]
        for (name, growth) in batches {
            var builder = ColumnBuilder(.dictionary)
            var grown: [ArrowBatch] = []
            for rows in [0..<2, 2..<4, 4..<4, 4..<6] {
                for row in rows {
                    let text = expected[row]
                    let place = row - rows.lowerBound
                    if text == "-" {
                        builder.putNull(row: place)
                    } else {
                        withBytes(text) { builder.putText($0, row: place) }
                    }
                }
                let column = builder.take(count: rows.count).with(texts: builder.dictionary.texts())
                grown.append(ArrowBatch(count: rows.count, columns: [ArrowColumn(column)]))
            }
            try write(schema, grown, name, scratch, growth: growth)
        }
        let lines = try ArrowPython.run(script, [scratch.path("")], in: scratch)
        #expect(lines == "2 0 a b é - é d\n0 2 a b é - é d\n")
        for name in ["py-delta", "py-whole"] {
            let descriptor = open(scratch.path(name + ".arrows"), O_RDONLY)
            defer { close(descriptor) }
            var reader = try ArrowStreamReader(descriptor: descriptor, source: name)
            var shown: [String] = []
            while let batch = try reader.next() { shown += batch.columns[0].shown }
            #expect(shown == expected)
        }
    }
}
