import Foundation
import Testing

/// The built binary against what stands in the checkout.
@Suite(.enabled(if: Binary.hasStages, "the binary with the stages of the house is not built beside these tests"))
struct ShippedFilesTests {
    @Test func thePagesOfTheStagesAreFresh() throws {
        let scratch = try Scratch()
        #expect(try Binary.run(["stage", "docs", "--out", "pages"], in: scratch.path).status == 0)
        let shipped = Binary.checkout + "/Documentation/Stages"
        let mend: Comment = "run: strata stage docs, and take pages of stages that are gone away"
        let fresh = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/pages").sorted()
        let standing = (try? FileManager.default.contentsOfDirectory(atPath: shipped).sorted()) ?? []
        #expect(standing == fresh, mend)
        for name in fresh where standing.contains(name) {
            let text = try String(contentsOfFile: shipped + "/" + name, encoding: .utf8)
            #expect(try scratch.text("pages/" + name) == text, mend)
        }
    }

    @Test func shippedPipelinesAreSound() throws {
        let folder = Binary.checkout + "/pipelines"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        #expect(names.contains("nightly.yaml"))
        for name in names.sorted() {
            let result = try Binary.run(["check", name], in: folder)
            #expect(result.status == 0, "\(result.error)")
            #expect(result.error == "")
        }
    }

    @Test func aNewHouseIsSound() throws {
        let scratch = try Scratch()
        #expect(try Binary.run(["init", "house"], in: scratch.path).status == 0)
        let result = try Binary.run(["check", "house/nightly.yaml"], in: scratch.path)
        #expect(result.status == 0, "\(result.error)")
        #expect(result.error == "")
    }
}
