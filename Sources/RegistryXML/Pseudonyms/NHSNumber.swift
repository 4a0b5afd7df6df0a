/// The number by which the NHS knows a person (NHS Data Dictionary, NHS NUMBER).
public enum NHSNumber {
    /// Whether ASCII digits are an NHS number that may stand for a person: ten of them, the last the Modulus 11 check of
    /// the others; ten equal digits and the pattern x00000000x, which pass, are refused.
    public static func isValid(_ digits: UnsafeBufferPointer<UInt8>) -> Bool { ValueForms.isNHSNumber(digits) }
}
