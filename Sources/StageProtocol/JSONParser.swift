/// Why bytes are not JSON. It holds no text of theirs.
public struct JSONFault: Error, Sendable, Hashable {
    /// What is wrong, a clause.
    public var message: String
    /// Where, in bytes from the beginning.
    public var offset: Int
}

extension JSONValue {
    /// How many lists and objects may lie in one another.
    public static let depthLimit = 64

    /// Reads one value with nothing but white space around it. Bytes that are not UTF-8 are refused, a `\u` escape of half a
    /// surrogate pair as well.
    public init(parsing bytes: some Sequence<UInt8>) throws(JSONFault) {
        var parser = JSONParser(bytes: Array(bytes))
        self = try parser.document()
    }
}

/// A recursive-descent parser over bytes; depth is bounded, so that no input exhausts the stack.
struct JSONParser {
    let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONFault) -> JSONValue {
        let result = try value(depth: 0)
        skipSpace()
        guard place == bytes.count else { throw fault("something after the value") }
        return result
    }

    private func fault(_ message: String) -> JSONFault { JSONFault(message: message, offset: place) }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth < JSONValue.depthLimit else {
            throw fault("more than \(JSONValue.depthLimit) values in one another")
        }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .list(try list(depth: depth))
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw fault("it ends too early")
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        for byte in word.utf8 {
            guard next == byte else { throw fault("no value") }
            place += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONObject {
        place += 1
        var object = JSONObject()
        skipSpace()
        if next == UInt8(ascii: "}") { place += 1; return object }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("no name of a member") }
            let name = try text()
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw fault("no colon after a name") }
            place += 1
            object.members.append(JSONObject.Member(name, try value(depth: depth + 1)))
            skipSpace()
            switch next {
            case UInt8(ascii: ","): place += 1
            case UInt8(ascii: "}"): place += 1; return object
            default: throw fault("an object without its end")
            }
        }
    }

    private mutating func list(depth: Int) throws(JSONFault) -> [JSONValue] {
        place += 1
        var values: [JSONValue] = []
        skipSpace()
        if next == UInt8(ascii: "]") { place += 1; return values }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            switch next {
            case UInt8(ascii: ","): place += 1
            case UInt8(ascii: "]"): place += 1; return values
            default: throw fault("a list without its end")
            }
        }
    }

    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = place
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
        if next == UInt8(ascii: "-") { place += 1 }
        guard isDigit(next) else { throw fault("no value") }
        if next == 0x30 { place += 1 } else { while isDigit(next) { place += 1 } }
        var isWhole = true
        if next == UInt8(ascii: ".") {
            isWhole = false
            place += 1
            guard isDigit(next) else { throw fault("a number without digits after its point") }
            while isDigit(next) { place += 1 }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            place += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
            guard isDigit(next) else { throw fault("a number without its exponent") }
            while isDigit(next) { place += 1 }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw fault("a number that is too large") }
        return .number(number)
    }

    private mutating func text() throws(JSONFault) -> String {
        place += 1
        var plain: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: plain, as: UTF8.self) else {
                    throw fault("a text that is not UTF-8")
                }
                place += 1
                return text
            case UInt8(ascii: "\\"):
                place += 1
                try escape(into: &plain)
            case 0..<0x20: throw fault("a control character in a text")
            default:
                plain.append(byte)
                place += 1
            }
        }
        throw fault("a text without its end")
    }

    private mutating func escape(into plain: inout [UInt8]) throws(JSONFault) {
        guard let byte = next else { throw fault("a text without its end") }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(byte)
        case UInt8(ascii: "b"): plain.append(0x08)
        case UInt8(ascii: "f"): plain.append(0x0C)
        case UInt8(ascii: "n"): plain.append(0x0A)
        case UInt8(ascii: "r"): plain.append(0x0D)
        case UInt8(ascii: "t"): plain.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = try hexadecimal()
            if (0xD800..<0xDC00).contains(scalar) {
                guard next == UInt8(ascii: "\\") else { throw fault("half a surrogate pair") }
                place += 1
                guard next == UInt8(ascii: "u") else { throw fault("half a surrogate pair") }
                place += 1
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw fault("half a surrogate pair") }
                scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(scalar) else { throw fault("half a surrogate pair") }
            plain += String(Character(scalar)).utf8
        default: throw fault("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw fault("an escape without four digits")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}
