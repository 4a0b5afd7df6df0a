/// How many bytes of text may still be made of one batch where a few bytes stand for many: views that share their bytes,
/// codes that are written out.
struct TextBudget {
    /// 256 MiB.
    static let standard = 256 << 20

    let whole: Int
    var left: Int

    init(_ bytes: Int = standard) {
        whole = bytes
        left = bytes
    }

    /// What to say where there is none left for a column.
    func fault(_ name: String, path: String, at offset: Int64 = 0) -> ArrowFault {
        ArrowFault(
            .limit, "with column '\(name)' the texts of a batch take more than \(min(whole, Int(Int32.max))) bytes",
            path: path, byteOffset: offset, hint: "write smaller batches")
    }
}
