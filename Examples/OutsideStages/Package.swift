// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "outside-stages",
    products: [
        .executable(name: "house", targets: ["house"]),
        .executable(name: "measure_readmissions", targets: ["measure_readmissions"]),
    ],
    dependencies: [.package(name: "strata", path: "../..")],
    targets: [
        // The measure, and the family that lists it.
        .target(name: "Outcomes", dependencies: [.product(name: "StageKit", package: "strata")]),
        // A strata with one measure more.
        .executableTarget(
            name: "house",
            dependencies: [
                "Outcomes", .product(name: "StrataCommand", package: "strata"),
                .product(name: "StageFamilies", package: "strata"),
            ]),
        // The measure as a program of its own, for a strata that does not have it.
        .executableTarget(
            name: "measure_readmissions",
            dependencies: ["Outcomes", .product(name: "StageMain", package: "strata")]),
        .testTarget(
            name: "OutcomesTests",
            dependencies: [
                "Outcomes", "house", "measure_readmissions", .product(name: "StageMain", package: "strata"),
                .product(name: "StageKitTesting", package: "strata"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
