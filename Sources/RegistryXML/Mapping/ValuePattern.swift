import Glibc

/// Why a text is no pattern.
struct PatternFault: Error {
    var message: String
}

/// A compiled POSIX extended regular expression that a whole value must match.
///
/// It looks at bytes: `.` is one byte, classes are those of ASCII, and other characters stand for themselves only. There
/// are no back-references, so that a match takes time in proportion to the value. See regcomp(3).
struct ValuePattern: ~Copyable {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Bytes of the longest pattern.
    static let longest = 500
    /// The most that an interval such as `{1,8}` may ask for: POSIX's own RE_DUP_MAX.
    static let mostRepeats = 255

    // On the heap, since what regcomp makes may know where it lies.
    private let compiled: UnsafeMutablePointer<regex_t>

    init(_ pattern: String) throws(PatternFault) {
        try Self.check(Array(pattern.utf8))
        compiled = try Self.compile("^(" + pattern + ")$")
    }

    deinit { Self.free(compiled) }

    /// Whether all of `text`, which holds no zero byte, is of the pattern.
    func matches(_ text: Bytes) -> Bool {
        var match = regmatch_t(rm_so: 0, rm_eo: regoff_t(text.count))
        guard let base = text.baseAddress, text.count < Int(regoff_t.max) else {
            return regexec(compiled, "", 1, &match, 0) == 0 && text.isEmpty
        }
        return base.withMemoryRebound(to: CChar.self, capacity: text.count) {
            // With REG_STARTEND the value ends where `match` says, not at a zero byte.
            regexec(compiled, $0, 1, &match, REG_STARTEND) == 0
        }
    }

    private static func free(_ compiled: UnsafeMutablePointer<regex_t>) {
        regfree(compiled)
        compiled.deallocate()
    }

    private static func compile(_ pattern: String) throws(PatternFault) -> UnsafeMutablePointer<regex_t> {
        let made = UnsafeMutablePointer<regex_t>.allocate(capacity: 1)
        made.initialize(to: regex_t())
        let code = regcomp(made, pattern, REG_EXTENDED | REG_NOSUB)
        if code == 0 { return made }
        var text = [CChar](repeating: 0, count: 200)
        regerror(code, made, &text, text.count)
        made.deallocate()
        let message = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        throw PatternFault(message: message)
    }

    /// Refuses what POSIX leaves open or what makes matching slow.
    private static func check(_ pattern: [UInt8]) throws(PatternFault) {
        if pattern.isEmpty { throw PatternFault(message: "it is empty") }
        if pattern.count > longest { throw PatternFault(message: "it is longer than \(longest) bytes") }
        if pattern.contains(0) { throw PatternFault(message: "it has a zero byte") }
        var place = 0, depth = 0
        var isLetter = true
        while place < pattern.count {
            let byte = pattern[place]
            place += 1
            switch byte {
            case 0x5C:  // \
                // Glibc takes `\1` for a back-reference and `\w` and others for classes of its own.
                if place < pattern.count, isLetterOrDigit(pattern[place]) {
                    throw PatternFault(message: "a backslash stands before a letter or digit; classes are `[0-9]`")
                }
                place += 1
            case 0x5B:  // [
                let end = endOfBracket(pattern, from: place)
                if pattern[place..<min(end, pattern.count)].contains(where: { $0 >= 0x80 }) {
                    throw PatternFault(message: "a class holds ASCII characters only")
                }
                place = end
            case 0x28: depth += 1  // (
            case 0x29:  // )
                // Glibc would take it as it stands, and out of the brackets that are put around the pattern.
                if depth == 0 { throw PatternFault(message: "`)` without `(`") }
                depth -= 1
            case 0x2A, 0x2B, 0x3F, 0x7B:  // * + ? {
                if !isLetter { throw PatternFault(message: "brackets go around a repeated character outside ASCII") }
                if byte == 0x7B { place = try endOfInterval(pattern, from: place) }
            default: break
            }
            isLetter = byte < 0x80
        }
    }

    /// The place of the `}` of an interval that starts before `place`.
    private static func endOfInterval(_ pattern: [UInt8], from start: Int) throws(PatternFault) -> Int {
        var place = start, number = 0
        while place < pattern.count, pattern[place] != 0x7D {
            let digit = pattern[place] &- 0x30
            number = digit <= 9 ? min(number * 10 + Int(digit), 10_000) : 0
            if number > mostRepeats { throw PatternFault(message: "it repeats more than \(mostRepeats) times") }
            place += 1
        }
        return place
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 <= 9 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
    }

    /// The place after a bracket expression that starts before `place`; inside, a backslash is a backslash.
    private static func endOfBracket(_ pattern: [UInt8], from start: Int) -> Int {
        var place = start
        if place < pattern.count, pattern[place] == 0x5E { place += 1 }
        if place < pattern.count, pattern[place] == 0x5D { place += 1 }
        while place < pattern.count, pattern[place] != 0x5D {
            // `[:digit:]`, `[=a=]` and `[.a.]` end with their own bracket.
            if pattern[place] == 0x5B, place + 1 < pattern.count, [0x3A, 0x3D, 0x2E].contains(pattern[place + 1]) {
                let kind = pattern[place + 1]
                place += 2
                while place + 1 < pattern.count, pattern[place] != kind || pattern[place + 1] != 0x5D { place += 1 }
                place += 1
            }
            place += 1
        }
        return place + 1
    }
}
