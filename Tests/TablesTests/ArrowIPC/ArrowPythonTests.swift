import Testing

@testable import Tables

/// Files to and from pyarrow and polars, the software that others read them with.
@Suite(
    "Arrow files between Strata and Python",
    .enabled(if: ArrowPython.isThere, "no .build/python: Scripts/python-environment.sh makes it from a package index"))
struct ArrowPythonTests {
    /// The lines that a script prints.
    private func lines(_ script: String, _ path: String, _ scratch: ArrowScratch) throws -> [String] {
        try ArrowPython.run(script, [path], in: scratch).split(separator: "\n").map(String.init)
    }

    /// A table of every type in two batches, and a dictionary with a null.
    private func sample(_ scratch: ArrowScratch) throws -> String {
        let fields = ArrowRoundTripTests.everyType.map(\.field) + [Field("link", .int32, optional: true)]
        var writer = try ArrowFileWriter(
            scratch.path(), Schema(fields), metadata: ["sensitivity": "pseudonymous", "mapping": "süd"])
        let columns = ArrowRoundTripTests.everyType.map(\.column) + [Column(integers: [1, 2, 3], type: .int32)]
        try writer.write(columns, count: 3)
        try writer.write(fields.map { ColumnBuilder($0.type).finish(count: 0) }, count: 0)
        try writer.write(columns, count: 3)
        try writer.finish(dictionaries: [5: Column(texts: ["gp", nil])])
        return scratch.path()
    }

    @Test func pyarrowReadsOurs() throws {
        let scratch = try ArrowScratch()
        let script = """
            import sys, pyarrow.ipc as ipc
            reader = ipc.open_file(sys.argv[1])
            table = reader.read_all()
            table.validate(full=True)
            print(reader.num_record_batches, table.num_rows)
            for field in table.schema:
                print(field.name, field.type, field.nullable)
            print(sorted(table.schema.metadata.items()))
            for name, values in table.to_pydict().items():
                print(name, *[str(value) for value in values], sep="|")
            """
        #expect(
            try lines(script, try sample(scratch), scratch) == [
                "3 6", "flag bool True", "small int32 True", "large int64 True", "ratio double True",
                "note string True", "role dictionary<values=string, indices=int32, ordered=0> True",
                "born date32[day] True", "at timestamp[s] True", "link int32 True",
                #"[(b'mapping', b's\xc3\xbcd'), (b'sensitivity', b'pseudonymous')]"#,
                "flag|True|None|False|True|None|False", "small|-2147483648|2147483647|None|-2147483648|2147483647|None",
                "large|-9223372036854775808|None|9223372036854775807|-9223372036854775808|None|9223372036854775807",
                "ratio|None|-0.5|1e+300|None|-0.5|1e+300", "note||None|Straße 🏥||None|Straße 🏥",
                "role|gp|None|None|gp|None|None",
                // 20,000 days after 1970-01-01 is 2024-10-04; 1,772,000,000 seconds are 2026-02-25T06:13:20.
                "born|1969-12-31|None|2024-10-04|1969-12-31|None|2024-10-04",
                "at|None|2026-02-25 06:13:20|1969-12-31 23:59:59|None|2026-02-25 06:13:20|1969-12-31 23:59:59",
                "link|1|2|3|1|2|3",
            ])
    }

    @Test func polarsReadsOurs() throws {
        let scratch = try ArrowScratch()
        let script = """
            import sys, polars
            for frame in [polars.read_ipc(sys.argv[1]), polars.scan_ipc(sys.argv[1]).collect()]:
                for column in frame:
                    print(column.name, *[str(value) for value in column.to_list()], sep="|")
            """
        let expected = [
            "flag|True|None|False|True|None|False", "small|-2147483648|2147483647|None|-2147483648|2147483647|None",
            "large|-9223372036854775808|None|9223372036854775807|-9223372036854775808|None|9223372036854775807",
            "ratio|None|-0.5|1e+300|None|-0.5|1e+300", "note||None|Straße 🏥||None|Straße 🏥",
            "role|gp|None|None|gp|None|None", "born|1969-12-31|None|2024-10-04|1969-12-31|None|2024-10-04",
            "at|None|2026-02-25 06:13:20|1969-12-31 23:59:59|None|2026-02-25 06:13:20|1969-12-31 23:59:59",
            "link|1|2|3|1|2|3",
        ]
        #expect(try lines(script, try sample(scratch), scratch) == expected + expected)
    }

    @Test func noBatchesForPython() throws {
        let scratch = try ArrowScratch()
        let writer = try ArrowFileWriter(scratch.path(), ArrowRoundTripTests.everyTypeTable.schema)
        try writer.finish(dictionaries: [5: Column(texts: [])])
        let script = """
            import sys, polars, pyarrow.ipc as ipc
            table = ipc.open_file(sys.argv[1]).read_all()
            table.validate(full=True)
            print(table.shape, polars.read_ipc(sys.argv[1]).shape)
            """
        #expect(try lines(script, scratch.path(), scratch) == ["(0, 8) (0, 8)"])
    }

    /// Batches that are slices of a longer table, so that offsets, bits and nulls begin inside of buffers.
    @Test func weReadPyarrows() throws {
        let scratch = try ArrowScratch()
        let script = """
            import sys, datetime, pyarrow as pa
            day, second = datetime.date, datetime.datetime
            table = pa.table({
                "flag": pa.array([True, None, False, True, None] * 4, pa.bool_()),
                "small": pa.array([1, None, 3, -4, 5] * 4, pa.int32()),
                "large": pa.array([None, 2**40, 3, 4, 5] * 4, pa.int64()),
                "ratio": pa.array([0.5, 1.5, None, 3.5, 4.5] * 4, pa.float64()),
                "note": pa.array(["a", None, "", "döner", "eee"] * 4, pa.utf8()),
                "role": pa.array(["gp", None, "nurse", "gp", "x"] * 4, pa.utf8()).dictionary_encode(),
                "born": pa.array([day(1970, 1, 2), None, day(1969, 12, 31), day(2000, 1, 1), None] * 4, pa.date32()),
                "at": pa.array([None, second(1970, 1, 1, 0, 1), None, second(1970, 1, 2), None] * 4, pa.timestamp("s")),
                "full": pa.array(list(range(20)), pa.int32()),
            }).replace_schema_metadata({"made by": "pyarrow"})
            with pa.OSFile(sys.argv[1], "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                for start, count in [(1, 4), (9, 0), (13, 7)]:
                    for batch in table.slice(start, count).to_batches():
                        writer.write_batch(batch)
            """
        _ = try ArrowPython.run(script, [scratch.path()], in: scratch)
        let reader = try ArrowFileReader(scratch.path())
        #expect(reader.schema.metadata["made by"] == "pyarrow")
        func rows(_ five: [String]) -> [String] { (Array(1..<5) + Array(13..<20)).map { five[$0 % 5] } }
        #expect(
            try arrowContents(scratch.path()) == [
                rows(["true", "-", "false", "true", "-"]), rows(["1", "-", "3", "-4", "5"]),
                rows(["-", "1099511627776", "3", "4", "5"]), rows(["0.5", "1.5", "-", "3.5", "4.5"]),
                rows(["a", "-", "", "döner", "eee"]), rows(["gp", "-", "nurse", "gp", "x"]),
                // 2000-01-01 is 10,957 days after 1970-01-01.
                rows(["1", "-", "-1", "10957", "-"]), rows(["-", "60", "-", "86400", "-"]),
                (Array(1..<5) + Array(13..<20)).map(String.init),
            ])
    }

    /// The message about a type that is not read.
    private static func refused(_ type: String) -> String {
        "column 'c' is of the Arrow type \(type), which is not read"
    }

    @Test(arguments: [
        ("pa.array([[1]])", "", refused("list")), ("pa.array([b'x'])", "", refused("binary")),
        ("pa.array([1], pa.date64())", "", refused("date64")),
        ("pa.array([1]).dictionary_encode()", "", "column 'c' has a dictionary of values that are no text"),
        ("pa.array([1] * 1000)", "compression='zstd'", "the batch is compressed (zstd)"),
        ("pa.array([1] * 1000)", "compression='lz4'", "the batch is compressed (lz4)"),
    ])
    func refusedFeatures(array: String, options: String, message: String) throws {
        let scratch = try ArrowScratch()
        let script = """
            import sys, pyarrow as pa
            table = pa.table({"c": \(array)})
            options = pa.ipc.IpcWriteOptions(\(options))
            with pa.OSFile(sys.argv[1], "wb") as sink, pa.ipc.new_file(sink, table.schema, options=options) as writer:
                writer.write(table)
            """
        _ = try ArrowPython.run(script, [scratch.path()], in: scratch)
        do {
            _ = try arrowContents(scratch.path())
            Issue.record("\(message)")
        } catch {
            #expect(error.code == .unsupported)
            #expect(error.message == message)
        }
    }
}
