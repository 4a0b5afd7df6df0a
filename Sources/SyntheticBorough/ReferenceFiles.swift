import Glibc

/// The three files that say how places nest and how deprived they are.
struct ReferenceFiles {
    let population: Population

    /// `code,name,scale,parent`
    var areas: String {
        let geography = population.geography
        var text = "code,name,scale,parent\n"
        for practice in geography.practiceLocality.indices {
            let parent = Codes.locality(geography.practiceLocality[practice])
            text += "\(Codes.practice(practice)),\(Codes.practiceName(practice)),practice,\(parent)\n"
        }
        for community in geography.communityLocality.indices {
            let parent = Codes.locality(geography.communityLocality[community])
            text += "\(Codes.community(community)),\(Codes.communityName(community)),community,\(parent)\n"
        }
        for locality in geography.localityLSOAs.indices {
            text += "\(Codes.locality(locality)),\(Codes.localityName(locality)),locality,\(Codes.borough)\n"
        }
        return text + "\(Codes.borough),\(Codes.boroughName),borough,\n"
    }

    /// `kind,code,area`: LSOAs to communities, practices to localities.
    var members: String {
        let geography = population.geography
        var text = "kind,code,area\n"
        for (lsoa, community) in geography.lsoaCommunity.enumerated() {
            text += "lsoa,\(Codes.lsoa(lsoa)),\(Codes.community(community))\n"
        }
        for (practice, locality) in geography.practiceLocality.enumerated() {
            text += "practice,\(Codes.practice(practice)),\(Codes.locality(locality))\n"
        }
        return text
    }

    /// The columns of File 7 of the English Indices of Deprivation 2019, with values made up; only codes and deciles of
    /// the overall index hang together with the feeds.
    var deprivation: String {
        var text = Self.headings + "\r\n"
        let geography = population.geography
        let outside = (0..<(Geography.outsideCount - 1)).map { Geography.outsideFirst + $0 }
        for lsoa in Array(geography.lsoaDecile.indices) + outside {
            var random = RandomStream(seed: population.plan.seed, .reference, lsoa)
            let inside = lsoa < Geography.outsideFirst
            let district = inside ? "\(Codes.borough),\(Codes.boroughName)" : "E09999998,Southmere"
            text +=
                "\(Codes.lsoa(lsoa)),\(inside ? Codes.boroughName : "Southmere") \(Codes.padded(lsoa, 4)),\(district)"
            for domain in 0..<16 {
                let overall = geography.decile(of: lsoa)
                let decile = domain == 0 ? overall : min(10, max(1, overall - 2 + random.below(5)))
                // 32,844 LSOAs in ten parts.
                let rank = (decile - 1) * 32_844 / 10 + 1 + random.below(3_284)
                let score = (32_845 - rank) * 80_000 / 32_844
                text += ",\(score / 1000).\(Codes.padded(score % 1000, 3)),\(rank),\(decile)"
            }
            let children = 150 + random.below(300)
            let working = 700 + random.below(500)
            let older = 120 + random.below(300)
            text += ",\(children + working + older),\(children),\(working),\(older),\(working - random.below(60))\r\n"
        }
        return text
    }

    func write(to folder: String) throws(BoroughError) {
        try Self.write(areas, to: "\(folder)/areas.csv")
        try Self.write(members, to: "\(folder)/members.csv")
        try Self.write(deprivation, to: "\(folder)/imd.csv")
    }

    private static func write(_ text: String, to path: String) throws(BoroughError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .file(operation: "create", path: path, code: errno) }
        let bytes = Array(text.utf8)
        var done = 0
        var failure: Int32 = 0
        while done < bytes.count, failure == 0 {
            let written = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 { done += written } else if errno != EINTR { failure = errno }
        }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        guard failure == 0 else { throw .file(operation: "write", path: path, code: failure) }
    }
}
