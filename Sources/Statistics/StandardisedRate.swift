/// A directly standardised rate: the rate that a standard population would have with these rates by band.
public struct StandardisedRate: Sendable, Equatable {
    /// One band of age: its events, its exposure and its weight in the standard population.
    public struct Band: Sendable, Equatable {
        public let events: Double
        public let exposure: Double
        public let weight: Double

        public init(events: Double, exposure: Double, weight: Double) {
            self.events = events
            self.exposure = exposure
            self.weight = weight
        }
    }

    /// With fewer events than this no rate is given.
    public static let fewestEvents = 10.0
    /// Bands without exposure may hold at most this share of the weight.
    public static let largestEmptyShare = 0.01

    /// Events of the bands with exposure.
    public let events: Double
    /// Exposure of all bands, in the caller's unit.
    public let exposure: Double
    /// The weighted rate per one unit of exposure.
    public let rate: Double
    /// Its variance, for independent events.
    public let variance: Double
    /// The share of the weight that bands without exposure hold, 0 to 1.
    public let emptyWeightShare: Double

    /// Adds up the bands. One without exposure adds nothing, not even events, and keeps its weight in the divisor.
    public init(bands: [Band]) {
        let weight = bands.reduce(0) { $0 + $1.weight }
        let used = bands.filter { $0.exposure > 0 }
        events = used.reduce(0) { $0 + $1.events }
        exposure = used.reduce(0) { $0 + $1.exposure }
        guard weight > 0 else {
            (rate, variance, emptyWeightShare) = (0, 0, 1)
            return
        }
        rate = used.reduce(0) { $0 + $1.weight * $1.events / $1.exposure } / weight
        variance =
            used.reduce(0) { sum, band in
                sum + (band.weight / band.exposure) * (band.weight / band.exposure) * band.events
            } / (weight * weight)
        emptyWeightShare = bands.reduce(0) { $0 + ($1.exposure > 0 ? 0 : $1.weight) } / weight
    }

    /// The rate per `multiplier` with Dobson's limits on Byar's.
    public func estimate(per multiplier: Double = 100_000) -> Estimate {
        Self.direct(
            rate: rate, variance: variance, events: events, emptyWeightShare: emptyWeightShare, per: multiplier)
    }

    /// A directly standardised rate with Dobson's limits, from its summary per one unit of exposure.
    ///
    /// Limit = value + multiplier × √(V / T) × (Byar's limit of T − T), T the events, V the variance of the rate.
    /// `tooFew` below 10 events; `emptyBands` where bands without exposure hold more than 1 % of the weight.
    /// Dobson et al. 1991 (Stat Med 10:457).
    public static func direct(
        rate: Double, variance: Double, events: Double, emptyWeightShare: Double = 0, per multiplier: Double = 100_000
    ) -> Estimate {
        guard rate.isFinite, variance.isFinite, events.isFinite, rate >= 0, variance >= 0, events >= 0, multiplier > 0
        else { return Estimate(without: .invalid) }
        guard events >= fewestEvents else { return Estimate(without: .tooFew) }
        guard emptyWeightShare <= largestEmptyShare else { return Estimate(without: .emptyBands) }
        let value = rate * multiplier
        let unit = multiplier * (variance / events).squareRoot()
        return Estimate(value: value) { level in
            guard let byar = CountLimits.byar(events, level) else { return nil }
            return Interval(lower: value + unit * (byar.lower - events), upper: value + unit * (byar.upper - events))
        }
    }
}
