/// A crude rate: events over exposure times a multiplier, with exact limits below 10 events and Byar's from 10.
///
/// Breslow & Day 1987.
public enum CrudeRate {
    /// `noData` where there is no exposure; `invalid` where a figure is negative or not finite.
    public static func estimate(_ events: Double, over exposure: Double, per multiplier: Double = 100_000) -> Estimate {
        guard events.isFinite, exposure.isFinite, events >= 0, exposure >= 0, multiplier > 0 else {
            return Estimate(without: .invalid)
        }
        guard exposure > 0 else { return Estimate(without: .noData) }
        return Estimate(value: events / exposure * multiplier) { level in
            CountLimits.byarOrExact(events, level)?.multiplied(by: multiplier / exposure)
        }
    }
}
