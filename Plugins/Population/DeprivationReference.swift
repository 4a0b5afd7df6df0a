import StageKit

/// Deciles of the Index of Multiple Deprivation by LSOA, from the reference table.
enum DeprivationReference {
    /// For each of the run's LSOA codes the decile 1–10, 0 where it has none.
    ///
    /// Throws one fault with all others in it: an LSOA twice, a decile outside 1–10.
    static func deciles(_ table: Table?, of lsoas: Texts) throws(StageFault) -> [UInt8] {
        var deciles = [UInt8](repeating: 0, count: lsoas.count)
        guard let table else { return deciles }
        let codes = try AreaReference.column("lsoa", of: table, called: "deprivation")
        let values = try AreaReference.column("decile", of: table, called: "deprivation")
        guard let texts = codes.texts, codes.type == .utf8 || codes.type == .dictionary else {
            throw StageFault("column 'lsoa' of table 'deprivation' is not text", code: .configuration)
        }
        var known = CodeList()
        for code in 0..<lsoas.count { _ = known.code(of: lsoas, at: code) }
        var firstRows = [Int](repeating: -1, count: known.count)
        var faults: [StageFault] = []
        for row in 0..<table.count where codes.isValid(row) {
            let code = Int(known.code(of: texts, at: codes.type == .dictionary ? Int(codes.int32s[row]) : row))
            if code == firstRows.count { firstRows.append(-1) }
            if firstRows[code] >= 0 {
                let earlier = AreaReference.mention(AreaReference.location(firstRows[code], in: table))
                faults.append(
                    AreaReference.fault(
                        "LSOA '\(codes.text(row) ?? "")' is there already\(earlier)",
                        at: AreaReference.location(row, in: table)))
                continue
            }
            firstRows[code] = row
            guard let decile = values.integer(row) else { continue }
            guard decile >= 1, decile <= 10 else {
                faults.append(
                    AreaReference.fault(
                        "the decile \(decile) is not one of 1 to 10", at: AreaReference.location(row, in: table)))
                continue
            }
            if code < deciles.count { deciles[code] = UInt8(decile) }
        }
        if let fault = StageFault.combining(faults) { throw fault }
        return deciles
    }
}
