// Written by Scripts/embed-templates.sh from pipelines/: change those files and run it again.
// swift-format-ignore-file

/// The files that `strata init` writes, by path.
enum Templates {
    static let files: [(path: String, text: String)] = [
        ("nightly.yaml", ##"""
            # From a folder of nightly feeds to an indicator file for every scale.
            #
            #   strata check pipelines/nightly.yaml      says what is wrong with this file, all of it, and reads no data
            #   strata run pipelines/nightly.yaml        makes a release and prints its folder
            #
            # Paths here start from the folder of this file; those given with --set, from where the command runs.
            strata: 1
            name: nightly
            title: Borough indicators, every night
            publisher: ""             # who publishes: a column of the indicator file
            timezone: Europe/London   # the clock that the feeds are written by

            # What may differ from house to house and from run to run: strata run … --set threshold=10
            parameters:
              inbox:         {type: path, default: inbox, help: Folder that receives the feeds}
              reference:     {type: path, default: reference, help: "Folder of areas.csv, members.csv and imd.csv"}
              releases:      {type: path, default: releases, help: Folder of the releases}
              internal:      {type: path, default: internal, help: Folder of the unprotected figures; it stays in the house}
              pseudonym_key: {type: path, default: secrets/pseudonym.key, help: "32 random bytes in hex, mode 0600"}
              on_feed_error: {type: choice, values: [stop, skip], default: stop, help: What one refused feed does to the run}
              threshold:     {type: integer, default: 8, minimum: 5, help: Figures about fewer people are withheld}
              rounding:      {type: integer, default: 5, minimum: 1, help: Counts are rounded to this; 1 rounds nothing}

            stages:
              # 1. Records. NHS numbers become keyed pseudonyms, and whoever opted out is dropped, before a row leaves the reader.
              feeds:
                uses: read_xml
                with:
                  files: ["${inbox}/*.xml", "${inbox}/*.xml.gz"]
                  mapping: mappings/registry-feed.yaml
                  pseudonym_key_file: "${pseudonym_key}"
                  on_feed_error: "${on_feed_error}"
              areas:   {uses: read_csv, with: {file: "${reference}/areas.csv", table: areas}}
              members: {uses: read_csv, with: {file: "${reference}/members.csv", table: members}}
              imd:     {uses: read_csv, with: {file: "${reference}/imd.csv", table: deprivation}}

              # 2. People: the records of one person together, where they live, where they are registered, and on which days.
              people:
                uses: resolve_people
                from: [feeds, areas, members, imd]
                with: {opt_outs: [type1, national], bases: [resident, registered]}

              # 3. What each person adds to each figure. A window ends on the as-of date.
              population:
                uses: measure_population
                from: people
              continuity:
                uses: measure_continuity
                from: people
                with: {window: 24 months, minimum_contacts: 3, roles: [gp]}
              access:
                uses: measure_access
                from: people
                with: {window: 12 months}
              admissions:
                uses: measure_admissions
                from: people
                with: {window: 12 months}

              # 4. Indicators with their limits for every practice, community, locality and borough, and gaps between the most
              #    deprived areas and the rest.
              indicators:
                uses: summarise
                from: [population, continuity, access, admissions]
                with: {breakdowns: [sex, age, ethnicity, deprivation]}
              gaps:
                uses: compare_inequality
                from: indicators
                with: {minimum_people: 1000}

              # 5. Unprotected, for the house itself: a folder that only its owner may open.
              inside:
                uses: write_internal
                from: [indicators, gaps]
                with: {folder: "${internal}"}

              # 6. For everybody: small figures withheld, counts rounded; nothing else can reach a release.
              protected:
                uses: protect_counts
                from: [indicators, gaps]
                with: {threshold: "${threshold}", round_to: "${rounding}"}
              release:
                uses: write_release
                from: protected
                with: {folder: "${releases}", formats: [csv]}

            """##),
    ]
}
