#!/bin/sh
# Writes Sources/StrataCommand/Templates.swift from the pipeline and the mappings that `strata init` hands out, and
# StageTemplates.swift from what `strata stage new` does, so that the binary carries them with it. Run it after changing
# one of them; a test compares the two.
set -eu
cd "$(dirname "$0")/.."
target=Sources/StrataCommand/Templates.swift
export LC_ALL=C
{
    echo '// Written by Scripts/embed-templates.sh from pipelines/: change those files and run it again.'
    echo '// swift-format-ignore-file'
    echo
    echo '/// The files that `strata init` writes, by path.'
    echo 'enum Templates {'
    echo '    static let files: [(path: String, text: String)] = ['
    for file in nightly.yaml $(cd pipelines && ls mappings/*.yaml 2>/dev/null); do
        printf '        ("%s", ##"""\n' "$file"
        sed -e 's/^\(..*\)$/            \1/' "pipelines/$file"
        printf '\n            """##),\n'
    done
    echo '    ]'
    echo '}'
} >"$target.new"
mv "$target.new" "$target"

target=Sources/StrataCommand/Authors/StageTemplates.swift
{
    echo '// Written by Scripts/embed-templates.sh from Helpers/: change those files and run it again.'
    echo '// swift-format-ignore-file'
    echo
    echo '/// The files that `strata stage new` writes: those of a language and a kind of stage, and the library of a language.'
    echo 'enum StageTemplates {'
    echo '    static let files: [(path: String, text: String)] = ['
    for file in $(cd Helpers && find python r sh swift templates -type f ! -path '*/__pycache__/*' ! -path '*/.build/*' | sort); do
        printf '        ("%s", ##"""\n' "$file"
        sed -e 's/^\(..*\)$/            \1/' "Helpers/$file"
        printf '\n            """##),\n'
    done
    echo '    ]'
    echo '}'
} >"$target.new"
mv "$target.new" "$target"
