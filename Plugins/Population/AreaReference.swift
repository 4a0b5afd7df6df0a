import StageKit

/// Areas and their members, from the reference tables: checked as a whole, with every fault at its line.
enum AreaReference {
    /// The hierarchy of `areas` (code, name, scale, parent) with the `members` (kind, code, area) of its areas.
    ///
    /// Throws one fault with all others in it: a code twice, an unknown scale, parent or area, a cycle, a parent of no
    /// larger scale, a member in two areas, a practice whose parent is not its area as a member.
    static func hierarchy(areas: Table, members: Table, scales: [String]) throws(StageFault) -> AreaHierarchy {
        let rows = try AreaRows(areas, scales: scales)
        let places = try MemberRows(members, areas: rows)
        var faults = rows.faults + places.faults
        faults += places.disagreements(with: rows)
        if let fault = StageFault.combining(faults) { throw fault }

        let order = rows.rows.indices.sorted {
            rows.rows[$0].code.utf8.lexicographicallyPrecedes(rows.rows[$1].code.utf8)
        }
        var position = [Int](repeating: 0, count: order.count)
        for (place, row) in order.enumerated() { position[row] = place }
        let finished = order.map { row in
            let area = rows.rows[row]
            return Area(
                code: area.code, name: area.name, scale: area.scale ?? 0,
                parent: area.parent.flatMap { rows.byCode[$0] }.map { position[$0] })
        }
        var practice = places.practices.mapValues { position[$0] }
        for (place, area) in finished.enumerated() where scales[area.scale] == Self.practiceScale {
            practice[area.code] = place
        }
        return AreaHierarchy(
            scales: scales, areas: finished, residence: places.residences.mapValues { position[$0] }, practice: practice
        )
    }

    /// The scale whose areas are practices.
    static let practiceScale = "practice"

    /// A column that a reference table must have.
    static func column(_ name: String, of table: Table, called title: String) throws(StageFault) -> Column {
        if let column = table[name] { return column }
        throw StageFault("table '\(title)' has no column '\(name)'", code: .configuration)
    }

    /// Where a row stands in its file, where the table says so.
    static func location(_ row: Int, in table: Table) -> SourceLocation? {
        guard let file = table["file"]?.text(row) else { return nil }
        return SourceLocation(file: file, line: Int(table["line"]?.integer(row) ?? 0))
    }

    static func fault(_ message: String, at location: SourceLocation?, hint: String? = nil) -> StageFault {
        StageFault(message, code: .data, hint: hint, location: location)
    }

    /// ` (line 3)`, to point at an earlier row from a message.
    static func mention(_ location: SourceLocation?) -> String {
        location.map { $0.line > 0 ? " (\($0.description))" : "" } ?? ""
    }
}

/// The rows of areas.csv, with what is wrong with them.
private struct AreaRows {
    struct Row {
        var code: String
        var name: String
        var scaleName: String
        var scale: Int?
        var parent: String?
        var location: SourceLocation?
    }

    private(set) var rows: [Row] = []
    private(set) var byCode: [String: Int] = [:]
    private(set) var faults: [StageFault] = []

    init(_ table: Table, scales: [String]) throws(StageFault) {
        let code = try AreaReference.column("code", of: table, called: "areas")
        let name = try AreaReference.column("name", of: table, called: "areas")
        let scale = try AreaReference.column("scale", of: table, called: "areas")
        let parent = table["parent"]
        for row in 0..<table.count {
            let location = AreaReference.location(row, in: table)
            guard let text = code.text(row), !text.isEmpty else {
                faults.append(AreaReference.fault("an area without a code", at: location))
                continue
            }
            let scaleName = scale.text(row) ?? ""
            let above = parent?.text(row) ?? ""
            let area = Row(
                code: text, name: name.text(row) ?? "", scaleName: scaleName, scale: scales.firstIndex(of: scaleName),
                parent: above.isEmpty ? nil : above, location: location)
            if area.scale == nil {
                faults.append(
                    AreaReference.fault(
                        "area '\(text)' has the unknown scale '\(scaleName)'", at: location,
                        hint: "one of: \(scales.joined(separator: ", "))"))
            }
            if let first = byCode[text] {
                let earlier = AreaReference.mention(rows[first].location)
                faults.append(AreaReference.fault("area '\(text)' is there already\(earlier)", at: location))
                continue
            }
            byCode[text] = rows.count
            rows.append(area)
        }
        for index in rows.indices { checkParent(of: index) }
    }

    private mutating func checkParent(of index: Int) {
        let area = rows[index]
        guard let parent = area.parent else { return }
        guard let above = byCode[parent] else {
            let near = NearestName.of(parent, among: rows.map(\.code)).map { "did you mean '\($0)'?" }
            faults.append(
                AreaReference.fault(
                    "area '\(area.code)' has the unknown parent '\(parent)'", at: area.location, hint: near))
            return
        }
        if let cycle = cycle(through: index) {
            let path = cycle.map { rows[$0].code }.joined(separator: " → ")
            faults.append(AreaReference.fault("area '\(area.code)' lies in itself: \(path)", at: area.location))
            return
        }
        if let scale = area.scale, let larger = rows[above].scale, larger <= scale {
            faults.append(
                AreaReference.fault(
                    "area '\(area.code)' of scale \(area.scaleName) has a parent of no larger scale: "
                        + "'\(parent)' of scale \(rows[above].scaleName)", at: area.location))
        }
    }

    /// The areas on the way from `index` by parents back to itself, or `nil` where the way does not come back.
    private func cycle(through index: Int) -> [Int]? {
        var path = [index]
        while path.count <= rows.count, let parent = rows[path[path.count - 1]].parent, let above = byCode[parent] {
            path.append(above)
            if above == index { return path }
        }
        return nil
    }
}

/// The rows of members.csv, with what is wrong with them.
private struct MemberRows {
    private(set) var residences: [String: Int] = [:]
    private(set) var practices: [String: Int] = [:]
    private(set) var faults: [StageFault] = []

    init(_ table: Table, areas: AreaRows) throws(StageFault) {
        let kind = try AreaReference.column("kind", of: table, called: "members")
        let code = try AreaReference.column("code", of: table, called: "members")
        let area = try AreaReference.column("area", of: table, called: "members")
        var areaNames: [String: (area: String, location: SourceLocation?)] = [:]
        for row in 0..<table.count {
            let location = AreaReference.location(row, in: table)
            let kindName = kind.text(row) ?? ""
            guard kindName == "lsoa" || kindName == "practice" else {
                faults.append(
                    AreaReference.fault(
                        "a member of the unknown kind '\(kindName)'", at: location, hint: "one of: lsoa, practice"))
                continue
            }
            guard let member = code.text(row), !member.isEmpty else {
                faults.append(AreaReference.fault("a member without a code", at: location))
                continue
            }
            let name = area.text(row) ?? ""
            if let first = areaNames["\(kindName) \(member)"] {
                if first.area != name {
                    faults.append(
                        AreaReference.fault(
                            "\(kindName) '\(member)' lies in '\(name)' and in '\(first.area)'"
                                + AreaReference.mention(first.location), at: location))
                }
                continue
            }
            areaNames["\(kindName) \(member)"] = (name, location)
            guard let place = areas.byCode[name] else {
                let near = NearestName.of(name, among: areas.rows.map(\.code)).map { "did you mean '\($0)'?" }
                faults.append(
                    AreaReference.fault(
                        "\(kindName) '\(member)' lies in the unknown area '\(name)'", at: location, hint: near))
                continue
            }
            if kindName == "lsoa" { residences[member] = place } else { practices[member] = place }
        }
    }

    /// Practices that are areas themselves, and whose parent there is not their area here.
    func disagreements(with areas: AreaRows) -> [StageFault] {
        var faults: [StageFault] = []
        for (index, area) in areas.rows.enumerated() where area.scaleName == AreaReference.practiceScale {
            guard let member = practices[area.code], member != index, areas.rows[member].code != area.parent else {
                continue
            }
            let parent = area.parent.map { "the parent '\($0)'" } ?? "no parent"
            faults.append(
                AreaReference.fault(
                    "practice '\(area.code)' has \(parent) but is a member of '\(areas.rows[member].code)'",
                    at: area.location))
        }
        return faults
    }
}
