import Glibc

/// A container read by a thread of its own, ahead of the one that uses its bytes; the thread ends with this.
final class ReadAhead: ContainerEvents {
    private let thread: ReadAheadThread
    /// Whether a slot is held by whoever called `next`.
    private var holdsSlot = false
    private(set) var position = InflatedFile.Position()
    private(set) var summary = ContainerSummary()

    init(_ path: String, _ limits: ReadingLimits, _ files: ContainedFiles) throws(RefusedDocument) {
        thread = try ReadAheadThread(ReadAheadRing(path, limits, files))
    }

    func next() throws(RefusedDocument) -> (ContainerEvent, UnsafeBufferPointer<UInt8>) {
        if holdsSlot { thread.ring.release() }
        let (slot, block) = thread.ring.take()
        holdsSlot = true
        position = slot.position
        summary = slot.summary
        if let failure = slot.failure { throw failure }
        guard case .bytes(let count) = slot.event else {
            return (slot.event, UnsafeBufferPointer(start: nil, count: 0))
        }
        let bytes = UnsafeRawBufferPointer(rebasing: block[..<count])
        return (slot.event, bytes.assumingMemoryBound(to: UInt8.self))
    }
}

/// The thread that fills a ring; stopped and waited for when its owner goes.
struct ReadAheadThread: ~Copyable {
    let ring: ReadAheadRing
    private let thread: pthread_t

    init(_ ring: ReadAheadRing) throws(RefusedDocument) {
        self.ring = ring
        guard ring.wake.read >= 0 else {
            throw RefusedDocument(.unreadable, "the file cannot be opened: too many files are open")
        }
        var thread = pthread_t()
        // The thread has a reference of its own. Handing the ring over is safe: what is in it never changes, but for
        // what its pointers lead to, which only changes under its lock or belongs to one thread at a time.
        let own = Unmanaged.passRetained(ring)
        let status = pthread_create(
            &thread, nil,
            { argument in
                // The argument is the pointer that was passed below.
                Unmanaged<ReadAheadRing>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            }, own.toOpaque())
        if status != 0 {
            own.release()
            throw RefusedDocument(.unreadable, "no thread could be started to read the file")
        }
        self.thread = thread
    }

    deinit {
        ring.cancel()
        pthread_join(thread, nil)
    }
}

/// Blocks that one thread fills and another takes, in order, each one's turn after the other's.
final class ReadAheadRing {
    /// What one block holds.
    struct Slot {
        var event = ContainerEvent.end
        var position = InflatedFile.Position()
        var summary = ContainerSummary()
        var failure: RefusedDocument?
    }

    /// What the lock guards.
    private struct Turns {
        /// How many slots were filled, taken and released since the start.
        var filled = 0, taken = 0, released = 0
        var isCancelled = false
    }

    private static let count = 8
    private let path: String
    private let limits: ReadingLimits
    private let files: ContainedFiles
    private let slots = UnsafeMutableBufferPointer<Slot>.allocate(capacity: count)
    private let blocks = UnsafeMutableRawBufferPointer.allocate(byteCount: count * InflatedFile.chunk, alignment: 16)
    private let turns = UnsafeMutablePointer<Turns>.allocate(capacity: 1)
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let hasFilled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let hasReleased = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    /// Two ends that wake a thread that waits for a pipe; -1 where the system has no more descriptors.
    let wake: (read: Int32, write: Int32)

    init(_ path: String, _ limits: ReadingLimits, _ files: ContainedFiles) {
        self.path = path
        self.limits = limits
        self.files = files
        slots.initialize(repeating: Slot())
        turns.initialize(to: Turns())
        lock.initialize(to: pthread_mutex_t())
        hasFilled.initialize(to: pthread_cond_t())
        hasReleased.initialize(to: pthread_cond_t())
        pthread_mutex_init(lock, nil)
        pthread_cond_init(hasFilled, nil)
        pthread_cond_init(hasReleased, nil)
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        if socketpair(AF_UNIX, kind, 0, &ends) != 0 { ends = [-1, -1] }
        wake = (ends[0], ends[1])
    }

    deinit {
        if wake.read >= 0 { close(wake.read) }
        if wake.write >= 0 { close(wake.write) }
        pthread_cond_destroy(hasReleased)
        pthread_cond_destroy(hasFilled)
        pthread_mutex_destroy(lock)
        hasReleased.deallocate()
        hasFilled.deallocate()
        lock.deallocate()
        turns.deallocate()
        blocks.deallocate()
        slots.deinitialize()
        slots.deallocate()
    }

    private func block(_ place: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: blocks[(place * InflatedFile.chunk)...].prefix(InflatedFile.chunk))
    }

    // MARK: The thread that fills

    /// Fills slots until the file ends, is refused, or nobody wants more.
    func run() {
        var reader: ContainerReader?
        while let place = claim() {
            var slot = Slot()
            do throws(RefusedDocument) {
                let opened = if let reader { reader } else { try ContainerReader(path, limits, files, wake: wake.read) }
                reader = opened
                slot.event = try opened.next(into: block(place))
                slot.position = opened.position
                slot.summary = opened.summary
            } catch {
                slot.failure = error
            }
            slots[place] = slot
            pthread_mutex_lock(lock)
            turns.pointee.filled += 1
            pthread_cond_signal(hasFilled)
            pthread_mutex_unlock(lock)
            if slot.failure != nil { return }
            if case .end = slot.event { return }
        }
    }

    /// Waits for a slot to fill; `nil` when reading is to end.
    private func claim() -> Int? {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        while !turns.pointee.isCancelled, turns.pointee.filled - turns.pointee.released == Self.count {
            pthread_cond_wait(hasReleased, lock)
        }
        return turns.pointee.isCancelled ? nil : turns.pointee.filled % Self.count
    }

    // MARK: The thread that takes

    /// Waits for the next slot, which is the caller's until `release`. The last one says that it is the last.
    func take() -> (Slot, UnsafeMutableRawBufferPointer) {
        pthread_mutex_lock(lock)
        while turns.pointee.filled == turns.pointee.taken { pthread_cond_wait(hasFilled, lock) }
        let place = turns.pointee.taken % Self.count
        turns.pointee.taken += 1
        pthread_mutex_unlock(lock)
        return (slots[place], block(place))
    }

    /// Gives the slot taken first back.
    func release() {
        pthread_mutex_lock(lock)
        turns.pointee.released += 1
        pthread_cond_signal(hasReleased)
        pthread_mutex_unlock(lock)
    }

    /// Tells the other thread to end, wherever it waits.
    func cancel() {
        pthread_mutex_lock(lock)
        turns.pointee.isCancelled = true
        pthread_cond_signal(hasReleased)
        pthread_mutex_unlock(lock)
        var byte: UInt8 = 0
        if wake.write >= 0 { _ = write(wake.write, &byte, 1) }
    }
}
