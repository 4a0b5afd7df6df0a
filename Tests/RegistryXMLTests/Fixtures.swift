import Diagnostics
import Foundation
import RegistryXML
import Tables

/// A stand-in for the keyed function: equal for equal bytes, other in the other domain.
struct PlainTokens: Pseudonymiser {
    func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) {
        (TextHash.of(bytes), domain == .person ? 1 : 2)
    }
}

enum Fixtures {
    static let mappings = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "../../pipelines/mappings").standardizedFileURL

    static func mapping(_ name: String = "registry-feed") throws -> Mapping {
        try Mapping(file: mappings.appending(path: name + ".yaml").path)
    }

    /// Runs `body` with the path of a file of these bytes.
    static func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        let path = NSTemporaryDirectory() + "/strata-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }

    static func read(
        _ bytes: [UInt8], _ mapping: Mapping, _ options: ReadingOptions = ReadingOptions()
    ) throws -> MappedDocument {
        try withFile(bytes) { try DocumentReader.read($0, mapping, pseudonymiser: PlainTokens(), options: options) }
    }

    static func read(_ xml: String, _ options: ReadingOptions = ReadingOptions()) throws -> MappedDocument {
        try read(Array(xml.utf8), mapping(), options)
    }

    /// Why a document is refused, or `nil` where it is not.
    static func refusal(_ bytes: [UInt8], _ mapping: Mapping? = nil, _ options: ReadingOptions = ReadingOptions())
        throws
        -> RefusedDocument?
    {
        do {
            _ = try read(bytes, mapping ?? Fixtures.mapping(), options)
            return nil
        } catch let error as RefusedDocument {
            return error
        }
    }

    static func refusal(_ xml: String) throws -> RefusedDocument? { try refusal(Array(xml.utf8)) }

    /// What there is in a container of these bytes.
    static func unpacked(
        _ bytes: [UInt8], _ limits: ReadingLimits = ReadingLimits(), readAhead: Bool = false
    ) throws -> Unpacked {
        try withFile(bytes) { try unpacked(path: $0, limits, readAhead: readAhead) }
    }

    static func unpacked(
        path: String, _ limits: ReadingLimits = ReadingLimits(), readAhead: Bool = false
    ) throws -> Unpacked {
        var out = Unpacked()
        let summary = try DocumentContainer.forEachDocument(of: path, limits: limits, readAhead: readAhead) {
            (document) throws(RefusedDocument) in
            var bytes: [UInt8] = []
            try document.forEachChunk { (chunk, _) throws(RefusedDocument) in bytes += chunk }
            out.names.append(document.name)
            out.documents.append(bytes)
        }
        out.skipped = summary.skippedMembers
        return out
    }

    /// Why a container is refused, or `nil` where it is not.
    static func containerRefusal(
        _ bytes: [UInt8], _ limits: ReadingLimits = ReadingLimits()
    ) throws -> RefusedDocument? {
        do {
            _ = try unpacked(bytes, limits)
            return nil
        } catch let error as RefusedDocument {
            return error
        }
    }

    /// A feed with this inside its root.
    static func feed(_ inside: String, content: String = "full", prolog: String = "") -> String {
        prolog
            + "<registryFeed xmlns=\"urn:strata:registry-feed:1.0\" version=\"1.0\" source=\"G85001\" "
            + "extracted=\"2026-11-21T01:12:09Z\" periodStart=\"2024-11-21\" periodEnd=\"2026-11-20\" "
            + "content=\"\(content)\" sequence=\"412\">\n\(inside)\n</registryFeed>"
    }

    static func patient(_ inside: String = "", _ attributes: String = "id=\"p1\" birthDate=\"1948-05-17\" sex=\"2\"")
        -> String
    {
        "<patient \(attributes)>\(inside)</patient>"
    }

    static func contact(_ id: String, minutes: String = "11", role: String = "gp") -> String {
        "<contact id=\"\(id)\" at=\"2026-03-04T09:10:00\" practice=\"G85001\" staff=\"S1\" role=\"\(role)\" "
            + "mode=\"telephone\" urgency=\"routine\" status=\"attended\" minutes=\"\(minutes)\"/>"
    }

    /// A gzip member whose data is stored, not compressed (RFC 1951, 3.2.4; RFC 1952).
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var start = 0
        repeat {
            let end = min(start + 65_535, bytes.count)
            let size = UInt16(end - start)
            out += [end == bytes.count ? 1 : 0, UInt8(size & 255), UInt8(size >> 8)]
            out += [UInt8(~size & 255), UInt8(~size >> 8)]
            out += bytes[start..<end]
            start = end
        } while start < bytes.count
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        for word in [~crc, UInt32(bytes.count)] {
            for shift in [0, 8, 16, 24] { out.append(UInt8(word >> shift & 255)) }
        }
        return out
    }
}

extension MappedDocument {
    func texts(_ table: String, _ column: String) -> [String?] {
        guard let column = tables[table]?[column] else { return [] }
        return (0..<column.count).map { column.text($0) }
    }

    func integers(_ table: String, _ column: String) -> [Int64?] {
        guard let column = tables[table]?[column] else { return [] }
        return (0..<column.count).map { column.integer($0) }
    }
}
