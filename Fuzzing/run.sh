#!/usr/bin/env bash
# Fuzzes the reading of feeds under address sanitizer: Fuzzing/run.sh [SECONDS] [SEED] [FOLDER ...]
# With `arrow` as the first argument, the reading of Arrow streams and files: Fuzzing/run.sh arrow [SECONDS] [SEED] ...
#
# The corpus grows in .corpus, that of Arrow in .corpus-arrow (STRATA_CORPUS names another folder); it begins with
# documents drawn from the mappings, or small streams. Folders hold more seeds: for feeds, files that start with the six
# bytes that Fuzzing/README.md describes.
set -euo pipefail
cd "$(dirname "$0")"

product=FeedTarget corpus=.corpus
if [ "${1:-}" = arrow ]; then
    product=ArrowTarget corpus=.corpus-arrow
    shift
fi
seconds=${1:-60}
seed=${2:-1}
shift $(($# < 2 ? $# : 2))
corpus=${STRATA_CORPUS:-$corpus}
found=${STRATA_FOUND:-.found}
export STRATA_MAPPINGS=${STRATA_MAPPINGS:-$PWD/../pipelines/mappings}

# libFuzzer without its main lies beside the compiler.
toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
STRATA_LIBFUZZER=$(find "$toolchain/lib/clang" -name 'libclang_rt.fuzzer_no_main*x86_64.a' | sort | head -n 1)
export STRATA_LIBFUZZER
if [ -z "$STRATA_LIBFUZZER" ]; then
    echo "the toolchain in $toolchain has no libFuzzer for this machine" >&2
    exit 2
fi

swift build -c release --sanitize=address --product "$product"
target=$(swift build -c release --sanitize=address --show-bin-path)/$product

# Swift's own backtraces would wait for an answer; boxes of enums hide their pointers from the leak sanitizer, so that
# leaks are looked for by the size of the process instead.
export SWIFT_BACKTRACE=enable=no
export ASAN_OPTIONS=detect_leaks=0:handle_abort=0

mkdir -p "$corpus" "$found"
if [ -z "$(ls -A "$corpus")" ]; then STRATA_SEEDS=$corpus "$target"; fi
exec "$target" -seed="$seed" -max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$found/" "$corpus" "$@"
