#!/bin/sh
# What others build on Strata's package builds and passes: the example in Examples/OutsideStages, and what `strata stage
# new --language swift` and `swift package new-stage` begin with. One folder of products for all of them, so that Strata's own modules are built once.
set -eu
strata=$1
cd "$(dirname "$0")/.."
checkout=$PWD
products=$checkout/.build/examples
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

swift test --package-path Examples/OutsideStages --scratch-path "$products"

# The same by way of the package plugin.
swift package --allow-writing-to-package-directory new-stage measure_seen --in "$folder/plugin"
test -f "$folder/plugin/measure_seen/Sources/MeasureSeen/MeasureSeen.swift"

cd "$folder"
for name in measure_home_visits compare_highest read_codes; do
    "$strata" stage new "$name" --language swift --strata "$checkout"
    swift test --package-path "stages/$name" --scratch-path "$products"
    swift build -c release --package-path "stages/$name" --scratch-path "$products" --product "$name"
    # Where `swift build` puts it unless told otherwise.
    mkdir -p "stages/$name/.build/release"
    cp "$products/release/$name" "stages/$name/.build/release/"
    "$strata" stage test "stages/$name"
done
