public import StageKit

/// How many areas of each scale an indicator has, and the highest value among them.
public struct __TYPE__: WholeStage {
    static let columns = [
        Field("indicator", .dictionary), Field("scale", .dictionary), Field("breakdown", .dictionary),
        Field("value", .float64, optional: true),
    ]

    public static let descriptor = StageDescriptor(
        name: "__NAME__", version: 1, summary: "How many areas of each scale an indicator has, and the highest value.",
        grain: .whole, reads: [TableRequirement("indicators", columns)], accepts: [.aggregate, .disclosable],
        writes: [
            TableDeclaration(
                "highest",
                [
                    Field("indicator", .dictionary), Field("scale", .dictionary), Field("areas", .int32),
                    Field("value", .float64, optional: true),
                ])
        ],
        yields: .aggregate)

    public init(_ options: StageOptions) throws(StageFault) {}

    public func run(_ inputs: StageInputs, in run: RunDescription) throws(StageFault) -> StageOutputs {
        struct Group {
            var areas: Int64 = 0
            var value: Double?
        }
        var groups: [[String]: Group] = [:]
        for table in inputs.tables["indicators"] ?? [] {
            for row in 0..<table.count where table["breakdown"]?.text(row) == "" {
                let key = [table["indicator"]?.text(row) ?? "", table["scale"]?.text(row) ?? ""]
                var group = groups[key] ?? Group()
                group.areas += 1
                if let value = table["value"]?.double(row) { group.value = max(value, group.value ?? value) }
                groups[key] = group
            }
        }
        // In an order of its own: a dictionary has none.
        let rows = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let highest = Table(
            Schema(Self.descriptor.writes[0].columns),
            [
                Column(texts: rows.map { $0.key[0] }, type: .dictionary),
                Column(texts: rows.map { $0.key[1] }, type: .dictionary),
                Column(integers: rows.map(\.value.areas), type: .int32), Column(doubles: rows.map(\.value.value)),
            ], sensitivity: .aggregate)
        return StageOutputs(tables: ["highest": highest])
    }
}
