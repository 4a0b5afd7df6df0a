import Glibc
import RegistryXML
import Testing

/// Nothing that a document names outside of itself is opened or connected to.
@Suite struct ExternalEntityTests {
    /// A file that is watched for being opened.
    private final class WatchedFile {
        let path: String
        private let watch: Int32

        init() throws {
            path = "/tmp/strata-external-\(UInt64.random(in: 0...UInt64.max))"
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
            try #require(file >= 0)
            close(file)
            watch = inotify_init1(Int32(IN_NONBLOCK))
            try #require(watch >= 0)
            try #require(inotify_add_watch(watch, path, UInt32(IN_OPEN)) >= 0)
        }

        deinit {
            close(watch)
            unlink(path)
        }

        /// Whether it was opened since the last call.
        func wasOpened() -> Bool {
            var block = [UInt8](repeating: 0, count: 4096)
            return read(watch, &block, block.count) > 0
        }
    }

    /// A port of this machine that is listened on.
    private final class Listener {
        private let socketNumber: Int32
        let port: UInt16

        init() throws {
            let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            try #require(number >= 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    bind(number, address, length) == 0 && listen(number, 4) == 0
                        && getsockname(number, address, &length) == 0
                }
            }
            try #require(status)
            socketNumber = number
            port = UInt16(bigEndian: address.sin_port)
        }

        deinit { close(socketNumber) }

        func wasConnected() -> Bool {
            let other = accept(socketNumber, nil, nil)
            if other >= 0 { close(other) }
            return other >= 0
        }
    }

    private func documents(_ uri: String) -> [String] {
        [
            "<!DOCTYPE r SYSTEM \"\(uri)\"><r/>",
            "<!DOCTYPE r [<!ENTITY e SYSTEM \"\(uri)\">]><r a=\"x\">&e;</r>",
            "<!DOCTYPE r [<!ENTITY % e SYSTEM \"\(uri)\"> %e;]><r/>",
            "<?xml-stylesheet href=\"\(uri)\"?><r/>",
            "<r xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"\(uri)\"/></r>",
            "<r xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"\(uri)\"/>",
        ]
    }

    private func readAll(_ uri: String) throws {
        for doctype in ["refuse", "accept"] {
            let mapping = try Mapping(
                yaml: """
                    strata-mapping: 1
                    name: outside
                    root: r
                    doctype: \(doctype)
                    tables: {t: {record: r, fields: {a: {path: ".", type: text}}}}
                    """, name: "outside.yaml")
            for document in documents(uri) {
                _ = try Fixtures.withFile(Array(document.utf8)) { path in
                    // Some are refused, which is as well.
                    _ = try? DocumentReader.read(path, mapping, pseudonymiser: PlainTokens())
                    _ = try? Surveyor.survey(path)
                }
            }
        }
    }

    @Test func noFileIsOpened() throws {
        let file = try WatchedFile()
        try readAll("file://" + file.path)
        try readAll(file.path)
        let wasOpened = file.wasOpened()
        #expect(!wasOpened)
        // The watch works.
        close(open(file.path, O_RDONLY))
        let isSeen = file.wasOpened()
        #expect(isSeen)
    }

    @Test func nothingIsConnectedTo() throws {
        let listener = try Listener()
        try readAll("http://127.0.0.1:\(listener.port)/x.dtd")
        try readAll("ftp://127.0.0.1:\(listener.port)/x.dtd")
        let wasConnected = listener.wasConnected()
        #expect(!wasConnected)
    }
}
