/// Which elements of a document become tables, and which values their fields.
struct SkeletonOutline {
    let survey: DocumentSurvey
    /// The paths that become tables, each before those inside it.
    private(set) var records: [Int] = []
    private(set) var tableNames: [String] = []
    /// The paths that a mapping can name.
    private(set) var usable: [Int] = []
    /// Elements and attributes that a mapping cannot name.
    private(set) var unnamed = 0
    private var children: [[Int]]
    private var isUsable: [Bool]
    private var tableOf: [Int?]

    /// Namespaces whose elements are for the eye, or for validators.
    private static let passedOver: Set<String> = [
        "http://www.w3.org/1999/xhtml", "http://www.w3.org/2001/XMLSchema-instance",
    ]

    init(_ survey: DocumentSurvey) {
        self.survey = survey
        let paths = survey.paths
        children = Array(repeating: [], count: paths.count)
        isUsable = Array(repeating: false, count: paths.count)
        tableOf = Array(repeating: nil, count: paths.count)
        for (index, path) in paths.enumerated() {
            let isShown = path.namespace.map { !Self.passedOver.contains(survey.namespaces[$0].uri) } ?? true
            isUsable[index] =
                path.isPlain && isShown && !path.path.hasPrefix("…") && (path.parent.map { isUsable[$0] } ?? true)
            if let parent = path.parent { children[parent].append(index) }
            if isUsable[index] { usable.append(index) }
            if isShown, path.parent.map({ isUsable[$0] }) ?? true {
                unnamed += isUsable[index] ? path.attributes.count { !$0.isPlain } : 1
            }
        }
        findRecords()
    }

    /// The values that stand at a path itself.
    private func own(_ index: Int) -> Int {
        survey.paths[index].attributes.count(where: \.isPlain) + (survey.paths[index].text == nil ? 0 : 1)
    }

    private func repeats(_ index: Int) -> Bool { survey.paths[index].perParent.upperBound > 1 }

    private mutating func findRecords() {
        // Values of an element and of all inside it that are no records of their own.
        var values = [Int](repeating: 0, count: survey.paths.count)
        var isRecord = [Bool](repeating: false, count: survey.paths.count)
        for index in usable.reversed() {
            values[index] += own(index)
            let path = survey.paths[index]
            guard let parent = path.parent else { continue }
            let isTop = parent == 0
            if repeats(index) {
                isRecord[index] = values[index] >= 2 || isTop && values[index] == 1
            } else {
                isRecord[index] = isTop && values[index] >= 2 && !children[index].isEmpty
            }
            if !isRecord[index] { values[parent] += values[index] }
        }
        let isResource = survey.format?.id.hasPrefix("fhir") == true && !survey.paths[0].name.hasSuffix(":Bundle")
        if isResource || !isRecord.contains(true) {
            // One document is one record: what stands once inside it is part of it.
            for child in children[0] where !repeats(child) { isRecord[child] = false }
            isRecord[0] = true
        }
        for index in usable where isRecord[index] {
            tableOf[index] = records.count
            records.append(index)
            tableNames.append(freeName(Self.snake(Self.local(survey.paths[index].name)), index))
        }
    }

    /// A table name that none before has: where it is taken, the name of what lies around comes first.
    private func freeName(_ name: String, _ index: Int) -> String {
        if !tableNames.contains(name) { return name }
        var stem = name
        if let parent = survey.paths[index].parent {
            stem = Self.snake(Self.local(survey.paths[parent].name)) + "_" + name
        }
        var free = stem
        var number = 2
        while tableNames.contains(free) {
            free = "\(stem)_\(number)"
            number += 1
        }
        return free
    }

    /// The table around a table, by its place in `records`.
    func parent(of table: Int) -> Int? {
        var above = survey.paths[records[table]].parent
        while let index = above {
            if let found = tableOf[index] { return found }
            above = survey.paths[index].parent
        }
        return nil
    }

    // MARK: Fields

    /// The fields of a record, or of the header: what no record holds.
    func fields(of record: Int?) -> [SkeletonField] {
        let top = record ?? 0
        if record == nil, tableOf[0] != nil { return [] }
        var rows: [SkeletonField] = []
        collect(top, steps: [], &rows)
        // Names of columns that come by themselves.
        var taken: Set<String> = ["opt_out"]
        if let record, let table = tableOf[record], let parent = parent(of: table) { taken.insert(tableNames[parent]) }
        Self.name(&rows, taken)
        settle(&rows, isHeader: record == nil)
        return rows
    }

    private func collect(_ index: Int, steps: [String], _ rows: inout [SkeletonField]) {
        let path = survey.paths[index]
        let prefix = steps.isEmpty ? "" : steps.joined(separator: "/") + "/"
        let words = steps.map { Self.snake(Self.local($0)) }
        for attribute in path.attributes where attribute.isPlain {
            // What an attribute `value` says is what its element is called.
            let isBare = attribute.name == "value" && !words.isEmpty
            rows.append(
                SkeletonField(
                    words: isBare ? words : words + [Self.snake(attribute.name)], least: isBare ? 1 : 2,
                    path: prefix + "@" + attribute.name, values: attribute.values))
        }
        if let text = path.text {
            rows.append(
                SkeletonField(
                    words: words.isEmpty ? ["value"] : words, least: 1, path: prefix + "text()", values: text))
        }
        for child in children[index] where isUsable[child] && tableOf[child] == nil {
            let first = rows.count
            collect(child, steps: steps + [survey.paths[child].name], &rows)
            guard repeats(child) else { continue }
            for place in first..<rows.count where rows[place].remark.isEmpty {
                rows[place].remark = "up to \(survey.paths[child].perParent.upperBound) in one parent"
            }
        }
    }

    /// Gives each field as many of its last words as it takes to tell it from the others.
    private static func name(_ rows: inout [SkeletonField], _ taken: Set<String>) {
        var lengths = rows.map { min($0.least, $0.words.count) }
        func names() -> [String] {
            zip(rows, lengths).map { $0.words.suffix($1).joined(separator: "_") }
        }
        var isChanged = true
        while isChanged {
            isChanged = false
            let all = names()
            let counts = Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
            for index in rows.indices where counts[all[index]] != 1 && lengths[index] < rows[index].words.count {
                lengths[index] += 1
                isChanged = true
            }
        }
        var used = taken
        for (index, name) in names().enumerated() {
            var free = name
            var number = 2
            while !used.insert(free).inserted {
                free = "\(name)_\(number)"
                number += 1
            }
            rows[index].name = free
        }
    }

    /// One NHS number a table, none in a header; the local id beside it.
    private func settle(_ rows: inout [SkeletonField], isHeader: Bool) {
        var hasPerson = false
        for index in rows.indices where rows[index].type == .nhsNumber {
            if hasPerson || isHeader { rows[index].isComment = true }
            hasPerson = true
        }
        guard hasPerson, !isHeader else { return }
        // An attribute of the record itself: what lies deeper may come once, and of another thing.
        let local = rows.indices.first { index in
            rows[index].mayIdentify && !rows[index].isComment && rows[index].type != .nhsNumber
                && (rows[index].name == "id" || rows[index].name.hasSuffix("_id")) && !rows[index].path.contains("/")
        }
        if let local {
            rows[local].type = .identifier
            rows[local].remark = "looks like the patient's local id"
        }
    }

    // MARK: Names

    private static func local(_ name: String) -> String {
        name.split(separator: ":").last.map(String.init) ?? name
    }

    /// `birthDate` as `birth_date`, `NHSNumber` as `nhs_number`.
    static func snake(_ name: String) -> String {
        let scalars = Array(name.unicodeScalars)
        func isUpper(_ place: Int) -> Bool { scalars.indices.contains(place) && ("A"..."Z").contains(scalars[place]) }
        func isLower(_ place: Int) -> Bool { scalars.indices.contains(place) && ("a"..."z").contains(scalars[place]) }
        var result = ""
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "A"..."Z":
                let isStart = place > 0 && (!isUpper(place - 1) || isLower(place + 1))
                if isStart, !result.hasSuffix("_") { result += "_" }
                result.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) + 32))
            case "a"..."z", "0"..."9": result.unicodeScalars.append(scalar)
            default: if !result.hasSuffix("_") { result += "_" }
            }
        }
        while result.hasSuffix("_") { result.removeLast() }
        while result.hasPrefix("_") { result.removeFirst() }
        guard let first = result.first, first.isLetter else { return result.isEmpty ? "element" : "x_" + result }
        return result
    }
}
