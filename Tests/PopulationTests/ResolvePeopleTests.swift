@testable import StageKit
import Testing

@testable import Population

struct ResolvePeopleTests {
    private func registered(
        _ id: String, _ person: String?, practice: String = "P1", _ change: (inout PatientLiteral) -> Void = { _ in }
    ) -> PatientLiteral {
        PatientLiteral(id, person) {
            $0.registrations = [.init(practice, "2020-01-01")]
            change(&$0)
        }
    }

    @Test func recordsOfOnePersonAreOneAndOthersStandForThemselves() throws {
        let frame = try House.people([
            ("S1", 1, [registered("a", "p1"), registered("b", nil), registered("c", nil)]),
            ("S2", 1, [registered("a", "p1")]),
        ])
        #expect(frame.count == 3)
        #expect(frame.population == 3)
        #expect(frame.quality["people"] == 3)
        #expect(frame.quality["records"] == 4)
        #expect(frame.quality["without-nhs-number"] == 2)
    }

    @Test func anObjectionOnAnyRecordDropsThePerson() throws {
        func objecting(_ id: String, _ person: String?, _ objection: Objection) -> PatientLiteral {
            PatientLiteral(id, person) {
                $0.birth = nil; $0.objection = objection.rawValue
            }
        }
        let frame = try House.people([
            (
                "S1", 1,
                [
                    registered("a", "p1"), registered("b", "p2"), registered("c", "p3"), registered("d", "p4"),
                    registered("e", "p5"),
                ]
            ),
            (
                "S2", 1,
                [
                    objecting("a", "p1", .type1), objecting("b", "p2", .national), objecting("c", "p3", .notAllowed),
                    objecting("d", nil, .notAllowed), objecting("e", "p5", .notAllowed),
                ]
            ),
            ("S3", 1, [objecting("a", "p5", .type1)]),
        ])
        #expect(frame.count == 1)
        #expect(frame.quality["opted-out"] == 3)
        #expect(frame.quality["not-allowed"] == 2)
        #expect(frame.quality["records"] == 1)
    }

    @Test func anObjectionNoticedElsewhereDropsThePersonToo() throws {
        let patients = [registered("a", "p1")]
        let feeds = [feed("S1", patients)]
        var part = partitions(feeds, [patients])[0]
        part.objections = [2]
        let frame = try House.resolution(feeds).resolve(part)
        #expect(frame.count == 0)
        #expect(frame.quality["opted-out"] == 1)
        // Somebody known by a notice alone has no record at all.
        let nobody = try House.resolution(feeds).resolve(PersonPartition(records: [], starts: [0, 0], objections: [1]))
        #expect(nobody.count == 0)
        #expect(nobody.quality["opted-out"] == 1)
    }

    @Test func whoIsBornAfterTheAsOfDateIsNobody() throws {
        let frame = try House.people([
            registered("a", "p1") { $0.birth = "2026-07-01" }, registered("b", "p2") { $0.birth = "2026-06-30" },
            registered("c", "p3") { $0.birth = nil },
        ])
        #expect(frame.count == 1)
        #expect(frame[0].isInPopulation)
        #expect(frame.quality["born-after-as-of"] == 1)
        #expect(frame.quality["without-birth-date"] == 1)
    }

    @Test func areasOnBothBasesAndDeprivation() throws {
        let patients = [
            registered("a", "p1") { $0.lsoa = "E1" }, registered("b", "p2", practice: "P2") { $0.lsoa = "E3" },
            registered("c", "p3", practice: "P9"),
        ]
        let feeds = [feed("S1", patients)]
        let resolution = try House.resolution(feeds)
        let frame = try resolution.resolve(partitions(feeds, [patients])[0])
        #expect((0..<3).map { House.code(of: frame[$0].area(.resident), in: resolution) } == ["C1", nil, nil])
        #expect((0..<3).map { House.code(of: frame[$0].area(.registered), in: resolution) } == ["P1", "P2", nil])
        #expect((0..<3).map { frame[$0].deprivationDecile } == [1, nil, nil])
        #expect(frame.quality["out-of-area-resident"] == 2)
        #expect(frame.quality["out-of-area-registered"] == 1)
        #expect(frame.quality["unknown-deprivation"] == 2)
        let unknown = try House.resolution(feeds, deprivation: nil).resolve(partitions(feeds, [patients])[0])
        #expect((0..<3).allSatisfy { unknown[$0].deprivationDecile == nil })
    }

    @Test func aBasisLeftOutCountsNobody() throws {
        let patients = [
            registered("a", "p1") {
                $0.lsoa = "E1"; $0.contacts = [.init("1", "2026-01-01")]
            }
        ]
        let feeds = [feed("S1", patients)]
        func areas(_ bases: [Basis]) throws -> (Bool, Bool, Bool, QualityCounts) {
            let options = StageOptions(["bases": bases])
            let frame = try House.resolution(feeds, options: options).resolve(partitions(feeds, [patients])[0])
            let practice = frame[0].contacts.first?.practice ?? -1
            return (
                frame[0].area(.resident) >= 0, frame[0].area(.registered) >= 0, frame.practiceArea(practice) >= 0,
                frame.quality
            )
        }
        let resident = try areas([.resident])
        #expect((resident.0, resident.1, resident.2) == (true, false, false))
        #expect(resident.3["out-of-area-registered"] == 0)
        let registered = try areas([.registered])
        #expect((registered.0, registered.1, registered.2) == (false, true, true))
    }

    @Test func optionsThatCannotStand() {
        func fault(_ values: [String: any OptionValue]) -> StageFault? {
            #expect(throws: StageFault.self) { try ResolvePeople(StageOptions(values)) }
        }
        for optOuts in [[OptOut.type1], [.national], []] {
            #expect(fault(["opt_outs": optOuts])?.code == .configuration)
            #expect(fault(["opt_outs": optOuts])?.option == "opt_outs")
        }
        #expect(fault(["bases": [Basis]()])?.option == "bases")
        #expect(fault(["scales": ["borough", "borough"]])?.option == "scales")
        #expect(throws: Never.self) { try ResolvePeople(StageOptions(["opt_outs": [OptOut.national, .type1]])) }
    }

    /// The faults of areas, members and deprivation in one go, each with file and line.
    @Test func faultsOfAllReferenceTablesComeTogether() {
        let fault = #expect(throws: StageFault.self) {
            try ResolvePeople(StageOptions()).prepare(
                ResolutionContext(
                    feeds: [],
                    tables: [
                        "areas": areasTable([["B1", "", "borough", nil], ["L1", "", "locality", "B2"]]),
                        "members": membersTable([["lsoa", "E1", "C9"]]),
                        "deprivation": deprivationTable([("E1", 11), ("E2", 1), ("E2", 1)]),
                    ], asOf: House.asOf, needs: ColumnNeeds()))
        }
        let all = [fault].compactMap(\.self) + (fault?.others ?? [])
        #expect(
            all.map { $0.location?.description ?? "" } == ["areas.csv:3", "members.csv:2", "imd.csv:2", "imd.csv:4"])
        #expect(all.dropFirst().allSatisfy { $0.others.isEmpty })
        #expect(all.allSatisfy { $0.code == .data })
    }

    @Test func aTableThatIsMissingIsNamed() {
        let fault = #expect(throws: StageFault.self) {
            try ResolvePeople(StageOptions()).prepare(
                ResolutionContext(
                    feeds: [], tables: ["areas": House.areas], asOf: House.asOf, needs: ColumnNeeds()))
        }
        #expect(fault?.code == .configuration)
        #expect(fault?.message.contains("'members'") == true)
    }

    @Test func aColumnOfAnotherTypeIsNamed() {
        var source = feed("S1", [registered("a", "p1")])
        source.tables["patients"] = Table(
            [("person", Column(texts: ["p1"])), ("birth_date", Column(texts: ["1980-01-01"]))],
            sensitivity: .pseudonymous)
        let feeds = [source]
        let fault = #expect(throws: StageFault.self) { try House.resolution(feeds) }
        #expect(fault?.message == "column 'birth_date' of table 'patients' is utf8, not date")
    }

    @Test func tablesAndColumnsThatAMappingLeavesOutAreUnknown() throws {
        var source = feed("S1", [PatientLiteral("a")])
        source.tables = [
            "patients": Table(
                [("birth_date", Column(integers: [0], type: .date))], sensitivity: .pseudonymous)
        ]
        let feeds = [source]
        let frame = try House.resolution(feeds).resolve(
            PersonPartition(records: [RecordReference(feed: 0, row: 0, order: 0)], starts: [0, 1], objections: [0]))
        #expect(frame.count == 1)
        #expect(frame[0].sex == .unknown && frame[0].ethnicity == .notKnown && !frame[0].isInPopulation)
        #expect(frame.quality["without-nhs-number"] == 1)
    }

    @Test func theFamilyListsItsStages() {
        #expect(StageFamily.population.stages.map { $0.descriptor.name } == ["resolve_people", "check_population"])
    }
}
