/// Exact sums over people of a numerator y and a denominator n, from which variances come without cancellation.
///
/// The sums are whole numbers of small units: y = Y / `numeratorUnits` and n = N / `denominatorUnits`, for example
/// 2^52 units to a fraction, 10,000 to a pound, 365.25 days to a year. Each sum must stay within ±2^127 (exclusive).
/// For fractions of at most 1 in units of 2^-52 a square has up to 104 bits, so the sum of squares holds for 2^22
/// people. For pounds in units of 10^-4 it holds for 10^6 people of 10^12 pounds each, and for days always.
public struct PeopleSums: Sendable, Equatable {
    /// How many people the sums are over.
    public let people: Int
    /// ΣY, in units.
    public let numerator: Int128
    /// ΣN, in units.
    public let denominator: Int128
    /// ΣY², in squared units.
    public let numeratorSquares: Int128
    /// ΣN², in squared units.
    public let denominatorSquares: Int128
    /// ΣYN, in units of both.
    public let products: Int128
    /// How many units of Y make 1.
    public let numeratorUnits: Double
    /// How many units of N make 1.
    public let denominatorUnits: Double

    public init(
        people: Int, numerator: Int128, denominator: Int128, numeratorSquares: Int128, denominatorSquares: Int128,
        products: Int128, numeratorUnits: Double = 1, denominatorUnits: Double = 1
    ) {
        self.people = people
        self.numerator = numerator
        self.denominator = denominator
        self.numeratorSquares = numeratorSquares
        self.denominatorSquares = denominatorSquares
        self.products = products
        self.numeratorUnits = numeratorUnits
        self.denominatorUnits = denominatorUnits
    }

    /// Sums of a value per person: everyone's denominator is 1.
    public init(people: Int, numerator: Int128, numeratorSquares: Int128, numeratorUnits: Double = 1) {
        self.init(
            people: people, numerator: numerator, denominator: Int128(people), numeratorSquares: numeratorSquares,
            denominatorSquares: Int128(people), products: numerator, numeratorUnits: numeratorUnits)
    }

    /// Σy, rounded once from units and once by the division.
    public var numeratorTotal: Double { WideInteger(numerator).doubleValue / numeratorUnits }

    /// Σn, rounded once from units and once by the division.
    public var denominatorTotal: Double { WideInteger(denominator).doubleValue / denominatorUnits }

    /// Σ (y − R n)² with R = Σy / Σn, in the square of y's unit; 0 where Σn is 0.
    ///
    /// (ΣY² (ΣN)² − 2 ΣY ΣN ΣYN + (ΣY)² ΣN²) / (ΣN)², the dividend exact in 384 bits.
    public var residualSquares: Double {
        guard denominator != 0 else { return 0 }
        let cross = WideInteger(product: numerator, denominator, products)
        let dividend =
            WideInteger(product: numeratorSquares, denominator, denominator) - cross - cross
            + WideInteger(product: numerator, numerator, denominatorSquares)
        let total = WideInteger(denominator).doubleValue * numeratorUnits
        return dividend.isNegative ? 0 : dividend.doubleValue / total / total
    }

    /// √(Σ (y − R n)² / (people − 1)), in the unit of y: the standard deviation where every n is 1.
    /// 0 for fewer than two people.
    public var standardDeviation: Double {
        people > 1 ? (residualSquares / Double(people - 1)).squareRoot() : 0
    }

    /// The standard error of R = Σy / Σn, in y per n: √people × standard deviation / Σn. 0 for fewer than two people.
    public var ratioStandardError: Double {
        denominator == 0 ? 0 : Double(people).squareRoot() * standardDeviation / abs(denominatorTotal)
    }

    /// How much wider a proportion of events is than for independent events: var(R) / (R (1 − R) / Σn), at least 1.
    ///
    /// 1 where R is 0 or 1, or outside, and for fewer than two people. Dean & Pagano 2015 (J Surv Stat Methodol 3:484).
    public var designEffect: Double {
        let total = denominatorTotal
        let ratio = total > 0 ? numeratorTotal / total : 0
        guard people > 1, ratio > 0, ratio < 1 else { return 1 }
        let standardError = ratioStandardError
        return max(1, standardError * standardError * total / (ratio * (1 - ratio)))
    }
}
