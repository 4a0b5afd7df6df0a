import StageKit

/// Which primary care network each practice is in, out of the core partner details of ePCN.
///
/// The file has a row for every time that a practice was in a network. The open one counts, that which began last if
/// there are several; where none is open, the one that ended last.
final class NetworkSink: ReferenceSink {
    static let columns = [
        Field("practice", .utf8), Field("network", .utf8), Field("network_name", .utf8, optional: true),
        Field("start", .date, optional: true), Field("end", .date, optional: true),
    ]

    private enum Slot { static let practice = 0, network = 1, name = 2, start = 3, end = 4 }

    private struct Time {
        var practice: String
        var network: String
        var name: String
        var start: Int32?
        var end: Int32?
        var line: Int

        /// By what it counts: open before ended, then the later end, then the later start.
        var rank: (Int32, Int32) { (end ?? .max, start ?? .min) }
    }

    private var times: [Time] = []
    private var places: [String: Int] = [:]
    /// Places of practices that two networks claim with the same right, and the lines of the second claims.
    private var rivals: [Int: Int] = [:]
    private var scratch: [UInt8] = []

    func take(_ row: borrowing CSVRows, faults: inout ReferenceFaults) {
        let practice = code(row, Slot.practice), network = code(row, Slot.network)
        let start = day(row, Slot.start), end = day(row, Slot.end)
        if practice.isEmpty { faults.add("the practice is blank", line: row.line) }
        if network.isEmpty { faults.add("the network is blank", line: row.line) }
        if !start.isRead { faults.add("the start date is not a date", line: row.line) }
        if !end.isRead { faults.add("the end date is not a date", line: row.line) }
        guard !practice.isEmpty, !network.isEmpty, start.isRead, end.isRead else { return }
        let time = Time(
            practice: practice, network: network, name: row.text(Slot.name), start: start.day, end: end.day,
            line: row.line)
        guard let place = places[practice] else {
            places[practice] = times.count
            times.append(time)
            return
        }
        if time.rank > times[place].rank {
            times[place] = time
            rivals[place] = nil
        } else if time.rank == times[place].rank, time.network != times[place].network {
            rivals[place] = row.line
        }
    }

    func finish(faults: inout ReferenceFaults) -> (columns: [Column], lines: [Int32]) {
        for (place, line) in rivals.sorted(by: { $0.value < $1.value }) {
            let time = times[place]
            faults.add(
                "practice '\(time.practice)' is in another network at the same time (line \(time.line))", line: line)
        }
        let columns = [
            Column(texts: times.map(\.practice)), Column(texts: times.map(\.network)),
            Column(texts: times.map { $0.name.isEmpty ? nil : $0.name }),
            Column(integers: times.map { $0.start.map(Int64.init) }, type: .date),
            Column(integers: times.map { $0.end.map(Int64.init) }, type: .date),
        ]
        return (columns, times.map { Int32(clamping: $0.line) })
    }

    private func code(_ row: borrowing CSVRows, _ slot: Int) -> String {
        guard row.withCell(slot, { CellShape.code.text($0, &scratch) }) else { return "" }
        return String(decoding: scratch, as: UTF8.self)
    }

    /// The day of a cell, `nil` where it is blank, and whether it could be read.
    private func day(_ row: borrowing CSVRows, _ slot: Int) -> (day: Int32?, isRead: Bool) {
        row.withCell(slot) { cell in
            if CellShape.trimmed(cell).isEmpty { return (nil, true) }
            let day = CellShape.day.number(cell)
            return (day, day != nil)
        }
    }
}
