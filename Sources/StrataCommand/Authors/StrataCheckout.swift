import Glibc
import StageKit

/// A checkout of Strata's own package, which a stage in Swift builds on.
struct StrataCheckout {
    private let folder: String

    /// The one in `named`, or else the one that this program was built in. `shown` is what the user called it.
    static func find(_ named: String?, shown: String?) throws(Diagnostic) -> StrataCheckout {
        if let named {
            guard isCheckout(named) else {
                throw Diagnostic(
                    .configuration, "\(shown ?? named) is no checkout of Strata: it has no Package.swift of that name",
                    hint: "give the folder of a checkout with --strata")
            }
            return StrataCheckout(folder: real(named))
        }
        var folder = Substring(real("/proc/self/exe"))
        while let slash = folder.lastIndex(of: "/") {
            folder = folder[..<slash]
            if isCheckout(String(folder)) { return StrataCheckout(folder: String(folder)) }
        }
        throw Diagnostic(
            .configuration,
            "a stage in Swift builds on Strata's package, and this program does not lie in a checkout of it",
            hint: "name a checkout with --strata DIR")
    }

    /// Its path from a folder to be made: relative where that lies within the checkout, so that both can move together.
    func path(from target: String) -> String {
        let parts = Self.real(target).split(separator: "/")
        let own = folder.split(separator: "/")
        guard parts.starts(with: own) else { return folder }
        return Array(repeating: "..", count: parts.count - own.count).joined(separator: "/")
    }

    private static func isCheckout(_ folder: String) -> Bool {
        FileText.read(folder + "/Package.swift")?.contains("\n    name: \"strata\",\n") ?? false
    }

    /// A path without links, as far as it is there.
    private static func real(_ path: String) -> String {
        if let found = realpath(path, nil) {
            defer { free(found) }
            return String(cString: found)
        }
        let parts = path.split(separator: "/")
        guard let last = parts.last else { return "/" }
        let above = real("/" + parts.dropLast().joined(separator: "/"))
        return (above == "/" ? "" : above) + "/" + last
    }
}
