/// Cuts bytes into lines as they come: the JSON-lines form of the protocol, without the line feeds. A line over the limit
/// is a fault before it is stored.
public struct LineDecoder: Sendable {
    private var line: [UInt8] = []
    private var fault: ProtocolFault?

    public init() {}

    /// The lines that end in these bytes, in order, and what is wrong behind them; empty lines are left out.
    public mutating func decode(_ bytes: some Sequence<UInt8>) -> Decoded<[UInt8]> {
        var decoded = Decoded<[UInt8]>(fault: fault)
        guard fault == nil else { return decoded }
        for byte in bytes {
            guard byte == 0x0A else {
                guard line.count < WireLimit.control else {
                    fault = ProtocolFault("sent a line of more than \(WireLimit.control) bytes")
                    decoded.fault = fault
                    return decoded
                }
                line.append(byte)
                continue
            }
            if !line.isEmpty { decoded.items.append(line) }
            line.removeAll(keepingCapacity: true)
        }
        return decoded
    }

    /// Throws where the bytes so far end inside of a line.
    public func finish() throws(ProtocolFault) {
        guard line.isEmpty else { throw ProtocolFault("ended its output inside of a line") }
    }
}
