/// Writes elements and attributes into a buffer, and counts them.
struct FeedWriter: ~Copyable {
    var buffer = ByteBuffer()
    var counts = BoroughSummary.Counts()

    /// An element's start: indentation, `<` and the name, as in `  <contact`.
    mutating func element(_ start: StaticString) {
        counts.elements += 1
        buffer.put(start)
    }

    /// An attribute's start, as in ` at="`.
    mutating func attribute(_ start: StaticString) {
        counts.attributes += 1
        buffer.put(start)
    }

    mutating func quote() { buffer.put(byte: 0x22) }

    mutating func attribute(_ start: StaticString, _ value: StaticString) {
        attribute(start)
        buffer.put(value)
        quote()
    }

    mutating func attribute(_ start: StaticString, text value: String) {
        attribute(start)
        buffer.put(value)
        quote()
    }

    mutating func attribute(_ start: StaticString, number value: Int) {
        attribute(start)
        buffer.put(number: value)
        quote()
    }

    mutating func attribute(_ start: StaticString, day: Int) {
        attribute(start)
        buffer.put(day: day)
        quote()
    }

    mutating func attribute(_ start: StaticString, day: Int, minute: Int, second: Int = 0) {
        attribute(start)
        buffer.put(day: day, minute: minute, second: second)
        quote()
    }

    mutating func attribute(_ start: StaticString, pence: Int) {
        attribute(start)
        buffer.put(pence: pence)
        quote()
    }

    mutating func attribute(_ start: StaticString, practice: Int) {
        attribute(start)
        buffer.put("G85")
        buffer.put(digits: practice + 1, width: 3)
        quote()
    }

    mutating func attribute(_ start: StaticString, staff number: Int, of practice: Int) {
        attribute(start)
        buffer.put("G85")
        buffer.put(digits: practice + 1, width: 3)
        buffer.put("-S")
        buffer.put(digits: number, width: 2)
        quote()
    }

    /// Ends an element without content.
    mutating func close() { buffer.put("/>\n") }
}
