/// Looks for marks of a version in the few families of formats that have them.
struct SurveyWatch {
    enum Family { case fhir, hl7, other }

    typealias Name = UnsafePointer<UInt8>

    private(set) var family = Family.other

    /// Tells the family by the root's namespace.
    mutating func enterRoot(_ namespace: Name?) {
        switch namespace.map({ String(cString: $0) }) {
        case KnownFormat.fhir: family = .fhir
        case KnownFormat.hl7: family = .hl7
        default: family = .other
        }
    }

    private static func isEqual(_ name: Name?, _ word: StaticString) -> Bool {
        guard let name else { return false }
        for index in 0..<word.utf8CodeUnitCount where name[index] != word.utf8Start[index] { return false }
        return name[word.utf8CodeUnitCount] == 0
    }

    /// Looks at an attribute of the element that has just started.
    func look(
        at value: UnsafeBufferPointer<UInt8>, _ name: Name?, of element: Name?, depth: Int, _ clues: inout FormatClues
    ) {
        switch family {
        case .fhir:
            let isAddress =
                Self.isEqual(name, "url")
                || Self.isEqual(name, "value") && (Self.isEqual(element, "profile") || Self.isEqual(element, "system"))
            if isAddress { clues.address(value) }
        case .hl7:
            if depth == 2, Self.isEqual(element, "templateId"), Self.isEqual(name, "root") { clues.template(value) }
        case .other: break
        }
    }
}
