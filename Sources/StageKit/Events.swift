/// What somebody does at a practice.
public enum StaffRole: UInt8, Sendable, Hashable, CaseIterable {
    case gp, nurse, pharmacist, physiotherapist, paramedic, socialPrescriber, mentalHealth, healthcareAssistant, admin
    case other

    /// The role's word in feeds and pipeline files; `nil` for a word that is none.
    public init?(word: String) {
        guard let role = Self.allCases.first(where: { $0.word == word }) else { return nil }
        self = role
    }

    public var word: String {
        switch self {
        case .gp: "gp"
        case .nurse: "nurse"
        case .pharmacist: "pharmacist"
        case .physiotherapist: "physiotherapist"
        case .paramedic: "paramedic"
        case .socialPrescriber: "social-prescriber"
        case .mentalHealth: "mental-health"
        case .healthcareAssistant: "healthcare-assistant"
        case .admin: "admin"
        case .other: "other"
        }
    }
}

extension StaffRole: OptionValue {
    public static func parse(_ node: SettingNode, in context: SettingContext) throws(SettingFault) -> StaffRole {
        let text = node.scalar ?? ""
        if let role = StaffRole(word: text) { return role }
        let words = allCases.map(\.word)
        let near = NearestName.of(text, among: words).map { "did you mean '\($0)'? " } ?? ""
        throw SettingFault("'\(text)' is not a role", hint: near + "one of: \(words.joined(separator: ", "))")
    }
    public var canonical: String { word }
    public static var jsonSchema: String {
        #"{"type": "string", "enum": [\#(allCases.map { "\"\($0.word)\"" }.joined(separator: ", "))]}"#
    }
    public static var kind: String { "role" }
}

/// How a contact took place.
public enum ContactMode: UInt8, Sendable, Hashable, CaseIterable {
    case faceToFace, telephone, video, online, homeVisit, other

    public init(word: String) {
        switch word {
        case "face-to-face": self = .faceToFace
        case "telephone": self = .telephone
        case "video": self = .video
        case "online": self = .online
        case "home-visit": self = .homeVisit
        default: self = .other
        }
    }

    public var word: String {
        switch self {
        case .faceToFace: "face-to-face"
        case .telephone: "telephone"
        case .video: "video"
        case .online: "online"
        case .homeVisit: "home-visit"
        case .other: "other"
        }
    }
}

/// What became of a contact.
public enum ContactStatus: UInt8, Sendable, Hashable, CaseIterable {
    case attended, didNotAttend, cancelled, turnedAway, other

    public init(word: String) {
        switch word {
        case "attended": self = .attended
        case "did-not-attend": self = .didNotAttend
        case "cancelled": self = .cancelled
        case "turned-away": self = .turnedAway
        default: self = .other
        }
    }

    public var word: String {
        switch self {
        case .attended: "attended"
        case .didNotAttend: "did-not-attend"
        case .cancelled: "cancelled"
        case .turnedAway: "turned-away"
        case .other: "other"
        }
    }
}

/// How soon a contact was wanted.
public enum ContactUrgency: UInt8, Sendable, Hashable, CaseIterable {
    case sameDay, routine, other

    public init(word: String) {
        switch word {
        case "same-day": self = .sameDay
        case "routine": self = .routine
        default: self = .other
        }
    }

    public var word: String {
        switch self {
        case .sameDay: "same-day"
        case .routine: "routine"
        case .other: "other"
        }
    }
}

/// One contact between a person and a practice. Codes are numbers of this run, compared for equality only.
public struct Contact: Sendable, Hashable {
    /// Local time, seconds since 1970-01-01T00:00:00.
    public var at: Int64
    /// When it was booked, local time; `nil` where that is not said.
    public var booked: Int64?
    /// The practice that held it.
    public var practice: Int32
    /// The clinician, `nil` where none is named.
    public var staff: Int32?
    /// Whether `staff` is a login that many share, and so nobody.
    public var isGenericStaff: Bool
    public var role: StaffRole
    public var mode: ContactMode
    public var urgency: ContactUrgency
    public var status: ContactStatus
    /// How long it took, `nil` where that is not said or not read.
    public var minutes: Int32?

    public init(
        at: Int64, booked: Int64? = nil, practice: Int32 = 0, staff: Int32? = nil, isGenericStaff: Bool = false,
        role: StaffRole = .gp, mode: ContactMode = .faceToFace, urgency: ContactUrgency = .routine,
        status: ContactStatus = .attended, minutes: Int32? = nil
    ) {
        self.at = at
        self.booked = booked
        self.practice = practice
        self.staff = staff
        self.isGenericStaff = isGenericStaff
        self.role = role
        self.mode = mode
        self.urgency = urgency
        self.status = status
        self.minutes = minutes
    }

    /// The day it took place.
    @inlinable public var day: CalendarDay { Self.day(at) }

    /// The day it was booked.
    @inlinable public var bookedDay: CalendarDay? { booked.map(Self.day) }

    @inlinable static func day(_ seconds: Int64) -> CalendarDay {
        CalendarDay(containing: seconds)
    }
}

/// How somebody came to be admitted.
public enum AdmissionMethod: UInt8, Sendable, Hashable, CaseIterable {
    case emergency, elective, maternity, other

    public init(word: String) {
        switch word {
        case "emergency": self = .emergency
        case "elective": self = .elective
        case "maternity": self = .maternity
        default: self = .other
        }
    }

    public var word: String {
        switch self {
        case .emergency: "emergency"
        case .elective: "elective"
        case .maternity: "maternity"
        case .other: "other"
        }
    }
}

/// A hospital stay: admissions that follow each other without a day between (`population.md` rule 8).
public struct Stay: Sendable, Hashable {
    public var start: CalendarDay
    /// The latest end of its admissions; an admission without an end ends on its start.
    public var end: CalendarDay
    public var method: AdmissionMethod
    /// The ICD-10 code of its first admission, a code of `PersonFrame.diagnoses`; `nil` where none is given.
    public var diagnosis: Int32?
    /// Multiples of GBP 10⁻⁴, all its admissions together; a sum without room in 64 bits is the end of the range, which
    /// is beyond what a cell adds up (`Cell.greatestShare`) and so never comes out as a figure.
    public var cost: Int64

    public init(start: CalendarDay, end: CalendarDay, method: AdmissionMethod, diagnosis: Int32? = nil, cost: Int64) {
        self.start = start
        self.end = end
        self.method = method
        self.diagnosis = diagnosis
        self.cost = cost
    }
}

/// A condition on a person's record.
public struct Condition: Sendable, Hashable {
    /// SNOMED CT concept, a code of `PersonFrame.concepts`.
    public var code: Int32
    public var onset: CalendarDay
    public var ended: CalendarDay?

    public init(code: Int32, onset: CalendarDay, ended: CalendarDay?) {
        self.code = code
        self.onset = onset
        self.ended = ended
    }
}

/// A measurement on a person's record.
public struct Observation: Sendable, Hashable {
    /// SNOMED CT concept, a code of `PersonFrame.concepts`.
    public var code: Int32
    /// The day it was made.
    public var day: CalendarDay
    public var value: Double

    public init(code: Int32, day: CalendarDay, value: Double) {
        self.code = code
        self.day = day
        self.value = value
    }
}

/// Days from `first` up to and including `last`.
public struct DayRange: Sendable, Hashable {
    public var first: CalendarDay
    public var last: CalendarDay

    @inlinable public init(first: CalendarDay, last: CalendarDay) {
        self.first = first
        self.last = last
    }

    @inlinable public func contains(_ day: CalendarDay) -> Bool { day >= first && day <= last }

    /// The last `months` up to and including `end`: the days d with end − months < d ≤ end.
    public static func window(of months: Months, endingOn end: CalendarDay) -> DayRange {
        DayRange(first: end.subtracting(months: months.count).advanced(by: 1), last: end)
    }

    /// How many days it shares with `other`.
    @inlinable public func overlap(_ other: DayRange) -> Int {
        let first = max(first, other.first), last = min(last, other.last)
        return max(0, Int(last.number) - Int(first.number) + 1)
    }
}

extension Collection where Element == DayRange {
    /// Whether one of the ranges holds `day`.
    @inlinable public func covers(_ day: CalendarDay) -> Bool {
        for range in self where range.contains(day) { return true }
        return false
    }
}

extension CalendarDay {
    /// The day of a local time, seconds since 1970-01-01T00:00:00.
    @inlinable public init(containing seconds: Int64) {
        self.init(number: Int32(truncatingIfNeeded: seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400))
    }

    /// Its first second on a local clock, since 1970-01-01T00:00:00: what `Contact.at` is compared with.
    @inlinable public var startOfDay: Int64 { Int64(number) * 86_400 }
}
