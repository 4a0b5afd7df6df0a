/// Where each row of a `contributions` table counts.
struct ContributionTargets {
    enum Target: Hashable {
        /// Wherever the person is counted, on both bases.
        case everywhere
        case resident
        /// At the practice with that code of the frame, −1 for one that is not known.
        case practice(Int32)
    }

    /// What no two rows may share.
    struct Key: Hashable {
        /// The person and indicator.
        var share: Int
        var target: Target
    }

    /// The basis of what counts for residents alone.
    static let resident = "resident"

    /// The codes of the columns that are there, and what each stands for; `nil` for a word that is none.
    private let bases: Coded<Bool>?
    private let practices: Coded<Int32>?

    private struct Coded<Meaning> {
        var column: Column
        var meanings: [Meaning?]

        /// What stands in a row; `nil` where nothing does. Throws where it means nothing.
        func meaning(_ row: Int, _ rule: String) throws(StageFault) -> Meaning? {
            guard column.isValid(row) else { return nil }
            guard let meaning = meanings[Int(column.int32s[row])] else {
                throw .row(row, of: Contributions.table.name, rule)
            }
            return meaning
        }
    }

    init(_ table: Table, _ frame: PersonFrame) throws(StageFault) {
        func column(_ place: Int) throws(StageFault) -> Column? {
            let field = Contributions.furtherColumns[place]
            guard table[field.name] != nil else { return nil }
            return try table.required(field.name, field.type, of: Contributions.table.name)
        }
        bases = try column(0).map { column in
            Coded(column: column, meanings: (column.texts?.strings ?? []).map { $0 == Self.resident ? true : nil })
        }
        practices = try column(1).map { column in
            var codes: [String: Int32] = ["": -1]
            for (code, text) in frame.practices.enumerated() { codes[text] = Int32(code) }
            return Coded(column: column, meanings: (column.texts?.strings ?? []).map { codes[$0] })
        }
    }

    /// Throws where the row says nothing that there is, or two things at once.
    func target(_ row: Int) throws(StageFault) -> Target {
        let isResident = try bases?.meaning(row, "has a basis that is not '\(Self.resident)'") ?? false
        let practice = try practices?.meaning(row, "names a practice that held no contact")
        switch (isResident, practice) {
        case (true, nil): return .resident
        case (true, .some): throw .row(row, of: Contributions.table.name, "counts for residents and at a practice")
        case (false, .some(let code)): return .practice(code)
        case (false, nil): return .everywhere
        }
    }

    /// The same for a row that has been looked at.
    func known(_ row: Int) -> Target { (try? target(row)) ?? .everywhere }
}
