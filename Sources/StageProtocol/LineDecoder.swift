/// Cuts bytes into lines as they come: the JSON-lines form of the protocol, without the line feeds. A line over the limit
/// is a fault before it is stored.
public struct LineDecoder: Sendable {
    private var line: [UInt8] = []
    private var fault: ProtocolFault?

    public init() {}

    /// The lines that end in these bytes, in order; empty ones are left out.
    public mutating func decode(_ bytes: some Sequence<UInt8>) throws(ProtocolFault) -> [[UInt8]] {
        if let fault { throw fault }
        var lines: [[UInt8]] = []
        for byte in bytes {
            guard byte == 0x0A else {
                guard line.count < WireLimit.control else {
                    let fault = ProtocolFault("sent a line of more than \(WireLimit.control) bytes")
                    self.fault = fault
                    throw fault
                }
                line.append(byte)
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line.removeAll(keepingCapacity: true)
        }
        return lines
    }

    /// Throws where the bytes so far end inside of a line.
    public func finish() throws(ProtocolFault) {
        guard line.isEmpty else { throw ProtocolFault("ended its output inside of a line") }
    }
}
