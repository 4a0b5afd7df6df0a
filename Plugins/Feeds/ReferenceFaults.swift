import StageKit

/// What is wrong with one reference file: the first faults with their lines, and how many more there are.
struct ReferenceFaults {
    /// How many faults are told one by one.
    static let limit = 20

    /// The file as the user wrote it.
    let file: String
    private var told: [StageFault] = []
    private var count = 0

    init(file: String) { self.file = file }

    var isEmpty: Bool { count == 0 }

    /// A fault of the data at a line.
    mutating func add(_ message: @autoclosure () -> String, line: Int, hint: String? = nil) {
        count += 1
        guard count <= Self.limit else { return }
        told.append(
            StageFault(message(), code: .data, hint: hint, location: SourceLocation(file: file, line: line)))
    }

    /// All of them as one fault, `nil` where there are none.
    var fault: StageFault? {
        var all = told
        if count > told.count {
            let more = count - told.count
            all.append(
                StageFault(
                    "and \(more) more fault\(more == 1 ? "" : "s") like these", code: .data,
                    location: SourceLocation(file: file)))
        }
        return StageFault.combining(all)
    }
}
