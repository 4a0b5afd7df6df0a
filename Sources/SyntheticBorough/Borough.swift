import Glibc

/// A synthetic borough: feeds and reference files in the shape of real ones, about people who do not exist.
public struct Borough: Sendable {
    /// Writes `folder/inbox/*.xml.gz` and `folder/reference/{areas,members,imd}.csv`.
    ///
    /// The same plan gives the same bytes, whatever the number of workers. `folder` is made when it is not there; an inbox
    /// or a reference folder that holds anything already is left alone.
    ///
    /// - Parameters:
    ///   - plan: What the borough is made from.
    ///   - folder: A path; relative ones start at the working folder.
    ///   - workers: How many files are written at a time, at least one.
    ///   - progress: Called after every file, in the order in which they are finished.
    /// - Throws: ``BoroughError``; files that were finished before stay, unfinished ones do not.
    public static func write(
        _ plan: BoroughPlan,
        to folder: String,
        workers: Int,
        progress: (BoroughProgress) -> Void = { _ in }
    ) async throws(BoroughError) -> BoroughSummary {
        try plan.check()
        let inbox = "\(folder)/inbox"
        let reference = "\(folder)/reference"
        for path in [inbox, reference] { try makeEmptyFolder(path) }
        let population = Population(plan)
        try ReferenceFiles(population: population).write(to: reference)

        var jobs = jobs(for: population)
        // The longest first, so that the last worker is not left alone with it.
        jobs.sort { ($1.source.records.count, $0.extract.fileName) < ($0.source.records.count, $1.extract.fileName) }
        let files = try await run(jobs, population, to: inbox, workers: max(1, workers), progress)
        var summary = summary(of: files, population)
        if plan.dirty, let first = summary.files.first(where: { $0.source == Codes.practice(0) }) {
            summary.files.append(try copy(first, in: inbox))
            summary.files.sort { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
        }
        return summary
    }

    private struct Job: Sendable {
        let source: Source
        let extract: Extract
    }

    private static func jobs(for population: Population) -> [Job] {
        let plan = population.plan
        let sources = Source.all(of: population)
        var jobs = sources.flatMap { source in
            Extract.all(of: source, in: plan).map { Job(source: source, extract: $0) }
        }
        if plan.dirty {
            // Somebody who has never sent a full extract.
            let records = Array(sources[0].records.prefix(12))
            let orphan = Source(index: sources.count, code: "G84999", practice: 0, records: records)
            let last = plan.lastDay.number
            jobs.append(
                Job(
                    source: orphan,
                    extract: Extract(
                        source: orphan.index, code: orphan.code, sequence: 77, periodEnd: last, periodStart: last - 60,
                        previousEnd: last - 60, delta: 1)))
        }
        return jobs
    }

    private static func run(
        _ jobs: [Job], _ population: Population, to inbox: String, workers: Int, _ progress: (BoroughProgress) -> Void
    ) async throws(BoroughError) -> [BoroughSummary.File] {
        typealias Outcome = Result<BoroughSummary.File, BoroughError>
        let outcome: Result<[BoroughSummary.File], BoroughError> = await withTaskGroup(of: Outcome.self) { group in
            var files: [BoroughSummary.File] = []
            var failure: BoroughError?
            var bytes = 0
            var next = 0
            func add() {
                guard next < jobs.count, failure == nil else { return }
                let job = jobs[next]
                next += 1
                group.addTask {
                    do throws(BoroughError) {
                        guard !Task.isCancelled else { throw .cancelled }
                        let writer = SourceWriter(population: population, source: job.source, extract: job.extract)
                        return .success(try writer.write(to: inbox))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            for _ in 0..<workers { add() }
            while let result = await group.next() {
                switch result {
                case .success(let file):
                    files.append(file)
                    bytes += file.counts.xmlBytes
                    progress(BoroughProgress(written: files.count, files: jobs.count, xmlBytes: bytes))
                case .failure(let error):
                    // The first cause stands; what is cancelled because of it does not.
                    if failure == nil { failure = error }
                    group.cancelAll()
                }
                add()
            }
            if let failure { return .failure(failure) }
            return .success(files)
        }
        return try outcome.get()
    }

    private static func summary(of files: [BoroughSummary.File], _ population: Population) -> BoroughSummary {
        var total = BoroughSummary.Counts()
        for file in files { total += file.counts }
        let plan = population.plan
        let sorted = files.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
        return BoroughSummary(
            files: sorted, total: total, sources: plan.practiceCount + 1, practices: plan.practiceCount,
            communities: plan.communityCount, localities: plan.localityCount, lsoas: plan.lsoaCount)
    }
}
