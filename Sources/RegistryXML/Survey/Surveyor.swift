/// Looks through documents of any format and says what they are made of.
public enum Surveyor {
    /// Surveys the documents of one file, plain, in gzip or in a zip archive, on the calling thread; `-` is standard input.
    ///
    /// The file is read once, from start to end, and memory use does not depend on it. Whatever `DocumentReader` refuses
    /// of any format is refused here with the same words: broken XML, a document type declaration, a limit passed.
    /// `progress` is called after every 256 KiB of XML with bytes of the file and bytes of XML.
    public static func survey(
        _ path: String, limits: ReadingLimits = ReadingLimits(), caps: SurveyLimits = SurveyLimits(),
        progress: ((_ bytesIn: Int64, _ bytesOut: Int64) -> Void)? = nil
    ) throws(RefusedDocument) -> FileSurvey {
        var documents: [DocumentSurvey] = []
        let summary = try DocumentContainer.forEachDocument(of: path, limits: limits, readAhead: true) {
            (contained) throws(RefusedDocument) in
            let parser = try SurveyParser(limits, caps)
            try contained.forEachChunk { (chunk, position) throws(RefusedDocument) in
                if position.bytesOut == Int64(chunk.count) { try parser.begin(try EncodingCheck.check(chunk)) }
                try parser.push(chunk)
                progress?(position.bytesIn, position.bytesOut)
            }
            var document = try parser.finish()
            // By its place: what a sender calls it may name somebody.
            if contained.name != nil { document.member = "\(contained.number)" }
            documents.append(document)
        }
        return FileSurvey(
            container: summary.kind, bytesOnDisk: summary.bytesIn, documents: documents,
            skippedMembers: summary.skippedMembers)
    }
}
