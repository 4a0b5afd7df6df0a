import RegistryXML
import Tables
import Testing

/// Bundles made at random, with the rows that they must give worked out as they are made: no XML is read for those.
@Suite struct FHIRRandomTests {
    /// SplitMix64: the same numbers on every machine.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }

        mutating func of(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
        mutating func happens(_ percent: Int) -> Bool { of(1...100) <= percent }
    }

    private struct Entry {
        var xml: String
        /// The number of a patient whose resource it is.
        var patient: Int?
        /// The rows of it: table, number of the patient (none where it is not in the Bundle), and what the row says.
        var rows: [(table: String, patient: Int?, text: String)] = []
    }

    private struct Maker {
        var dice: Dice
        var entries: [Entry] = []
        var references: [[String]] = []

        mutating func padded(_ range: ClosedRange<Int>) -> String {
            let number = dice.of(range)
            return number < 10 ? "0\(number)" : "\(number)"
        }

        /// A date, perhaps without its day or month, with the first day that it may mean.
        mutating func date() -> (text: String, first: String) {
            let year = "\(dice.of(1930...2023))", month = padded(1...12), day = padded(1...28)
            return switch dice.of(1...10) {
            case 1: (year, "\(year)-01-01")
            case 2: ("\(year)-\(month)", "\(year)-\(month)-01")
            default: ("\(year)-\(month)-\(day)", "\(year)-\(month)-\(day)")
            }
        }

        /// One or more codings, in any order of their parts, and the code that counts.
        mutating func codings() -> (xml: String, code: String, system: String) {
            let snomed = "http://snomed.info/sct"
            var all: [(system: String, code: String)] = [("urn:icd10", "I\(dice.of(10...99))")]
            if dice.happens(60) { all.append((snomed, "\(dice.of(100_000...999_999))")) }
            if dice.happens(30) { all.append(("urn:read", "R\(dice.of(10...99))")) }
            all.shuffle(using: &dice)
            var xml = dice.happens(20) ? "<coding><system value=\"urn:no-code\"/></coding>" : ""
            for (system, code) in all {
                let parts = ["<system value=\"\(system)\"/>", "<code value=\"\(code)\"/>"]
                xml += "<coding>\((dice.happens(80) ? parts : parts.reversed()).joined())</coding>"
            }
            let best = all.first { $0.system == snomed } ?? all[0]
            return (xml, best.code, best.system)
        }

        mutating func addPatient(_ number: Int) {
            let url = [nil, "urn:uuid:p-\(number)", "https://fhir.example/Patient/p\(number)"][dice.of(0...2)]
            references.append(["Patient/p\(number)"] + (url.map { [$0] } ?? []))
            let full = url.map { "<fullUrl value=\"\($0)\"/>" } ?? ""
            let xml = "\(full)<resource><Patient><id value=\"p\(number)\"/></Patient></resource>"
            entries.append(Entry(xml: xml, patient: number))
        }

        /// Somebody, now and then nobody of the Bundle, and a reference to them.
        mutating func subject() -> (Int?, String) {
            if dice.happens(5) { return (nil, "<subject><reference value=\"Patient/nobody\"/></subject>") }
            let patient = dice.of(0...references.count - 1)
            let reference = references[patient][dice.of(0...references[patient].count - 1)]
            return (patient, "<subject><reference value=\"\(reference)\"/></subject>")
        }

        mutating func addCondition() {
            let (patient, subject) = subject(), found = codings(), isError = dice.happens(15)
            let onset = dice.happens(80) ? date() : nil
            let verification = isError ? "entered-in-error" : "confirmed"
            var entry = Entry(
                xml: """
                    <resource><Condition><verificationStatus><coding><code value="\(verification)"/></coding>\
                    </verificationStatus><code>\(found.xml)</code>\(subject)\
                    \(onset.map { "<onsetDateTime value=\"\($0.text)\"/>" } ?? "")</Condition></resource>
                    """)
            let text = "\(found.code) \(found.system) \(onset.map(\.first) ?? "-")"
            if !isError { entry.rows = [("conditions", patient, text)] }
            entries.append(entry)
        }

        mutating func addObservation() {
            let (patient, subject) = subject(), found = codings(), at = date(), isError = dice.happens(15)
            var components = ""
            var rows: [(table: String, patient: Int?, text: String)] = []
            for _ in 0..<dice.of(0...3) {
                let part = codings(), value = dice.of(1...300)
                components += """
                    <component><code>\(part.xml)</code><valueQuantity><value value="\(value)"/></valueQuantity></component>
                    """
                rows.append(("observations", patient, "\(part.code) \(found.code) \(at.first) \(Double(value))"))
            }
            rows.append(("observations", patient, "\(found.code) - \(at.first) -"))
            let xml = """
                <resource><Observation><status value="\(isError ? "entered-in-error" : "final")"/>\
                <code>\(found.xml)</code>\(subject)<effectiveDateTime value="\(at.text)"/>\(components)</Observation>\
                </resource>
                """
            entries.append(Entry(xml: xml, rows: isError ? [] : rows))
        }
    }

    private func day(_ number: Int64?) -> String { number.map { CalendarDay(number: Int32($0)).text } ?? "-" }

    @Test(arguments: 1...20)
    func bundlesOfAnyOrder(_ seed: Int) throws {
        var maker = Maker(dice: Dice(state: UInt64(seed)))
        for number in 0..<8 { maker.addPatient(number) }
        for _ in 0..<60 { if maker.dice.happens(50) { maker.addCondition() } else { maker.addObservation() } }
        maker.entries.shuffle(using: &maker.dice)
        let xml = """
            <Bundle xmlns="http://hl7.org/fhir">\(maker.entries.map { "<entry>\($0.xml)</entry>" }.joined())</Bundle>
            """
        let document = try Fixtures.read(Array(xml.utf8), Fixtures.mapping("fhir-r4"))

        let places = maker.entries.compactMap(\.patient)
        func expected(_ table: String) -> [String] {
            let rows = maker.entries.flatMap(\.rows).filter { $0.table == table }
            return places.indices.flatMap { place in
                rows.filter { $0.patient == places[place] }.map { "\(place) \($0.text)" }
            }
        }
        let conditions = try #require(document.tables["conditions"])
        let found = (0..<conditions.count).map { row in
            let code = conditions["code"]?.text(row) ?? "-", system = conditions["system"]?.text(row) ?? "-"
            return
                "\(conditions["patient"]?.integer(row) ?? -1) \(code) \(system) \(day(conditions["onset"]?.integer(row)))"
        }
        #expect(found == expected("conditions"))
        let observations = try #require(document.tables["observations"])
        let measured = (0..<observations.count).map { row in
            let code = observations["code"]?.text(row) ?? "-", panel = observations["panel"]?.text(row) ?? "-"
            let value = observations["value"]?.double(row).map { "\($0)" } ?? "-"
            let at = day(observations["at"]?.integer(row).map { ($0 - ($0 % 86_400 + 86_400) % 86_400) / 86_400 })
            return "\(observations["patient"]?.integer(row) ?? -1) \(code) \(panel) \(at) \(value)"
        }
        #expect(measured == expected("observations"))
        #expect(document.rejects.count == maker.entries.flatMap(\.rows).count { $0.patient == nil })
        #expect(document.rejects.allSatisfy { $0.reason.rawValue == "no_match" })
    }
}
