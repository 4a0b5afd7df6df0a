import StageKit

/// Which stage reads from which, and in what order they can run.
struct StageGraph {
    /// Places of the stages that each one reads from; unknown ones and itself are left out.
    let inputs: [[Int]]
    /// Every stage after all that it reads from, otherwise in the order of the file; `nil` where they go in circles.
    let order: [Int]?

    /// Resolves every `from`; tells unknown stages, self references and circles.
    init(_ drafts: inout [DraftStage], faults: inout FaultList) {
        let places = Dictionary(drafts.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        let keys = drafts.map(\.key)
        var inputs = [[Int]](repeating: [], count: drafts.count)
        for index in drafts.indices {
            for input in drafts[index].inputs {
                if let place = places[input.stage], place != index {
                    inputs[index].append(place)
                    continue
                }
                drafts[index].hasUnknownInput = true
                if places[input.stage] == index {
                    faults.add("stage '\(input.stage)' reads from itself", at: input.location)
                } else {
                    let others = keys.filter { $0 != drafts[index].key }
                    faults.add(
                        "there is no stage '\(input.stage)' in this file",
                        at: faults.source.location(of: input.stage, within: input.location),
                        hint: FaultList.hint(
                            for: input.stage, among: others, "'from' names stages of this file by their keys"))
                }
            }
            drafts[index].inputs.removeAll { places[$0.stage] == nil || places[$0.stage] == index }
        }
        self.inputs = inputs
        order = Self.order(of: inputs)
        if order == nil { tellCircles(drafts, faults: &faults) }
    }

    private static func order(of inputs: [[Int]]) -> [Int]? {
        var isDone = [Bool](repeating: false, count: inputs.count)
        var order: [Int] = []
        while order.count < inputs.count {
            guard let next = inputs.indices.first(where: { !isDone[$0] && inputs[$0].allSatisfy { isDone[$0] } }) else {
                return nil
            }
            isDone[next] = true
            order.append(next)
        }
        return order
    }

    /// Tells each circle once, at the stage that comes first in the file.
    private func tellCircles(_ drafts: [DraftStage], faults: inout FaultList) {
        var told: Set<Int> = []
        for start in drafts.indices where !told.contains(start) {
            guard let circle = circle(through: start) else { continue }
            told.formUnion(circle)
            // The circle was walked against the flow of data.
            let names = (circle + [start]).reversed().map { "'\(drafts[$0].key)'" }.joined(separator: " → ")
            let first = circle.count > 1 ? circle[1] : start
            let input = drafts[start].inputs.first { $0.stage == drafts[first].key }
            faults.add(
                "stages feed each other in a circle: \(names)", at: input?.location ?? drafts[start].location,
                hint: "data moves one way: take one of them out of a 'from'")
        }
    }

    /// The shortest way from a stage along its inputs back to itself, beginning with it.
    private func circle(through start: Int) -> [Int]? {
        var cameFrom: [Int: Int] = [:]
        var queue = [start]
        var next = 0
        while next < queue.count {
            let stage = queue[next]
            next += 1
            for input in inputs[stage] {
                if input == start {
                    var path = [stage]
                    while let last = path.last, last != start, let before = cameFrom[last] { path.append(before) }
                    return path.reversed()
                }
                if cameFrom[input] == nil {
                    cameFrom[input] = stage
                    queue.append(input)
                }
            }
        }
        return nil
    }
}
