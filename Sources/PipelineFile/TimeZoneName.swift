import Glibc
import StageKit

/// Names of time zones, as in the IANA time zone database.
enum TimeZoneName {
    /// Where systems keep the database, one file a zone.
    static let database = "/usr/share/zoneinfo"

    /// Whether a text has the form of a name and, on a machine that has the database, is one in it.
    static func isKnown(_ zone: String, in database: String = database) -> Bool {
        let isPlain = zone.utf8.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (byte >= 0x30 && byte <= 0x39)
                || [0x2F, 0x5F, 0x2B, 0x2D].contains(byte)
        }
        let parts = zone.split(separator: "/", omittingEmptySubsequences: false)
        guard isPlain, zone == "UTC" || parts.count > 1, !parts.contains("") else { return false }
        return kind(of: database) != S_IFDIR || kind(of: database + "/" + zone) == S_IFREG
    }

    /// The name of a zone in the same region that was probably meant; `nil` for none, or without the database.
    static func nearest(to zone: String, in database: String = database) -> String? {
        let parts = zone.split(separator: "/")
        guard parts.count > 1, !parts.contains("..") else { return nil }
        let region = parts.dropLast().joined(separator: "/")
        guard let folder = opendir(database + "/" + region) else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            // The name is a fixed array that ends with a zero byte.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
                    String(cString: $0)
                }
            }
            if isKnown(region + "/" + name, in: database) { names.append(region + "/" + name) }
        }
        return NearestName.of(zone, among: names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    /// The type bits of a file's mode, links followed; `nil` where there is none.
    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
