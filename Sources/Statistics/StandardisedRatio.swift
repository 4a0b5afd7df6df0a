/// An indirectly standardised ratio: observed over expected events.
///
/// Breslow & Day 1987.
public enum StandardisedRatio {
    /// Observed / expected × `multiplier`; the limits are those of the observed count, exact below 10 and Byar's
    /// from 10, over the expected number. `notDefined` where nothing is expected.
    public static func indirect(observed: Double, expected: Double, per multiplier: Double = 1) -> Estimate {
        guard observed.isFinite, expected.isFinite, observed >= 0, expected >= 0, multiplier > 0 else {
            return Estimate(without: .invalid)
        }
        guard expected > 0 else { return Estimate(without: .notDefined) }
        return Estimate(value: observed / expected * multiplier) { level in
            CountLimits.byarOrExact(observed, level)?.multiplied(by: multiplier / expected)
        }
    }

    /// The events that a group would have at the reference's rates: Σ (reference events / reference exposure) × exposure.
    ///
    /// A stratum in which the reference has no exposure expects nothing.
    public static func expected(
        _ strata: some Sequence<(exposure: Double, referenceEvents: Double, referenceExposure: Double)>
    ) -> Double {
        strata.reduce(0) { sum, stratum in
            stratum.referenceExposure > 0
                ? sum + stratum.referenceEvents / stratum.referenceExposure * stratum.exposure : sum
        }
    }
}
