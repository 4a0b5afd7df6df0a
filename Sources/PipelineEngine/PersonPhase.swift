import StageKit
import Synchronization

/// Resolves the people part by part and measures them, on as many workers as asked for.
///
/// Each worker adds up cells of its own; since cells only ever add, exactly, it does not matter who measured whom.
struct PersonPhase: Sendable {
    let resolution: any PersonResolution
    let measures: [(key: String, measure: any PersonMeasure)]
    let jobs: Int
    let report: @Sendable (RunEvent) -> Void

    struct Result: Sendable {
        /// The finished cells of each measure, in the order of `measures`.
        var cells: [Cells]
        var quality: QualityCounts
        /// People in the population at the as-of date.
        var population: Int
    }

    private struct Share: Sendable {
        var contributions: [Contributions]
        var quality = QualityCounts()
        var population = 0
        var fault: StageFault?
    }

    func run(_ parts: [PersonPartition]) async throws(StageFault) -> Result {
        let next = Counter()
        let done = Counter()
        let empty = Share(
            contributions: measures.map { Contributions(indicators: $0.measure.indicators, areas: resolution.areas) })
        let shares = await withTaskGroup(of: Share.self) { group in
            for _ in 0..<max(1, min(jobs, parts.count)) {
                group.addTask {
                    var share = empty
                    while true {
                        let part = next.increment() - 1
                        if part >= parts.count || Task.isCancelled { return share }
                        do throws(StageFault) {
                            try work(on: parts[part], into: &share)
                        } catch {
                            share.fault = error
                            return share
                        }
                        report(.partitionFinished(done: done.increment(), of: parts.count))
                    }
                }
            }
            var shares: [Share] = []
            for await share in group { shares.append(share) }
            return shares
        }
        var total = empty
        for share in shares {
            if let fault = share.fault { throw fault }
            for index in total.contributions.indices { total.contributions[index].add(share.contributions[index]) }
            total.quality.add(share.quality)
            total.population += share.population
        }
        return Result(cells: total.contributions.map(Cells.init), quality: total.quality, population: total.population)
    }

    private func work(on part: PersonPartition, into share: inout Share) throws(StageFault) {
        let frame = try resolution.resolve(part)
        for (index, (_, measure)) in measures.enumerated() {
            share.contributions[index].add(measure, over: frame)
        }
        share.quality.add(frame.quality)
        share.population += frame.population
    }
}

/// A number that several tasks count up together.
private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    /// Adds one and gives the new value.
    func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}
