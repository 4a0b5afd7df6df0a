// Written by Scripts/embed-templates.sh from pipelines/: change those files and run it again.
// swift-format-ignore-file

/// The files that `strata init` writes, by path.
enum Templates {
    static let files: [(path: String, text: String)] = [
        ("nightly.yaml", ##"""
            # From a folder of nightly feeds to an indicator file for every scale.
            #
            #   strata check nightly.yaml      says what is wrong with this file, all of it, and reads no data
            #   strata run nightly.yaml        makes a release and prints its folder
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
              on_feed_error: {type: text, default: stop, help: "What refused feeds do: stop, skip, or how many to skip at most"}
              on_drift:      {type: choice, values: [report, stop], default: report, help: What a feed unlike those before it does}
              drift_tolerance: {type: integer, default: 20, minimum: 0, help: Percent that records may lie off their history}
              threshold:     {type: integer, default: 8, minimum: 5, help: Figures about fewer people are withheld}
              rounding:      {type: integer, default: 5, minimum: 1, help: Counts are rounded to this; 1 rounds nothing}

            stages:
              # 1. Records. NHS numbers become keyed pseudonyms, and whoever opted out is dropped, before a row leaves the reader.
              feeds:
                uses: read_xml
                with:
                  files: ["${inbox}/*.xml", "${inbox}/*.xml.gz", "${inbox}/*.zip"]
                  mapping: mappings/registry-feed.yaml
                  pseudonym_key_file: "${pseudonym_key}"
                  on_feed_error: "${on_feed_error}"
                  on_drift: "${on_drift}"
                  drift_tolerance: "${drift_tolerance}"
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
        ("mappings/gpdata-extract.yaml", ##"""
            # GPDataExtract, versions 0.71 to 0.77: GP data for planning and research (NHS England).
            #
            # Every patient-extract-snapshot holds one registration (`pt`) and its events. People are known by the token that the
            # sender put in place of the NHS number (`pidd`); the birth date is the Monday of the week of birth. Directory ids are
            # made up by the sending system: practices are looked up there for their ODS codes, staff stay what they are.
            strata-mapping: 1
            name: gpdata-extract
            namespaces: {g: "http://www.nhsdigital.nhs.uk/GPDFSU/XMLSchema/GPDataExtract/ns"}
            root: g:gpdata-extract
            doctype: refuse

            header:
              source: {path: "g:practice-extract/@provider-id", type: text, required: true}
              extracted: {path: "@issue-date-time", type: iso_time, required: true}
              period_end: {path: "@issue-date-time", type: iso_date, required: true}
              content: {constant: full, type: text}
              sequence: {path: "@channel-sequence", type: integer, required: true}

            tables:
              organisations:
                record: g:gpdata-extract/g:practice-extract/g:practice-directory/g:ort
                fields:
                  id: {path: "@id", type: text, required: true}
                  name: {path: "@nm", type: text}
                  code: {path: "@oc", type: code}          # absent for an organisation of the practice's own making
                  kind: {path: "@tp", type: code}

              staff:
                record: g:gpdata-extract/g:practice-extract/g:practice-directory/g:prct
                fields:
                  id: {path: "@id", type: pseudonym, required: true}
                  # Issuer 02 gives the professional numbers of GPs; the feed says nothing else that is a role.
                  role: {path: "@ib", type: code, map: {"02": gp, default: other}, default: other}
                  organisation: {path: "@oid", type: code, lookup: {table: organisations, by: id, take: code}}

              patients:
                record: g:gpdata-extract/g:practice-extract/g:practice-patient-extracts/g:patient-extract-snapshot
                fields:
                  id: {path: "g:pt/@id", type: identifier, required: true}
                  person: {path: "g:pt/@pidd", type: token}
                  birth_date: {path: "g:pt/@wb", type: week, required: true}
                  death_date: {path: "g:pt/@wd", type: week}
                  sex: {path: "g:pt/@g", type: code, map: {"1": "1", "2": "2", "9": "9", default: X}, default: X}
                  ethnicity: {path: "g:pt/@ec", type: code}          # SNOMED CT, not the 2001 categories
                  lsoa: {path: "g:pt/@lsoa", type: code}
                  named_gp: {path: "g:pt/@ng", type: pseudonym}

              registrations:
                record: g:gpdata-extract/g:practice-extract/g:practice-patient-extracts/g:patient-extract-snapshot/g:pt
                parent: {table: patients, column: patient}
                fields:
                  type: {path: "@rt", type: code, map: {R: regular, T: temporary, E: immediately-necessary, P: private, default: services-only}, default: regular}
                  practice: {path: "@p", type: code, required: true, lookup: {table: organisations, by: id, take: code}}
                  start: {path: "@rgd", type: iso_date, required: true}
                  end: {path: "@red", type: iso_date}

              conditions:
                record: g:gpdata-extract/g:practice-extract/g:practice-patient-extracts/g:patient-extract-snapshot/g:prt[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  code: {path: "@cid", type: code, required: true}
                  onset: {path: "@ed", type: iso_date, required: true}
                  ended: {path: "@end", type: iso_date}

              contacts:
                record: g:gpdata-extract/g:practice-extract/g:practice-patient-extracts/g:patient-extract-snapshot/g:et[not(@df='true')]
                parent: {table: patients, column: patient}
                repeats: {by: id, keep: last}
                fields:
                  id: {path: "@id", type: text, required: true}
                  at: {path: "@ed", type: iso_time, required: true}
                  practice: {path: "../../../@provider-id", type: code, required: true}
                  staff: {path: "@pid", type: pseudonym}
                  role: {path: "@pid", type: code, map: {"02": gp, default: other}, default: other, lookup: {table: staff, by: id, take: role}}
                  kind: {path: "@cid", type: code}          # what kind of encounter, SNOMED CT
                  mode: {constant: face-to-face, type: code}
                  urgency: {constant: routine, type: code}
                  status: {constant: attended, type: code}          # an encounter is one that took place
                  minutes: {path: "@dr", type: integer}

              observations:
                record: g:gpdata-extract/g:practice-extract/g:practice-patient-extracts/g:patient-extract-snapshot/g:ot[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  code: {path: "@cid", type: code, required: true}
                  at: {path: "@ed", type: iso_time, required: true}
                  value: {path: "@v1", type: decimal}
                  unit: {path: "@um", type: code}

            """##),
        ("mappings/ods.yaml", ##"""
            # The NHS Organisation Data Service's XML (HSCOrgRefData 2-0-0): the whole file, or one bare Organisation.
            #
            # The root has a prefix, everything inside it is in no namespace. Stubs (refOnly="true") are left out.
            strata-mapping: 1
            name: ods
            namespaces: {h: "http://refdata.hscic.gov.uk/org/v2-0-0"}
            root: ["h:OrgRefData", Organisation]
            doctype: refuse

            header:
              version: {path: "Manifest/Version/@value", type: text}
              content: {path: "Manifest/PublicationType/@value", type: text}
              published: {path: "Manifest/PublicationDate/@value", type: date}
              sequence: {path: "Manifest/PublicationSeqNum/@value", type: integer}
              records: {path: "Manifest/RecordCount/@value", type: integer}

            tables:
              organisations:
                record: ["h:OrgRefData/Organisations/Organisation[not(@refOnly='true')]", "Organisation[not(@refOnly='true')]"]
                fields:
                  code: {path: "OrgId/@extension", type: text, required: true}
                  name: {path: "Name/text()", type: text, required: true}
                  class: {path: "@orgRecordClass", type: code, values: [RC1, RC2], required: true}
                  status: {path: "Status/@value", type: code}
                  primary_role: {path: "Roles/Role[@primaryRole='true']/@id", type: code}
                  opened: {path: "Date[Type/@value='Operational']/Start/@value", type: date}
                  closed: {path: "Date[Type/@value='Operational']/End/@value", type: date}
                  postcode: {path: "GeoLoc/Location/PostCode/text()", type: text}
                  uprn: {path: "GeoLoc/Location/UPRN/text()", type: text}

              roles:
                record: ["h:OrgRefData/Organisations/Organisation/Roles/Role", Organisation/Roles/Role]
                parent: {table: organisations, column: organisation}
                fields:
                  role: {path: "@id", type: code, required: true}
                  is_primary: {path: "@primaryRole", type: boolean, default: "false"}
                  status: {path: "Status/@value", type: code}
                  start: {path: "Date[Type/@value='Operational']/Start/@value", type: date}
                  end: {path: "Date[Type/@value='Operational']/End/@value", type: date}

              relations:
                record: ["h:OrgRefData/Organisations/Organisation/Rels/Rel", Organisation/Rels/Rel]
                parent: {table: organisations, column: organisation}
                fields:
                  relation: {path: "@id", type: code, required: true}
                  target: {path: "Target/OrgId/@extension", type: code, required: true}
                  target_role: {path: "Target/PrimaryRoleId/@id", type: code}
                  status: {path: "Status/@value", type: code}
                  start: {path: "Date[Type/@value='Operational']/Start/@value", type: date}
                  end: {path: "Date[Type/@value='Operational']/End/@value", type: date}

              successions:
                record: ["h:OrgRefData/Organisations/Organisation/Succs/Succ", Organisation/Succs/Succ]
                parent: {table: organisations, column: organisation}
                fields:
                  kind: {path: "Type/text()", type: code, values: [Successor, Predecessor], required: true}
                  target: {path: "Target/OrgId/@extension", type: code, required: true}
                  target_role: {path: "Target/PrimaryRoleId/@id", type: code}
                  start: {path: "Date[Type/@value='Legal']/Start/@value", type: date}

            """##),
        ("mappings/registry-feed.yaml", ##"""
            # The registry feed, version 1.0: Strata's own format (Documentation/registry-feed-1.0.xsd).
            #
            # Paths are a small part of XPath 1.0; a name without a prefix is in no namespace. Fields are read in this order first,
            # so keep them in the order in which senders write the attributes.
            strata-mapping: 1
            name: registry-feed
            namespaces: {r: "urn:strata:registry-feed:1.0"}
            root: r:registryFeed
            doctype: refuse

            header:
              version: {path: "@version", type: text, values: ["1.0"], required: true}
              source: {path: "@source", type: text, required: true}
              extracted: {path: "@extracted", type: utc_time, required: true}
              period_start: {path: "@periodStart", type: date, required: true}
              period_end: {path: "@periodEnd", type: date, required: true}
              content: {path: "@content", type: text, values: [full, delta], required: true}
              sequence: {path: "@sequence", type: integer, required: true}

            tables:
              organisations:
                record: r:registryFeed/r:organisation
                fields:
                  code: {path: "@code", type: code, required: true}
                  role: {path: "@role", type: code, values: [practice, pcn, locality, borough, icb, care-home], required: true}
                  name: {path: "@name", type: text}
                  parent: {path: "@parent", type: code}

              staff:
                record: r:registryFeed/r:staff
                fields:
                  id: {path: "@id", type: pseudonym, required: true}
                  role:
                    path: "@role"
                    type: code
                    values: [gp, nurse, pharmacist, physiotherapist, paramedic, social-prescriber, mental-health,
                      healthcare-assistant, admin, other]
                    required: true
                  organisation: {path: "@organisation", type: code, required: true}
                  generic: {path: "@generic", type: boolean, default: "false"}

              patients:
                record: r:registryFeed/r:patient
                fields:
                  id: {path: "@id", type: identifier, required: true}
                  person: {path: "@nhsNumber", type: nhs_number}
                  birth_date: {path: "@birthDate", type: date, required: true}
                  death_date: {path: "@deathDate", type: date}
                  sex: {path: "@sex", type: code, values: ["1", "2", "9", "X"], required: true}
                  ethnicity:
                    path: "@ethnicCategory"
                    type: code
                    values: [A, B, C, D, E, F, G, H, J, K, L, M, "N", P, R, S, Z, "99"]
                  lsoa: {path: "@lsoa", type: code}
                  care_home: {path: "@careHome", type: code}
                  named_gp: {path: "@namedGp", type: pseudonym}
                  opt_out: {path: "@optOut", type: opt_out}

              registrations:
                record: r:registryFeed/r:patient/r:registration
                parent: {table: patients, column: patient}
                fields:
                  type:
                    path: "@type"
                    type: code
                    values: [regular, temporary, immediately-necessary, private, services-only]
                    default: regular
                  practice: {path: "@practice", type: code, required: true}
                  start: {path: "@start", type: date, required: true}
                  end: {path: "@end", type: date}

              conditions:
                record: r:registryFeed/r:patient/r:condition
                parent: {table: patients, column: patient}
                fields:
                  code: {path: "@code", type: code, required: true}
                  onset: {path: "@onset", type: date, required: true}
                  ended: {path: "@ended", type: date}

              contacts:
                record: r:registryFeed/r:patient/r:contact
                parent: {table: patients, column: patient}
                repeats: {by: id, keep: last}
                fields:
                  id: {path: "@id", type: text, required: true}
                  at: {path: "@at", type: local_time, required: true}
                  booked: {path: "@booked", type: local_time}
                  practice: {path: "@practice", type: code, required: true}
                  staff: {path: "@staff", type: pseudonym}
                  role:
                    path: "@role"
                    type: code
                    values: [gp, nurse, pharmacist, physiotherapist, paramedic, social-prescriber, mental-health,
                      healthcare-assistant, admin, other]
                    required: true
                  mode: {path: "@mode", type: code, values: [face-to-face, telephone, video, online, home-visit], required: true}
                  urgency: {path: "@urgency", type: code, values: [same-day, routine], required: true}
                  status: {path: "@status", type: code, values: [attended, did-not-attend, cancelled, turned-away], required: true}
                  minutes: {path: "@minutes", type: integer}

              observations:
                record: r:registryFeed/r:patient/r:observation
                parent: {table: patients, column: patient}
                fields:
                  code: {path: "@code", type: code, required: true}
                  at: {path: "@at", type: date_or_time, required: true}
                  value: {path: "@value", type: decimal, required: true}
                  unit: {path: "@unit", type: code}

              admissions:
                record: r:registryFeed/r:patient/r:admission
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "@id", type: text}
                  start: {path: "@start", type: date, required: true}
                  end: {path: "@end", type: date}
                  method: {path: "@method", type: code, values: [emergency, elective, maternity, other], required: true}
                  diagnosis: {path: "@diagnosis", type: code}
                  cost: {path: "@cost", type: money}

              removed:
                record: r:registryFeed/r:removed
                when: {content: delta}
                fields:
                  id: {path: "@id", type: identifier, required: true}

            findings:
              notes_with_text: {text_in: r:registryFeed/r:patient/r:note}

            """##),
    ]
}
