import Foundation
import RegistryXML
import Testing

/// Containers that Python's own modules write, which know nothing of this reader.
@Suite struct OtherWritersTests {
    /// Writes containers into the folder that it is given, all of the same two documents and a text.
    private static let script = """
        import gzip, io, os, sys, zipfile
        os.chdir(sys.argv[1])
        documents = {"a.xml": b"<a>" + b"some text " * 50000 + b"</a>", "in/b.xml": b"<b/>"}
        class Pipe(io.RawIOBase):
            def __init__(self): self.parts = []
            def writable(self): return True
            def write(self, part): self.parts.append(bytes(part)); return len(part)
        def archive(target, method, wide=False):
            with zipfile.ZipFile(target, "w", method) as out:
                out.comment = b"made elsewhere"
                out.writestr("in/", b"")
                for name, text in documents.items():
                    with out.open(zipfile.ZipInfo(name) if method == zipfile.ZIP_STORED else name, "w", force_zip64=wide) as member:
                        member.write(text)
                out.writestr("readme.txt", b"read me")
        archive("stored", zipfile.ZIP_STORED)
        archive("deflated", zipfile.ZIP_DEFLATED)
        archive("wide", zipfile.ZIP_DEFLATED, True)
        archive("wide-stored", zipfile.ZIP_STORED, True)
        for name, wide in (("piped", False), ("piped-wide", True)):
            pipe = Pipe()
            archive(pipe, zipfile.ZIP_DEFLATED, wide)
            open(name, "wb").write(b"".join(pipe.parts))
        for name, method in (("nested-stored", zipfile.ZIP_STORED), ("nested-deflated", zipfile.ZIP_DEFLATED)):
            with zipfile.ZipFile(name, "w", method) as out: out.write("deflated", "inner.zip")
        with zipfile.ZipFile("gzips", "w", zipfile.ZIP_STORED) as out:
            for name, text in documents.items(): out.writestr(name, gzip.compress(text))
            out.writestr("readme.txt", gzip.compress(b"read me"))
        many = zipfile.ZipFile("many", "w", zipfile.ZIP_DEFLATED)
        for number in range(3000): many.writestr(f"{number}.xml", f"<n>{number}</n>")
        many.close()
        open("members.gz", "wb").write(b"".join(gzip.compress(text) for text in documents.values()) + bytes(100))
        bzip = zipfile.ZipFile("bzip2", "w", zipfile.ZIP_BZIP2)
        bzip.writestr("a.xml", documents["a.xml"])
        bzip.close()
        """

    /// Runs `body` with the folder, or not at all where there is no Python.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "/strata-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", Self.script, folder]
        try python.run()
        python.waitUntilExit()
        // The shell's word for a command that is not there.
        if python.terminationStatus == 127 { return }
        try #require(python.terminationStatus == 0)
        try body(folder + "/")
    }

    @Test func theyAreReadAsTheyWereMeant() throws {
        let text = "<a>" + String(repeating: "some text ", count: 50_000) + "</a>"
        try withFolder { folder in
            for name in ["stored", "deflated", "wide", "wide-stored", "piped", "piped-wide", "gzips"] {
                let unpacked = try Fixtures.unpacked(path: folder + name)
                #expect(unpacked.names == ["a.xml", "in/b.xml"], "\(name)")
                #expect(unpacked.texts == [text, "<b/>"], "\(name)")
                #expect(unpacked.skipped == 1, "\(name)")
            }
            for name in ["nested-stored", "nested-deflated"] {
                let unpacked = try Fixtures.unpacked(path: folder + name, readAhead: true)
                #expect(unpacked.names == ["inner.zip!/a.xml", "inner.zip!/in/b.xml"])
                #expect(unpacked.texts == [text, "<b/>"])
            }
            #expect(try Fixtures.unpacked(path: folder + "members.gz").texts == [text + "<b/>"])
            let many = try Fixtures.unpacked(path: folder + "many", readAhead: true)
            #expect(many.texts == (0..<3000).map { "<n>\($0)</n>" })
            let error = #expect(throws: RefusedDocument.self) { try Fixtures.unpacked(path: folder + "bzip2") }
            #expect(error?.kind == .container)
        }
    }
}
