# One task runner. `make demo` runs the main job, `make test` the tests, `make check` is what CI runs.

SWIFT ?= swift
PEOPLE ?= 250000
SEED ?= 1
RELEASE = $(SWIFT) build -c release --static-swift-stdlib --product strata
# Refuses an import that the manifest does not declare.
STRICT = --explicit-target-dependency-import-check error

.PHONY: demo test check build release examples lint format docs bench system system-tests

system:
	@Scripts/install-system-packages.sh

system-tests:
	@Scripts/install-system-packages.sh tests

build: system
	$(SWIFT) build $(STRICT)

release: system
	$(RELEASE)

# A synthetic borough, the nightly pipeline on it, and what it found.
demo: release
	@Scripts/demo.sh "$$($(RELEASE) --show-bin-path)/strata" $(PEOPLE) $(SEED)

test: system-tests
	@Scripts/python-environment.sh
	$(SWIFT) build --build-tests $(STRICT)
	python3 -B -m unittest discover -s Tests/Reference
	$(SWIFT) test --skip-build

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Plugins Tests Benchmarks Examples Fuzzing/Package.swift Fuzzing/Sources/FeedTarget Fuzzing/Sources/ArrowTarget

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Plugins Tests Benchmarks Examples Fuzzing/Package.swift Fuzzing/Sources/FeedTarget Fuzzing/Sources/ArrowTarget

# Writes the generated pages; a test renders them again.
docs: build
	"$$($(SWIFT) build --show-bin-path)/strata" stage docs --out Documentation/Stages

# The packages in Examples/, and stages in Swift as they begin.
examples: release
	@Scripts/check-examples.sh "$$($(RELEASE) --show-bin-path)/strata"

check: lint test release examples
	@Scripts/check-release.sh "$$($(RELEASE) --show-bin-path)/strata"

bench: release
	@Benchmarks/run.sh "$$($(RELEASE) --show-bin-path)/strata"
