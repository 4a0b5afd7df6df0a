import RegistryXML
import Testing

@Suite struct MappingSkeletonTests {
    @Test func aWholeProposal() throws {
        let survey = try SurveyFixtures.survey(SurveyFixtures.registryFeed)
        let yaml = try #require(MappingSkeleton(survey).yaml)
        #expect(
            yaml == """
                # A proposal by `strata feed inspect`, from what one document holds: rename, take out, add.
                # Take out what says who people are (names, addresses, free text) and what nobody needs.
                # Strata registry feed 1.0: `mappings/registry-feed.yaml` is made for this format.
                strata-mapping: 1
                name: proposal
                namespaces:
                  r: "urn:strata:registry-feed:1.0"
                root: "r:registryFeed"
                doctype: refuse

                # read_xml needs source, extracted, period_end and content, and takes sequence: rename what is one of them.
                header:
                  version: {path: "@version", type: decimal}
                  source: {path: "@source", type: text}
                  note: {path: "r:note/text()", type: text}

                tables:
                  patient:  # 2 records
                    record: "r:registryFeed/r:patient"
                    fields:
                      id: {path: "@id", type: identifier, required: true}  # looks like the patient's local id
                      nhs_number: {path: "@nhsNumber", type: nhs_number}  # looks like an NHS number
                      birth_date: {path: "@birthDate", type: date}
                      contact_at: {path: "r:contact/@at", type: local_time}  # up to 2 in one parent

                """)
        let mapping = try Mapping(yaml: yaml, name: "proposal.yaml")
        #expect(mapping.tables.map(\.name) == ["patient"])
        #expect(mapping.tables[0].fields.map(\.type) == [.identifier, .nhsNumber, .date, .localTime])
    }

    private func proposal(_ xml: String) throws -> (mapping: Mapping, yaml: String) {
        let yaml = try #require(MappingSkeleton(try SurveyFixtures.survey(xml)).yaml, "\(xml)")
        return (try Mapping(yaml: yaml, name: "proposal.yaml"), yaml)
    }

    @Test(arguments: SurveyFixtures.known.indices)
    func everyProposalLoads(index: Int) throws {
        _ = try proposal(SurveyFixtures.known[index].xml)
    }

    @Test(arguments: [
        "<a/>", "<a>text</a>", "<a><b/></a>", "<a b=\"1\"/>", "<a><b/><b/></a>", "<a><b>1</b><b>2</b></a>",
        "<a:a xmlns:a=\"urn:a\"><null yes=\"true\" on=\"1\"/></a:a>", "<é><é é=\"1\" É=\"2\"/></é>",
        "<a xmlns=\"urn:&quot;\\\"/>", "<a b=\"1\" B=\"2\" _b=\"3\" opt_out=\"1\"><b>1</b></a>",
        "<a><a><a><a>1</a><a>2</a></a></a></a>", "<a><p><p x=\"1\" y=\"2\" p=\"1\"/><p x=\"1\" y=\"2\"/></p></a>",
    ])
    func oddDocumentsLoad(xml: String) throws {
        _ = try proposal(xml)
    }

    @Test func recordsInRecordsHaveAParent() throws {
        let (mapping, _) = try proposal(
            """
            <feed sent="2026-11-21"><head><made>2026-11-21</made></head>
              <person code="a" born="1948-05-17"><stay from="2026-01-01" to="2026-01-02"><ward>1</ward></stay>
                <stay from="2026-02-01" to="2026-02-02"><ward>2</ward></stay><alias>x</alias><alias>y</alias></person>
              <person code="b" born="1950-05-17"/>
            </feed>
            """)
        #expect(mapping.header.map(\.name) == ["sent", "made"])
        #expect(mapping.tables.map(\.name) == ["person", "stay"])
        #expect(mapping.tables.map(\.parent) == [nil, "person"])
        #expect(mapping.tables[0].fields.map(\.name) == ["code", "born", "alias"])
        #expect(mapping.tables[1].fields.map(\.name) == ["from", "to", "ward"])
    }

    @Test func anNHSNumberIsNeverText() throws {
        let (mapping, yaml) = try proposal(
            """
            <feed number="9434765919">
              <person nhs="9434765919" other="4505577104" bad="1111111111"/><person nhs="4505577104" other="9434765919"/>
            </feed>
            """)
        #expect(mapping.header.isEmpty)
        #expect(mapping.tables[0].fields.map(\.name) == ["nhs"])
        #expect(mapping.tables[0].fields.map(\.type) == [.nhsNumber])
        #expect(yaml.contains("  # number: {path: \"@number\", type: nhs_number}  # looks like an NHS number\n"))
        #expect(yaml.contains("      # other: {path: \"@other\", type: nhs_number}  # looks like an NHS number\n"))
        #expect(yaml.contains("      # bad: {path: \"@bad\", type: text}  # ten digits, mostly no NHS numbers\n"))
        #expect(yaml.contains("# Which field is the patient's local id?"))
    }

    /// An attribute of the patient's own element that is another for each; what lies deeper may be the id of another thing.
    @Test func theLocalIDIsOneOfThePatientsOwn() throws {
        func types(_ first: String, _ second: String) throws -> ([String: FieldType], Bool) {
            let (mapping, yaml) = try proposal(
                """
                <feed><person nhs="9434765919" \(first)</person><person nhs="4505577104" \(second)</person></feed>
                """)
            #expect(mapping.tables.map(\.name) == ["person"])
            let fields = mapping.tables[0].fields.map { ($0.name, $0.type) }
            return (Dictionary(uniqueKeysWithValues: fields), yaml.contains("# Which field is the patient's local id?"))
        }
        // The practice comes first, stands deeper, and is another for each.
        let own = try types(
            #"practice_code="A1" person_id="x1"><gp id="g1"/>"#, #"practice_code="A2" person_id="x2"><gp id="g2"/>"#)
        #expect(own.0 == ["nhs": .nhsNumber, "practice_code": .text, "person_id": .identifier, "gp_id": .text])
        #expect(!own.1)
        let deeper = try types(#"sex="1"><gp id="g1"/>"#, #"sex="2"><gp id="g2"/>"#)
        #expect(deeper.0["gp_id"] == .text && !deeper.0.values.contains(.identifier) && deeper.1)
        // The same for both is nobody's own.
        let same = try types(#"practice_id="A1">"#, #"practice_id="A1">"#)
        #expect(same.0["practice_id"] == .text && same.1)
        // Two that could be: the first, and only that one.
        let two = try types(#"id="1x" other_id="2x">"#, #"id="3x" other_id="4x">"#)
        #expect(two.0["id"] == .identifier && two.0["other_id"] == .text && !two.1)
    }

    @Test func longTextStandsInAComment() throws {
        let note = String(repeating: "words ", count: 50)
        let (mapping, yaml) = try proposal("<f><p a=\"1\"><n>\(note)</n></p><p a=\"2\"><n>none</n></p></f>")
        #expect(mapping.tables[0].fields.map(\.name) == ["a"])
        #expect(yaml.contains("# n: {path: \"n/text()\", type: text}  # long text\n"))
    }

    @Test func namesTakeAsManyWordsAsItTakes() throws {
        let (mapping, _) = try proposal(
            """
            <f><p><GPPracticeId value="A1"/><Start><Date>1</Date></Start><End><Date>2</Date></End>
              <NHSNumber extension="x"/></p><p/></f>
            """)
        #expect(
            mapping.tables[0].fields.map(\.name) == [
                "gp_practice_id", "start_date", "end_date", "nhs_number_extension",
            ])
    }

    @Test func tooManyFieldsAreCounted() throws {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let attributes = (0..<100).map { " a\(letters[$0 / 26])\(letters[$0 % 26])=\"x\"" }.joined()
        let (mapping, yaml) = try proposal("<f><p\(attributes)/><p/></f>")
        #expect(mapping.tables[0].fields.count == 60)
        #expect(yaml.contains("# Left out: 40 more.\n"))
    }

    @Test func hiddenNamesAreLeftOut() throws {
        let (mapping, yaml) = try proposal("<f><p a=\"1\" b=\"2\" c1234567=\"3\"/><p a=\"1\" b=\"2\"/><q1234567/></f>")
        #expect(mapping.tables[0].fields.map(\.name) == ["a", "b"])
        #expect(yaml.contains("# Left out: 2 elements and attributes that a path cannot name.\n"))
        #expect(MappingSkeleton(try SurveyFixtures.survey("<f1234567/>")).yaml == nil)
    }
}
