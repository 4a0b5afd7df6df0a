/// The European Standard Population of 2013: 19 bands of age, 100,000 people in all (Eurostat 2013).
public enum EuropeanStandardPopulation {
    /// How many of the 100,000 are in each band: 0–4, 5–9 … 85–89, 90 and over.
    public static let weights: [Double] = [
        5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000,
        7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000,
    ]

    /// The band of an age in completed years, 0 to 18; ages below 0 count as 0.
    public static func band(ofAge age: Int) -> Int {
        min(max(age, 0) / 5, weights.count - 1)
    }
}
