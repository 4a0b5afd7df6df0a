/// Looks through documents of any format and says what they are made of.
public enum Surveyor {
    /// Where standard input is; `-` on the command line.
    public static let standardInput = "/dev/stdin"

    /// Surveys one file, gzip or plain, on the calling thread.
    ///
    /// The file is read once, from start to end, and memory use does not depend on it. Whatever `DocumentReader` refuses
    /// of any format is refused here with the same words: broken XML, a document type declaration, a limit passed.
    /// `progress` is called after every 256 KiB of XML with bytes of the file and bytes of XML.
    public static func survey(
        _ path: String, limits: ReadingLimits = ReadingLimits(), caps: SurveyLimits = SurveyLimits(),
        progress: ((_ bytesIn: Int64, _ bytesOut: Int64) -> Void)? = nil
    ) throws(RefusedDocument) -> FileSurvey {
        let parser = try SurveyParser(limits, caps)
        // Bytes that come out as they lie on disk were never compressed.
        var isPlain = true
        let position = try InflatedFile.forEachChunk(of: path, limits: limits) {
            (chunk, position) throws(RefusedDocument) in
            if position.bytesIn != position.bytesOut { isPlain = false }
            try parser.push(chunk)
            progress?(position.bytesIn, position.bytesOut)
        }
        return FileSurvey(
            container: isPlain ? .plain : .gzip, bytesOnDisk: position.bytesIn, documents: [try parser.finish()])
    }
}
