// swift-tools-version: 6.2
import PackageDescription

let strata = "strata"

let package = Package(
    name: "__NAME__",
    products: [
        // For a strata of your own that has the stage compiled in.
        .library(name: "__TYPE__", targets: ["__TYPE__"])
    ],
    dependencies: [.package(name: strata, path: "__STRATA__")],
    targets: [
        .target(name: "__TYPE__", dependencies: [.product(name: "StageKit", package: strata)]),
        // The stage as a program of its own, which stage.yaml names.
        .executableTarget(
            name: "__NAME__", dependencies: ["__TYPE__", .product(name: "StageMain", package: strata)],
            path: "Sources/Program"),
        .testTarget(
            name: "__TYPE__Tests",
            dependencies: [
                "__TYPE__", .product(name: "StageMain", package: strata),
                .product(name: "StageKitTesting", package: strata),
            ],
            path: "UnitTests"),
    ],
    swiftLanguageModes: [.v6]
)
