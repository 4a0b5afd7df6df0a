// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "strata",
    products: [],
    targets: [
        .target(name: "Diagnostics", path: "Sources/Diagnostics", swiftSettings: strict),
        .target(name: "Tables", dependencies: ["Diagnostics"], path: "Sources/Tables", swiftSettings: strict),
        .target(name: "Statistics", path: "Sources/Statistics", swiftSettings: strict),
        .target(
            name: "StageKit", dependencies: ["Diagnostics", "Statistics", "Tables"], path: "Sources/StageKit",
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
