import StageKit

/// One file that is to be written: its name in its folder, and its bytes.
struct ReleaseFile: Sendable, Equatable {
    var name: String
    var bytes: [UInt8]
}

extension ReleaseFile {
    /// The indicator file of a stage's inputs. Refuses tables of any label but `label`: the second look of the gate,
    /// after the one that is taken before anything runs.
    static func indicators(
        _ inputs: StageInputs, in run: RunDescription, labelled label: Sensitivity
    ) throws(StageFault) -> ReleaseFile {
        var rows: [IndicatorRow] = []
        for name in ["indicators", "gaps"] {
            for table in inputs.tables[name] ?? [] {
                guard table.sensitivity == label else {
                    throw StageFault(
                        "table '\(name)' is \(table.sensitivity.rawValue); only what is \(label.rawValue) may be "
                            + "written here",
                        code: .disclosure)
                }
                rows += try IndicatorTable.rows(table)
            }
        }
        let file = try IndicatorFile(rows, publisher: run.publisher, release: run.id)
        return ReleaseFile(name: IndicatorFile.name, bytes: file.bytes)
    }
}
