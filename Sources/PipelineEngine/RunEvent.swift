public import StageKit

/// What happens in a run, as it happens: for progress and logs. Nothing in it is a patient's.
public enum RunEvent: Sendable, Hashable {
    /// Before the first file is read: stages of the pipeline, feeds found, their bytes together.
    case runStarted(stages: Int, feeds: Int, bytes: Int)
    case feedStarted(name: String, bytes: Int)
    /// Now and then while a feed is read.
    case feedProgress(name: String, FeedProgress)
    /// A feed was read whole; `bytes` are the file's.
    case feedFinished(name: String, records: Int, rejects: Int, bytes: Int)
    /// A feed that contributes nothing: why and where.
    case feedRefused(Diagnostic)
    /// Something worth knowing that stops nothing.
    case finding(Finding)
    /// A stage by its key in the pipeline file.
    case stageStarted(key: String)
    case stageFinished(key: String)
    /// A part of the people was measured.
    case partitionFinished(done: Int, of: Int)
    /// A release stands in its place; `isUnchanged` where it stood there before.
    case published(folder: String, isUnchanged: Bool)
}
