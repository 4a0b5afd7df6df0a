/// A name of a document as it may be shown: a number in it could be somebody's.
struct ShownName: Hashable {
    var text: String
    /// Whether a mapping can name it: nothing is hidden or cut, and no character is one that paths lack.
    var isPlain: Bool

    /// So many characters of a name are shown.
    static let most = 100

    /// Hides every run of three or more digits, of any script; an HL7 version 3 interaction (`RCMR_IN030000UK06`) is
    /// none of that, and stays.
    init(_ name: String, mayBeInteraction: Bool = false) {
        if mayBeInteraction, Self.isInteraction(name) {
            self.init(text: name, isPlain: true)
            return
        }
        let (shown, isCut) = Self.masked(name, run: 3, most: Self.most)
        let isPlain =
            !isCut && shown == name && name.allSatisfy { $0.isLetter || $0.isNumber || "_-.".contains($0) }
        self.init(text: shown, isPlain: isPlain)
    }

    private init(text: String, isPlain: Bool) {
        self.text = text
        self.isPlain = isPlain
    }

    /// The name of a namespace; a year or a version in it is no secret, a longer number may be one.
    static func namespace(_ uri: String) -> ShownName {
        let (shown, isCut) = masked(uri, run: 5, most: 2 * most)
        return ShownName(text: shown, isPlain: !isCut && shown == uri && !uri.isEmpty)
    }

    /// The text with runs of at least `run` digits as `#`, what a terminal could obey as `?`, and its end cut off.
    private static func masked(_ text: String, run: Int, most: Int) -> (text: String, isCut: Bool) {
        var result = String.UnicodeScalarView()
        var digits = String.UnicodeScalarView()
        var isCut = false
        func flushed() -> String.UnicodeScalarView { digits.count >= run ? String.UnicodeScalarView(["#"]) : digits }
        for scalar in text.unicodeScalars {
            if result.count >= most {
                isCut = true
                break
            }
            let properties = scalar.properties
            if properties.numericType == .decimal {
                digits.append(scalar)
                continue
            }
            result.append(contentsOf: flushed())
            digits.removeAll()
            switch properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: result.append("?")
            default: result.append(scalar)
            }
        }
        result.append(contentsOf: flushed())
        return (String(result) + (isCut ? "…" : ""), isCut)
    }

    /// `[A-Z]{4}_[A-Z]{2}[0-9]{6}`, with `UK` and two digits after it or not.
    private static func isInteraction(_ name: String) -> Bool {
        let form = Array("AAAA_AA000000UK00".utf8), bytes = Array(name.utf8)
        guard bytes.count == 13 || bytes.count == form.count else { return false }
        return zip(bytes, form).allSatisfy { byte, wanted in
            switch wanted {
            case 0x41: byte >= 0x41 && byte <= 0x5A
            case 0x30: byte &- 0x30 <= 9
            default: byte == wanted
            }
        }
    }
}
