/// What `strata stage-guard` is told: the limits under which it starts a stage, and the stage's command.
struct GuardOrder: Sendable, Hashable {
    /// The process that must still live; its end ends the stage.
    var parent: Int32
    /// Milliseconds between SIGTERM and SIGKILL.
    var grace: Int
    /// Bytes of private memory a process; 0 for no limit.
    var memory = 0
    /// Seconds of processor time a process; 0 for no limit.
    var processorTime = 0
    /// Open files a process; 0 for no limit.
    var openFiles = 0
    /// Whether the stage keeps the network.
    var keepsNetwork = false
    /// The working folder.
    var scratch: String
    /// An absolute path and its arguments.
    var command: [String]

    /// The subcommand's word.
    static let subcommand = "stage-guard"

    /// The arguments behind the subcommand.
    var arguments: [String] {
        ["\(parent)", "\(grace)", "\(memory)", "\(processorTime)", "\(openFiles)", keepsNetwork ? "1" : "0", scratch]
            + command
    }

    /// `nil` for arguments that no host gives.
    init?(arguments: [String]) {
        guard arguments.count >= 8, let parent = Int32(arguments[0]), arguments[7].hasPrefix("/") else { return nil }
        let numbers = arguments[1..<6].compactMap { Int($0) }.filter { $0 >= 0 }
        guard numbers.count == 5, numbers[4] <= 1, parent > 0 else { return nil }
        self.init(
            parent: parent, grace: numbers[0], memory: numbers[1], processorTime: numbers[2], openFiles: numbers[3],
            keepsNetwork: numbers[4] == 1, scratch: arguments[6], command: Array(arguments[7...]))
    }

    init(
        parent: Int32, grace: Int, memory: Int = 0, processorTime: Int = 0, openFiles: Int = 0,
        keepsNetwork: Bool = false, scratch: String, command: [String]
    ) {
        self.parent = parent
        self.grace = grace
        self.memory = memory
        self.processorTime = processorTime
        self.openFiles = openFiles
        self.keepsNetwork = keepsNetwork
        self.scratch = scratch
        self.command = command
    }
}
