/// What a document says of its version besides its root: marks that were met, never a value.
struct FormatClues {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Addresses of profiles and code systems of each version of FHIR.
    private(set) var r4Addresses = 0, stu3Addresses = 0
    /// Elements that only one version of FHIR has.
    var r4Elements = 0, stu3Elements = 0, r5Elements = 0
    private(set) var isCCDA = false, isQRDA1 = false, isQRDA3 = false
    /// Whether a root `Organisation` is one of the ODS.
    var isOrganisation = false

    private static func contains(_ text: Bytes, _ word: StaticString) -> Bool {
        word.withUTF8Buffer { word in
            guard let first = word.first, text.count >= word.count else { return false }
            for start in 0...(text.count - word.count) where text[start] == first {
                if text[start..<start + word.count].elementsEqual(word) { return true }
            }
            return false
        }
    }

    /// Looks at the address of a profile, an extension or a code system.
    mutating func address(_ text: Bytes) {
        guard text.count >= 12, text.count <= 300 else { return }
        if Self.contains(text, "UKCore") || Self.contains(text, "/R4/") || Self.contains(text, "/fhir/4.0") {
            r4Addresses += 1
        } else if Self.contains(text, "/STU3/") || Self.contains(text, "CareConnect")
            || Self.contains(text, "/fhir/3.0")
        {
            stu3Addresses += 1
        }
    }

    /// Looks at `templateId/@root` of a clinical document.
    mutating func template(_ text: Bytes) {
        if Self.contains(text, "2.16.840.1.113883.10.20.22.1.") { isCCDA = true }
        if Self.contains(text, "2.16.840.1.113883.10.20.24.1.1") { isQRDA1 = true }
        if Self.contains(text, "2.16.840.1.113883.10.20.27.1.1") { isQRDA3 = true }
    }

    /// Elements of a resource, by resource and name, that STU3 and R4 do not share (FHIR R4, "Diff" of each resource).
    private static let ownElements: [(resource: String, element: String, isR4: Bool)] = [
        ("Encounter", "reasonCode", true), ("Encounter", "reason", false), ("Appointment", "reasonCode", true),
        ("Appointment", "reason", false), ("Condition", "encounter", true), ("Condition", "context", false),
        ("Condition", "recorder", true), ("Observation", "encounter", true), ("Observation", "context", false),
        ("Observation", "comment", false), ("Observation", "related", false), ("Patient", "animal", false),
        ("Practitioner", "practitionerRole", false), ("Composition", "encounter", true),
        ("AllergyIntolerance", "recordedDate", true), ("AllergyIntolerance", "assertedDate", false),
        ("Condition", "assertedDate", false), ("Condition", "recordedDate", true),
    ]

    /// Looks at one path, by the names of an element and of those around it.
    mutating func path(_ element: String, in parent: String, hasValue: Bool, count: Int) {
        for own in Self.ownElements where own.element == element && own.resource == parent {
            if own.isR4 { r4Elements += count } else { stu3Elements += count }
        }
        // A status that was a bare code in STU3 is a coded concept in R4.
        if element == "clinicalStatus", hasValue { stu3Elements += count }
        if element == "coding", parent == "clinicalStatus" { r4Elements += count }
        if parent == "Encounter", element == "actualPeriod" || element == "admission" { r5Elements += count }
    }

    func fhir(resource: String) -> FormatGuess {
        let what = resource == "Bundle" ? "a Bundle" : "one \(ShownName(resource).text)"
        let isTold = r4Addresses + stu3Addresses + r4Elements + stu3Elements + r5Elements > 0
        if r5Elements > 0, r4Addresses + stu3Addresses == 0 {
            return FormatGuess("fhir-r5", "FHIR R5 or later, \(what)", mapping: nil, isCertain: false)
        }
        let isSTU3 =
            r4Addresses != stu3Addresses ? stu3Addresses > r4Addresses : stu3Elements > r4Elements
        return isSTU3
            ? FormatGuess("fhir-stu3", "FHIR STU3, \(what)", mapping: "fhir-stu3", isCertain: false)
            : FormatGuess(
                "fhir-r4", isTold ? "FHIR R4, \(what)" : "FHIR R4 or STU3 (nothing in it tells which), \(what)",
                mapping: "fhir-r4", isCertain: false)
    }

    var cda: FormatGuess {
        if isQRDA3 { return FormatGuess("qrda-3", "QRDA category III (aggregate)", mapping: nil) }
        if isQRDA1 { return FormatGuess("qrda-1", "QRDA category I, a CDA document", mapping: "ccda") }
        return isCCDA
            ? FormatGuess("ccda", "C-CDA, a CDA document", mapping: "ccda")
            : FormatGuess("cda", "CDA", mapping: "ccda")
    }
}
