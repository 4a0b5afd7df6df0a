// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A module under test: every edge and comparison is counted, and the generator may look at what a mapping means.
let watched: [SwiftSetting] = strict + [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])]

/// libFuzzer without its `main`, which lies beside the compiler.
let runtime = Context.environment["STRATA_LIBFUZZER"] ?? ""

let package = Package(
    name: "fuzzing",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CISAL", pkgConfig: "libisal"),
        .systemLibrary(name: "CLibFuzzer"),
        .target(name: "Diagnostics", swiftSettings: strict),
        .target(name: "Tables", dependencies: ["Diagnostics"], swiftSettings: watched),
        .target(
            name: "RegistryXML",
            dependencies: [
                "CLibXML2", "CZlib", "CISAL", "Tables", "Diagnostics",
                .product(name: "Yams", package: "Yams"), .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: watched),
        .executableTarget(
            name: "FeedTarget", dependencies: ["RegistryXML", "Tables", "Diagnostics", "CZlib", "CLibFuzzer"],
            swiftSettings: strict, linkerSettings: [.unsafeFlags([runtime])]),
        .executableTarget(
            name: "ArrowTarget", dependencies: ["Tables", "CLibFuzzer"], swiftSettings: strict,
            linkerSettings: [.unsafeFlags([runtime]), .linkedLibrary("stdc++")]),
    ],
    swiftLanguageModes: [.v6]
)
