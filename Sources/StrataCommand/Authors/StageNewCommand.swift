import ArgumentParser
import Glibc
import StageKit

/// `strata stage new NAME`: a stage outside of strata to begin with, which passes `strata stage test` at once.
struct StageNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a stage to begin with: manifest, program, library and a case.",
        discussion: """
            The beginning of the name says what kind it is: measure_ counts people, annotate_ adds columns to them, compare_ \
            makes small tables of small tables, read_ reads a file of its own. A stage in Swift is a package, which builds on \
            the package of Strata.
            """)

    @Argument(help: "The stage's name, such as measure_home_visits.")
    var name: String

    @Option(help: "python, r, swift or sh.")
    var language: Language

    @Option(name: .customLong("in"), help: ArgumentHelp("The folder of stages to write it to.", valueName: "dir"))
    var parent = "stages"

    @Option(
        name: .customLong("strata"),
        help: ArgumentHelp(
            "For Swift: a checkout of Strata to build on (that of this program, unless given).", valueName: "dir"))
    var checkout: String?

    enum Language: String, CaseIterable, ExpressibleByArgument {
        case python, r, swift, sh
    }

    func validate() throws {
        if checkout != nil, language != .swift { throw ValidationError("--strata is for --language swift") }
    }

    func run() throws {
        let context = CommandContext.current
        let folder = context.console.absolute(parent) + "/" + name, shown = "\(parent)/\(name)"
        do throws(Diagnostic) {
            var stage = try NewStage(name, language.rawValue)
            if language == .swift {
                let found = try StrataCheckout.find(checkout.map(context.console.absolute), shown: checkout)
                stage.fill("__STRATA__", with: found.path(from: folder))
            }
            let made = try stage.write(to: folder, shown: shown)
            for path in made { context.console.out(path + "\n") }
        } catch {
            throw context.fail(Diagnostics([error]))
        }
        let isPlain = shown.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x2D...0x39).contains(byte) || byte == 0x5F
        }
        let word =
            isPlain
            ? shown : "'\(shown.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
        var next = "strata stage test \(word)\n"
        if language == .swift { next = "swift build -c release --package-path \(word) && " + next }
        context.console.error("now: " + next)
    }
}

/// The files of a new stage.
struct NewStage {
    private var files: [(path: String, text: String)]
    private static let kinds = ["measure", "annotate", "compare", "read"]

    init(_ name: String, _ language: String) throws(Diagnostic) {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        }
        // What comes behind the kind is the id of an indicator, or the name of a column or table.
        let beginsWithLetter = parts.count > 1 && (parts[1].utf8.first ?? 0) >= 0x61
        guard isPlain, beginsWithLetter, let kind = parts.first, Self.kinds.contains(kind) else {
            throw Diagnostic(
                .configuration, "'\(name)' is no name that says what a stage does",
                hint:
                    "begin with \(Self.kinds.map { $0 + "_" }.joined(separator: ", ")); then lower-case words, such as "
                    + "measure_home_visits")
        }
        let prefix = "templates/\(language)/\(kind)/"
        let own = StageTemplates.files.filter { $0.path.hasPrefix(prefix) }
        guard !own.isEmpty else {
            throw Diagnostic(
                .configuration, "there is no beginning for a stage \(kind)_… in \(language)",
                hint: "take another language; the protocol is open to all of them")
        }
        let rest = parts.dropFirst()
        let words = [
            "__NAME__": name, "__ID__": rest.joined(separator: "-"), "__COLUMN__": rest.joined(separator: "_"),
            "__TITLE__": rest.joined(separator: " ").prefix(1).uppercased() + rest.joined(separator: " ").dropFirst(),
            "__TYPE__": parts.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(),
        ]
        func filled(_ text: String) -> String {
            words.reduce(text) { text, word in Self.replacing(word.key, in: text, by: word.value) }
        }
        // The library of the language; of Swift, what every package has.
        let library = StageTemplates.files.filter { $0.path.hasPrefix(language + "/") }
        files =
            own.map { (filled(String($0.path.dropFirst(prefix.count))), filled($0.text)) }
            + library.map { (String($0.path.dropFirst(language.count + 1)), filled($0.text)) }
    }

    /// Puts a text in place of a word in every file.
    mutating func fill(_ word: String, with text: String) {
        for place in files.indices { files[place].text = Self.replacing(word, in: files[place].text, by: text) }
    }

    /// Writes the files into a folder that is not there yet; gives their paths as the user would name them.
    func write(to folder: String, shown: String) throws(Diagnostic) -> [String] {
        var status = stat()
        guard stat(folder, &status) != 0 else {
            throw Diagnostic(
                .configuration, "\(shown) is there already", hint: "give another name, or another folder with --in")
        }
        var made: [String] = []
        for (path, text) in files.sorted(by: { $0.path < $1.path }) {
            let target = folder + "/" + path
            try Self.makeFolders(above: target)
            var file = try AsideText(target, mode: 0o644)
            try file.append(text)
            try file.finish()
            made.append(shown + "/" + path)
        }
        return made
    }

    private static func makeFolders(above path: String) throws(Diagnostic) {
        var made = ""
        for part in path.split(separator: "/").dropLast() {
            made += "/" + part
            if mkdir(made, 0o755) != 0, errno != EEXIST {
                throw Diagnostic(.configuration, "cannot make \(made): \(String(cString: strerror(errno)))")
            }
        }
    }

    private static func replacing(_ word: String, in text: String, by other: String) -> String {
        var rest = text[...], result = ""
        while let place = rest.firstRange(of: word) {
            result += rest[..<place.lowerBound] + other
            rest = rest[place.upperBound...]
        }
        return result + rest
    }
}
