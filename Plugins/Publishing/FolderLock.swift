import Glibc
import StageKit
import Synchronization

/// A folder held by one run at a time, until it is released, let go of, or the process ends, however it ends.
///
/// See flock(2): the lock belongs to the open folder, so no file is left behind.
final class FolderLock: Sendable {
    private let descriptor: Mutex<Int32>

    /// Takes the folder; throws `.temporary` where another run holds it.
    init(_ path: String) throws(StageFault) {
        let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw FileOperation.fault("open folder", path) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(opened)
            guard reason == EWOULDBLOCK else { throw FileOperation.fault("lock folder", path, reason) }
            throw StageFault(
                "another run is writing into '\(path)'", code: .temporary, hint: "try again when it has ended")
        }
        descriptor = Mutex(opened)
    }

    deinit { release() }

    /// Lets the folder go; releasing it again does nothing.
    func release() {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { close(descriptor) }
            descriptor = -1
        }
    }
}
