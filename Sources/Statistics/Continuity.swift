/// How far one person's contacts, in time order, are with the same clinician: counts from which the indices follow as
/// exact fractions.
///
/// A contact with nobody in particular (`nil`) is with a clinician of its own, met once and never again.
public struct Continuity: Sendable, Equatable {
    /// n: contacts.
    public let contacts: Int
    /// max nᵢ: contacts with the clinician met most often.
    public let largest: Int
    /// Σ nᵢ² over clinicians.
    public let squares: Int
    /// Consecutive pairs of contacts with the same clinician.
    public let repeats: Int

    /// A fraction of whole numbers; the denominator is above 0.
    public struct Fraction: Sendable, Equatable {
        public let numerator: Int
        public let denominator: Int

        @inlinable init(_ numerator: Int, _ denominator: Int) {
            self.numerator = numerator
            self.denominator = denominator
        }

        public var value: Double { Double(numerator) / Double(denominator) }
    }

    /// Counts over the clinicians of the contacts, by a linear search: people see few of them.
    @inlinable public init<Clinicians: RandomAccessCollection, Clinician: Equatable>(_ clinicians: Clinicians)
    where Clinicians.Element == Clinician? {
        var largest = 0, squares = 0, repeats = 0
        var previous: Clinician?
        for index in clinicians.indices {
            guard let clinician = clinicians[index] else {
                largest = max(largest, 1)
                squares += 1
                previous = nil
                continue
            }
            if previous == clinician { repeats += 1 }
            previous = clinician
            if clinicians[..<index].contains(where: { $0 == clinician }) { continue }
            let count = clinicians[index...].reduce(0) { $1 == clinician ? $0 + 1 : $0 }
            largest = max(largest, count)
            squares += count * count
        }
        contacts = clinicians.count
        self.largest = largest
        self.squares = squares
        self.repeats = repeats
    }

    /// Usual provider of care index, max nᵢ / n; `nil` below two contacts. Breslau & Reeb 1975.
    @inlinable public var usualProvider: Fraction? { contacts < 2 ? nil : Fraction(largest, contacts) }

    /// Continuity of care index, (Σ nᵢ² − n) / (n (n − 1)); `nil` below two contacts. Bice & Boxerman 1977.
    @inlinable public var biceBoxerman: Fraction? {
        contacts < 2 ? nil : Fraction(squares - contacts, contacts * (contacts - 1))
    }

    /// Sequential continuity index, the share of consecutive pairs with the same clinician; `nil` below two contacts.
    /// Steinwachs 1979.
    @inlinable public var sequential: Fraction? { contacts < 2 ? nil : Fraction(repeats, contacts - 1) }
}
