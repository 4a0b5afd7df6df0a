import CLibXML2
import Tables

/// The names of the elements of one document, each with its class: which of the mapping's name tests it meets.
///
/// Names are the parser's interned pointers, so that a name is looked at as text once.
struct NameTable: ~Copyable {
    typealias Name = UnsafePointer<UInt8>

    // Not private: see `RepeatIndex.Entry`.
    struct Entry: BitwiseCopyable {
        var name: UInt
        var space: UInt
        var kind: Int32
    }

    private let tests: [MappingPlan.ResolvedTest]
    private var entries: [Entry]
    private var mask = 255
    private var count = 0
    private var classes: [[UInt64]: Int32] = [:]
    /// Which tests the names of each class meet.
    private(set) var met: [[Bool]] = []

    init(_ tests: [MappingPlan.ResolvedTest]) {
        self.tests = tests
        entries = Array(repeating: Entry(name: 0, space: 0, kind: -1), count: 256)
    }

    /// The class of a name.
    mutating func kind(_ name: Name?, _ space: Name?) -> Int32 {
        let key = UInt(bitPattern: name), spaceKey = UInt(bitPattern: space)
        var slot = Self.slot(key, spaceKey) & mask
        while entries[slot].kind >= 0 {
            if entries[slot].name == key, entries[slot].space == spaceKey { return entries[slot].kind }
            slot = (slot + 1) & mask
        }
        let kind = classify(name, space)
        entries[slot] = Entry(name: key, space: spaceKey, kind: kind)
        count += 1
        if count * 2 > mask { grow() }
        return kind
    }

    private static func slot(_ name: UInt, _ space: UInt) -> Int {
        let mixed = (name ^ (space << 7)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 24)
    }

    private mutating func grow() {
        let old = entries
        mask = mask * 2 + 1
        entries = Array(repeating: Entry(name: 0, space: 0, kind: -1), count: mask + 1)
        for entry in old where entry.kind >= 0 {
            var slot = Self.slot(entry.name, entry.space) & mask
            while entries[slot].kind >= 0 { slot = (slot + 1) & mask }
            entries[slot] = entry
        }
    }

    private mutating func classify(_ name: Name?, _ space: Name?) -> Int32 {
        let local = name.map { String(cString: $0) } ?? ""
        let uri = space.map { String(cString: $0) } ?? ""
        var words = [UInt64](repeating: 0, count: (tests.count + 63) / 64)
        var met = [Bool](repeating: false, count: tests.count)
        for (number, test) in tests.enumerated() where test.isMet(local, uri) {
            words[number / 64] |= 1 << UInt64(number % 64)
            met[number] = true
        }
        if let known = classes[words] { return known }
        let kind = Int32(self.met.count)
        classes[words] = kind
        self.met.append(met)
        return kind
    }
}

extension MappingPlan.ResolvedTest {
    /// Whether a name in a namespace (empty for none) meets the test.
    func isMet(_ name: String, _ space: String) -> Bool {
        if let spaces, !spaces.contains(space) { return false }
        return switch local {
        case .any: true
        case .exact(let wanted): name == wanted
        case .suffix(let end): name.hasSuffix(end)
        }
    }
}
