// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "throughput",
    targets: [
        .target(name: "Diagnostics", swiftSettings: strict),
        .target(name: "Tables", dependencies: ["Diagnostics"], swiftSettings: strict),
        .executableTarget(name: "Throughput", dependencies: ["Tables"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
