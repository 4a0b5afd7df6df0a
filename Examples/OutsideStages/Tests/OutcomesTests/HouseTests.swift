import Foundation
import Outcomes
import StageMain
import Testing

/// The house's own binary on a small borough, from feeds to release.
@Suite("A strata of one's own") struct HouseTests {
    @Test("The measure is counted compiled in, and by a program of its own, to the same figures")
    func bothWays() throws {
        let house = try Folder()
        try house.run("init", "inside")
        try house.run("synth", "--people", "4000", "--seed", "11", "--out", "inside")
        let nightly = try house.text("inside/nightly.yaml")
        let pipeline = nightly.replacingOccurrences(
            of: "\n  continuity:\n",
            with: "\n  readmissions: {uses: measure_readmissions, from: people}\n  continuity:\n"
        ).replacingOccurrences(of: "from: [population,", with: "from: [readmissions, population,")
        try #require(pipeline.contains("[readmissions,"))
        try house.write(pipeline, to: "inside/nightly.yaml")
        try house.run("run", "inside/nightly.yaml")
        let inside = try house.figures("inside")
        let borough = inside.filter { $0.contains("Borough") }
        #expect(borough.count > 2 && inside.count > borough.count)

        // The same under another name, since the binary has a stage of this one.
        let program = Folder.products.appendingPathComponent("measure_readmissions").path
        let manifest = StageMain.manifest(of: MeasureReadmissions.self, command: [program])
            .replacingOccurrences(of: "name: measure_readmissions", with: "name: measure_outside")
        try house.write(manifest, to: "inside/stages/measure_outside/stage.yaml")
        try house.write(
            pipeline.replacingOccurrences(
                of: "{uses: measure_readmissions, from: people}",
                with: "{uses: measure_outside, from: people, grant: pseudonymous}"), to: "inside/nightly.yaml")
        try house.run("run", "inside/nightly.yaml")
        #expect(try house.figures("inside") == inside)
    }

    @Test("The stage is documented and tested like every other")
    func documented() throws {
        let house = try Folder()
        #expect(try house.run("stage", "describe", "measure_readmissions").contains("NHS Outcomes Framework 3b"))
        let program = Folder.products.appendingPathComponent("measure_readmissions").path
        try house.write(
            StageMain.manifest(of: MeasureReadmissions.self, command: [program]).replacingOccurrences(
                of: "name: measure_readmissions", with: "name: measure_outside"), to: "stage/stage.yaml")
        let tested = try house.run("stage", "test", "--quick", "stage")
        #expect(tested.contains("ok    parts in another order") && !tested.contains("FAIL"))
    }
}

/// A folder that goes when the test does, and the house's program in it.
private final class Folder {
    private let url: URL

    /// Where the tests were built, with the programs beside them.
    static let products: URL = {
        var folder = Bundle.main.bundleURL
        while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("house").path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("outside-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func text(_ path: String) throws -> String {
        try String(contentsOf: url.appendingPathComponent(path), encoding: .utf8)
    }

    func write(_ text: String, to path: String) throws {
        let file = url.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// The rows about readmissions in the latest release, without their last cell, which names the run.
    func figures(_ folder: String) throws -> [String] {
        try text("\(folder)/releases/nightly/latest/indicators.csv").components(separatedBy: "\r\n")
            .filter { $0.hasPrefix("outcome-readmission") }
            .map { $0[..<($0.lastIndex(of: ",") ?? $0.startIndex)].description }
    }

    /// What `house` prints; it must end with 0.
    @discardableResult func run(_ arguments: String...) throws -> String {
        let process = Process(), output = Pipe()
        let log = url.appendingPathComponent("log")
        try Data().write(to: log)
        process.executableURL = Self.products.appendingPathComponent("house")
        process.arguments = arguments
        process.currentDirectoryURL = url
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let errors = try self.text("log")
        try #require(process.terminationStatus == 0, "\(arguments): \(text)\(errors)")
        return text
    }
}
