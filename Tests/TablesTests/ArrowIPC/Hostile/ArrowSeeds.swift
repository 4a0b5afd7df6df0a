@testable import Tables

/// Small true streams and files of every type, to begin with.
enum ArrowSeeds {
    /// Streams: one of each type, and two of several types with dictionaries that grow.
    static func streams() throws(ArrowFault) -> [[UInt8]] {
        var streams: [[UInt8]] = []
        for type in ArrowSamples.types { streams.append(try stream([type], [0..<7, 7..<7, 7..<12])) }
        let several: [ArrowType] = [.dictionary, .null, .bool, .int32, .utf8]
        streams.append(try stream(several, [0..<1, 1..<9]))
        streams.append(try stream([.dictionary, .dictionary, .utf8View, .largeUTF8], [0..<1, 1..<3, 3..<9]))
        return streams
    }

    /// Which types, and which rows each batch has.
    static func stream(_ types: [ArrowType], _ batches: [Range<Int>]) throws(ArrowFault) -> [UInt8] {
        var encoder = ArrowMessageEncoder(ArrowSamples.schema(types))
        var bytes = try encoder.schemaMessage().bytes
        for rows in batches {
            for message in try encoder.messages(ArrowSamples.batch(rows, types)) { bytes += message.bytes }
        }
        return bytes + ArrowMessage.end.bytes
    }

    /// A file of several types.
    static func writeFile(to path: String) throws(ArrowFault) {
        let types: [ArrowType] = [
            .dictionary, .null, .bool, .uint64, .utf8, .utf8View, .largeUTF8, .fixedSizeBinary(3),
        ]
        var writer = try ArrowFileWriter(path, ArrowSamples.schema(types))
        for rows in [0..<9, 9..<9] { try writer.write(ArrowSamples.batch(rows, types)) }
        try writer.finish()
    }
}
