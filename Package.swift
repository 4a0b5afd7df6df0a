// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A module of the house; what it may import is what it lists.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(name)", swiftSettings: strict)
}

/// A stage family: built on the SDK like an outsider's, with no private door (`packageAccess: false`).
func family(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: ["StageKit"] + dependencies, path: "Plugins/\(name)", packageAccess: false,
        swiftSettings: strict)
}

/// The tests of a module, which mirror it file by file.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies, path: "Tests/\(name)Tests",
        exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "strata",
    products: [
        .executable(name: "strata", targets: ["strata"]),
        .library(name: "Statistics", targets: ["Statistics"]),
        .library(name: "StageKit", targets: ["StageKit"]),
        .library(name: "StageKitTesting", targets: ["StageKitTesting"]),
        .library(name: "StageMain", targets: ["StageMain"]),
        .library(name: "StrataCommand", targets: ["StrataCommand"]),
        .plugin(name: "new-stage", targets: ["new-stage"]),
        .library(
            name: "StageFamilies",
            targets: ["Feeds", "Population", "Indicators", "Comparison", "Disclosure", "Publishing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // Without its trait it leaves Foundation out.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CLibXML2", path: "Sources/CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CISAL", path: "Sources/CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(name: "CLinux", path: "Sources/CLinux"),
        room("Diagnostics"),
        room("Statistics"),
        room("Tables", ["Diagnostics"]),
        room("RegistryXML", ["CLibXML2", "CZlib", "CISAL", "Tables", "Diagnostics", yams, crypto]),
        room("StageProtocol", ["Tables", "Diagnostics"]),
        room("StageKit", ["Tables", "Statistics", "Diagnostics"]),
        room("StageKitTesting", ["StageKit"]),
        room("StageMain", ["StageKit", "StageProtocol", "Tables"]),
        room("SyntheticBorough", ["CZlib"]),
        room("PipelineFile", ["StageKit", yams, crypto]),
        room(
            "PipelineEngine",
            ["PipelineFile", "StageKit", "StageProtocol", "Tables", "CLinux", crypto, subprocess]),
        room(
            "StrataCommand",
            [
                "PipelineEngine", "PipelineFile", "StageKit", "StageProtocol", "Tables", "Diagnostics", "RegistryXML",
                "SyntheticBorough", argumentParser,
            ]),

        family("Feeds", ["RegistryXML", crypto]),
        family("Population"),
        family("Indicators"),
        family("Comparison"),
        family("Disclosure"),
        family("Publishing", [crypto]),

        .executableTarget(
            name: "strata",
            dependencies: [
                "StrataCommand", "StageKit", "Feeds", "Population", "Indicators", "Comparison", "Disclosure",
                "Publishing",
            ],
            path: "Sources/strata", swiftSettings: strict),

        .plugin(
            name: "new-stage",
            capability: .command(
                intent: .custom(verb: "new-stage", description: "Write a stage to begin with: strata stage new."),
                permissions: [.writeToPackageDirectory(reason: "The stage is written to the folder 'stages'.")]),
            dependencies: ["strata"], path: "Plugins/SwiftPM/new-stage"),

        tests("Diagnostics"),
        tests("Statistics", exclude: ["Fixtures"]),
        tests("Tables"),
        tests("RegistryXML", ["Tables", "Diagnostics", "CZlib"]),
        tests("StageProtocol", ["Tables"]),
        tests("StageKit", ["StageKitTesting"]),
        tests("StageKitTesting", ["StageKit"]),
        tests("StageMain", ["StageKit", "PipelineFile"]),
        tests("SyntheticBorough", ["CZlib"]),
        tests("PipelineFile", ["StageKit"]),
        tests(
            "PipelineEngine", ["StageKit", "PipelineFile", "StageProtocol", "Tables", "strata"],
            exclude: ["Children/Stages", "Children/Transcripts"]),
        tests("Feeds", ["StageKit", "RegistryXML"]),
        tests("Population", ["StageKit"]),
        tests("Indicators", ["StageKit", "StageKitTesting"]),
        tests("Comparison", ["StageKit"]),
        tests("Disclosure", ["StageKit"]),
        tests("Publishing", ["StageKit"]),
        .testTarget(
            name: "CommandTests",
            dependencies: ["StrataCommand", "StageKit", "PipelineFile", "PipelineEngine", "Tables", "strata"],
            path: "Tests/CommandTests", swiftSettings: strict),
        .executableTarget(
            name: "stage-program", dependencies: ["StageMain", "Indicators"], path: "Tests/StageProgram",
            swiftSettings: strict),
        .testTarget(
            name: "PipelineTests", dependencies: ["strata", "stage-program", "RegistryXML", "Tables"],
            path: "Tests/PipelineTests",
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
