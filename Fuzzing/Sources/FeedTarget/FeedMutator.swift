import CLibFuzzer
import RegistryXML

/// libFuzzer's custom mutator: changes a case in its size of at most `most` bytes, and says how long it is now.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateFeed(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ most: Int, _ seed: UInt32) -> Int {
    var dice = HostileDice(seed: UInt64(seed))
    // Changes of bytes are libFuzzer's own: it knows which ones lead further.
    if dice.chance(35) {
        let head = min(HostileCase.headSize, size)
        if dice.chance(80), size > head {
            return head + LLVMFuzzerMutate(data + head, size - head, most - head)
        }
        return LLVMFuzzerMutate(data, size, most)
    }
    var input = HostileCase(UnsafeBufferPointer(start: data, count: size))
    FeedMutator.change(&input, &dice)
    let bytes = input.bytes.prefix(most)
    for (place, byte) in bytes.enumerated() { data[place] = byte }
    return bytes.count
}

/// Changes of a case that leave it XML, mostly.
enum FeedMutator {
    private static let drawings = FeedTarget.mappings.map { HostileDrawing($0, seed: 0) }

    static func change(_ input: inout HostileCase, _ dice: inout HostileDice) {
        let number = Int(input.mapping) % drawings.count
        var drawing = drawings[number]
        switch dice.below(100) {
        case ..<8: input = HostileCase(mapping: number, drawing.document(seed: dice.next()), &dice)
        case ..<11: input.mapping = UInt8(dice.below(drawings.count))
        case ..<17: input.container = UInt8(dice.below(11)) | UInt8(dice.chance(30) ? dice.below(7) << 4 : 0)
        case ..<21: input.limits = UInt8(dice.below(256))
        case ..<25: input.segment = UInt8(dice.below(256))
        case ..<29: input.damage = UInt8(dice.chance(50) ? 0 : dice.below(8))
        case ..<31: input.seed = UInt8(dice.below(256))
        case ..<48: changeValue(&input.document, drawing.word(seed: dice.next()), &dice)
        case ..<62: insert(drawing.fragment(seed: dice.next()), into: &input.document, &dice)
        default: changeElements(&input.document, &dice)
        }
    }

    /// Puts a word in the place of an attribute's value, or of a text.
    private static func changeValue(_ document: inout [UInt8], _ word: [UInt8], _ dice: inout HostileDice) {
        let quotes = document.indices.filter { document[$0] == UInt8(ascii: "\"") }
        let ends = document.indices.filter { document[$0] == UInt8(ascii: ">") }
        if dice.chance(60), quotes.count > 1 {
            let first = dice.below(quotes.count - 1)
            document.replaceSubrange(quotes[first] + 1..<quotes[first + 1], with: word)
        } else if !ends.isEmpty {
            let start = dice.pick(ends) + 1
            let end = document[start...].firstIndex(of: UInt8(ascii: "<")) ?? document.endIndex
            document.replaceSubrange(start..<end, with: word)
        }
    }

    private static func insert(_ piece: [UInt8], into document: inout [UInt8], _ dice: inout HostileDice) {
        let ends = document.indices.filter { document[$0] == UInt8(ascii: ">") }
        guard !ends.isEmpty else { return }
        document.insert(contentsOf: piece, at: dice.pick(ends) + 1)
    }

    /// Doubles, moves, drops or nests a whole element.
    private static func changeElements(_ document: inout [UInt8], _ dice: inout HostileDice) {
        let elements = elements(of: document)
        guard elements.count > 1 else { return }
        let element = elements[1 + dice.below(elements.count - 1)]
        let piece = Array(document[element])
        switch dice.below(6) {
        case 0: document.removeSubrange(element)
        case 1: document.insert(contentsOf: piece, at: element.upperBound)
        case 2:
            document.removeSubrange(element)
            insert(piece, into: &document, &dice)
        case 3:
            // A copy inside itself.
            let end = document[element].firstIndex(of: UInt8(ascii: ">")) ?? element.lowerBound
            if end + 1 < element.upperBound { document.insert(contentsOf: piece, at: end + 1) }
        case 4:
            let copies = 2 + dice.below(20)
            if piece.count * copies < 20_000 {
                for _ in 0..<copies { document.insert(contentsOf: piece, at: element.upperBound) }
            }
        default:
            let other = Array(document[elements[1 + dice.below(elements.count - 1)]])
            document.replaceSubrange(element, with: other)
        }
    }

    /// Where whole elements stand, in the order of their ends; the document element is the first.
    private static func elements(of document: [UInt8]) -> [Range<Int>] {
        var open: [Int] = []
        var found: [Range<Int>] = []
        var place = 0
        while place < document.count {
            guard document[place] == UInt8(ascii: "<"), place + 1 < document.count else {
                place += 1
                continue
            }
            guard let end = document[place...].firstIndex(of: UInt8(ascii: ">")) else { break }
            switch document[place + 1] {
            case UInt8(ascii: "/"):
                if let start = open.popLast() { found.append(start..<end + 1) }
            case UInt8(ascii: "!"), UInt8(ascii: "?"): break
            default:
                if document[end - 1] == UInt8(ascii: "/") { found.append(place..<end + 1) } else { open.append(place) }
            }
            place = end + 1
        }
        return found.reversed()
    }
}
