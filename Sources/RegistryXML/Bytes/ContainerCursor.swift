/// Where the pieces of a container come from: read on the spot, or by another thread.
protocol ContainerEvents: AnyObject {
    /// The next event, and the bytes that it speaks of; they hold until the next call. Nothing follows `end` or a throw.
    func next() throws(RefusedDocument) -> (ContainerEvent, UnsafeBufferPointer<UInt8>)
    /// How far reading had come when the last event was made.
    var position: InflatedFile.Position { get }
    /// What there was in the file; complete at its end.
    var summary: ContainerSummary { get }
}

/// Reads a container on the thread that asks.
final class ImmediateEvents: ContainerEvents {
    private let reader: ContainerReader
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: InflatedFile.chunk, alignment: 16)

    init(_ reader: ContainerReader) { self.reader = reader }

    deinit { block.deallocate() }

    var position: InflatedFile.Position { reader.position }
    var summary: ContainerSummary { reader.summary }

    func next() throws(RefusedDocument) -> (ContainerEvent, UnsafeBufferPointer<UInt8>) {
        let event = try reader.next(into: block)
        guard case .bytes(let count) = event else { return (event, UnsafeBufferPointer(start: nil, count: 0)) }
        let bytes = UnsafeRawBufferPointer(rebasing: block[..<count])
        return (event, bytes.assumingMemoryBound(to: UInt8.self))
    }
}

/// A place in a container, for whoever takes its documents one by one.
final class ContainerCursor {
    private let events: any ContainerEvents
    private var isInDocument = false
    private var failure: RefusedDocument?

    init(_ events: any ContainerEvents) { self.events = events }

    var position: InflatedFile.Position { events.position }
    var summary: ContainerSummary { events.summary }

    /// Goes on to a document, where the one before has been read to its end; else to the end of the file.
    func nextDocument() throws(RefusedDocument) -> ContainerEvent {
        let event = try next().0
        if case .document = event { isInDocument = true }
        return event
    }

    /// The next bytes of the document; `nil` at its end.
    func nextChunk() throws(RefusedDocument) -> UnsafeBufferPointer<UInt8>? {
        guard isInDocument else { return nil }
        let (event, bytes) = try next()
        if case .bytes = event { return bytes }
        isInDocument = false
        return nil
    }

    /// A file that is broken stays broken, also for whoever caught the error.
    private func next() throws(RefusedDocument) -> (ContainerEvent, UnsafeBufferPointer<UInt8>) {
        if let failure { throw failure }
        do throws(RefusedDocument) {
            return try events.next()
        } catch {
            failure = error
            throw error
        }
    }
}
