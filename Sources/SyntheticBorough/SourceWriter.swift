/// Writes one extract of one source to its file.
struct SourceWriter: ~Copyable {
    private var patients: PatientWriter
    private let population: Population
    private let source: Source
    private let extract: Extract
    private static let blockSize = 256 << 10

    init(population: Population, source: Source, extract: Extract) {
        self.population = population
        self.source = source
        self.extract = extract
        patients = PatientWriter(population: population, source: source, extract: extract)
    }

    consuming func write(to folder: String) throws(BoroughError) -> BoroughSummary.File {
        var file = try FeedFile(folder: folder, name: extract.fileName, form: extract.form)
        let dirty = population.plan.dirty
        // Order is free: some senders put their staff last.
        let staffLast = source.index % 5 == 3
        writeRoot()
        if !staffLast { writeDirectory() }
        if dirty { writeDirt(early: true) }
        for position in source.records.indices {
            patients.write(at: position)
            if patients.feed.buffer.count >= Self.blockSize {
                guard !Task.isCancelled else { throw .cancelled }
                try file.write(&patients.feed.buffer)
            }
        }
        if staffLast { writeDirectory() }
        if dirty { writeDirt(early: false) }
        patients.feed.buffer.put("</registryFeed>\n")
        try file.write(&patients.feed.buffer)
        try file.finish()
        var counts = patients.feed.counts
        counts.xmlBytes = file.bytesIn
        counts.fileBytes = file.bytesOut
        return BoroughSummary.File(name: extract.fileName, source: source.code, counts: counts)
    }

    private mutating func writeRoot() {
        let encoding = extract.isLatin1 ? "ISO-8859-1" : "UTF-8"
        patients.feed.buffer.put("<?xml version=\"1.0\" encoding=\"\(encoding)\"?>\n")
        patients.feed.element("<registryFeed xmlns=\"urn:strata:registry-feed:1.0\"")
        patients.feed.attribute(" version=\"", "1.0")
        patients.feed.attribute(" source=\"", text: source.code)
        patients.feed.attribute(" extracted=\"")
        patients.feed.buffer.put(day: extract.periodEnd + 1)
        let second = source.index * 37 % 3_600
        patients.feed.buffer.put("T01:\(Codes.padded(second / 60, 2)):\(Codes.padded(second % 60, 2))Z")
        patients.feed.quote()
        patients.feed.attribute(" periodStart=\"", day: extract.periodStart)
        patients.feed.attribute(" periodEnd=\"", day: extract.periodEnd)
        patients.feed.attribute(" content=\"", extract.isFull ? "full" : "delta")
        patients.feed.attribute(" sequence=\"", number: extract.sequence)
        patients.feed.buffer.put(">\n")
    }

    private mutating func writeOrganisation(_ code: String, _ role: StaticString, _ name: String, parent: String?) {
        patients.feed.element(" <organisation")
        patients.feed.attribute(" code=\"", text: code)
        patients.feed.attribute(" role=\"", role)
        patients.feed.attribute(" name=\"", text: name)
        if let parent { patients.feed.attribute(" parent=\"", text: parent) }
        patients.feed.close()
    }

    /// The practice, its locality, its care home, and its staff. A hospital's feed has none.
    private mutating func writeDirectory() {
        guard source.practice >= 0 else { return }
        let practice = source.practice
        let locality = population.geography.practiceLocality[practice]
        writeOrganisation(
            source.code, "practice", Codes.practiceName(practice), parent: Codes.locality(locality))
        writeOrganisation(
            Codes.locality(locality), "locality", Codes.localityName(locality), parent: Codes.borough)
        writeOrganisation(Codes.careHome(practice), "care-home", Codes.careHomeName(practice), parent: nil)
        var number = 0
        for (role, count) in population.geography.staffCounts[practice].enumerated() {
            for place in 0..<count {
                number += 1
                patients.feed.element(" <staff")
                patients.feed.attribute(" id=\"", staff: number, of: practice)
                patients.feed.attribute(" role=\"", Codes.roles[role])
                patients.feed.attribute(" organisation=\"", practice: practice)
                if role == 0 {
                    let generic = place >= population.geography.partners(of: practice)
                    if generic || place == 1 { patients.feed.attribute(" generic=\"", generic ? "true" : "false") }
                }
                patients.feed.close()
            }
        }
    }

    private mutating func writeDirt(early: Bool) {
        let scenes = DirtScenes(population: population, source: source, extract: extract)
        let whole = source.index < 3 || source.practice < 0
        let catalogue = DirtCatalogue(
            code: source.code, practice: source.practice < 0 ? Codes.practice(0) : source.code,
            every: whole ? 1 : 7, offset: source.index)
        guard !early else {
            if extract.isLatin1 {
                patients.feed.buffer.put("  <organisation code=\"VL991\" role=\"care-home\" name=\"Caf")
                patients.feed.buffer.put(byte: 0xE9)
                patients.feed.buffer.put(" House\"/>\n")
            }
            patients.feed.buffer.put(catalogue.directory)
            return
        }
        guard extract.isFull else { return patients.feed.buffer.put(scenes.delta) }
        patients.feed.buffer.put(scenes.full)
        patients.feed.buffer.put(catalogue.patients(number: scenes.known))
        var patient = Markup("patient", [("id", "\(source.code)-D1"), ("birthDate", "1966-06-06"), ("sex", "1")])
        patient["optOut"] = "none"
        patients.feed.buffer.put("  \(patient.opening)\n\(catalogue.events)  </patient>\n")
    }
}
