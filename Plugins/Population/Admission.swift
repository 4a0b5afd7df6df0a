import StageKit

/// One admission of a person, as stays are made of them (population rule 8).
struct Admission {
    var start: Int32
    /// `nil` where none is given; it then ends on its start.
    var end: Int32?
    /// Run-wide codes, −1 for none.
    var method: Int32
    var diagnosis: Int32
    /// Multiples of GBP 10⁻⁴.
    var cost: Int64
    /// The record's place among the person's, which are ordered by source and local identifier.
    var record: Int32
    /// The place in the feed.
    var row: Int32
    /// The place among the ordered admissions of the first with the same id; −1 where it has none.
    var identifier: Int32 = -1

    /// Where it ends.
    @inline(__always) var lastDay: Int32 { end ?? start }

    @inline(__always) static func precedes(_ a: Admission, _ b: Admission) -> Bool {
        (a.start, a.lastDay, a.record, a.row) < (b.start, b.lastDay, b.record, b.row)
    }

    /// By start, end (none: start), source, patient, place in the feed.
    static func order(_ admissions: inout [Admission]) {
        for index in admissions.indices.dropFirst() where precedes(admissions[index], admissions[index - 1]) {
            admissions.sort(by: precedes)
            return
        }
    }

    /// Calls `body` with the first admission, the latest end and the cost of each stay (see `Stay.cost`).
    ///
    /// `admissions` are in order and have their identifiers numbered. Gives the number that fell away.
    static func forEachStay(_ admissions: [Admission], _ body: (Admission, Int32, Int64) -> Void) -> Int {
        var fallen = 0
        var first: Admission?
        var end: Int32 = 0
        var cost: Int128 = 0
        for index in admissions.indices {
            let admission = admissions[index]
            if isRepeat(index, of: admissions) {
                fallen += 1
                continue
            }
            if let start = first, Int64(admission.start) > Int64(end) + 1 {
                body(start, end, Int64(clamping: cost))
                first = nil
            }
            if first == nil {
                (first, end, cost) = (admission, admission.lastDay, Int128(admission.cost))
            } else {
                end = max(end, admission.lastDay)
                cost += Int128(admission.cost)
            }
        }
        if let first { body(first, end, Int64(clamping: cost)) }
        return fallen
    }

    /// Whether an earlier admission has its id, or is of another record and equal in start, end, method and diagnosis.
    private static func isRepeat(_ index: Int, of admissions: [Admission]) -> Bool {
        let admission = admissions[index]
        if admission.identifier >= 0, admission.identifier < index { return true }
        var earlier = index - 1
        while earlier >= 0 {
            let other = admissions[earlier]
            if other.start != admission.start || other.lastDay != admission.lastDay { return false }
            if other.record != admission.record, other.end == admission.end, other.method == admission.method,
                other.diagnosis == admission.diagnosis
            {
                return true
            }
            earlier -= 1
        }
        return false
    }
}
