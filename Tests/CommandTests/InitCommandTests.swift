import Foundation
import Testing

@testable import StrataCommand

@Suite struct InitCommandTests {
    @Test func aHouseIsMade() async throws {
        let scratch = try Scratch()
        let result = await scratch.run("init", "new/house")
        #expect(result.status == 0)
        #expect(
            result.out.hasPrefix(
                "made mappings/\nmade inbox/\nmade reference/\nmade releases/\nmade internal/\nmade secrets/\n"))
        #expect(result.out.hasSuffix("made .gitignore\nmade secrets/pseudonym.key\n"))
        for file in Templates.files { #expect(try scratch.text("new/house/" + file.path) == file.text) }
        #expect(try scratch.mode("new/house/secrets") == 0o700)
        #expect(try scratch.mode("new/house/internal") == 0o700)
        #expect(try scratch.mode("new/house/secrets/pseudonym.key") == 0o600)
        let key = try scratch.text("new/house/secrets/pseudonym.key")
        #expect(key.utf8.count == 65 && key.last == "\n")
        #expect(key.dropLast().allSatisfy { "0123456789abcdef".contains($0) })
        #expect(!result.out.contains(key.dropLast()) && !result.error.contains(key.dropLast()))
        #expect(try scratch.text("new/house/.gitignore").contains("/secrets/\n"))
    }

    @Test func nothingIsOverwritten() async throws {
        let scratch = try Scratch()
        try scratch.write("mine\n", to: "nightly.yaml")
        _ = await scratch.run("init")
        let key = try scratch.text("secrets/pseudonym.key")
        let again = await scratch.run("init", ".")
        #expect(again.status == 0)
        #expect(try scratch.text("nightly.yaml") == "mine\n")
        #expect(try scratch.text("secrets/pseudonym.key") == key)
        let lines = again.out.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("left ") && $0.hasSuffix(", which was there") })
        #expect(lines.count == Templates.files.count + 8)
    }

    @Test func twoHousesHaveTwoKeys() async throws {
        let scratch = try Scratch()
        _ = await scratch.run("init", "a")
        _ = await scratch.run("init", "b")
        #expect(try scratch.text("a/secrets/pseudonym.key") != scratch.text("b/secrets/pseudonym.key"))
    }

    @Test func aFileInTheWayIsToldAndStatusTwo() async throws {
        let scratch = try Scratch()
        try scratch.write("", to: "inbox")
        let result = await scratch.run("init")
        #expect(result.status == 2)
        #expect(result.error.contains("error: cannot make folder \(scratch.path)/inbox: Not a directory\n"))
    }
}
