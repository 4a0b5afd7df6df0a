/// What was written, in counts. Of a dirty borough the deliberate dirt is not counted, but for `xmlBytes` and `fileBytes`.
public struct BoroughSummary: Sendable, Hashable {
    /// One file of the inbox.
    public struct File: Sendable, Hashable {
        /// Name within `inbox`.
        public var name: String
        /// Code of its source.
        public var source: String
        /// The records and bytes in it.
        public var counts: Counts
    }

    /// Records, elements and bytes; these add up.
    public struct Counts: Sendable, Hashable {
        /// Elements of all kinds.
        public var elements = 0
        /// Attributes of all elements, the namespace declaration not among them.
        public var attributes = 0
        /// `patient` elements.
        public var patients = 0
        /// `contact` elements.
        public var contacts = 0
        /// `condition` elements.
        public var conditions = 0
        /// `observation` elements.
        public var observations = 0
        /// `admission` elements.
        public var admissions = 0
        /// Bytes of XML before compression.
        public var xmlBytes = 0
        /// Bytes on disk.
        public var fileBytes = 0

        static func += (left: inout Counts, right: Counts) {
            left.elements += right.elements
            left.attributes += right.attributes
            left.patients += right.patients
            left.contacts += right.contacts
            left.conditions += right.conditions
            left.observations += right.observations
            left.admissions += right.admissions
            left.xmlBytes += right.xmlBytes
            left.fileBytes += right.fileBytes
        }
    }

    /// The feeds, by name in byte order.
    public var files: [File]
    /// The sum over all files.
    public var total: Counts
    /// Sources that send feeds: the practices and the hospital.
    public var sources: Int
    /// Areas of each scale.
    public var practices: Int
    /// Neighbourhoods, by residence.
    public var communities: Int
    /// Groups of practices, and of communities.
    public var localities: Int
    /// Lower-layer super output areas inside the borough.
    public var lsoas: Int
}

/// How far the writing has come.
public struct BoroughProgress: Sendable, Hashable {
    /// Feeds written so far, out of `files`.
    public var written: Int
    /// Feeds in all.
    public var files: Int
    /// Bytes of XML written so far.
    public var xmlBytes: Int
}
