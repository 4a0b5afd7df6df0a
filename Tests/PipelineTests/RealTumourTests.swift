import Foundation
import RegistryXML
import Tables
import Testing

/// Real files written by others; they are no part of the project.
private let realFeeds = ProcessInfo.processInfo.environment["STRATA_REAL_FEEDS"]

private struct NoKey: Pseudonymiser {
    func token(_ domain: PseudonymDomain, _ bytes: UnsafeBufferPointer<UInt8>) -> (UInt64, UInt64) { (0, 0) }
}

/// Numbers and sums counted with Python's `xml.etree.ElementTree` and `datetime`: sums are of days since 1970-01-01.
@Suite("Real NAACCR files", .enabled(if: realFeeds != nil, "STRATA_REAL_FEEDS names no folder of real feeds"))
struct RealTumourTests {
    struct Sample: Sendable {
        var file: String
        var patients: Int, tumours: Int
        var births: Int64, contacts: Int64, onsets: Int64, ages: Int64, parents: Int64
        var male: Int, female: Int, dead: Int
        var sites: Int
        var firstSites: [String]
        var malignant: Int
        var surgery: Int
    }

    static let samples = [
        Sample(
            file: "naaccr-xml-sample-v180-incidence-10.xml.gz", patients: 9, tumours: 10, births: -45_900,
            contacts: 153_717, onsets: 169_888, ages: 624, parents: 40, male: 3, female: 6, dead: 0, sites: 10,
            firstSites: ["C250", "C341", "C539"], malignant: 9, surgery: 10),
        Sample(
            file: "naaccr-xml-sample-v230-incidence-1000.xml.gz", patients: 940, tumours: 1000, births: -3_305_517,
            contacts: 17_475_016, onsets: 18_484_404, ages: 60_409, parents: 463_627, male: 427, female: 513, dead: 8,
            sites: 134, firstSites: ["C608", "C519", "C619"], malignant: 891, surgery: 994),
        Sample(
            file: "naaccr-xml-sample-v240-abstract-10.xml.gz", patients: 10, tumours: 10, births: -38_226,
            contacts: 185_553, onsets: 185_553, ages: 608, parents: 45, male: 6, female: 4, dead: 0, sites: 9,
            firstSites: ["C443", "C187", "C619"], malignant: 9, surgery: 10),
        Sample(
            file: "naaccr-xml-sample-v250-incidence-100.xml.gz", patients: 93, tumours: 100, births: -247_034,
            contacts: 1_754_487, onsets: 1_873_599, ages: 5870, parents: 4469, male: 38, female: 55, dead: 1, sites: 43,
            firstSites: ["C421", "C342", "C163"], malignant: 85, surgery: 98),
    ]

    private func read(_ file: String) throws -> MappedDocument {
        try DocumentReader.read(
            "\(#require(realFeeds))/naaccr/\(file)", Mapping(file: StrataProcess.mappings + "/naaccr.yaml"),
            pseudonymiser: NoKey())
    }

    private func sum(_ document: MappedDocument, _ table: String, _ column: String) -> Int64? {
        guard let column = document.tables[table]?[column] else { return nil }
        return (0..<column.count).reduce(0) { $0 + (column.integer($1) ?? 0) }
    }

    private func texts(_ document: MappedDocument, _ table: String, _ column: String) -> [String?] {
        guard let column = document.tables[table]?[column] else { return [] }
        return (0..<column.count).map { column.text($0) }
    }

    @Test("Samples of four versions: patients, tumours, dates and codes", arguments: samples)
    func samplesOfFourVersions(_ sample: Sample) throws {
        let document = try read(sample.file)
        #expect(document.rejects.isEmpty)
        #expect(document.tables["patients"]?.count == sample.patients)
        #expect(document.tables["conditions"]?.count == sample.tumours)
        #expect(sum(document, "patients", "birth_date") == sample.births)
        #expect(sum(document, "patients", "last_contact") == sample.contacts)
        #expect(sum(document, "conditions", "onset") == sample.onsets)
        #expect(sum(document, "conditions", "age") == sample.ages)
        #expect(sum(document, "conditions", "patient") == sample.parents)
        let sexes = texts(document, "patients", "sex")
        #expect(sexes.count { $0 == "1" } == sample.male)
        #expect(sexes.count { $0 == "2" } == sample.female)
        #expect(texts(document, "patients", "vital_status").count { $0 == "dead" } == sample.dead)
        let sites = texts(document, "conditions", "code").compactMap(\.self)
        #expect(Set(sites).count == sample.sites)
        #expect(Array(sites.prefix(3)) == sample.firstSites)
        #expect(texts(document, "conditions", "behaviour").count { $0 == "3" } == sample.malignant)
        #expect(texts(document, "conditions", "surgery").count { $0 != nil } == sample.surgery)
    }

    @Test("Small files: two encodings, a prefix, a stranger's elements; the unbalanced one refused")
    func smallFiles() throws {
        for (file, patients) in [
            ("test_Cp1252.xml", 1), ("test_UTF-8_with_bom.xml", 1), ("valid_namespace-with-prefix-1.xml", 1),
            ("valid_standard-file-1.xml", 2), ("valid_user-extensions-1.xml", 1),
        ] {
            let document = try read(file)
            #expect(document.tables["patients"]?.count == patients, "\(file)")
            #expect(texts(document, "conditions", "code") == ["C123"], "\(file)")
            #expect(document.rejects.isEmpty, "\(file)")
        }
        #expect(try read("valid_standard-file-1.xml").header.text("source") == "0000000001")
        #expect(try read("valid_user-extensions-1.xml").header.text("source") == "0000000001")
        #expect(throws: RefusedDocument.self) { try read("invalid_unbalanced-tags-1.xml") }
    }
}
