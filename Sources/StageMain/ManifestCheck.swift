import StageKit
import StageProtocol
import Tables

/// Holds a stage against its manifest, by what the host says of it: who disagrees would count other things than it says.
enum ManifestCheck {
    private static let hint = "write the manifest anew: the program prints it with --manifest COMMAND…"

    static func check(version: Int, _ hello: Hello) throws(StageFault) {
        guard let promised = hello.ready?.version, promised != version else { return }
        throw StageFault(
            "the stage is version \(version), and its stage.yaml says \(promised)", code: .configuration, hint: hint)
    }

    /// Throws where the manifest has other indicators: what is counted in other units would be other figures.
    static func check(_ indicators: [Indicator], _ hello: Hello) throws(StageFault) {
        for indicator in indicators {
            let own = PromisedIndicator(
                statistic: indicator.statistic.rawValue, numerator: indicator.numerator.rawValue,
                denominator: indicator.denominator.rawValue, months: indicator.months)
            guard hello.indicators[indicator.id] != own else { continue }
            throw StageFault(
                "indicator '\(indicator.id)' is a \(own.statistic) of \(own.numerator) by \(own.denominator) over "
                    + "\(own.months) months, and the stage.yaml has no such", code: .configuration, hint: hint)
        }
        if let other = hello.indicators.keys.filter({ id in !indicators.contains { $0.id == id } }).min() {
            throw StageFault(
                "the stage counts no indicator '\(other)', which its stage.yaml has", code: .configuration, hint: hint)
        }
    }

    /// Throws where a row needs a column that the manifest does not write: it would count elsewhere without it.
    static func check(_ contributions: Table, _ hello: Hello) throws(StageFault) {
        let written = hello.ready?.outputs[Contributions.table.name]?.fields ?? []
        for field in Contributions.furtherColumns where !written.contains(field) {
            guard let column = contributions[field.name] else { continue }
            if (0..<contributions.count).contains(where: column.isValid) {
                throw StageFault(
                    "the stage needs column '\(field.name)' of 'contributions', which its stage.yaml does not write",
                    code: .configuration,
                    hint: hint)
            }
        }
    }

    /// Throws where a table or column is not among the inputs that the stage reads: it would count without it. What may be
    /// missing is asked for too where `all` must be: whoever gives the table then says that it has none.
    static func check(_ needed: [TableRequirement], all: Bool = false, _ hello: Hello) throws(StageFault) {
        for table in needed where !table.isOptional || all {
            for column in table.columns where !column.isOptional || all {
                let given = hello.inputs[table.name]?.fields.first { $0.name == column.name }
                guard given?.type != column.type else { continue }
                throw StageFault(
                    "the stage needs column '\(column.name)' (\(column.type.rawValue)) of table '\(table.name)', which its "
                        + "stage.yaml does not read", code: .configuration, hint: hint)
            }
        }
    }
}
