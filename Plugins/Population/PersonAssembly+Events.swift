import StageKit

/// Where a contact stands, with what decides its order.
struct ContactPlace {
    var at: Int64
    /// The record's place among the person's.
    var record: Int32
    var row: Int32
}

/// Order of a person's contacts: by time, id, source, patient; then the place in the feed.
private struct ContactOrder {
    let feeds: [FeedColumns]
    let records: [RecordReference]

    @inline(__always) func precedes(_ a: ContactPlace, _ b: ContactPlace) -> Bool {
        a.at == b.at ? precedesById(a, b) : a.at < b.at
    }

    @inline(never) private func precedesById(_ a: ContactPlace, _ b: ContactPlace) -> Bool {
        if let mine = feeds[Int(records[Int(a.record)].feed)].contacts?.id,
            let theirs = feeds[Int(records[Int(b.record)].feed)].contacts?.id
        {
            if mine.precedes(Int(a.row), theirs, Int(b.row)) { return true }
            if theirs.precedes(Int(b.row), mine, Int(a.row)) { return false }
        }
        return (a.record, a.row) < (b.record, b.row)
    }
}

/// Where an event stands that is ordered by its day.
struct EventPlace {
    var day: Int32
    /// The record's place among the person's.
    var record: Int32
    var row: Int32

    static func < (a: EventPlace, b: EventPlace) -> Bool { (a.day, a.record, a.row) < (b.day, b.record, b.row) }
}

extension PersonAssembly {
    /// Adds what happened to the present person up to the as-of date: only what a measure downstream asks for.
    mutating func gatherEvents() {
        gatherContacts()
        gatherAdmissions()
        gatherConditions()
        gatherObservations()
    }

    private mutating func gatherContacts() {
        contacts.removeAll(keepingCapacity: true)
        let end = (Int64(asOf) + 1) * 86_400
        let order = ContactOrder(feeds: run.feeds, records: records)
        var isOrdered = true
        for (place, record) in records.enumerated() {
            guard let table = run.feeds[Int(record.feed)].contacts else { continue }
            for row in FeedColumns.rows(table.starts, Int(record.row)) {
                guard let at = table.at[row], at < end else { continue }
                let contact = ContactPlace(at: at, record: Int32(place), row: Int32(row))
                if isOrdered, let last = contacts.last, contact.at <= last.at {
                    isOrdered = !order.precedes(contact, last)
                }
                contacts.append(contact)
            }
        }
        if !isOrdered { contacts.sort { order.precedes($0, $1) } }
        for place in contacts {
            guard let table = run.feeds[Int(records[Int(place.record)].feed)].contacts else { continue }
            let row = Int(place.row), staff = table.staff[row]
            columns.addContact(
                Contact(
                    at: place.at, booked: table.booked[row], practice: table.practice[row] ?? -1, staff: staff,
                    isGenericStaff: staff.map { run.isGeneric[Int($0)] } ?? false, role: table.role[row] ?? .other,
                    mode: table.mode[row] ?? .other, urgency: table.urgency[row] ?? .other,
                    status: table.status[row] ?? .other,
                    minutes: table.minutes[row].map { Int32(clamping: $0) }))
        }
    }

    private mutating func gatherAdmissions() {
        admissions.removeAll(keepingCapacity: true)
        for (place, record) in records.enumerated() {
            guard let table = run.feeds[Int(record.feed)].admissions else { continue }
            for row in FeedColumns.rows(table.starts, Int(record.row)) {
                guard let start = table.start[row], start <= asOf else { continue }
                admissions.append(
                    Admission(
                        start: start, end: table.end[row], method: table.method[row] ?? -1,
                        diagnosis: table.diagnosis[row] ?? -1, cost: table.cost[row] ?? 0, record: Int32(place),
                        row: Int32(row)))
            }
        }
        if admissions.isEmpty { return }
        if admissions.count > 1 {
            Admission.order(&admissions)
            numberIdentifiers()
        }
        counts.repeatedAdmissions += Admission.forEachStay(admissions) { first, end, cost in
            columns.addStay(
                Stay(
                    start: CalendarDay(number: first.start), end: CalendarDay(number: min(end, asOf)),
                    method: first.method < 0 ? .other : run.methods[Int(first.method)],
                    diagnosis: first.diagnosis < 0 ? nil : first.diagnosis, cost: cost))
        }
    }

    /// Gives equal ids of the present person's admissions equal numbers, the place of the first that has it.
    private mutating func numberIdentifiers() {
        if admissions.count <= 16 {
            for index in admissions.indices {
                guard let (texts, row) = identifier(index) else { continue }
                admissions[index].identifier = Int32(index)
                for earlier in 0..<index {
                    guard let (others, other) = identifier(earlier), texts.equals(row, others, other) else { continue }
                    admissions[index].identifier = Int32(earlier)
                    break
                }
            }
            return
        }
        var list = CodeList()
        var firsts: [Int32] = []
        for index in admissions.indices {
            guard let (texts, row) = identifier(index) else { continue }
            let code = Int(list.code(of: texts, at: row))
            if code == firsts.count { firsts.append(Int32(index)) }
            admissions[index].identifier = firsts[code]
        }
    }

    /// Where the id of one of the present person's admissions stands, `nil` where it has none.
    private func identifier(_ index: Int) -> (Texts, Int)? {
        let admission = admissions[index]
        let table = run.feeds[Int(records[Int(admission.record)].feed)].admissions
        guard let column = table?.id, let texts = column.texts, column.isValid(Int(admission.row)) else { return nil }
        return (texts, Int(admission.row))
    }

    private mutating func gatherConditions() {
        conditions.removeAll(keepingCapacity: true)
        for (place, record) in records.enumerated() {
            guard let table = run.feeds[Int(record.feed)].conditions else { continue }
            for row in FeedColumns.rows(table.starts, Int(record.row)) {
                guard let code = table.code[row], let onset = table.onset[row], onset <= asOf else { continue }
                let ended = table.ended[row].flatMap { $0 <= asOf ? CalendarDay(number: $0) : nil }
                conditions.append(
                    (
                        EventPlace(day: onset, record: Int32(place), row: Int32(row)),
                        Condition(code: code, onset: CalendarDay(number: onset), ended: ended)
                    ))
            }
        }
        conditions.sort { $0.place < $1.place }
        for item in conditions { columns.addCondition(item.condition) }
    }

    private mutating func gatherObservations() {
        observations.removeAll(keepingCapacity: true)
        for (place, record) in records.enumerated() {
            guard let table = run.feeds[Int(record.feed)].observations else { continue }
            for row in FeedColumns.rows(table.starts, Int(record.row)) {
                guard let code = table.code[row], let at = table.at[row], let value = table.value[row] else { continue }
                let day = CalendarDay(containing: at).number
                if day > asOf { continue }
                observations.append(
                    (
                        EventPlace(day: day, record: Int32(place), row: Int32(row)),
                        Observation(code: code, day: CalendarDay(number: day), value: value)
                    ))
            }
        }
        observations.sort { $0.place < $1.place }
        for item in observations { columns.addObservation(item.observation) }
    }
}
