import Foundation
import Testing

@testable import SyntheticBorough

@Suite struct SchemaTests {
    @Test func cleanFeedsAreValid() async throws {
        let scratch = try Scratch()
        _ = try await Borough.write(BoroughPlan(people: 600, seed: 8), to: "\(scratch.path)/b", workers: 2)
        let files = try scratch.unpacked("b").values.sorted()
        let result = try xmllint(["--noout", "--schema", schemaPath] + files)
        #expect(result.status == 0, "\(result.errors.prefix(2_000))")
        for file in files { #expect(try !String(contentsOfFile: file, encoding: .utf8).contains("<note")) }
    }

    /// A document around one element, which stands where the feed has it.
    private func document(_ markup: Markup) -> String {
        let sample = Markup(sample: .patient)
        let isEvent = FeedForm.events.contains { $0.element == markup.name }
        return "<registryFeed xmlns=\"urn:strata:registry-feed:1.0\" version=\"1.0\" source=\"G85001\" "
            + "extracted=\"2026-11-21T01:12:09Z\" periodStart=\"2024-11-21\" periodEnd=\"2026-11-20\" content=\"full\" "
            + "sequence=\"412\">\(isEvent ? sample.around(markup.closed) : markup.closed)</registryFeed>"
    }

    /// The schema and the table that makes the dirt were written apart: each wrong value is wrong for both.
    @Test func schemaRefusesEveryWrongValueAndTakesEveryUnusualOne() throws {
        let scratch = try Scratch()
        var good: [String] = []
        var bad: [String] = []
        for form in FeedForm.events + [.patient, .staff, .organisation] {
            let sample = Markup(sample: form)
            good.append(try scratch.file("good-\(good.count).xml", document(sample)))
            for attribute in form.attributes {
                for text in attribute.value.unusual {
                    good.append(try scratch.file("good-\(good.count).xml", document(sample.with(attribute.name, text))))
                }
                for text in attribute.value.wrong {
                    bad.append(try scratch.file("bad-\(bad.count).xml", document(sample.with(attribute.name, text))))
                }
                if attribute.isRequired {
                    bad.append(try scratch.file("bad-\(bad.count).xml", document(sample.with(attribute.name, nil))))
                }
            }
        }
        #expect(bad.count > 200)
        let accepted = try xmllint(["--noout", "--schema", schemaPath] + good)
        #expect(accepted.status == 0, "\(accepted.errors.prefix(2_000))")
        let refused = try xmllint(["--noout", "--schema", schemaPath] + bad)
        let verdicts = Set(refused.errors.split(separator: "\n").map(String.init))
        for file in bad {
            #expect(
                verdicts.contains("\(file) fails to validate"),
                "\((try? String(contentsOfFile: file, encoding: .utf8)) ?? "")")
        }
    }

    @Test func schemaTakesAnyOrderAndForeignMarkup() throws {
        let scratch = try Scratch()
        let text = """
            <registryFeed xmlns="urn:strata:registry-feed:1.0" xmlns:o="urn:example:other" version="1.0" source="A"
                extracted="2024-02-29T00:00:00Z" periodStart="2024-02-29" periodEnd="2024-02-29" content="delta" sequence="0" o:x="1">
              <removed id="a"/><o:batch><o:deep/></o:batch>
              <patient id="b" birthDate="2000-02-29" sex="X" o:flag="yes"><note>text <o:b>bold</o:b></note>
                <admission method="other" start="2024-02-29"><o:more/></admission><registration practice="A" start="2024-01-31"/>
              </patient>
              <organisation code="A" role="icb"/><staff organisation="A" role="other" id="s"/>
            </registryFeed>
            """
        let result = try xmllint(["--noout", "--schema", schemaPath, try scratch.file("any.xml", text)])
        #expect(result.status == 0, "\(result.errors)")
        let unknown = text.replacingOccurrences(of: "<removed id=\"a\"/>", with: "<batch/>")
        #expect(try xmllint(["--noout", "--schema", schemaPath, try scratch.file("unknown.xml", unknown)]).status != 0)
    }
}
