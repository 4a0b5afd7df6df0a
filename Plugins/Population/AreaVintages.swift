import StageKit

/// Of which census the lower-layer super output areas of reference tables are, and whether tables fit together.
///
/// Most codes of 2011 and 2021 are the same, and an area that was changed has a new code: a join of the two looks right
/// and silently loses the areas that changed, which are where people moved to.
enum AreaVintages {
    /// A fault where two tables tell different vintages, or one table tells two.
    static func fault(_ tables: [Table?]) -> StageFault? {
        var first: (year: Int64, location: SourceLocation?)?
        for case let table? in tables {
            guard let years = table["vintage"], years.type == .int32 else { continue }
            for row in 0..<table.count {
                guard let year = years.integer(row) else { continue }
                let file = table["file"]?.text(row).map { SourceLocation(file: $0) }
                guard let told = first else {
                    first = (year, file)
                    continue
                }
                if told.year == year { continue }
                return StageFault(
                    "\(file?.file ?? "a table") is about areas of \(year), \(told.location?.file ?? "another") about those "
                        + "of \(told.year): they must not be used together",
                    code: .data,
                    hint: "take all files of one census; an area that changed between them has a new code",
                    location: file)
            }
        }
        return nil
    }

    /// What to say where areas of England in `members` are not in `deprivation`: the sign of two vintages where no
    /// heading tells.
    static func finding(members: Table, deprivation: Table?) -> Finding? {
        guard let deprivation, let known = deprivation["lsoa"]?.texts, let codes = members["code"],
            let kinds = members["kind"]
        else { return nil }
        var index = TextDictionary()
        for place in 0..<known.count { known.withUTF8(at: place) { _ = index.code(of: $0.bindMemory(to: UInt8.self)) } }
        var seen: Set<String> = [], unknown: [String] = []
        for row in 0..<members.count where kinds.text(row) == "lsoa" {
            guard var code = codes.text(row), isEnglish(code), seen.insert(code).inserted else { continue }
            if code.withUTF8({ index.find($0) }) == nil { unknown.append(code) }
        }
        guard !unknown.isEmpty else { return nil }
        let year = (0..<deprivation.count).lazy.compactMap { deprivation["vintage"]?.integer($0) }.first
        let file = members["file"]?.text(0) ?? "members", other = deprivation["file"]?.text(0) ?? "the index"
        let some = unknown.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(3).joined(separator: ", ")
        return Finding(
            "areas-without-deprivation",
            "\(unknown.count) of \(seen.count) English LSOAs of \(file) are not in \(other)"
                + (year.map { ", which is of \($0)" } ?? "") + " (\(some)\(unknown.count > 3 ? " …" : "")): "
                + "the deprivation of people there is unknown; are they of another census?")
    }

    /// `E01` and six digits.
    private static func isEnglish(_ code: String) -> Bool {
        code.utf8.count == 9 && code.hasPrefix("E01") && code.utf8.dropFirst(3).allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }
}
