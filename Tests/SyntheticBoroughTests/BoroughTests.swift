import Foundation
import SyntheticBorough
import Testing

@Suite struct BoroughTests {
    @Test(arguments: [false, true])
    func samePlanGivesTheSameBytesWithAnyNumberOfWorkers(dirty: Bool) async throws {
        let scratch = try Scratch()
        let plan = BoroughPlan(people: 300, seed: 11, dirty: dirty)
        let one = try await Borough.write(plan, to: "\(scratch.path)/one", workers: 1)
        let many = try await Borough.write(plan, to: "\(scratch.path)/many", workers: 5)
        #expect(one == many)
        for folder in ["inbox", "reference"] {
            #expect(try scratch.files(in: "one/\(folder)") == scratch.files(in: "many/\(folder)"))
        }
        _ = try await Borough.write(
            BoroughPlan(people: 300, seed: 12, dirty: dirty), to: "\(scratch.path)/other", workers: 2)
        #expect(try scratch.files(in: "one/inbox") != scratch.files(in: "other/inbox"))
    }

    @Test func everySourceHasAFullExtractAndNoGaps() async throws {
        let scratch = try Scratch()
        let summary = try await Borough.write(BoroughPlan(people: 800, seed: 3), to: "\(scratch.path)/b", workers: 2)
        let pattern = /<registryFeed [^>]*source="([^"]+)"[^>]*content="([a-z]+)" sequence="([0-9]+)"/
        var extracts: [String: [(sequence: Int, content: String)]] = [:]
        for path in try scratch.unpacked("b").values {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let match = try #require(text.firstMatch(of: pattern))
            extracts[String(match.1), default: []].append((Int(match.3) ?? -1, String(match.2)))
        }
        #expect(extracts.count == summary.sources && summary.sources == 6)
        for list in extracts.values {
            let sorted = list.sorted { $0.sequence < $1.sequence }
            #expect(sorted[0].content == "full")
            for (earlier, later) in zip(sorted, sorted.dropFirst()) { #expect(later.sequence == earlier.sequence + 1) }
        }
        let kinds = Set(extracts.values.map { $0.sorted { $0.sequence < $1.sequence }.map(\.content) })
        #expect(kinds == [["full"], ["full", "delta"], ["full", "delta", "delta"], ["full", "full"]])
    }

    @Test func deltasCarryWhatChanged() async throws {
        let scratch = try Scratch()
        _ = try await Borough.write(BoroughPlan(people: 1_500, seed: 2), to: "\(scratch.path)/b", workers: 2)
        let files = try scratch.unpacked("b")
        func patients(_ name: String) throws -> [String: String] {
            let text = try String(contentsOfFile: try #require(files[name]), encoding: .utf8)
            let found = text.matches(of: /<patient id="([^"]+)"(?s:.*?)<\/patient>/)
            return Dictionary(uniqueKeysWithValues: found.map { (String($0.1), String($0.0)) })
        }
        let before = try patients("G85002-20261120-full.xml.gz")
        let after = try patients("G85002-20261121-delta.xml.gz")
        let both = after.filter { before[$0.key] != nil }
        #expect(both.count { $0.value.contains("optOut=\"type1\"") && before[$0.key]?.contains("type1") == false } > 0)
        #expect(both.count { $0.value.contains(" at=\"2026-11-21T") } > 0)
        #expect(both.count { $0.value.contains(" end=\"2026-11-21\"/>") } > 0)
        let lsoa = /lsoa="([^"]+)"/
        #expect(both.count { $0.value.firstMatch(of: lsoa)?.1 != before[$0.key]?.firstMatch(of: lsoa)?.1 } > 0)
        let delta = try String(contentsOfFile: try #require(files["G85002-20261121-delta.xml.gz"]), encoding: .utf8)
        for match in delta.matches(of: /<removed id="([^"]+)"/) {
            #expect(before[String(match.1)] != nil && after[String(match.1)] == nil)
        }
        #expect(delta.contains("<removed id="))
        #expect(after.count < before.count / 4)
    }

    @Test func countsGrowWithPeople() async throws {
        let scratch = try Scratch()
        let small = try await Borough.write(BoroughPlan(people: 500), to: "\(scratch.path)/small", workers: 2)
        let large = try await Borough.write(BoroughPlan(people: 1_500), to: "\(scratch.path)/large", workers: 2)
        for count in [\BoroughSummary.Counts.elements, \.attributes, \.contacts, \.patients, \.xmlBytes] {
            let ratio = Double(large.total[keyPath: count]) / Double(small.total[keyPath: count])
            #expect((2.4...3.6).contains(ratio))
        }
        // About 13 contacts for each person, with older extracts counted as well.
        #expect((10.0...19.0).contains(Double(large.total.contacts) / 1_500))
        let attributes = Double(large.total.attributes) / Double(large.total.elements)
        #expect((8.0...9.0).contains(attributes))
    }

    @Test func summaryCountsWhatAParserCounts() async throws {
        let scratch = try Scratch()
        let summary = try await Borough.write(BoroughPlan(people: 200, seed: 4), to: "\(scratch.path)/b", workers: 2)
        let files = try scratch.unpacked("b")
        let file = try #require(summary.files.first { $0.name == "G85003-20261118-full.xml.gz" })
        let path = try #require(files[file.name])
        func count(_ expression: String) throws -> Int? {
            Int(
                try xmllint(["--xpath", "count(\(expression))", path]).output.trimmingCharacters(
                    in: .whitespacesAndNewlines))
        }
        #expect(try count("//*") == file.counts.elements)
        #expect(try count("//@*") == file.counts.attributes)
        for (name, value) in [
            ("patient", file.counts.patients), ("contact", file.counts.contacts), ("condition", file.counts.conditions),
            ("observation", file.counts.observations), ("admission", file.counts.admissions),
        ] {
            #expect(try count("//*[local-name()='\(name)']") == value)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == file.counts.xmlBytes)
        #expect(try scratch.files(in: "b/inbox")[file.name]?.count == file.counts.fileBytes)
    }

    @Test func refusesWhatCannotBe() async throws {
        let scratch = try Scratch()
        for people in [0, 99, 1_000_001] {
            await #expect(throws: BoroughError.self) {
                _ = try await Borough.write(BoroughPlan(people: people), to: scratch.path, workers: 1)
            }
        }
        let path = "\(scratch.path)/b"
        _ = try await Borough.write(BoroughPlan(people: 100), to: path, workers: 1)
        await #expect(throws: BoroughError.notEmpty(path: "\(path)/inbox")) {
            _ = try await Borough.write(BoroughPlan(people: 100), to: path, workers: 1)
        }
        let file = try scratch.file("taken", "")
        await #expect(throws: BoroughError.self) {
            _ = try await Borough.write(BoroughPlan(people: 100), to: file, workers: 1)
        }
    }

    @Test func feedThatCannotBeMadeIsNamed() async throws {
        let scratch = try Scratch()
        let taken = "\(scratch.path)/b/inbox/.G85001-20261120-full.xml.gz.part"
        try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: true)
        await #expect(throws: BoroughError.file(operation: "create", path: taken, code: EISDIR)) {
            _ = try await Borough.write(BoroughPlan(people: 100), to: "\(scratch.path)/b", workers: 1)
        }
    }

    @Test func cancelledWritingLeavesNoHalfFile() async throws {
        let scratch = try Scratch()
        let path = "\(scratch.path)/b"
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await Borough.write(BoroughPlan(people: 100), to: path, workers: 2)
        }
        await #expect(throws: BoroughError.cancelled) { _ = try await task.value }
        #expect(try scratch.files(in: "b/inbox").isEmpty)
    }
}
