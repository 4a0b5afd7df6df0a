import Foundation
import RegistryXML
import Testing

/// Real files written by others; they are no part of the project.
private let realFeeds = ProcessInfo.processInfo.environment["STRATA_REAL_FEEDS"]

@Suite("Surveys of real feeds", .enabled(if: realFeeds != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealSurveyTests {
    /// A row of `survey.tsv`, which another program made of the same files.
    private struct Row {
        var file: String
        var folder: String
        var cells: [String: String]

        func number(_ name: String) -> Int? { cells[name].flatMap { Int($0) } }
    }

    private func rows() throws -> [Row] {
        let text = try String(contentsOfFile: "\(try #require(realFeeds))/survey.tsv", encoding: .utf8)
        let lines = text.split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        let names = try #require(lines.first)
        return lines.dropFirst().map { cells in
            let folder = String(cells[0].prefix { $0 != "/" })
            return Row(file: cells[0], folder: folder, cells: Dictionary(uniqueKeysWithValues: zip(names, cells)))
        }
    }

    /// What the files of a folder may be taken for.
    private static let formats: [String: Set<String>] = [
        "ccda": ["ccda"], "cosd-sact": ["cosd", "sact"], "fhir-measurereport": ["fhir-r4"],
        "fhir-r4-base": ["fhir-r4"], "fhir-r4-ukcore": ["fhir-r4"], "fhir-stu3-careconnect": ["fhir-stu3"],
        "gp2gp": ["gp2gp"], "gpdata-extract": ["gpdata-extract"], "naaccr": ["naaccr"], "ods": ["ods"],
        "qrda": ["qrda-1", "qrda-3"], "ukrdc": ["ukrdc"],
    ]

    @Test("Every file is known, and its counts are those that another parser found")
    func counts() throws {
        var read = 0
        for row in try rows() {
            let path = "\(try #require(realFeeds))/\(row.file)"
            guard row.cells["libxml2_says"] == "well-formed" else {
                #expect(throws: RefusedDocument.self, "\(row.file)") { _ = try Surveyor.survey(path) }
                continue
            }
            let file = try Surveyor.survey(path)
            let survey = try #require(file.documents.first)
            read += 1
            #expect(survey.elements == row.number("elements"), "\(row.file)")
            #expect(survey.attributes == row.number("attributes"), "\(row.file)")
            #expect(survey.depth == row.number("max_depth"), "\(row.file)")
            #expect(survey.bytes == row.number("bytes_uncompressed").map(Int64.init), "\(row.file)")
            #expect(file.bytesOnDisk == row.number("bytes").map(Int64.init), "\(row.file)")
            #expect(file.container == (row.file.hasSuffix(".gz") ? .gzip : .plain), "\(row.file)")
            #expect(survey.declaredEncoding ?? "-" == row.cells["declared_encoding"], "\(row.file)")
            #expect((survey.byteOrderMark != nil) == (row.cells["bom"] == "yes"), "\(row.file)")
            let root = (survey.rootNamespace.map { "{\($0)}" } ?? "") + (survey.root.split(separator: ":").last ?? "")
            #expect(root == row.cells["root"], "\(row.file)")
            let paths = survey.paths
            #expect(paths.reduce(0) { $0 + $1.count } == survey.elements, "\(row.file)")
            #expect(
                paths.reduce(0) { $0 + $1.attributes.reduce(0) { $0 + $1.count } } == survey.attributes, "\(row.file)")
            // Nothing in this one says which version it is.
            if row.file != "fhir-stu3-careconnect/Observation.xml" {
                let expected = try #require(Self.formats[row.folder])
                #expect(expected.contains(survey.format?.id ?? "none"), "\(row.file)")
            }
        }
        #expect(read > 50)
    }

    @Test("Every proposed mapping loads as it is")
    func skeletons() throws {
        for row in try rows() where row.cells["libxml2_says"] == "well-formed" {
            let path = "\(try #require(realFeeds))/\(row.file)"
            let survey = try #require(try Surveyor.survey(path).documents.first)
            let yaml = try #require(MappingSkeleton(survey).yaml, "\(row.file)")
            #expect(throws: Never.self, "\(row.file)\n\(yaml)") { _ = try Mapping(yaml: yaml, name: row.file) }
        }
    }
}
