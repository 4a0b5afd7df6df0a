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
    ],
    swiftLanguageModes: [.v6]
)
