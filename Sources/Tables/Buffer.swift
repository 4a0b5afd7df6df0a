import Glibc

/// A block of memory that never changes once it exists; columns, slices and tasks share it.
///
/// The address is aligned to 16 bytes or better, as Arrow asks; that of a part of another buffer to 8 or better.
public final class Buffer: @unchecked Sendable {
    // Unchecked, and sound: `base` and `count` are constants, nobody writes through `base` after `init`
    // (builders give the block away when they finish), and it is freed when the last owner is gone.
    @usableFromInline let base: UnsafeRawPointer
    /// Length in bytes.
    public let count: Int
    /// The buffer that this one is a part of, which owns the block.
    private let whole: Buffer?

    /// Takes over a block from `malloc`; it is freed with the buffer.
    @usableFromInline init(adopting base: UnsafeRawPointer, count: Int) {
        self.base = base
        self.count = count
        whole = nil
    }

    /// The bytes of `range` of `whole`, which stays in memory as long as they do; copied where they begin at an address
    /// that is no multiple of 8.
    public init(_ whole: Buffer, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= whole.count, "a part lies inside of its buffer")
        let start = whole.base + range.lowerBound
        count = range.count
        if Int(bitPattern: start) % 8 == 0 {
            base = start
            self.whole = whole.whole ?? whole
        } else {
            let block = BufferBuilder<UInt8>.allocate(max(count, 1))
            UnsafeMutableRawPointer(block).copyMemory(from: start, byteCount: count)
            base = UnsafeRawPointer(block)
            self.whole = nil
        }
    }

    deinit { if whole == nil { free(UnsafeMutableRawPointer(mutating: base)) } }

    /// A buffer with these values, in native byte order.
    public convenience init<Element: BitwiseCopyable>(_ values: [Element]) {
        var builder = BufferBuilder<Element>(capacity: values.count)
        for value in values { builder.append(value) }
        let (base, count) = builder.release()
        self.init(adopting: base, count: count * MemoryLayout<Element>.stride)
    }

    /// Calls `body` with the bytes; they must not be used after it returns.
    @inlinable public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: base, count: count))
    }
}

/// A growing block of memory of one kind of value, owned by one place; `finish()` makes it a `Buffer`.
public struct BufferBuilder<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    /// How many values are in use.
    @inlinable public var count: Int { used }
    @usableFromInline var used: Int
    @usableFromInline var capacity: Int

    public init(capacity: Int = 0) {
        self.capacity = max(capacity, 16)
        base = Self.allocate(self.capacity)
        used = 0
    }

    /// `count` times the same value.
    public init(repeating value: Element, count: Int) {
        self.init(capacity: count)
        base.initialize(repeating: value, count: count)
        used = count
    }

    deinit { free(base) }

    @usableFromInline static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        // malloc of a positive size fails only when memory has run out, where nothing sensible is left to do.
        let block = malloc(capacity * MemoryLayout<Element>.stride)
        guard let block else { preconditionFailure("out of memory") }
        return block.assumingMemoryBound(to: Element.self)
    }

    /// Makes room for `needed` values in all.
    @inlinable public mutating func reserve(_ needed: Int) {
        if needed > capacity { grow(to: needed) }
    }

    @usableFromInline @inline(never) mutating func grow(to needed: Int) {
        capacity = max(needed, capacity + capacity / 2)
        // As in `allocate`: there is no way on when memory has run out.
        guard let block = realloc(base, capacity * MemoryLayout<Element>.stride) else {
            preconditionFailure("out of memory")
        }
        base = block.assumingMemoryBound(to: Element.self)
    }

    @inlinable public mutating func append(_ value: Element) {
        if count == capacity { grow(to: count + 1) }
        base[count] = value
        used += 1
    }

    /// Appends the values of `other`.
    @inlinable public mutating func append(_ other: UnsafeBufferPointer<Element>) {
        reserve(count + other.count)
        if let source = other.baseAddress { (base + count).update(from: source, count: other.count) }
        used += other.count
    }

    @inlinable public subscript(index: Int) -> Element {
        get { precondition(index >= 0 && index < count); return base[index] }
        set { precondition(index >= 0 && index < count); base[index] = newValue }
    }

    /// Forgets what stands from `count` on.
    @inlinable public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count)
        used = count
    }

    /// Calls `body` with the values in use.
    @inlinable public func withValues<Result>(_ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: base, count: count))
    }

    /// The block and how many values it holds, trimmed; the builder is empty afterwards, with room for `room` values.
    @usableFromInline mutating func release(room: Int = 16) -> (UnsafeRawPointer, Int) {
        let block = realloc(base, max(count, 1) * MemoryLayout<Element>.stride) ?? UnsafeMutableRawPointer(base)
        let result = (UnsafeRawPointer(block), count)
        capacity = max(room, 16)
        base = Self.allocate(capacity)
        used = 0
        return result
    }

    /// The values as a buffer, trimmed to what is in use; the builder is empty afterwards, with room for as many again.
    public mutating func takeBuffer() -> Buffer {
        let (base, count) = release(room: count)
        return Buffer(adopting: base, count: count * MemoryLayout<Element>.stride)
    }

    /// The values as a buffer, trimmed to what is in use.
    public consuming func finish() -> Buffer {
        let (base, count) = release()
        return Buffer(adopting: base, count: count * MemoryLayout<Element>.stride)
    }
}

/// The values of one buffer, read by index: what a loop over a column holds on to.
public struct Values<Element: BitwiseCopyable & Sendable>: Sendable, RandomAccessCollection {
    @usableFromInline let buffer: Buffer
    public let count: Int

    @inlinable public init(_ buffer: Buffer) {
        self.buffer = buffer
        count = buffer.count / MemoryLayout<Element>.stride
    }

    @inlinable public var startIndex: Int { 0 }
    @inlinable public var endIndex: Int { count }

    @inlinable public subscript(index: Int) -> Element {
        precondition(index >= 0 && index < count)
        return buffer.base.load(fromByteOffset: index &* MemoryLayout<Element>.stride, as: Element.self)
    }
}
