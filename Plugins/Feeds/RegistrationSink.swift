import StageKit

/// How many are registered with each practice from each lower-layer super output area, out of gp-reg-pat-prac-lsoa.
///
/// A practice and area have one row. Where the file counts them for both sexes together (`ALL`) that is the number;
/// otherwise males and females are added up. So nobody is counted twice.
final class RegistrationSink: ReferenceSink {
    static let columns = [
        Field("practice", .dictionary), Field("lsoa", .dictionary), Field("patients", .int64),
        Field("extracted", .date, optional: true),
    ]

    private enum Part: Int { case all, males, females }
    /// The cells in the order of the column forms.
    private enum Slot { static let extracted = 0, practice = 1, lsoa = 2, sex = 3, patients = 4 }

    private var practices = TextDictionary()
    private var areas = TextDictionary()
    /// The row of a practice (upper half) and an area (lower half).
    private var places: [UInt64: Int32] = [:]
    private var practiceCodes: [Int32] = []
    private var areaCodes: [Int32] = []
    private var lines: [Int32] = []
    /// Both sexes, males, females; −1 where the file has no such row.
    private var parts: [[Int32]] = [[], [], []]
    private var hasPart = [false, false, false]
    private var extracted: (day: Int32, line: Int)?
    private var scratch: [UInt8] = []

    func take(_ row: borrowing CSVRows, faults: inout ReferenceFaults) {
        if let complaint = checkDay(row) { faults.add(complaint, line: row.line) }
        let practice = code(row, Slot.practice, &practices)
        let area = code(row, Slot.lsoa, &areas)
        let part = row.withCell(Slot.sex) { Self.part(CellShape.trimmed($0)) }
        let patients = row.withCell(Slot.patients) { CellShape.whole.number(CellShape.trimmed($0)) }
        if practice == nil { faults.add("the practice is blank", line: row.line) }
        if area == nil { faults.add("the lsoa is blank", line: row.line) }
        if part == nil { faults.add("the sex is none of ALL, MALE, FEMALE", line: row.line) }
        if patients == nil { faults.add("the number of patients is not a whole number", line: row.line) }
        guard let practice, let area, let part, let patients else { return }

        let key = UInt64(UInt32(practice)) << 32 | UInt64(UInt32(area))
        let place: Int
        if let known = places[key] {
            place = Int(known)
        } else {
            place = lines.count
            places[key] = Int32(place)
            practiceCodes.append(practice)
            areaCodes.append(area)
            lines.append(Int32(clamping: row.line))
            for index in parts.indices { parts[index].append(-1) }
        }
        if parts[part.rawValue][place] >= 0 {
            faults.add(
                "practice '\(practices.text(Int(practice)))' and area '\(areas.text(Int(area)))' are there already for "
                    + "this sex (first at line \(lines[place]))", line: row.line)
            return
        }
        parts[part.rawValue][place] = patients
        hasPart[part.rawValue] = true
    }

    func finish(faults: inout ReferenceFaults) -> (columns: [Column], lines: [Int32]) {
        if !hasPart[Part.all.rawValue], hasPart[Part.males.rawValue] != hasPart[Part.females.rawValue] {
            let one = hasPart[Part.males.rawValue] ? "males" : "females"
            faults.add(
                "the file counts \(one) alone, so nobody knows how many there are", line: Int(lines.first ?? 0),
                hint: "take the file of all patients, or the one of males and females")
        }
        var patients = [Int64](repeating: 0, count: lines.count)
        for place in patients.indices {
            let all = parts[0][place]
            patients[place] = all >= 0 ? Int64(all) : Int64(max(parts[1][place], 0)) + Int64(max(parts[2][place], 0))
        }
        let day = extracted.map { Int64($0.day) }
        var practices = TextDictionary(), areas = TextDictionary()
        swap(&practices, &self.practices)
        swap(&areas, &self.areas)
        let columns = [
            Column(
                type: .dictionary, count: lines.count, validity: nil, values: Buffer(practiceCodes),
                texts: practices.finish()),
            Column(
                type: .dictionary, count: lines.count, validity: nil, values: Buffer(areaCodes), texts: areas.finish()),
            Column(type: .int64, count: lines.count, validity: nil, values: Buffer(patients)),
            Column(integers: [Int64?](repeating: day, count: lines.count), type: .date),
        ]
        return (columns, lines)
    }

    private func code(_ row: borrowing CSVRows, _ slot: Int, _ dictionary: inout TextDictionary) -> Int32? {
        guard row.withCell(slot, { CellShape.code.text($0, &scratch) }), !scratch.isEmpty else { return nil }
        return scratch.withUnsafeBufferPointer { dictionary.code(of: $0) }
    }

    /// One file is of one day: two would count everybody twice.
    private func checkDay(_ row: borrowing CSVRows) -> String? {
        let blank = row.withCell(Slot.extracted) { CellShape.trimmed($0).isEmpty }
        if blank { return nil }
        guard let day = row.withCell(Slot.extracted, { CellShape.day.number($0) }) else {
            return "the extract date is not a date"
        }
        guard let extracted else {
            extracted = (day, row.line)
            return nil
        }
        return day == extracted.day ? nil : "the extract date is another than on line \(extracted.line)"
    }

    private static func part(_ word: UnsafeBufferPointer<UInt8>) -> Part? {
        if CellShape.equals(word, "ALL") || CellShape.equals(word, "PERSONS") { return .all }
        if CellShape.equals(word, "FEMALE") || CellShape.equals(word, "F") { return .females }
        if CellShape.equals(word, "MALE") || CellShape.equals(word, "M") { return .males }
        return nil
    }
}
