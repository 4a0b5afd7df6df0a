import ArgumentParser
import StageKit
import SyntheticBorough

/// `strata synth`: feeds and reference files about people who do not exist.
struct SynthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synth", abstract: "Write a synthetic borough: feeds and reference files of invented people.",
        discussion: "DIR gets the folders inbox and reference. The same people and seed give the same bytes.")

    @Option(
        help: "How many people, from \(BoroughPlan.peopleRange.lowerBound) to \(BoroughPlan.peopleRange.upperBound).")
    var people = 250_000

    @Option(help: "Which borough of that size.")
    var seed: UInt64 = 1

    @Option(name: .customLong("out"), help: ArgumentHelp("The folder to write to.", valueName: "dir"))
    var folder: String

    @Flag(help: "Also write what must not stop a run: broken records, unknown elements, gaps, repeats.")
    var dirty = false

    @Option(help: "How many files to write at a time; the number of cores unless given.")
    var jobs: Int = Machine.cores

    func validate() throws {
        guard jobs >= 1 else { throw ValidationError("--jobs must be at least 1") }
        guard BoroughPlan.peopleRange.contains(people) else {
            throw ValidationError(
                "--people must be from \(BoroughPlan.peopleRange.lowerBound) to \(BoroughPlan.peopleRange.upperBound)")
        }
    }

    func run() async throws {
        let context = CommandContext.current
        let console = context.console
        do throws(BoroughError) {
            let summary = try await Borough.write(
                BoroughPlan(people: people, seed: seed, dirty: dirty), to: console.absolute(folder), workers: jobs
            ) { progress in
                if console.isLive { console.error("\r\u{1B}[K\(progress.written) of \(progress.files) feeds") }
            }
            if console.isLive { console.error("\r\u{1B}[K") }
            let counts = summary.total
            console.error(
                """
                \(Figure.grouped(people)) people, \(summary.practices) practices, \(summary.communities) communities, \
                \(summary.localities) localities
                \(summary.files.count) feeds: \(Figure.grouped(counts.patients)) patient records, \
                \(Figure.grouped(counts.contacts)) contacts, \(Figure.bytes(counts.xmlBytes)) of XML\n
                """)
            console.out(folder + "\n")
        } catch {
            if console.isLive { console.error("\r\u{1B}[K") }
            throw context.fail(Diagnostics([Self.diagnostic(error)]))
        }
    }

    private static func diagnostic(_ error: BoroughError) -> Diagnostic {
        switch error {
        case .unusablePlan, .notEmpty, .file: Diagnostic(.configuration, "\(error)")
        case .compression: Diagnostic(.internalFault, "\(error)")
        case .cancelled: Diagnostic(.interrupted, "interrupted", hint: "feeds already written stay")
        }
    }
}
