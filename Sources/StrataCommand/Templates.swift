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
        ("mappings/ccda.yaml", ##"""
            # C-CDA: clinical documents of HL7 version 3 (R1.1 and R2.1: continuity of care documents, discharge summaries, notes),
            # one patient a document; and QRDA category I, which is the same document with other sections.
            #
            # Codes are read where they stand: in the element itself, or in its first translation that has one. An element with a
            # nullFlavor has no value of its own. What is negated is left out; what has words and no code is set aside.
            # What it cannot carry: an area, a registration, what was planned, medicines, allergies, procedures, and free text.
            # Of QRDA category I it carries patients, encounters and problems. A QRDA category III report is the same root without
            # a patient: it is set aside whole.
            strata-mapping: 1
            name: ccda
            namespaces:
              v: "urn:hl7-org:v3"
              s: "urn:hl7-org:sdtc"
              xsi: "http://www.w3.org/2001/XMLSchema-instance"
            root: v:ClinicalDocument
            doctype: refuse
            null_flavor: true

            header:
              kind: {path: "v:code/@code", type: text}          # which document it is, LOINC
              extracted: {path: "v:effectiveTime/@value", type: hl7_time, malformed: absent}
              period_end: {path: "v:effectiveTime/@value", type: hl7_date, malformed: absent}
              version: {path: "v:versionNumber/@value", type: integer, malformed: absent}
              source:
                path:
                  - "v:custodian/v:assignedCustodian/v:representedCustodianOrganization/v:id/@extension"
                  - "v:custodian/v:assignedCustodian/v:representedCustodianOrganization/v:id/@root"
                type: text
              content: {constant: full, type: text}

            tables:
              patients:
                record: v:ClinicalDocument
                fields:
                  # Never the social security number, which stands beside the sender's own.
                  id:
                    path:
                      - "v:recordTarget/v:patientRole/v:id[not(@root='2.16.840.1.113883.4.1')]/@extension"
                      - "v:recordTarget/v:patientRole/v:id[not(@root='2.16.840.1.113883.4.1')]/@root"
                    type: identifier
                    required: true
                    trim: true
                  # A document of the United Kingdom has the NHS number here; others have no number that a person keeps.
                  person:
                    path: "v:recordTarget/v:patientRole/v:id[@root='2.16.840.1.113883.2.1.4.1']/@extension"
                    type: nhs_number
                    trim: true
                  birth_date: {path: "v:recordTarget/v:patientRole/v:patient/v:birthTime/@value", type: hl7_date, malformed: absent}
                  death_date: {path: "v:recordTarget/v:patientRole/v:patient/s:deceasedTime/@value", type: hl7_date, malformed: absent}
                  sex:
                    path: "v:recordTarget/v:patientRole/v:patient/v:administrativeGenderCode/@code"
                    type: code
                    map: {M: "1", F: "2", UN: "9", default: X}
                    default: X
                  # Race and ethnic group of the United States (CDC), not the categories of 2001.
                  race:
                    path: "v:recordTarget/v:patientRole/v:patient/v:raceCode/@code"
                    type: code
                    trim: true
                    pattern: "[0-9]{4}-[0-9]"
                    malformed: absent
                  ethnic_group:
                    path: "v:recordTarget/v:patientRole/v:patient/v:ethnicGroupCode/@code"
                    type: code
                    trim: true
                    pattern: "[0-9]{4}-[0-9]"
                    malformed: absent
                  language:
                    path: "v:recordTarget/v:patientRole/v:patient/v:languageCommunication/v:languageCode/@code"
                    type: code
                    trim: true
                    case: lower

              organisations:
                record: v:ClinicalDocument/v:recordTarget/v:patientRole/v:providerOrganization
                parent: {table: patients, column: patient}
                fields:
                  code: {path: ["v:id/@extension", "v:id/@root"], type: code, required: true, trim: true}
                  system: {path: "v:id/@root", type: code}
                  name: {path: "v:name/text()", type: text, trim: true}

              staff:
                record: v:ClinicalDocument/v:documentationOf/v:serviceEvent/v:performer/v:assignedEntity
                parent: {table: patients, column: patient}
                fields:
                  # The national number where there is one.
                  id:
                    path: ["v:id[@root='2.16.840.1.113883.4.6']/@extension", "v:id/@extension"]
                    type: pseudonym
                    required: true
                  role: {path: "v:code/@code", type: code}
                  system: {path: "v:code[@code]/@codeSystem", type: code}

              conditions:
                record:
                  - v:ClinicalDocument/v:component/v:structuredBody/v:component/v:section[v:code/@code='11450-4']/v:entry/v:act/v:entryRelationship/v:observation[not(@negationInd='true')]
                  - v:ClinicalDocument/v:component/v:structuredBody/v:component/v:section[v:code/@code='55188-7']/v:entry/v:act/v:entryRelationship/v:observation[v:templateId/@root='2.16.840.1.113883.10.20.22.4.4' and not(@negationInd='true')]
                parent: {table: patients, column: patient}
                fields:
                  code: {path: ["v:value/@code", "v:value/v:translation/@code"], type: code, required: true, trim: true}
                  system: {path: ["v:value[@code]/@codeSystem", "v:value/v:translation[@code]/@codeSystem"], type: code}
                  snomed:
                    path:
                      - "v:value[@codeSystem='2.16.840.1.113883.6.96']/@code"
                      - "v:value/v:translation[@codeSystem='2.16.840.1.113883.6.96']/@code"
                    type: code
                  icd10:
                    path:
                      - "v:value[@codeSystem='2.16.840.1.113883.6.90' or @codeSystem='2.16.840.1.113883.6.3']/@code"
                      - "v:value/v:translation[@codeSystem='2.16.840.1.113883.6.90' or @codeSystem='2.16.840.1.113883.6.3']/@code"
                    type: code
                  onset: {path: ["v:effectiveTime/v:low/@value", "v:effectiveTime/@value"], type: hl7_date, malformed: absent}
                  ended: {path: "v:effectiveTime/v:high/@value", type: hl7_date, malformed: absent}
                  precision: {path: ["v:effectiveTime/v:low/@value", "v:effectiveTime/@value"], type: date_precision, malformed: absent}
                  # Of the concern that the problem is one of: when it was taken up, and whether it still matters.
                  noted: {path: "ancestor::v:act/v:effectiveTime/v:low/@value", type: hl7_date, malformed: absent}
                  status: {path: "ancestor::v:act/v:statusCode/@code", type: code}

              contacts:
                record: v:ClinicalDocument/v:component/v:structuredBody/v:component/v:section[v:code/@code='46240-8' or v:code/@code='55188-7']/v:entry/v:encounter[not(v:code/@code='IMP' or v:code/v:translation/@code='IMP')]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: ["v:id/@extension", "v:id/@root"], type: text}
                  at: {path: ["v:effectiveTime/v:low/@value", "v:effectiveTime/@value"], type: hl7_time, required: true}
                  ended: {path: "v:effectiveTime/v:high/@value", type: hl7_time, malformed: absent}
                  code: {path: ["v:code/@code", "v:code/v:translation/@code"], type: code, trim: true}
                  system: {path: ["v:code[@code]/@codeSystem", "v:code/v:translation[@code]/@codeSystem"], type: code}
                  practice: {path: "v:participant[@typeCode='LOC']/v:participantRole/v:id/@extension", type: code}
                  staff:
                    path:
                      - "v:performer/v:assignedEntity/v:id[@root='2.16.840.1.113883.4.6']/@extension"
                      - "v:performer/v:assignedEntity/v:id/@extension"
                    type: pseudonym
                  role: {constant: other, type: code}
                  mode:
                    path:
                      - "v:code[@codeSystem='2.16.840.1.113883.5.4']/@code"
                      - "v:code/v:translation[@codeSystem='2.16.840.1.113883.5.4']/@code"
                    type: code
                    map: {VR: video, HH: home-visit, default: face-to-face}
                    default: face-to-face
                  urgency: {constant: routine, type: code}
                  status: {constant: attended, type: code}

              # Only what the document itself calls an inpatient encounter; codes for payment do not say.
              admissions:
                record:
                  - v:ClinicalDocument/v:component/v:structuredBody/v:component/v:section[v:code/@code='46240-8' or v:code/@code='55188-7']/v:entry/v:encounter[v:code/@code='IMP' or v:code/v:translation/@code='IMP']
                  - v:ClinicalDocument/v:componentOf/v:encompassingEncounter[v:code/@code='IMP']
                parent: {table: patients, column: patient}
                fields:
                  id: {path: ["v:id/@extension", "v:id/@root"], type: text}
                  start: {path: ["v:effectiveTime/v:low/@value", "v:effectiveTime/@value"], type: hl7_date, required: true}
                  end: {path: "v:effectiveTime/v:high/@value", type: hl7_date, malformed: absent}
                  method: {constant: other, type: code}
                  discharge: {path: ["s:dischargeDispositionCode/@code", "v:dischargeDispositionCode/@code"], type: code}

              # Results, vital signs and social history. One observation may have a number, a range or a code as its value.
              observations:
                record:
                  - v:ClinicalDocument/v:component/v:structuredBody/v:component/v:section[v:code/@code='30954-2']/v:entry/v:organizer/v:component/v:observation[not(@negationInd='true')]
                  - v:ClinicalDocument/v:component/v:structuredBody/v:component/v:section[v:code/@code='8716-3']/v:entry/v:organizer/v:component/v:observation[not(@negationInd='true')]
                  - v:ClinicalDocument/v:component/v:structuredBody/v:component/v:section[v:code/@code='29762-2']/v:entry/v:observation[not(@negationInd='true')]
                parent: {table: patients, column: patient}
                fields:
                  code: {path: ["v:code/@code", "v:code/v:translation/@code"], type: code, required: true, trim: true}
                  system: {path: ["v:code[@code]/@codeSystem", "v:code/v:translation[@code]/@codeSystem"], type: code}
                  section: {path: "ancestor::v:section/v:code/@code", type: code}
                  at:
                    path:
                      - "v:effectiveTime/@value"
                      - "v:effectiveTime/v:low/@value"
                      - "ancestor::v:organizer/v:effectiveTime/@value"
                      - "ancestor::v:organizer/v:effectiveTime/v:low/@value"
                    type: hl7_time
                    required: true
                  value:
                    path: ["v:value[@xsi:type='PQ' or @xsi:type='INT' or @xsi:type='REAL']/@value", "v:value[@xsi:type='ST']/text()"]
                    type: quantity
                    trim: true
                    malformed: absent
                  comparator: {path: "v:value[@xsi:type='ST']/text()", type: comparator, trim: true, malformed: absent}
                  low: {path: "v:value[@xsi:type='IVL_PQ']/v:low/@value", type: decimal, malformed: absent}
                  high: {path: "v:value[@xsi:type='IVL_PQ']/v:high/@value", type: decimal, malformed: absent}
                  unit: {path: ["v:value/@unit", "v:value/v:low/@unit", "v:value/v:high/@unit"], type: code, trim: true}
                  coded_value: {path: ["v:value/@code", "v:value/v:translation/@code"], type: code, trim: true}
                  interpretation: {path: "v:interpretationCode/@code", type: code, trim: true}
                  status: {path: "v:statusCode/@code", type: code}

            """##),
        ("mappings/cosd.yaml", ##"""
            # COSD (Cancer Outcomes and Services Data set) 8.1-mbis, 8.2, 8.3, 9.0 and 9.0.1, and COSD Pathology 3.1: what hospitals
            # and laboratories in England send to the cancer registry every month.
            #
            # The version is in the namespace. One record of whatever tumour group (`BreastRecord`, `LungRecord` ...) is one pathway
            # of one patient, so a patient may have several; people are told by the NHS number. Version 9 has other names, and puts
            # the diagnosis under `PrimaryPathway` or `NonPrimaryPathway`.
            # What it cannot carry: which tumour group a record is of (its name; the ICD-10 code says it), an area (there is only a
            # postcode, which is not read), the start of a registration, reports in words, and the items of single tumour groups.
            # Not read: plain 8.1, whose sections have the tumour group in their names.
            strata-mapping: 1
            name: cosd
            namespaces:
              c:
                - "http://www.datadictionary.nhs.uk/messages/COSD-v8-1-mbis"
                - "http://www.datadictionary.nhs.uk/messages/COSD-v8-2"
                - "http://www.datadictionary.nhs.uk/messages/COSD-v8-3"
                - "http://www.datadictionary.nhs.uk/messages/COSD-v9-0"
                - "http://www.datadictionary.nhs.uk/messages/COSD-v9-0-1"
                - "http://www.datadictionary.nhs.uk/messages/COSD_Pathology-v3-1"
            root: [c:COSD, c:COSD_Pathology]
            doctype: refuse

            header:
              source: {path: "OrganisationIdentifierCodeOfSubmittingOrganisation/@extension", type: text, required: true}
              records: {path: "RecordCount/@value", type: integer}
              period_start: {path: "ReportingPeriodStartDate/text()", type: date}
              period_end: {path: "ReportingPeriodEndDate/text()", type: date, required: true}
              extracted: {path: "FileCreationDateTime/text()", type: iso_time, required: true}
              content: {constant: full, type: text}

            tables:
              patients:
                record: [c:COSD/*Record, c:COSD_Pathology/*Record]
                fields:
                  # The hospital's number; a patient may be sent with the NHS number alone.
                  id:
                    path:
                      - "LinkagePatientId/LocalPatientIdExtended/text()"
                      - "LinkagePatientId/LocalPatientIdentifier/text()"
                      - "LinkagePatientId/NHSNumber/@extension"
                      - "LinkagePatientId/NhsNumber/@extension"
                    type: identifier
                    required: true
                    trim: true
                  person: {path: ["LinkagePatientId/NHSNumber/@extension", "LinkagePatientId/NhsNumber/@extension"], type: nhs_number}
                  birth_date:
                    path: ["LinkagePatientId/Birthdate/text()", "LinkagePatientId/PersonBirthDate/text()"]
                    type: date
                    trim: true
                  death_date: {path: "DeathDetails/PersonDeathDate/text()", type: date, trim: true}
                  sex:
                    path: ["Demographics/Gender/@code", "Demographics/PersonStatedGenderCode/@code"]
                    type: code
                    map: {"1": "1", "2": "2", "9": "9", default: X}
                    default: X
                  ethnicity: {path: ["Demographics/Ethnicity/@code", "Demographics/EthnicCategory/@code"], type: code}
                  named_gp:
                    path: ["Demographics/GMPSpecified/@extension", "Demographics/GeneralMedicalPractitionerSpecified/@extension"]
                    type: pseudonym
                  provider: {path: "LinkagePatientId/OrganisationIdentifierCodeOfProvider/@extension", type: code}
                  smoking:
                    path:
                      - "ClinicalNurseSpecialistAndRiskFactorAssessments/SmokingStatusCode/@code"
                      - "ClinicalNurseSpecialistAndRiskFactorAssessments/TobaccoSmokingStatus/@code"
                    type: code

              registrations:
                record: [c:COSD/*Record/Demographics/GMPRegistration, c:COSD_Pathology/*Record/Demographics/GMPRegistration]
                parent: {table: patients, column: patient}
                fields:
                  type: {constant: regular, type: code}
                  practice: {path: "@extension", type: code, required: true}

              conditions:
                record:
                  - c:COSD/*Record/LinkageDiagnosticDetails
                  - c:COSD/*Record/PrimaryPathway/LinkageDiagnosticDetails
                parent: {table: patients, column: patient}
                fields:
                  code: {path: ["PrimaryDiagnosis/@code", "PrimaryDiagnosisIcd/@code"], type: code, required: true, case: upper}
                  system: {constant: ICD-10, type: code}
                  onset:
                    path:
                      - "ClinicalDateCancerDiagnosis/text()"
                      - "DateOfPrimaryDiagnosisClinicallyAgreed/text()"
                      - "DateOfNonPrimaryCancerDiagnosisClinicallyAgreed/text()"
                    type: date
                    trim: true
                  laterality: {path: "TumourLaterality/@code", type: code}

              # Cancer that came back, went on or changed: of version 8 beside the first diagnosis, of version 9 a record of its own.
              recurrences:
                record:
                  - c:COSD/*Record/NonPrimaryCancerPathwayRoute
                  - c:COSD/*Record/NonPrimaryPathway/Recurrence
                  - c:COSD/*Record/NonPrimaryPathway/Progression
                  - c:COSD/*Record/NonPrimaryPathway/Transformation
                parent: {table: patients, column: patient}
                fields:
                  code: {path: ["ProgressionIcd/@code", "CancerProgressionICD/@code"], type: code, case: upper}
                  original: {path: "OriginalPrimaryDiagnosisIcd/@code", type: code, case: upper}
                  kind: {path: "NonPrimaryCancerPathwayType/@code", type: code}
                  agreed:
                    path:
                      - "../DateOfNonPrimaryCancerDiagnosisClinicallyAgreed/text()"
                      - "../LinkageDiagnosticDetails/DateOfNonPrimaryCancerDiagnosisClinicallyAgreed/text()"
                    type: date
                    trim: true
                  metastatic_site:
                    path:
                      - "MetastaticSite/@code"
                      - "MetastaticTypeAndSiteRecurrence/MetastaticSite/@code"
                      - "MetastaticTypeAndSiteProgression/MetastaticSite/@code"
                    type: code

              diagnoses:
                record: [c:COSD/*Record/Diagnosis, c:COSD/*Record/PrimaryPathway/Diagnosis]
                parent: {table: patients, column: patient}
                fields:
                  basis: {path: ["BasisOfCancerDiagnosis/@code", "BasisOfDiagnosisCancer/@code"], type: code}
                  morphology: {path: ["MorphologyICDODiagnosis/@code", "MorphologyIcd-o-3/@code"], type: code, case: upper}
                  topography: {path: ["TopographyICDO/@code", "TopographyIcd-o-3/@code"], type: code, case: upper}
                  grade: {path: ["DiagnosisGradeOfDifferentiation/@code", "GradeOfDifferentiationAtDiagnosis/@code"], type: code}
                  performance: {path: ["AdultPerformanceStatus/@code", "PerformanceStatusAdult/@code"], type: code}
                  snomed: {path: ["DiagnosisSNOMEDCT/@code", "DiagnosisCodeSnomedCt/@code"], type: code}
                  site: {path: "OrganisationSiteIdentifierOfDiagnosis/@extension", type: code}

              stages:
                record: [c:COSD/*Record/Staging, c:COSD/*Record/PrimaryPathway/Staging]
                parent: {table: patients, column: patient}
                fields:
                  t: {path: ["FinalPreTreatmentTCategory/text()", "TCategoryFinalPretreatment/text()"], type: code, trim: true}
                  n: {path: ["FinalPreTreatmentNCategory/text()", "NCategoryFinalPretreatment/text()"], type: code, trim: true}
                  m: {path: ["FinalPreTreatmentMCategory/text()", "MCategoryFinalPretreatment/text()"], type: code, trim: true}
                  stage:
                    path: ["FinalPreTreatmentTNMStageGrouping/text()", "TnmStageGroupingFinalPretreatment/text()"]
                    type: code
                    trim: true
                    case: upper
                  staged:
                    path: ["FinalPreTreatmentTNMStageGroupingDate/text()", "StageDateFinalPretreatmentStage/text()"]
                    type: date
                    trim: true
                  integrated_stage:
                    path: ["IntegratedStageTNMStageGrouping/text()", "TnmStageGroupingIntegrated/text()"]
                    type: code
                    trim: true
                    case: upper
                  integrated: {path: ["IntegratedStageTNMStageGroupingDate/text()", "StageDateIntegratedStage/text()"], type: date, trim: true}
                  edition: {path: ["TNMVersionNumberStaging/text()", "TnmVersionNumberStaging/text()"], type: code, trim: true}

              # The way to the first hospital appointment.
              contacts:
                record:
                  - c:COSD/*Record/ReferralAndFirstStageOfPatientPathway
                  - c:COSD/*Record/PrimaryPathway/ReferralAndFirstStageOfPatientPathway
                parent: {table: patients, column: patient}
                fields:
                  at: {path: "DateFirstSeen/text()", type: date_or_time, required: true, trim: true}
                  practice:
                    path: ["OrganisationSiteIdentifierOfProviderFirstSeen/@extension", "OrganisationSiteIdentifierProviderFirstSeen/@extension"]
                    type: code
                  staff: {path: "ConsultantCode/@extension", type: pseudonym}
                  role: {constant: other, type: code}
                  mode: {constant: face-to-face, type: code}
                  urgency: {constant: routine, type: code}
                  status: {constant: attended, type: code}
                  referral: {path: ["SourceOfReferralOutPatients/@code", "SourceOfReferralForOut-patients/@code"], type: code}
                  specialist: {path: ["SpecialistDateFirstSeen/text()", "DateFirstSeenCancerSpecialist/text()"], type: date, trim: true}
                  symptoms: {path: ["CancerSymptomsDateFirstNoted/text()", "CancerSymptomsFirstNotedDate/text()"], type: date, trim: true}

              treatments:
                record: c:COSD/*Record/Treatment
                parent: {table: patients, column: patient}
                fields:
                  event: {path: ["CancerTreatmentEventType/@code", "CommonTreatment/CancerTreatmentEventType/@code"], type: code}
                  modality: {path: ["CancerTreatmentModality/@code", "CommonTreatment/CancerTreatmentModality/@code"], type: code}
                  intent: {path: ["CancerTreatmentIntent/@code", "CommonTreatment/CancerTreatmentIntent/@code"], type: code}
                  start:
                    path:
                      - "CancerTreatmentStartDate/text()"
                      - "CommonTreatment/CancerTreatmentStartDate/text()"
                      - "TreatmentStartDateCancer/text()"
                    type: date
                    trim: true
                  site:
                    path:
                      - "OrganisationSiteIdentifierOfProviderCancerTreatmentStartDate/@extension"
                      - "CommonTreatment/OrganisationSiteIdentifierOfProviderCancerTreatmentStartDate/@extension"
                    type: code
                  staff: {path: ["ConsultantCode/@extension", "CommonTreatment/ConsultantCode/@extension"], type: pseudonym}
                  procedure:
                    path: ["SurgeryAndOtherProcedures/PrimaryProcedureOPCS/@code", "Surgery/PrimaryProcedureOpcs/@code"]
                    type: code
                    case: upper
                  operated: {path: ["SurgeryAndOtherProcedures/ProcedureDate/text()", "Surgery/ProcedureDate/text()"], type: date, trim: true}
                  discharged: {path: "SurgeryAndOtherProcedures/HospitalDischargeDate/text()", type: date, trim: true}

              # Height in metres, weight in kilograms. Three measurements in one row: the date stands after them.
              measurements:
                record: c:COSD/*Record/PersonObservation
                parent: {table: patients, column: patient}
                fields:
                  at: {path: "ObservationDate/text()", type: date, trim: true}
                  height: {path: "PersonHeightInMetres/@value", type: decimal}
                  weight: {path: "PersonObservationWeight/@value", type: decimal}
                  body_mass: {path: "BodyMassIndex/@value", type: decimal}

              pathology:
                record: [c:COSD/*Record/Pathology, c:COSD_Pathology/*Record/Pathology]
                parent: {table: patients, column: patient}
                fields:
                  at: {path: "InvestigationResultDate/text()", type: date, trim: true}
                  collected: {path: "SampleCollectionDate/text()", type: date, trim: true}
                  code: {path: "PrimaryDiagnosisICDPath/@code", type: code, case: upper}
                  morphology: {path: "MorphologySNOMEDPathology/@code", type: code, case: upper}
                  topography: {path: "TopographySNOMEDPathology/@code", type: code, case: upper}
                  laterality: {path: "TumourLaterality/@code", type: code}
                  grade: {path: "GradeOfDiff/@code", type: code}
                  lesion_mm: {path: "LesionSizePathological/@value", type: decimal}
                  nodes_examined: {path: "NumberNodesExamined/@value", type: integer}
                  nodes_positive: {path: "NumberNodesPositive/@value", type: integer}
                  t: {path: "PathTCategory/text()", type: code, trim: true}
                  n: {path: "PathNCategory/text()", type: code, trim: true}
                  m: {path: "PathMCategory/text()", type: code, trim: true}

            findings:
              record_count: {elements: ["c:COSD/*Record", "c:COSD_Pathology/*Record"], header: records}

            """##),
        ("mappings/fhir-r4.yaml", ##"""
            # FHIR R4 in XML: Bundles, and bare resources; UK Core where it says more than the base.
            #
            # In a Bundle events join their patient by reference: relative (`Patient/x`), absolute or `urn:uuid:…` (the entry's
            # fullUrl). What refers to a patient that is not in the Bundle, or to a contained one, is set aside as `no_match`.
            # A bare resource has no Bundle to find its patient in: it goes to a table of its own (`bare_…`) that has the reference
            # under a pseudonym (`subject`), the same as `patients.subject` of the bare Patient, and what the resource itself says of
            # the person: an NHS number in the reference, or a contained Patient.
            # Not here: names, addresses, narrative and free text, LSOAs (FHIR has none), medication, procedures, documents; R5.
            # Records that were entered in error are left out. Documentation/Mappings/fhir-r4.md says what each column is.
            strata-mapping: 1
            name: fhir-r4
            namespaces: {f: "http://hl7.org/fhir"}
            root:
              - f:Bundle
              - f:Patient
              - f:Organization
              - f:Practitioner
              - f:PractitionerRole
              - f:EpisodeOfCare
              - f:Encounter
              - f:Appointment
              - f:Condition
              - f:Observation
            doctype: refuse

            # A Bundle that names itself and says when it was made can be a feed; a source is a Bundle.
            header:
              source: {path: ["f:identifier/f:value/@value", "f:id/@value"], type: text}
              extracted: {path: ["f:timestamp/@value", "f:meta/f:lastUpdated/@value"], type: iso_time}
              period_end: {path: ["f:timestamp/@value", "f:meta/f:lastUpdated/@value"], type: iso_date}
              content: {constant: full, type: text}
              sequence: {path: "f:meta/f:versionId/@value", type: integer, malformed: absent}

            tables:
              organisations:
                record: ["f:Bundle/f:entry/f:resource/f:Organization", f:Organization]
                fields:
                  reference: {path: "f:id/@value", type: text, prepend: "Organization/"}
                  url: {path: "ancestor::f:entry/f:fullUrl/@value", type: text}
                  code:
                    path: "f:identifier[f:system/@value='https://fhir.nhs.uk/Id/ods-organization-code']/f:value/@value"
                    type: code
                    case: upper
                  name: {path: "f:name/@value", type: text}
                  kind: {path: "f:type/f:coding/f:code/@value", type: code}
                  active: {path: "f:active/@value", type: xs_boolean}
                  parent:
                    path: "f:partOf/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}

              staff:
                record: ["f:Bundle/f:entry/f:resource/f:Practitioner", f:Practitioner]
                fields:
                  id: {path: "f:id/@value", type: pseudonym, prepend: "Practitioner/"}
                  url: {path: "ancestor::f:entry/f:fullUrl/@value", type: pseudonym}
                  role:
                    path: "f:id/@value"
                    type: code
                    prepend: "Practitioner/"
                    lookup: {table: staff_roles, by: practitioner, take: role}
                    default: other
                    # SNOMED CT, then SDS job roles (and access roles, which are weaker).
                    map: &role_words
                      "62247001": gp
                      "224535009": nurse
                      "46255001": pharmacist
                      "36682004": physiotherapist
                      "397897005": paramedic
                      R0260: gp
                      R0270: gp
                      R1547: gp
                      R6200: gp
                      R6300: gp
                      R8001: nurse
                      R1290: pharmacist
                      R1110: physiotherapist
                      R1120: physiotherapist
                      R1130: physiotherapist
                      R1140: physiotherapist
                      R1070: paramedic
                      R1080: paramedic
                      R1090: paramedic
                      R1100: paramedic
                      R1975: mental-health
                      R1480: healthcare-assistant
                      R1730: admin
                      R8008: admin
                      R8009: admin
                      default: other
                  active: {path: "f:active/@value", type: xs_boolean}

              # Who does what where; one practitioner may have several.
              staff_roles:
                record: ["f:Bundle/f:entry/f:resource/f:PractitionerRole", f:PractitionerRole]
                fields:
                  id: {path: "f:id/@value", type: pseudonym, prepend: "PractitionerRole/"}
                  url: {path: "ancestor::f:entry/f:fullUrl/@value", type: pseudonym}
                  practitioner: {path: "f:practitioner/f:reference/@value", type: pseudonym}
                  role: {path: "f:code/f:coding[f:code/@value][1]/f:code/@value", type: code}
                  system: {path: "f:code/f:coding[f:code/@value][1]/f:system/@value", type: code}
                  specialty: {path: "f:specialty/f:coding/f:code/@value", type: code}
                  organisation:
                    path: "f:organization/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}
                  organisation_reference: {path: "f:organization/f:reference/@value", type: code}
                  start: {path: "f:period/f:start/@value", type: partial_date, clock: Europe/London}
                  end: {path: "f:period/f:end/@value", type: partial_date, partial: last, clock: Europe/London}

              patients:
                record: ["f:Bundle/f:entry/f:resource/f:Patient", f:Patient]
                fields:
                  id: {path: ["f:id/@value", "ancestor::f:entry/f:fullUrl/@value"], type: identifier, required: true}
                  subject: {path: "f:id/@value", type: pseudonym, prepend: "Patient/"}
                  url: {path: "ancestor::f:entry/f:fullUrl/@value", type: pseudonym}
                  person:
                    path: "f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                    type: nhs_number
                  # Where only the year, or year and month, are known: the day in the middle.
                  birth_date: {path: "f:birthDate/@value", type: partial_date, partial: middle}
                  birth_precision: {path: "f:birthDate/@value", type: date_precision}
                  death_date: {path: "f:deceasedDateTime/@value", type: partial_date, partial: middle, clock: Europe/London}
                  deceased: {path: "f:deceasedBoolean/@value", type: xs_boolean}
                  sex:
                    path: "f:gender/@value"
                    type: code
                    map: {male: "1", female: "2", other: "9", unknown: X, default: X}
                    default: X
                  ethnicity:
                    path: "f:extension[@url='https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory']/f:valueCodeableConcept/f:coding[f:system/@value='https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategoryEngland']/f:code/@value"
                    type: code
                    map: {A: A, B: B, C: C, D: D, E: E, F: F, G: G, H: H, J: J, K: K, L: L, M: M, "N": "N", P: P, R: R, S: S, Z: Z,
                      "99": "99", default: null}
                  named_gp:
                    path: "f:generalPractitioner[not(contains(f:reference/@value,'Organization'))]/f:reference/@value"
                    type: pseudonym
                  practice:
                    path:
                      - "f:generalPractitioner[contains(f:reference/@value,'Organization')]/f:reference/@value"
                      - "f:managingOrganization/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}
                  active: {path: "f:active/@value", type: xs_boolean}

              registrations:
                record: "f:Bundle/f:entry/f:resource/f:EpisodeOfCare[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]"
                parent: {table: patients, column: patient, on: "f:patient/f:reference/@value", by: [subject, url]}
                fields:
                  type: &registration_type
                    path: "f:type/f:coding/f:code/@value"
                    type: code
                    map: {R: regular, T: temporary, E: immediately-necessary, IN: immediately-necessary, P: private,
                      default: services-only}
                    default: regular
                  practice:
                    path: "f:managingOrganization/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}
                  start: &start
                    path: "f:period/f:start/@value"
                    type: partial_date
                    required: true
                    partial: first
                    clock: Europe/London
                  end: &end {path: "f:period/f:end/@value", type: partial_date, partial: last, clock: Europe/London}
                  status: &status {path: "f:status/@value", type: code}

              conditions:
                record: "f:Bundle/f:entry/f:resource/f:Condition[not(f:verificationStatus/f:coding/f:code/@value='entered-in-error')]"
                parent: {table: patients, column: patient, on: "f:subject/f:reference/@value", by: [subject, url]}
                fields:
                  # SNOMED CT wherever it is among the codings, else the first.
                  code: &code
                    path:
                      - "f:code/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "f:code/f:coding[f:code/@value][1]/f:code/@value"
                    type: code
                    required: true
                  system: &system
                    path:
                      - "f:code/f:coding[f:system/@value='http://snomed.info/sct']/f:system/@value"
                      - "f:code/f:coding[f:code/@value][1]/f:system/@value"
                    type: code
                  onset: &onset
                    path: ["f:onsetDateTime/@value", "f:onsetPeriod/f:start/@value"]
                    type: partial_date
                    partial: first
                    clock: Europe/London
                  onset_precision: &onset_precision
                    path: ["f:onsetDateTime/@value", "f:onsetPeriod/f:start/@value"]
                    type: date_precision
                  ended: &ended
                    path: ["f:abatementDateTime/@value", "f:abatementPeriod/f:end/@value"]
                    type: partial_date
                    partial: last
                    clock: Europe/London
                  recorded: &recorded {path: "f:recordedDate/@value", type: partial_date, clock: Europe/London}
                  status: &clinical_status {path: "f:clinicalStatus/f:coding/f:code/@value", type: code}
                  verification: &verification {path: "f:verificationStatus/f:coding/f:code/@value", type: code}
                  category: &category {path: "f:category/f:coding/f:code/@value", type: code}

              # Appointments, and encounters that are no stay in hospital and name no appointment: with both, one contact is two.
              contacts:
                record:
                  - "f:Bundle/f:entry/f:resource/f:Appointment[not(f:status/@value='entered-in-error')]"
                  - "f:Bundle/f:entry/f:resource/f:Encounter[not(f:class/f:code/@value='IMP' or f:class/f:code/@value='ACUTE' or f:class/f:code/@value='NONAC')][not(f:status/@value='entered-in-error')][not(f:appointment/f:reference/@value)]"
                parent:
                  table: patients
                  column: patient
                  on:
                    - "f:subject/f:reference/@value"
                    - "f:participant/f:actor[contains(f:reference/@value,'Patient/') or f:type/@value='Patient']/f:reference/@value"
                    - "f:participant/f:actor[starts-with(f:reference/@value,'urn:')]/f:reference/@value"
                  by: [subject, url]
                fields:
                  id: &id {path: "f:id/@value", type: text}
                  at: &at
                    path: ["f:start/@value", "f:period/f:start/@value"]
                    type: partial_time
                    required: true
                    clock: Europe/London
                  ended: &contact_ended {path: ["f:end/@value", "f:period/f:end/@value"], type: partial_time, clock: Europe/London}
                  booked: &booked {path: "f:created/@value", type: partial_time, clock: Europe/London}
                  practice:
                    path:
                      - "f:serviceProvider/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Organization/')]/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}
                  staff: &staff
                    path:
                      - "f:participant/f:individual[not(contains(f:reference/@value,'RelatedPerson/'))]/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Practitioner') or starts-with(f:type/@value,'Practitioner')]/f:reference/@value"
                    type: pseudonym
                  role:
                    path:
                      - "f:participant/f:individual[not(contains(f:reference/@value,'RelatedPerson/'))]/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Practitioner') or starts-with(f:type/@value,'Practitioner')]/f:reference/@value"
                    type: code
                    lookup: {table: staff_roles, by: [practitioner, id, url], take: role}
                    default: other
                    map: *role_words
                  mode: &mode
                    path:
                      - "f:extension[@url='https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeliveryChannel']/f:valueCodeableConcept/f:coding/f:code/@value"
                      - "f:class/f:code/@value"
                    type: code
                    map: {In-person: face-to-face, Telephone: telephone, Video: video, AMB: face-to-face, HH: home-visit, VR: other,
                      default: other}
                    default: other
                  urgency: &urgency
                    path: ["f:appointmentType/f:coding/f:code/@value", "f:class/f:code/@value"]
                    type: code
                    map: {WALKIN: same-day, EMERGENCY: same-day, ROUTINE: routine, CHECKUP: routine, FOLLOWUP: routine,
                      EMER: same-day, default: other}
                    default: other
                  status: &contact_status
                    path: "f:status/@value"
                    type: code
                    map:
                      fulfilled: attended
                      finished: attended
                      arrived: attended
                      checked-in: attended
                      triaged: attended
                      in-progress: attended
                      onleave: attended
                      noshow: did-not-attend
                      cancelled: cancelled
                      booked: booked
                      pending: booked
                      proposed: booked
                      waitlist: booked
                      planned: booked
                      default: other
                    default: other
                  minutes: &minutes
                    path: ["f:minutesDuration/@value", "f:length[f:code/@value='min']/f:value/@value"]
                    type: integer
                    malformed: absent
                  class: &class {path: "f:class/f:code/@value", type: code}          # of an encounter; an appointment has none
                  kind: &kind {path: ["f:type/f:coding/f:code/@value", "f:serviceType/f:coding/f:code/@value"], type: code}
                  reason: &reason
                    path:
                      - "f:reasonCode/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "f:reasonCode/f:coding[f:code/@value][1]/f:code/@value"
                    type: code

              # Encounters of the classes inpatient, acute and non-acute; one that is only planned or was cancelled is no stay.
              admissions:
                record: "f:Bundle/f:entry/f:resource/f:Encounter[f:class/f:code/@value='IMP' or f:class/f:code/@value='ACUTE' or f:class/f:code/@value='NONAC'][not(f:status/@value='entered-in-error' or f:status/@value='cancelled' or f:status/@value='planned')]"
                parent: {table: patients, column: patient, on: "f:subject/f:reference/@value", by: [subject, url]}
                fields:
                  id: *id
                  start: *start
                  end: *end
                  method: &method
                    path: "f:hospitalization/f:extension[@url='https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AdmissionMethod']/f:valueCodeableConcept/f:coding/f:code/@value"
                    type: code
                    map:
                      "11": elective
                      "12": elective
                      "13": elective
                      "21": emergency
                      "22": emergency
                      "23": emergency
                      "24": emergency
                      "25": emergency
                      "28": emergency
                      2A: emergency
                      2B: emergency
                      2C: emergency
                      2D: emergency
                      "31": maternity
                      "32": maternity
                      "81": other
                      "82": other
                      "83": other
                      default: other
                    default: other
                  diagnosis: *reason
                  status: *status
                  discharge: &discharge {path: "f:hospitalization/f:dischargeDisposition/f:coding/f:code/@value", type: code}
                  provider:
                    path: "f:serviceProvider/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}

              # A row for every observation and one for each of its components: blood pressure has its values in these only.
              observations:
                record:
                  - "f:Bundle/f:entry/f:resource/f:Observation[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]"
                  - "f:Bundle/f:entry/f:resource/f:Observation[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]/f:component"
                parent:
                  table: patients
                  column: patient
                  on: ["f:subject/f:reference/@value", "../f:subject/f:reference/@value"]
                  by: [subject, url]
                fields:
                  id: {path: ["f:id/@value", "../f:id/@value"], type: text}
                  code: *code
                  system: *system
                  panel:          # of a component: the code of the observation around it
                    path:
                      - "../f:code/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "../f:code/f:coding[f:code/@value][1]/f:code/@value"
                    type: code
                  at:
                    path:
                      - "f:effectiveDateTime/@value"
                      - "f:effectivePeriod/f:start/@value"
                      - "f:effectiveInstant/@value"
                      - "../f:effectiveDateTime/@value"
                      - "../f:effectivePeriod/f:start/@value"
                      - "../f:effectiveInstant/@value"
                    type: partial_time
                    required: true
                    clock: Europe/London
                  value: &value
                    path:
                      - "f:valueQuantity/f:value/@value"
                      - "f:valueInteger/@value"
                      - "f:valueCodeableConcept/f:coding/f:extension[@url='http://hl7.org/fhir/StructureDefinition/ordinalValue']/f:valueDecimal/@value"
                    type: quantity
                    malformed: absent
                  comparator: &comparator {path: "f:valueQuantity/f:comparator/@value", type: code}
                  unit: &unit {path: ["f:valueQuantity/f:code/@value", "f:valueQuantity/f:unit/@value"], type: code}
                  value_code: &value_code
                    path:
                      - "f:valueCodeableConcept/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "f:valueCodeableConcept/f:coding[f:code/@value][1]/f:code/@value"
                    type: code
                  status: {path: ["f:status/@value", "../f:status/@value"], type: code}
                  category: {path: ["f:category/f:coding/f:code/@value", "../f:category/f:coding/f:code/@value"], type: code}

              # Bare resources: what they say of their patient stands in the row.
              bare_registrations:
                record: "f:EpisodeOfCare[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]"
                fields:
                  subject: {path: "f:patient/f:reference/@value", type: pseudonym}
                  person:
                    path:
                      - "f:patient/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                      - "f:contained/f:Patient/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                    type: nhs_number
                  type: *registration_type
                  organisation:
                    path: ["f:managingOrganization/f:identifier/f:value/@value", "f:managingOrganization/f:reference/@value"]
                    type: code
                  start: *start
                  end: *end
                  status: *status

              bare_conditions:
                record: "f:Condition[not(f:verificationStatus/f:coding/f:code/@value='entered-in-error')]"
                fields:
                  subject: &subject {path: "f:subject/f:reference/@value", type: pseudonym}
                  person: &person
                    path:
                      - "f:subject/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                      - "f:contained/f:Patient/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                    type: nhs_number
                  birth_date: &contained_birth
                    path: "f:contained/f:Patient/f:birthDate/@value"
                    type: partial_date
                    partial: middle
                  sex: &contained_sex
                    path: "f:contained/f:Patient/f:gender/@value"
                    type: code
                    map: {male: "1", female: "2", other: "9", unknown: X, default: X}
                  code: *code
                  system: *system
                  onset: *onset
                  onset_precision: *onset_precision
                  ended: *ended
                  recorded: *recorded
                  status: *clinical_status
                  verification: *verification
                  category: *category

              bare_contacts:
                record:
                  - "f:Appointment[not(f:status/@value='entered-in-error')]"
                  - "f:Encounter[not(f:class/f:code/@value='IMP' or f:class/f:code/@value='ACUTE' or f:class/f:code/@value='NONAC')][not(f:status/@value='entered-in-error')]"
                fields:
                  subject:
                    path:
                      - "f:subject/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Patient/') or f:type/@value='Patient']/f:reference/@value"
                    type: pseudonym
                  person:
                    path:
                      - "f:subject/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                      - "f:participant/f:actor/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                      - "f:contained/f:Patient/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                    type: nhs_number
                  birth_date: *contained_birth
                  sex: *contained_sex
                  id: *id
                  at: *at
                  ended: *contact_ended
                  booked: *booked
                  organisation:
                    path:
                      - "f:serviceProvider/f:identifier/f:value/@value"
                      - "f:serviceProvider/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Organization/')]/f:reference/@value"
                    type: code
                  staff: *staff
                  mode: *mode
                  urgency: *urgency
                  status: *contact_status
                  minutes: *minutes
                  class: *class
                  kind: *kind
                  reason: *reason
                  appointment: {path: "f:appointment/f:reference/@value", type: text}

              bare_admissions:
                record: "f:Encounter[f:class/f:code/@value='IMP' or f:class/f:code/@value='ACUTE' or f:class/f:code/@value='NONAC'][not(f:status/@value='entered-in-error' or f:status/@value='cancelled' or f:status/@value='planned')]"
                fields:
                  subject: *subject
                  person: *person
                  birth_date: *contained_birth
                  sex: *contained_sex
                  id: *id
                  start: *start
                  end: *end
                  method: *method
                  diagnosis: *reason
                  status: *status
                  discharge: *discharge
                  organisation:
                    path: ["f:serviceProvider/f:identifier/f:value/@value", "f:serviceProvider/f:reference/@value"]
                    type: code

              # The pseudonym and the contained Patient stand in a component's row as in its observation's.
              bare_observations:
                record:
                  - "f:Observation[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]"
                  - "f:Observation[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]/f:component"
                fields:
                  subject: {path: ["f:subject/f:reference/@value", "/f:Observation/f:subject/f:reference/@value"], type: pseudonym}
                  person:
                    path:
                      - "f:subject/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                      - "f:contained/f:Patient/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                      - "/f:Observation/f:subject/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                      - "/f:Observation/f:contained/f:Patient/f:identifier[f:system/@value='https://fhir.nhs.uk/Id/nhs-number']/f:value/@value"
                    type: nhs_number
                  birth_date:
                    path: ["f:contained/f:Patient/f:birthDate/@value", "/f:Observation/f:contained/f:Patient/f:birthDate/@value"]
                    type: partial_date
                    partial: middle
                  sex:
                    path: ["f:contained/f:Patient/f:gender/@value", "/f:Observation/f:contained/f:Patient/f:gender/@value"]
                    type: code
                    map: {male: "1", female: "2", other: "9", unknown: X, default: X}
                  id: {path: ["f:id/@value", "/f:Observation/f:id/@value"], type: text}
                  code: *code
                  system: *system
                  panel:
                    path:
                      - "ancestor::f:Observation/f:code/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "ancestor::f:Observation/f:code/f:coding[f:code/@value][1]/f:code/@value"
                    type: code
                  at:
                    path:
                      - "f:effectiveDateTime/@value"
                      - "f:effectivePeriod/f:start/@value"
                      - "f:effectiveInstant/@value"
                      - "/f:Observation/f:effectiveDateTime/@value"
                      - "/f:Observation/f:effectivePeriod/f:start/@value"
                      - "/f:Observation/f:effectiveInstant/@value"
                    type: partial_time
                    required: true
                    clock: Europe/London
                  value: *value
                  comparator: *comparator
                  unit: *unit
                  value_code: *value_code
                  status: {path: ["f:status/@value", "/f:Observation/f:status/@value"], type: code}
                  category:
                    path: ["f:category/f:coding/f:code/@value", "/f:Observation/f:category/f:coding/f:code/@value"]
                    type: code

            """##),
        ("mappings/fhir-stu3.yaml", ##"""
            # FHIR STU3 in XML: Bundles, and bare resources; CareConnect and GP Connect where they say more than the base.
            #
            # Read as fhir-r4.yaml reads R4 (see there for how events find their patient, and for the `bare_…` tables), with what STU3
            # and its profiles write another way. Old and new addresses of NHS identifiers count alike; a file without a namespace is
            # read too. A registration is an EpisodeOfCare, or a Patient's registration details (GP Connect).
            # Not here: names, addresses, narrative and free text, LSOAs (FHIR has none), medication, procedures, documents.
            # Documentation/Mappings/fhir-stu3.md says what each column is.
            strata-mapping: 1
            name: fhir-stu3
            namespaces: {f: ["http://hl7.org/fhir", ""]}
            root:
              - f:Bundle
              - f:Patient
              - f:Organization
              - f:Practitioner
              - f:PractitionerRole
              - f:EpisodeOfCare
              - f:Encounter
              - f:Appointment
              - f:Condition
              - f:Observation
            doctype: refuse

            # A Bundle that names itself and says when it was made can be a feed; a source is a Bundle.
            header:
              source: {path: ["f:identifier/f:value/@value", "f:id/@value"], type: text}
              extracted: {path: ["f:timestamp/@value", "f:meta/f:lastUpdated/@value"], type: iso_time}
              period_end: {path: ["f:timestamp/@value", "f:meta/f:lastUpdated/@value"], type: iso_date}
              content: {constant: full, type: text}
              sequence: {path: "f:meta/f:versionId/@value", type: integer, malformed: absent}

            tables:
              organisations:
                record: ["f:Bundle/f:entry/f:resource/f:Organization", f:Organization]
                fields:
                  reference: {path: "f:id/@value", type: text, prepend: "Organization/"}
                  url: {path: "ancestor::f:entry/f:fullUrl/@value", type: text}
                  code:
                    path: "f:identifier[contains(f:system/@value,'/Id/ods-organization-code')]/f:value/@value"
                    type: code
                    case: upper
                  name: {path: "f:name/@value", type: text}
                  kind: {path: "f:type/f:coding/f:code/@value", type: code}
                  active: {path: "f:active/@value", type: xs_boolean}
                  parent:
                    path: "f:partOf/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}

              staff:
                record: ["f:Bundle/f:entry/f:resource/f:Practitioner", f:Practitioner]
                fields:
                  id: {path: "f:id/@value", type: pseudonym, prepend: "Practitioner/"}
                  url: {path: "ancestor::f:entry/f:fullUrl/@value", type: pseudonym}
                  # As DSTU2 and the first CareConnect wrote it; of PractitionerRole see staff_roles.
                  role:
                    path: "f:practitionerRole/f:role/f:coding/f:code/@value"
                    type: code
                    default: other
                    # SNOMED CT, then SDS job roles (and access roles, which are weaker).
                    map: &role_words
                      "62247001": gp
                      "224535009": nurse
                      "46255001": pharmacist
                      "36682004": physiotherapist
                      "397897005": paramedic
                      R0260: gp
                      R0270: gp
                      R1547: gp
                      R6200: gp
                      R6300: gp
                      R8001: nurse
                      R1290: pharmacist
                      R1110: physiotherapist
                      R1120: physiotherapist
                      R1130: physiotherapist
                      R1140: physiotherapist
                      R1070: paramedic
                      R1080: paramedic
                      R1090: paramedic
                      R1100: paramedic
                      R1975: mental-health
                      R1480: healthcare-assistant
                      R1730: admin
                      R8008: admin
                      R8009: admin
                      default: other
                  active: {path: "f:active/@value", type: xs_boolean}

              # Who does what where; one practitioner may have several.
              staff_roles:
                record: ["f:Bundle/f:entry/f:resource/f:PractitionerRole", f:PractitionerRole]
                fields:
                  id: {path: "f:id/@value", type: pseudonym, prepend: "PractitionerRole/"}
                  url: {path: "ancestor::f:entry/f:fullUrl/@value", type: pseudonym}
                  practitioner: {path: "f:practitioner/f:reference/@value", type: pseudonym}
                  role: {path: "f:code/f:coding[f:code/@value][1]/f:code/@value", type: code}
                  system: {path: "f:code/f:coding[f:code/@value][1]/f:system/@value", type: code}
                  specialty: {path: "f:specialty/f:coding/f:code/@value", type: code}
                  organisation:
                    path: "f:organization/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}
                  organisation_reference: {path: "f:organization/f:reference/@value", type: code}
                  start: {path: "f:period/f:start/@value", type: partial_date, clock: Europe/London}
                  end: {path: "f:period/f:end/@value", type: partial_date, partial: last, clock: Europe/London}

              patients:
                record: ["f:Bundle/f:entry/f:resource/f:Patient", f:Patient]
                fields:
                  id: {path: ["f:id/@value", "ancestor::f:entry/f:fullUrl/@value"], type: identifier, required: true}
                  subject: {path: "f:id/@value", type: pseudonym, prepend: "Patient/"}
                  url: {path: "ancestor::f:entry/f:fullUrl/@value", type: pseudonym}
                  key: {path: "f:id/@value", type: pseudonym}
                  person: {path: "f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value", type: nhs_number}
                  # Where only the year, or year and month, are known: the day in the middle.
                  birth_date: {path: "f:birthDate/@value", type: partial_date, partial: middle}
                  birth_precision: {path: "f:birthDate/@value", type: date_precision}
                  death_date: {path: "f:deceasedDateTime/@value", type: partial_date, partial: middle, clock: Europe/London}
                  deceased: {path: "f:deceasedBoolean/@value", type: xs_boolean}
                  sex:
                    path: "f:gender/@value"
                    type: code
                    map: {male: "1", female: "2", other: "9", unknown: X, default: X}
                    default: X
                  ethnicity:
                    path: "f:extension[contains(@url,'EthnicCategory-1')]/f:valueCodeableConcept/f:coding/f:code/@value"
                    type: code
                    map: {A: A, B: B, C: C, D: D, E: E, F: F, G: G, H: H, J: J, K: K, L: L, M: M, "N": "N", P: P, R: R, S: S, Z: Z,
                      "99": "99", default: null}
                  named_gp:
                    path: "f:generalPractitioner[not(contains(f:reference/@value,'Organization'))]/f:reference/@value"
                    type: pseudonym
                  practice:
                    path:
                      - "f:generalPractitioner[contains(f:reference/@value,'Organization')]/f:reference/@value"
                      - "f:managingOrganization/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}
                  active: {path: "f:active/@value", type: xs_boolean}

              # `by` names the bare id too: a Patient with registration details finds itself.
              registrations:
                record:
                  - "f:Bundle/f:entry/f:resource/f:EpisodeOfCare[f:patient/f:reference/@value][not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]"
                  - "f:Bundle/f:entry/f:resource/f:Patient[contains(f:extension/@url,'RegistrationDetails-1')]"
                  - "f:Patient[contains(f:extension/@url,'RegistrationDetails-1')]"
                parent:
                  table: patients
                  column: patient
                  on: ["f:patient/f:reference/@value", "f:id/@value"]
                  by: [subject, url, key]
                fields:
                  type: &registration_type
                    path:
                      - "f:extension[contains(@url,'RegistrationDetails-1')]/f:extension[@url='registrationType']/f:valueCodeableConcept/f:coding/f:code/@value"
                      - "f:type/f:coding/f:code/@value"
                    type: code
                    map: {R: regular, T: temporary, E: immediately-necessary, I: immediately-necessary, IN: immediately-necessary,
                      P: private, default: services-only}
                    default: regular
                  practice:
                    path: "f:managingOrganization/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}
                  start:
                    path:
                      - "f:extension[contains(@url,'RegistrationDetails-1')]/f:extension[@url='registrationPeriod']/f:valuePeriod/f:start/@value"
                      - "f:period/f:start/@value"
                    type: partial_date
                    required: true
                    clock: Europe/London
                  end:
                    path:
                      - "f:extension[contains(@url,'RegistrationDetails-1')]/f:extension[@url='registrationPeriod']/f:valuePeriod/f:end/@value"
                      - "f:period/f:end/@value"
                    type: partial_date
                    partial: last
                    clock: Europe/London
                  status: &status {path: "f:status/@value", type: code}

              conditions:
                record: "f:Bundle/f:entry/f:resource/f:Condition[not(f:verificationStatus/@value='entered-in-error')]"
                parent: {table: patients, column: patient, on: "f:subject/f:reference/@value", by: [subject, url]}
                fields:
                  # SNOMED CT wherever it is among the codings, else the first.
                  code: &code
                    path:
                      - "f:code/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "f:code/f:coding[f:code/@value][1]/f:code/@value"
                    type: code
                    required: true
                  system: &system
                    path:
                      - "f:code/f:coding[f:system/@value='http://snomed.info/sct']/f:system/@value"
                      - "f:code/f:coding[f:code/@value][1]/f:system/@value"
                    type: code
                  onset: &onset
                    path: ["f:onsetDateTime/@value", "f:onsetPeriod/f:start/@value"]
                    type: partial_date
                    partial: first
                    clock: Europe/London
                  onset_precision: &onset_precision
                    path: ["f:onsetDateTime/@value", "f:onsetPeriod/f:start/@value"]
                    type: date_precision
                  ended: &ended
                    path: ["f:abatementDateTime/@value", "f:abatementPeriod/f:end/@value"]
                    type: partial_date
                    partial: last
                    clock: Europe/London
                  recorded: &recorded {path: "f:assertedDate/@value", type: partial_date, clock: Europe/London}
                  status: &clinical_status {path: "f:clinicalStatus/@value", type: code}
                  verification: &verification {path: "f:verificationStatus/@value", type: code}
                  category: &category {path: "f:category/f:coding/f:code/@value", type: code}

              # Appointments, and encounters that are no stay in hospital and name no appointment: with both, one contact is two.
              contacts:
                record:
                  - "f:Bundle/f:entry/f:resource/f:Appointment[not(f:status/@value='entered-in-error')]"
                  - "f:Bundle/f:entry/f:resource/f:Encounter[not(f:class/f:code/@value='IMP' or f:class/f:code/@value='ACUTE' or f:class/f:code/@value='NONAC')][not(f:status/@value='entered-in-error')][not(f:appointment/f:reference/@value)]"
                parent:
                  table: patients
                  column: patient
                  on:
                    - "f:subject/f:reference/@value"
                    - "f:participant/f:actor[contains(f:reference/@value,'Patient/') or f:type/@value='Patient']/f:reference/@value"
                    - "f:participant/f:actor[starts-with(f:reference/@value,'urn:')]/f:reference/@value"
                  by: [subject, url]
                fields:
                  id: &id {path: "f:id/@value", type: text}
                  at: &at
                    path: ["f:start/@value", "f:period/f:start/@value"]
                    type: partial_time
                    required: true
                    clock: Europe/London
                  ended: &contact_ended {path: ["f:end/@value", "f:period/f:end/@value"], type: partial_time, clock: Europe/London}
                  booked: &booked {path: "f:created/@value", type: partial_time, clock: Europe/London}
                  practice:
                    path:
                      - "f:serviceProvider/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Organization/')]/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}
                  staff: &staff
                    path:
                      - "f:participant/f:individual[not(contains(f:reference/@value,'RelatedPerson/'))]/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Practitioner') or starts-with(f:type/@value,'Practitioner')]/f:reference/@value"
                    type: pseudonym
                  role:
                    path:
                      - "f:participant/f:individual[not(contains(f:reference/@value,'RelatedPerson/'))]/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Practitioner') or starts-with(f:type/@value,'Practitioner')]/f:reference/@value"
                    type: code
                    lookup: {table: staff_roles, by: [practitioner, id, url], take: role}
                    default: other
                    map: *role_words
                  # What the slot was for (GP Connect): whoever sees the patient, this is who was meant to.
                  booked_role: &booked_role
                    path: "f:extension[contains(@url,'PractitionerRole-1')]/f:valueCodeableConcept/f:coding/f:code/@value"
                    type: code
                    map: *role_words
                  mode: &mode
                    path:
                      - "f:extension[contains(@url,'DeliveryChannel-')]/f:valueCode/@value"
                      - "f:extension[contains(@url,'DeliveryChannel-')]/f:valueCodeableConcept/f:coding/f:code/@value"
                      - "f:class/f:code/@value"
                    type: code
                    map: {In-person: face-to-face, Telephone: telephone, Video: video, AMB: face-to-face, HH: home-visit, VR: other,
                      default: other}
                    default: other
                  urgency: &urgency
                    path: ["f:appointmentType/f:coding/f:code/@value", "f:class/f:code/@value"]
                    type: code
                    map: {WALKIN: same-day, EMERGENCY: same-day, ROUTINE: routine, CHECKUP: routine, FOLLOWUP: routine,
                      EMER: same-day, default: other}
                    default: other
                  status: &contact_status
                    path: "f:status/@value"
                    type: code
                    map:
                      fulfilled: attended
                      finished: attended
                      arrived: attended
                      checked-in: attended
                      triaged: attended
                      in-progress: attended
                      onleave: attended
                      noshow: did-not-attend
                      cancelled: cancelled
                      booked: booked
                      pending: booked
                      proposed: booked
                      waitlist: booked
                      planned: booked
                      default: other
                    default: other
                  minutes: &minutes
                    path: ["f:minutesDuration/@value", "f:length[f:code/@value='min']/f:value/@value"]
                    type: integer
                    malformed: absent
                  class: &class {path: "f:class/f:code/@value", type: code}          # of an encounter; an appointment has none
                  kind: &kind {path: ["f:type/f:coding/f:code/@value", "f:serviceType/f:coding/f:code/@value"], type: code}
                  reason: &reason
                    path:
                      - "f:reason/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "f:reason/f:coding[f:code/@value][1]/f:code/@value"
                    type: code

              # Encounters of the classes inpatient, acute and non-acute; one that is only planned or was cancelled is no stay.
              admissions:
                record: "f:Bundle/f:entry/f:resource/f:Encounter[f:class/f:code/@value='IMP' or f:class/f:code/@value='ACUTE' or f:class/f:code/@value='NONAC'][not(f:status/@value='entered-in-error' or f:status/@value='cancelled' or f:status/@value='planned')]"
                parent: {table: patients, column: patient, on: "f:subject/f:reference/@value", by: [subject, url]}
                fields:
                  id: *id
                  start: &start
                    path: "f:period/f:start/@value"
                    type: partial_date
                    required: true
                    partial: first
                    clock: Europe/London
                  end: &end {path: "f:period/f:end/@value", type: partial_date, partial: last, clock: Europe/London}
                  method: &method
                    path: "f:hospitalization/f:extension[contains(@url,'AdmissionMethod-1')]/f:valueCodeableConcept/f:coding/f:code/@value"
                    type: code
                    map:
                      "11": elective
                      "12": elective
                      "13": elective
                      "21": emergency
                      "22": emergency
                      "23": emergency
                      "24": emergency
                      "25": emergency
                      "28": emergency
                      2A: emergency
                      2B: emergency
                      2C: emergency
                      2D: emergency
                      "31": maternity
                      "32": maternity
                      "81": other
                      "82": other
                      "83": other
                      default: other
                    default: other
                  diagnosis: *reason
                  status: *status
                  discharge: &discharge {path: "f:hospitalization/f:dischargeDisposition/f:coding/f:code/@value", type: code}
                  provider:
                    path: "f:serviceProvider/f:reference/@value"
                    type: code
                    lookup: {table: organisations, by: [reference, url], take: code}

              # A row for every observation and one for each of its components: blood pressure has its values in these only.
              observations:
                record:
                  - "f:Bundle/f:entry/f:resource/f:Observation[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]"
                  - "f:Bundle/f:entry/f:resource/f:Observation[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]/f:component"
                parent:
                  table: patients
                  column: patient
                  on: ["f:subject/f:reference/@value", "../f:subject/f:reference/@value"]
                  by: [subject, url]
                fields:
                  id: {path: ["f:id/@value", "../f:id/@value"], type: text}
                  code: *code
                  system: *system
                  panel:          # of a component: the code of the observation around it
                    path:
                      - "../f:code/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "../f:code/f:coding[f:code/@value][1]/f:code/@value"
                    type: code
                  at:
                    path:
                      - "f:effectiveDateTime/@value"
                      - "f:effectivePeriod/f:start/@value"
                      - "f:effectiveInstant/@value"
                      - "../f:effectiveDateTime/@value"
                      - "../f:effectivePeriod/f:start/@value"
                      - "../f:effectiveInstant/@value"
                    type: partial_time
                    required: true
                    clock: Europe/London
                  value: &value
                    path:
                      - "f:valueQuantity/f:value/@value"
                      - "f:valueInteger/@value"
                      - "f:valueCodeableConcept/f:coding/f:extension[contains(@url,'iso21090-CO-value')]/f:valueDecimal/@value"
                    type: quantity
                    malformed: absent
                  comparator: &comparator {path: "f:valueQuantity/f:comparator/@value", type: code}
                  unit: &unit {path: ["f:valueQuantity/f:code/@value", "f:valueQuantity/f:unit/@value"], type: code}
                  value_code: &value_code
                    path:
                      - "f:valueCodeableConcept/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "f:valueCodeableConcept/f:coding[f:code/@value][1]/f:code/@value"
                    type: code
                  status: {path: ["f:status/@value", "../f:status/@value"], type: code}
                  category: {path: ["f:category/f:coding/f:code/@value", "../f:category/f:coding/f:code/@value"], type: code}

              # Bare resources: what they say of their patient stands in the row.
              bare_registrations:
                record: "f:EpisodeOfCare[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]"
                fields:
                  subject: {path: "f:patient/f:reference/@value", type: pseudonym}
                  person:
                    path:
                      - "f:patient/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                      - "f:contained/f:Patient/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                    type: nhs_number
                  type: *registration_type
                  organisation:
                    path: ["f:managingOrganization/f:identifier/f:value/@value", "f:managingOrganization/f:reference/@value"]
                    type: code
                  start: *start
                  end: *end
                  status: *status

              bare_conditions:
                record: "f:Condition[not(f:verificationStatus/@value='entered-in-error')]"
                fields:
                  subject: &subject {path: "f:subject/f:reference/@value", type: pseudonym}
                  person: &person
                    path:
                      - "f:subject/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                      - "f:contained/f:Patient/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                    type: nhs_number
                  birth_date: &contained_birth
                    path: "f:contained/f:Patient/f:birthDate/@value"
                    type: partial_date
                    partial: middle
                  sex: &contained_sex
                    path: "f:contained/f:Patient/f:gender/@value"
                    type: code
                    map: {male: "1", female: "2", other: "9", unknown: X, default: X}
                  code: *code
                  system: *system
                  onset: *onset
                  onset_precision: *onset_precision
                  ended: *ended
                  recorded: *recorded
                  status: *clinical_status
                  verification: *verification
                  category: *category

              bare_contacts:
                record:
                  - "f:Appointment[not(f:status/@value='entered-in-error')]"
                  - "f:Encounter[not(f:class/f:code/@value='IMP' or f:class/f:code/@value='ACUTE' or f:class/f:code/@value='NONAC')][not(f:status/@value='entered-in-error')]"
                fields:
                  subject:
                    path:
                      - "f:subject/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Patient/') or f:type/@value='Patient']/f:reference/@value"
                    type: pseudonym
                  person:
                    path:
                      - "f:subject/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                      - "f:participant/f:actor/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                      - "f:contained/f:Patient/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                    type: nhs_number
                  birth_date: *contained_birth
                  sex: *contained_sex
                  id: *id
                  at: *at
                  ended: *contact_ended
                  booked: *booked
                  organisation:
                    path:
                      - "f:serviceProvider/f:identifier/f:value/@value"
                      - "f:serviceProvider/f:reference/@value"
                      - "f:participant/f:actor[contains(f:reference/@value,'Organization/')]/f:reference/@value"
                    type: code
                  staff: *staff
                  booked_role: *booked_role
                  mode: *mode
                  urgency: *urgency
                  status: *contact_status
                  minutes: *minutes
                  class: *class
                  kind: *kind
                  reason: *reason
                  appointment: {path: "f:appointment/f:reference/@value", type: text}

              bare_admissions:
                record: "f:Encounter[f:class/f:code/@value='IMP' or f:class/f:code/@value='ACUTE' or f:class/f:code/@value='NONAC'][not(f:status/@value='entered-in-error' or f:status/@value='cancelled' or f:status/@value='planned')]"
                fields:
                  subject: *subject
                  person: *person
                  birth_date: *contained_birth
                  sex: *contained_sex
                  id: *id
                  start: *start
                  end: *end
                  method: *method
                  diagnosis: *reason
                  status: *status
                  discharge: *discharge
                  organisation:
                    path: ["f:serviceProvider/f:identifier/f:value/@value", "f:serviceProvider/f:reference/@value"]
                    type: code

              # The pseudonym and the contained Patient stand in a component's row as in its observation's.
              bare_observations:
                record:
                  - "f:Observation[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]"
                  - "f:Observation[not(f:status/@value='entered-in-error' or f:status/@value='cancelled')]/f:component"
                fields:
                  subject: {path: ["f:subject/f:reference/@value", "/f:Observation/f:subject/f:reference/@value"], type: pseudonym}
                  person:
                    path:
                      - "f:subject/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                      - "f:contained/f:Patient/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                      - "/f:Observation/f:subject/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                      - "/f:Observation/f:contained/f:Patient/f:identifier[contains(f:system/@value,'/Id/nhs-number')]/f:value/@value"
                    type: nhs_number
                  birth_date:
                    path: ["f:contained/f:Patient/f:birthDate/@value", "/f:Observation/f:contained/f:Patient/f:birthDate/@value"]
                    type: partial_date
                    partial: middle
                  sex:
                    path: ["f:contained/f:Patient/f:gender/@value", "/f:Observation/f:contained/f:Patient/f:gender/@value"]
                    type: code
                    map: {male: "1", female: "2", other: "9", unknown: X, default: X}
                  id: {path: ["f:id/@value", "/f:Observation/f:id/@value"], type: text}
                  code: *code
                  system: *system
                  panel:
                    path:
                      - "ancestor::f:Observation/f:code/f:coding[f:system/@value='http://snomed.info/sct']/f:code/@value"
                      - "ancestor::f:Observation/f:code/f:coding[f:code/@value][1]/f:code/@value"
                    type: code
                  at:
                    path:
                      - "f:effectiveDateTime/@value"
                      - "f:effectivePeriod/f:start/@value"
                      - "f:effectiveInstant/@value"
                      - "/f:Observation/f:effectiveDateTime/@value"
                      - "/f:Observation/f:effectivePeriod/f:start/@value"
                      - "/f:Observation/f:effectiveInstant/@value"
                    type: partial_time
                    required: true
                    clock: Europe/London
                  value: *value
                  comparator: *comparator
                  unit: *unit
                  value_code: *value_code
                  status: {path: ["f:status/@value", "/f:Observation/f:status/@value"], type: code}
                  category:
                    path: ["f:category/f:coding/f:code/@value", "/f:Observation/f:category/f:coding/f:code/@value"]
                    type: code

            """##),
        ("mappings/gp2gp.yaml", ##"""
            # GP2GP EhrExtract (HL7 version 3, RCMR_IN030000UK06 and UK07): the whole record of one patient, sent from one practice
            # to the next.
            #
            # A statement may lie in statements that lie in statements; all are read. A code is taken in SNOMED CT where it is
            # there, of its own or as a translation, and else as it was recorded; `read` keeps the Read v2 code that it came from.
            # The time of a statement is when it happened, or else when it was recorded (`availabilityTime`): `recorded` has that.
            # What it cannot carry: sex, birth date and area (they come from the demographic service, not with the record), the
            # registration, medicines, referrals, plans, attachments (they come beside the extract), free text, and the qualifiers
            # of a code, which change what it means.
            strata-mapping: 1
            name: gp2gp
            namespaces: {v: "urn:hl7-org:v3", xsi: "http://www.w3.org/2001/XMLSchema-instance"}
            root: [v:RCMR_IN030000UK06, v:RCMR_IN030000UK07]
            doctype: refuse
            null_flavor: true

            header:
              interaction: {path: "v:interactionId/@extension", type: text}
              extracted: {path: "v:creationTime/@value", type: hl7_time, malformed: absent}
              period_end: {path: "v:creationTime/@value", type: hl7_date, malformed: absent}
              source:
                path: "v:ControlActEvent/v:subject/v:EhrExtract/v:author/v:AgentOrgSDS/v:agentOrganizationSDS/v:id[@root='1.2.826.0.1285.0.1.10']/@extension"
                type: text
              content: {constant: full, type: text}

            tables:
              patients:
                record: v:*/v:ControlActEvent/v:subject/v:EhrExtract
                fields:
                  id: {path: "v:recordTarget/v:patient/v:id/@extension", type: identifier, required: true}
                  person: {path: "v:recordTarget/v:patient/v:id[@root='2.16.840.1.113883.2.1.4.1']/@extension", type: nhs_number}
                  practice:
                    path: "v:author/v:AgentOrgSDS/v:agentOrganizationSDS/v:id[@root='1.2.826.0.1285.0.1.10']/@extension"
                    type: code
                  next_practice:
                    path: "v:destination/v:AgentOrgSDS/v:agentOrganizationSDS/v:id[@root='1.2.826.0.1285.0.1.10']/@extension"
                    type: code
                  record_start: {path: "v:component/v:ehrFolder/v:effectiveTime/v:low/@value", type: hl7_date, malformed: absent}
                  record_end: {path: "v:component/v:ehrFolder/v:effectiveTime/v:high/@value", type: hl7_date, malformed: absent}

              organisations:
                record: v:*/v:ControlActEvent/v:subject/v:EhrExtract/v:author/v:AgentOrgSDS/v:agentOrganizationSDS
                parent: {table: patients, column: patient}
                fields:
                  code: {path: "v:id[@root='1.2.826.0.1285.0.1.10']/@extension", type: code, required: true}
                  role: {constant: practice, type: code}

              staff:
                record: v:*/v:ControlActEvent/v:subject/v:EhrExtract/v:component/v:ehrFolder/v:responsibleParty/v:agentDirectory/v:part/v:Agent
                parent: {table: patients, column: patient}
                fields:
                  # An agent has an id of the extract's own (a root alone), and perhaps a professional number.
                  id: {path: "v:id[not(@extension)]/@root", type: pseudonym, required: true}
                  professional: {path: "v:id[@extension]/@extension", type: pseudonym}
                  # A job title in words is all that many systems send; these are those seen.
                  role:
                    path: ["v:code/@code", "v:code/v:originalText/text()"]
                    type: code
                    map:
                      "309394004": gp
                      General Medical Practitioner: gp
                      Community Nurse: nurse
                      Health Care Support Worker: healthcare-assistant
                      Clerical Worker: admin
                      System Administrator: admin
                      default: other
                    default: other

              # Every entry of the record: meetings, and much that is none (letters, results, what was taken over from elsewhere).
              compositions:
                record: v:*/v:ControlActEvent/v:subject/v:EhrExtract/v:component/v:ehrFolder/v:component/v:ehrComposition
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "v:id/@root", type: text, required: true}
                  kind: {path: "v:code/@code", type: code}          # SNOMED CT
                  at:
                    path: ["v:effectiveTime/v:center/@value", "v:effectiveTime/v:low/@value", "v:availabilityTime/@value"]
                    type: hl7_time
                    malformed: absent
                  recorded: {path: "v:availabilityTime/@value", type: hl7_time, malformed: absent}
                  staff: {path: ["v:Participant2/v:agentRef/v:id/@root", "v:author/v:agentRef/v:id/@root"], type: pseudonym}

              # The entries that GP2GP's own vocabulary calls a consultation, a visit, a clinic, a call or an attendance. "Other
              # report", which stands for every kind that a system has and the vocabulary has not, is none.
              contacts:
                record: >-
                  v:*/v:ControlActEvent/v:subject/v:EhrExtract/v:component/v:ehrFolder/v:component/v:ehrComposition[
                  v:code/@code='25671000000102' or v:code/@code='37301000000106' or v:code/@code='25691000000103' or
                  v:code/@code='24671000000101' or v:code/@code='24681000000104' or v:code/@code='25711000000101' or
                  v:code/@code='25741000000100' or v:code/@code='24731000000108' or v:code/@code='25791000000105' or
                  v:code/@code='25591000000104' or v:code/@code='25651000000106' or v:code/@code='24631000000103' or
                  v:code/@code='24751000000101' or v:code/@code='25751000000102' or v:code/@code='25701000000103' or
                  v:code/@code='24721000000106' or v:code/@code='37271000000108' or v:code/@code='25761000000104' or
                  v:code/@code='25771000000106' or v:code/@code='25801000000109' or v:code/@code='24741000000104' or
                  v:code/@code='25811000000106' or v:code/@code='37281000000105' or v:code/@code='37311000000108']
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "v:id/@root", type: text, required: true}
                  at:
                    path: ["v:effectiveTime/v:center/@value", "v:effectiveTime/v:low/@value", "v:availabilityTime/@value"]
                    type: hl7_time
                    required: true
                  practice:
                    path: "ancestor::v:EhrExtract/v:author/v:AgentOrgSDS/v:agentOrganizationSDS/v:id[@root='1.2.826.0.1285.0.1.10']/@extension"
                    type: code
                  staff: {path: ["v:Participant2/v:agentRef/v:id/@root", "v:author/v:agentRef/v:id/@root"], type: pseudonym}
                  role:
                    path: ["v:Participant2/v:agentRef/v:id/@root", "v:author/v:agentRef/v:id/@root"]
                    type: code
                    map:
                      "309394004": gp
                      General Medical Practitioner: gp
                      Community Nurse: nurse
                      Health Care Support Worker: healthcare-assistant
                      Clerical Worker: admin
                      System Administrator: admin
                      default: other
                    default: other
                    lookup: {table: staff, by: id, take: role}
                  kind: {path: "v:code/@code", type: code}
                  mode:
                    path: "v:code/@code"
                    type: code
                    map:
                      "25691000000103": telephone          # call from a patient
                      "24671000000101": telephone          # call to a patient
                      "24681000000104": telephone          # consultation
                      "25591000000104": home-visit         # follow-up or routine visit
                      "25651000000106": home-visit
                      "24631000000103": home-visit         # residential home
                      "24751000000101": home-visit         # nursing home
                      "25751000000102": home-visit         # children's home
                      "25701000000103": home-visit         # hotel
                      "24721000000106": home-visit         # acute visit
                      "37271000000108": home-visit         # twilight visit
                      "25761000000104": home-visit         # night visit
                      "25771000000106": home-visit         # night visit, practice
                      "25801000000109": home-visit         # night visit, local rota
                      "24741000000104": home-visit         # night visit, deputising service
                      default: face-to-face
                  urgency:
                    path: "v:code/@code"
                    type: code
                    map:
                      "37301000000106": same-day           # emergency consultation
                      "24721000000106": same-day           # acute visit
                      default: routine
                  status: {constant: attended, type: code}

              # Statements without a measured value, and not of a relative.
              conditions:
                record: v:*/v:ControlActEvent/v:subject/v:EhrExtract//v:ObservationStatement[not(v:value/@value or v:value/v:low/@value or v:value/v:high/@value or v:subject/v:personalRelationship/v:code/@code)]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "v:id/@root", type: text}
                  code:
                    path:
                      - "v:code[@codeSystem='2.16.840.1.113883.2.1.3.2.4.15']/@code"
                      - "v:code/v:translation[@codeSystem='2.16.840.1.113883.2.1.3.2.4.15']/@code"
                      - "v:code/@code"
                      - "v:code/v:translation/@code"
                    type: code
                    required: true
                  system:
                    path:
                      - "v:code[@codeSystem='2.16.840.1.113883.2.1.3.2.4.15']/@codeSystem"
                      - "v:code/v:translation[@codeSystem='2.16.840.1.113883.2.1.3.2.4.15']/@codeSystem"
                      - "v:code[@code]/@codeSystem"
                      - "v:code/v:translation[@code]/@codeSystem"
                    type: code
                  read:
                    path:
                      - "v:code[@codeSystem='2.16.840.1.113883.2.1.6.2']/@code"
                      - "v:code/v:translation[@codeSystem='2.16.840.1.113883.2.1.6.2']/@code"
                    type: code
                  onset:
                    path: ["v:effectiveTime/v:center/@value", "v:effectiveTime/v:low/@value", "v:availabilityTime/@value"]
                    type: hl7_date
                    malformed: absent
                  ended: {path: "v:effectiveTime/v:high/@value", type: hl7_date, malformed: absent}
                  recorded: {path: "v:availabilityTime/@value", type: hl7_date, malformed: absent}
                  coded_value: {path: "v:value/@code", type: code}
                  contact: {path: "ancestor::v:ehrComposition/v:id/@root", type: text}

              observations:
                record: v:*/v:ControlActEvent/v:subject/v:EhrExtract//v:ObservationStatement[(v:value/@value or v:value/v:low/@value or v:value/v:high/@value) and not(v:subject/v:personalRelationship/v:code/@code)]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "v:id/@root", type: text}
                  code:
                    path:
                      - "v:code[@codeSystem='2.16.840.1.113883.2.1.3.2.4.15']/@code"
                      - "v:code/v:translation[@codeSystem='2.16.840.1.113883.2.1.3.2.4.15']/@code"
                      - "v:code/@code"
                      - "v:code/v:translation/@code"
                    type: code
                    required: true
                  system:
                    path:
                      - "v:code[@codeSystem='2.16.840.1.113883.2.1.3.2.4.15']/@codeSystem"
                      - "v:code/v:translation[@codeSystem='2.16.840.1.113883.2.1.3.2.4.15']/@codeSystem"
                      - "v:code[@code]/@codeSystem"
                      - "v:code/v:translation[@code]/@codeSystem"
                    type: code
                  read:
                    path:
                      - "v:code[@codeSystem='2.16.840.1.113883.2.1.6.2']/@code"
                      - "v:code/v:translation[@codeSystem='2.16.840.1.113883.2.1.6.2']/@code"
                    type: code
                  at:
                    path: ["v:effectiveTime/v:center/@value", "v:effectiveTime/v:low/@value", "v:availabilityTime/@value"]
                    type: hl7_time
                    required: true
                  recorded: {path: "v:availabilityTime/@value", type: hl7_time, malformed: absent}
                  value: {path: "v:value/@value", type: decimal, malformed: absent}
                  # A range: below a bound, or above one.
                  low: {path: "v:value/v:low/@value", type: decimal, malformed: absent}
                  high: {path: "v:value/v:high/@value", type: decimal, malformed: absent}
                  # The unit as it was written; the coded one is "1" where the system had none.
                  unit:
                    path:
                      - "v:value/v:translation/v:originalText/text()"
                      - "v:value/v:low/v:translation/v:originalText/text()"
                      - "v:value/v:high/v:translation/v:originalText/text()"
                      - "v:value/@unit"
                      - "v:value/v:low/@unit"
                      - "v:value/v:high/@unit"
                    type: code
                    trim: true
                  contact: {path: "ancestor::v:ehrComposition/v:id/@root", type: text}

              # The problem list: each names the statement that the problem is.
              problems:
                record: v:*/v:ControlActEvent/v:subject/v:EhrExtract//v:LinkSet
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "v:id/@root", type: text}
                  code:
                    path: "v:conditionNamed/v:namedStatementRef/v:id/@root"
                    type: code
                    lookup: {table: conditions, by: id, take: code}
                  statement: {path: "v:conditionNamed/v:namedStatementRef/v:id/@root", type: text}
                  status:
                    path: "v:code/@code"
                    type: code
                    map: {"394774009": active, "394775005": inactive, default: unspecified}
                  significance:
                    path: "v:code/v:qualifier/v:name/@code"
                    type: code
                    map: {"386134007": significant, default: unspecified}
                  onset: {path: ["v:effectiveTime/v:low/@value", "v:effectiveTime/v:center/@value"], type: hl7_date, malformed: absent}
                  ended: {path: "v:effectiveTime/v:high/@value", type: hl7_date, malformed: absent}
                  contact: {path: "ancestor::v:ehrComposition/v:id/@root", type: text}

            """##),
        ("mappings/gpdata-extract.yaml", ##"""
            # GPDataExtract, versions 0.71 to 0.77: GP data for planning and research (NHS England).
            #
            # Every patient-extract-snapshot holds one registration (`pt`) and its events. People are known by the token that the
            # sender put in place of the NHS number (`pidd`); the birth date is the Monday of the week of birth. Directory ids are
            # made up by the sending system: practices are looked up there for their ODS codes, staff stay what they are.
            # The snapshots lie in `practice-patient-extracts`, in 0.71 in `patient-extracts`. What df="true" marks as deleted is
            # left out. Clinical codes stand side by side: `code` is SNOMED CT, `read2`, `ctv3` and `other` what the record had
            # besides, `chosen` which of them the user picked. Not here: names, addresses, rubrics, free text, dose instructions.
            # Documentation/Mappings/gpdata-extract.md says what each column is.
            strata-mapping: 1
            name: gpdata-extract
            namespaces: {g: "http://www.nhsdigital.nhs.uk/GPDFSU/XMLSchema/GPDataExtract/ns"}
            root: g:gpdata-extract
            doctype: refuse

            header:
              version: {path: "@gpdata-version", type: text}
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
                  role: {path: "@rl", type: code}
                  specialty: {path: "@sp", type: code}

              staff:
                record: g:gpdata-extract/g:practice-extract/g:practice-directory/g:prct
                fields:
                  id: {path: "@id", type: pseudonym, required: true}
                  # Issuer 02 gives the professional numbers of GPs; the feed says nothing else that is a role for all.
                  role: {path: "@ib", type: code, map: {"02": gp, default: other}, default: other}
                  job: {path: "@sc", type: code}          # SDS job role, where the system knows it
                  kind: {path: "@ht", type: code}
                  specialty: {path: "@sp", type: code}
                  organisation: {path: "@oid", type: code, lookup: {table: organisations, by: id, take: code}}

              patients:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot
                fields:
                  id: {path: "g:pt/@id", type: identifier, required: true}
                  person: {path: "g:pt/@pidd", type: token}
                  birth_date: {path: "g:pt/@wb", type: week, required: true}
                  death_date: {path: "g:pt/@wd", type: week}
                  sex: {path: "g:pt/@g", type: code, map: {"1": "1", "2": "2", "9": "9", default: X}, default: X}
                  ethnicity: {path: "g:pt/@ec", type: code}          # SNOMED CT, not the 2001 categories
                  lsoa: {path: "g:pt/@lsoa", type: code, pattern: "[EW]01[0-9]{6}", malformed: absent}
                  sector: {path: "g:pt/@ps", type: code}          # postcode sector
                  named_gp: {path: "g:pt/@ng", type: pseudonym}
                  language: {path: "g:pt/@lp", type: code}
                  interpreter: {path: "g:pt/@ir", type: xs_boolean}

              registrations:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:pt
                parent: {table: patients, column: patient}
                fields:
                  type:
                    path: "@rt"
                    type: code
                    map: {R: regular, T: temporary, E: immediately-necessary, P: private, default: services-only}
                    default: regular
                  practice: {path: "@p", type: code, required: true, lookup: {table: organisations, by: id, take: code}}
                  start: {path: "@rgd", type: partial_date, required: true, partial: first}
                  end: {path: "@red", type: partial_date, partial: last}
                  active: {path: "@rs", type: xs_boolean}

              conditions:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:prt[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "@id", type: text}
                  code: &code {path: "@cid", type: code}
                  read2: &read2 {path: "@rct", type: code}
                  ctv3: &ctv3 {path: "@ctv3", type: code}
                  other: &other {path: "@oc", type: code}
                  other_system: &other_system {path: "@ocs", type: code}
                  chosen: &chosen {path: "@us", type: code}
                  onset: {path: "@ed", type: partial_date, partial: first}
                  ended: {path: "@end", type: partial_date, partial: last}
                  recorded: &recorded {path: "@rd", type: partial_time, malformed: absent}
                  significance: {path: "@sg", type: code}
                  status: {path: "@st", type: code}
                  staff: &staff {path: "@pid", type: pseudonym}
                  contact: &contact {path: "@eid", type: text}

              # Which events belong to which problem.
              problem_links:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:plt[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  problem: {path: "@pid", type: text, required: true}
                  event: {path: "@eid", type: text, required: true}
                  recorded: *recorded

              contacts:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:et[not(@df='true')]
                parent: {table: patients, column: patient}
                repeats: {by: id, keep: last}
                fields:
                  id: {path: "@id", type: text, required: true}
                  at: {path: "@ed", type: partial_time, required: true}
                  practice: {path: "ancestor::g:practice-extract/@provider-id", type: code, required: true}
                  staff: *staff
                  role:
                    path: "@pid"
                    type: code
                    map: {"02": gp, default: other}
                    default: other
                    lookup: {table: staff, by: id, take: role}
                  kind: {path: "@cid", type: code}          # what kind of encounter, SNOMED CT
                  mode: {constant: face-to-face, type: code}
                  urgency: {constant: routine, type: code}
                  status: {constant: attended, type: code}          # an encounter is one that took place
                  minutes: {path: "@dr", type: integer, malformed: absent}
                  location: {path: "@lc", type: code}
                  appointment: {path: "@aid", type: text}
                  recorded: *recorded

              observations:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:ot[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "@id", type: text}
                  code: *code
                  read2: *read2
                  ctv3: *ctv3
                  other: *other
                  other_system: *other_system
                  chosen: *chosen
                  at: {path: "@ed", type: partial_time, required: true}
                  value: {path: "@v1", type: decimal, malformed: absent}
                  value2: {path: "@v2", type: decimal, malformed: absent}          # the second of a pair, as in blood pressure
                  unit: {path: ["@uu", "@um"], type: code}          # UCUM where given
                  comparator: {path: "@co", type: code}
                  low: {path: "@rl", type: decimal, malformed: absent}
                  high: {path: "@ru", type: decimal, malformed: absent}
                  interpretation: {path: "@ic", type: code}
                  value_date: {path: "@vd", type: partial_date, malformed: absent}
                  value_code: {path: "@v-cid", type: code}
                  recorded: *recorded
                  staff: *staff
                  contact: *contact

              medications:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:mt[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "@id", type: text}
                  code: *code
                  read2: *read2
                  ctv3: *ctv3
                  other: *other
                  other_system: *other_system
                  chosen: *chosen
                  at: {path: "@ed", type: partial_time, required: true}
                  ended: {path: "@end", type: partial_time, malformed: absent}
                  stopped: {path: "@sd", type: partial_time, malformed: absent}
                  status: {path: "@st", type: code}
                  intent: {path: "@in", type: code}
                  kind: {path: "@tp", type: code}
                  agency: {path: "@ag", type: code}
                  quantity: {path: "@qt", type: decimal, malformed: absent}
                  unit: {path: ["@ud", "@um"], type: code}          # dm+d where given
                  duration: {path: "@dr", type: decimal, malformed: absent}
                  duration_unit: {path: "@dru", type: code}
                  authorised: {path: "@na", type: decimal, malformed: absent}
                  recorded: *recorded
                  staff: *staff
                  contact: *contact

              immunisations:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:it[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "@id", type: text}
                  code: *code
                  read2: *read2
                  ctv3: *ctv3
                  other: *other
                  other_system: *other_system
                  chosen: *chosen
                  at: {path: "@ed", type: partial_time, required: true}
                  substance: {path: "@s-cid", type: code}
                  site: {path: "@st", type: code}
                  route: {path: "@rt", type: code}
                  quantity: {path: "@qt", type: decimal, malformed: absent}
                  unit: {path: ["@ud", "@um"], type: code}
                  recorded: *recorded
                  staff: *staff
                  contact: *contact

              allergies:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:at[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "@id", type: text}
                  code: *code
                  read2: *read2
                  ctv3: *ctv3
                  other: *other
                  other_system: *other_system
                  chosen: *chosen
                  onset: {path: "@ed", type: partial_date, partial: first}
                  ended: {path: "@end", type: partial_date, partial: last}
                  status: {path: "@st", type: code}
                  category: {path: "@ct", type: code}
                  kind: {path: "@tp", type: code}
                  severity: {path: "@sv", type: code}
                  criticality: {path: "@cr", type: code}
                  reaction: {path: "@r-cid", type: code}
                  recorded: *recorded
                  staff: *staff
                  contact: *contact

              referrals:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:rft[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "@id", type: text}
                  code: *code
                  read2: *read2
                  ctv3: *ctv3
                  other: *other
                  other_system: *other_system
                  chosen: *chosen
                  at: {path: "@ed", type: partial_time, required: true}
                  action: {path: "@ad", type: partial_time, malformed: absent}
                  direction: {path: "@dir", type: code}
                  priority: {path: "@pr", type: code}
                  source: {path: "@src", type: code}
                  kind: {path: "@typ", type: code}
                  service: {path: "@svc", type: code}
                  specialty: {path: "@sp", type: code}
                  target: {path: "@to", type: code, lookup: {table: organisations, by: id, take: code}}
                  recorded: *recorded
                  staff: *staff
                  contact: *contact

              recalls:
                record: g:gpdata-extract/g:practice-extract/g:*patient-extracts/g:patient-extract-snapshot/g:rt[not(@df='true')]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: "@id", type: text}
                  code: *code
                  read2: *read2
                  ctv3: *ctv3
                  other: *other
                  other_system: *other_system
                  chosen: *chosen
                  at: {path: "@ed", type: partial_time, required: true}
                  recorded: *recorded
                  staff: *staff
                  contact: *contact

            """##),
        ("mappings/naaccr.yaml", ##"""
            # NAACCR XML, versions 14 to 26 of the dictionary: tumours as North American cancer registries exchange them.
            #
            # Every value is the text of an Item that is known by its naaccrId; the default namespace, a prefix and no namespace at
            # all are read alike. Items of the user's own dictionary and elements of other namespaces are left out. The registry's
            # number of a patient holds within that registry only, so it is the local identifier and no person's token.
            # Not here: names, addresses, social security and record numbers, text fields, site-specific items, treatments in full.
            # Documentation/Mappings/naaccr.md says what each column is.
            strata-mapping: 1
            name: naaccr
            namespaces: {n: ["http://naaccr.org/naaccrxml", ""]}
            root: n:NaaccrData
            doctype: refuse

            header:
              version: {path: "@baseDictionaryUri", type: text}
              record_type: {path: "@recordType", type: code}          # I incidence, C confidential, A abstract, M modified
              source: {path: "n:Item[@naaccrId='registryId']/text()", type: text}
              extracted: {path: "@timeGenerated", type: iso_time}
              period_end: {path: "@timeGenerated", type: iso_date}
              content: {constant: full, type: text}

            tables:
              patients:
                record: n:NaaccrData/n:Patient
                fields:
                  id: {path: "n:Item[@naaccrId='patientIdNumber']/text()", type: identifier, required: true, trim: true}
                  # Where only the year, or year and month, are known: the day in the middle.
                  birth_date:
                    path: "n:Item[@naaccrId='dateOfBirth']/text()"
                    type: hl7_date
                    trim: true
                    partial: middle
                    malformed: absent
                  birth_precision:
                    path: "n:Item[@naaccrId='dateOfBirth']/text()"
                    type: date_precision
                    trim: true
                    malformed: absent
                  death_date:
                    path: "n:Item[@naaccrId='dateOfDeathCanada']/text()"
                    type: hl7_date
                    trim: true
                    partial: middle
                    malformed: absent
                  # 3 other, 4 transsexual, 5 and 6 the same with the sex at birth, 9 not stated; sexAssignedAtBirth since version 26.
                  sex:
                    path: ["n:Item[@naaccrId='sexAssignedAtBirth']/text()", "n:Item[@naaccrId='sex']/text()"]
                    type: code
                    trim: true
                    map: {"1": "1", "2": "2", "3": "9", "4": X, "5": "1", "6": "2", "9": X, default: X}
                    default: X
                  race: {path: "n:Item[@naaccrId='race1']/text()", type: code, trim: true}
                  hispanic:
                    path: ["n:Item[@naaccrId='nhiaDerivedHispOrigin']/text()", "n:Item[@naaccrId='spanishHispanicOrigin']/text()"]
                    type: code
                    trim: true
                  birthplace_country: {path: "n:Item[@naaccrId='birthplaceCountry']/text()", type: code, trim: true}
                  vital_status:
                    path: "n:Item[@naaccrId='vitalStatus']/text()"
                    type: code
                    trim: true
                    map: {"0": dead, "1": alive, "4": dead, default: unknown}
                  # Of the dead the day of death; partial dates as the last day they may mean.
                  last_contact:
                    path: "n:Item[@naaccrId='dateOfLastContact']/text()"
                    type: hl7_date
                    trim: true
                    partial: last
                    malformed: absent
                  cause_of_death: {path: "n:Item[@naaccrId='causeOfDeath']/text()", type: code, trim: true}
                  icd_revision: {path: "n:Item[@naaccrId='icdRevisionNumber']/text()", type: code, trim: true}

              conditions:
                record: n:NaaccrData/n:Patient/n:Tumor
                parent: {table: patients, column: patient}
                fields:
                  number: {path: "n:Item[@naaccrId='tumorRecordNumber']/text()", type: code, trim: true}
                  sequence: {path: "n:Item[@naaccrId='sequenceNumberCentral']/text()", type: code, trim: true}
                  code: {path: "n:Item[@naaccrId='primarySite']/text()", type: code, required: true, trim: true, case: upper}
                  system: {constant: ICD-O-3, type: code}
                  morphology: {path: "n:Item[@naaccrId='histologicTypeIcdO3']/text()", type: code, trim: true}
                  behaviour: {path: "n:Item[@naaccrId='behaviorCodeIcdO3']/text()", type: code, trim: true}
                  onset:
                    path: "n:Item[@naaccrId='dateOfDiagnosis']/text()"
                    type: hl7_date
                    trim: true
                    partial: first
                    malformed: absent
                  onset_precision:
                    path: "n:Item[@naaccrId='dateOfDiagnosis']/text()"
                    type: date_precision
                    trim: true
                    malformed: absent
                  # 999: not known
                  age:
                    path: "n:Item[@naaccrId='ageAtDiagnosis']/text()"
                    type: integer
                    trim: true
                    max: 120
                    malformed: absent
                  laterality: {path: "n:Item[@naaccrId='laterality']/text()", type: code, trim: true}
                  grade: {path: "n:Item[@naaccrId='grade']/text()", type: code, trim: true}
                  grade_clinical: {path: "n:Item[@naaccrId='gradeClinical']/text()", type: code, trim: true}
                  grade_pathological: {path: "n:Item[@naaccrId='gradePathological']/text()", type: code, trim: true}
                  stage_2018:
                    path: ["n:Item[@naaccrId='derivedSummaryStage2018']/text()", "n:Item[@naaccrId='summaryStage2018']/text()"]
                    type: code
                    trim: true
                  stage_2000: {path: "n:Item[@naaccrId='derivedSs2000']/text()", type: code, trim: true}
                  # millimetres, and codes above 988
                  size:
                    path: "n:Item[@naaccrId='tumorSizeSummary']/text()"
                    type: code
                    trim: true
                  nodes_examined: {path: "n:Item[@naaccrId='regionalNodesExamined']/text()", type: code, trim: true}
                  nodes_positive: {path: "n:Item[@naaccrId='regionalNodesPositive']/text()", type: code, trim: true}
                  confirmation: {path: "n:Item[@naaccrId='diagnosticConfirmation']/text()", type: code, trim: true}
                  reporting_source: {path: "n:Item[@naaccrId='typeOfReportingSource']/text()", type: code, trim: true}
                  state: {path: "n:Item[@naaccrId='addrAtDxState']/text()", type: code, trim: true}
                  county:
                    path: ["n:Item[@naaccrId='countyAtDxAnalysis']/text()", "n:Item[@naaccrId='countyAtDx']/text()"]
                    type: code
                    trim: true
                  tract_2010: {path: "n:Item[@naaccrId='censusTract2010']/text()", type: code, trim: true}
                  tract_2020: {path: "n:Item[@naaccrId='censusTract2020']/text()", type: code, trim: true}
                  treated:
                    path: "n:Item[@naaccrId='dateInitialRxSeer']/text()"
                    type: hl7_date
                    trim: true
                    partial: first
                    malformed: absent
                  surgery:
                    path: ["n:Item[@naaccrId='rxSummSurgPrimSite2023']/text()", "n:Item[@naaccrId='rxSummSurgPrimSite']/text()"]
                    type: code
                    trim: true
                  radiation: {path: "n:Item[@naaccrId='rxSummRadiation']/text()", type: code, trim: true}
                  chemotherapy: {path: "n:Item[@naaccrId='rxSummChemo']/text()", type: code, trim: true}
                  payer: {path: "n:Item[@naaccrId='primaryPayerAtDx']/text()", type: code, trim: true}

            """##),
        ("mappings/ods.yaml", ##"""
            # The NHS Organisation Data Service's XML (HSCOrgRefData 2-0-0): a full, archive or delta file, or one bare Organisation.
            #
            # The root has a prefix, everything inside it is in no namespace. Stubs (refOnly="true") are left out with everything
            # inside them. Where an organisation has no status of its own (NHS region offices), its primary role's stands for it.
            # It carries no patients, so read_xml refuses it: it is for reference tables. What it leaves out: addresses but for the
            # postcode, telephone numbers. Documentation/Mappings/ods.md says what each column is.
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
              # What the codes of roles, relations and record classes are called; a bare Organisation has none.
              concepts:
                record: "h:OrgRefData/CodeSystems/CodeSystem/concept"
                fields:
                  system: {path: "../@name", type: code}
                  code: {path: "@id", type: code, required: true}
                  name: {path: "@displayName", type: text}

              organisations:
                record: ["h:OrgRefData/Organisations/Organisation[not(@refOnly='true')]", "Organisation[not(@refOnly='true')]"]
                fields:
                  code: {path: "OrgId/@extension", type: text, required: true, case: upper}
                  name: {path: "Name/text()", type: text, required: true}
                  class: {path: "@orgRecordClass", type: code, values: [RC1, RC2], required: true}
                  status: {path: ["Status/@value", "Roles/Role[@primaryRole='true']/Status/@value"], type: code}
                  primary_role: {path: "Roles/Role[@primaryRole='true']/@id", type: code}
                  opened: {path: "Date[Type/@value='Operational']/Start/@value", type: date}
                  closed: {path: "Date[Type/@value='Operational']/End/@value", type: date}
                  legal_start: {path: "Date[Type/@value='Legal']/Start/@value", type: date}
                  legal_end: {path: "Date[Type/@value='Legal']/End/@value", type: date}
                  changed: {path: "LastChangeDate/@value", type: date}
                  postcode: {path: "GeoLoc/Location/PostCode/text()", type: text}
                  uprn: {path: "GeoLoc/Location/UPRN/text()", type: text}
                  country: {path: "GeoLoc/Location/Country/text()", type: code}

              roles:
                record:
                  - "h:OrgRefData/Organisations/Organisation[not(@refOnly='true')]/Roles/Role"
                  - "Organisation[not(@refOnly='true')]/Roles/Role"
                parent: {table: organisations, column: organisation}
                fields:
                  role: {path: "@id", type: code, required: true}
                  is_primary: {path: "@primaryRole", type: boolean, default: "false"}
                  status: {path: "Status/@value", type: code}
                  start: {path: "Date[Type/@value='Operational']/Start/@value", type: date}
                  end: {path: "Date[Type/@value='Operational']/End/@value", type: date}
                  number: {path: "@uniqueRoleId", type: text}

              relations:
                record:
                  - "h:OrgRefData/Organisations/Organisation[not(@refOnly='true')]/Rels/Rel"
                  - "Organisation[not(@refOnly='true')]/Rels/Rel"
                parent: {table: organisations, column: organisation}
                fields:
                  relation: {path: "@id", type: code, required: true}
                  target: {path: "Target/OrgId/@extension", type: code, required: true, case: upper}
                  target_role: {path: "Target/PrimaryRoleId/@id", type: code}
                  status: {path: "Status/@value", type: code}
                  start: {path: "Date[Type/@value='Operational']/Start/@value", type: date}
                  end: {path: "Date[Type/@value='Operational']/End/@value", type: date}
                  number: {path: "@uniqueRelId", type: text}

              # Told from both ends: the same step may stand under the one that came before and under the one that came after.
              successions:
                record:
                  - "h:OrgRefData/Organisations/Organisation[not(@refOnly='true')]/Succs/Succ"
                  - "Organisation[not(@refOnly='true')]/Succs/Succ"
                parent: {table: organisations, column: organisation}
                fields:
                  kind: {path: "Type/text()", type: code, values: [Successor, Predecessor], required: true}
                  target: {path: "Target/OrgId/@extension", type: code, required: true, case: upper}
                  target_role: {path: "Target/PrimaryRoleId/@id", type: code}
                  start: {path: "Date[Type/@value='Legal']/Start/@value", type: date}
                  number: {path: "@uniqueSuccId", type: text}

            findings:
              record_count: {elements: "h:OrgRefData/Organisations/Organisation", header: records}

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
        ("mappings/sact.yaml", ##"""
            # SACT (Systemic Anti-Cancer Therapy data set) 2.0: drug treatment for cancer in England.
            #
            # The root has a prefix, everything inside it is in no namespace. Senders write many items either as an attribute of an
            # element or as its text; both are read. One record is one patient's regimen.
            # What it cannot carry: the date of the diagnosis, an area (there is only a postcode, which is not read), when the file
            # was made, and the start of a registration. Version 3 is sent as CSV, which this is not for.
            strata-mapping: 1
            name: sact
            namespaces: {t: "http://www.datadictionary.nhs.uk/messages/SACT-v2-0"}
            root: t:SACT
            doctype: refuse

            header:
              content: {constant: full, type: text}

            tables:
              patients:
                record: t:SACT/Record
                fields:
                  # There is no number of the hospital's own.
                  id:
                    path: ["DemographicsAndConsultant/NHSNumber/@extension", "DemographicsAndConsultant/NHSNumber/text()"]
                    type: identifier
                    required: true
                    trim: true
                  person:
                    path: ["DemographicsAndConsultant/NHSNumber/@extension", "DemographicsAndConsultant/NHSNumber/text()"]
                    type: nhs_number
                    trim: true
                  birth_date: {path: "DemographicsAndConsultant/PersonBirthDate/text()", type: date, trim: true}
                  death_date: {path: "Outcome/PersonDeathDate/text()", type: date, trim: true}
                  sex:
                    path: ["DemographicsAndConsultant/PersonGenderCode/@code", "DemographicsAndConsultant/PersonGenderCode/text()"]
                    type: code
                    map: {"1": "1", "2": "2", "9": "9", default: X}
                    default: X
                    trim: true
                  ethnicity:
                    path: ["DemographicsAndConsultant/EthnicCategory/@code", "DemographicsAndConsultant/EthnicCategory/text()"]
                    type: code
                    trim: true
                  provider:
                    path: ["DemographicsAndConsultant/OrgCodeOfProvider/@extension", "DemographicsAndConsultant/OrgCodeOfProvider/text()"]
                    type: code
                    trim: true
                  consultant:
                    path: ["DemographicsAndConsultant/ConsultantCode/@extension", "DemographicsAndConsultant/ConsultantCode/text()"]
                    type: pseudonym
                    trim: true

              registrations:
                record: t:SACT/Record/DemographicsAndConsultant/GPPracticeCodeRegistration
                parent: {table: patients, column: patient}
                fields:
                  type: {constant: regular, type: code}
                  practice: {path: ["@extension", "text()"], type: code, required: true, trim: true, case: upper}

              conditions:
                record: t:SACT/Record/ClinicalStatus
                parent: {table: patients, column: patient}
                fields:
                  code: {path: ["StartPrimaryDiagnosis/@code", "StartPrimaryDiagnosis/text()"], type: code, required: true, trim: true, case: upper}
                  system: {constant: ICD-10, type: code}
                  morphology: {path: ["StartMorphology/@code", "StartMorphology/text()"], type: code, trim: true, case: upper}
                  stage: {path: "FinalTNMCategory/text()", type: code, trim: true}

              # Height in metres and weight in kilograms at the start of a regimen.
              regimens:
                record: t:SACT/Record/ProgrammeAndRegimen
                parent: {table: patients, column: patient}
                fields:
                  programme: {path: ["SACTProgrammeNumber/@value", "SACTProgrammeNumber/text()"], type: integer, trim: true}
                  regimen: {path: ["ACRegimenNumber/@value", "ACRegimenNumber/text()"], type: integer, trim: true}
                  acronym: {path: "DrugRegimenAcronym/text()", type: code, trim: true}
                  intent: {path: ["DrugTreatmentIntent/@code", "DrugTreatmentIntent/text()"], type: code, trim: true}
                  decided: {path: "DecisionToTreatDate/text()", type: date, trim: true}
                  start: {path: "StartDateACDrugRegimen/text()", type: date, trim: true}
                  performance: {path: ["PerformanceStatusAdult/@code", "PerformanceStatusAdult/text()"], type: code, trim: true}
                  comorbidity: {path: ["CoMorbidityAdjustmentIndicator/@code", "CoMorbidityAdjustmentIndicator/text()"], type: code, trim: true}
                  trial: {path: ["ClinicalTrialIndicator/@code", "ClinicalTrialIndicator/text()"], type: code, trim: true}
                  radiation: {path: ["ChemoRadiationIndicator/@code", "ChemoRadiationIndicator/text()"], type: code, trim: true}
                  planned_cycles: {path: ["NumberPlannedSACTCycles/@value", "NumberPlannedSACTCycles/text()"], type: integer, trim: true}
                  height: {path: ["PersonHeight/@value", "PersonHeight/text()"], type: decimal, trim: true}
                  weight: {path: ["PersonWeight/@value", "PersonWeight/text()"], type: decimal, trim: true}

              cycles:
                record: t:SACT/Record/Cycle
                parent: {table: patients, column: patient}
                fields:
                  cycle: {path: ["ACDrugCycleId/@value", "ACDrugCycleId/text()"], type: integer, trim: true}
                  start: {path: "CycleStartDate/text()", type: date, trim: true}
                  weight: {path: ["PersonWeight/@value", "PersonWeight/text()"], type: decimal, trim: true}
                  performance: {path: ["PerformanceStatusAdult/@code", "PerformanceStatusAdult/text()"], type: code, trim: true}
                  procedure: {path: ["PrimaryProcedure/@code", "PrimaryProcedure/text()"], type: code, trim: true, case: upper}

              drugs:
                record: t:SACT/Record/DrugDetails
                parent: {table: patients, column: patient}
                fields:
                  drug: {path: "SACTDrugName/text()", type: code, trim: true, case: upper, required: true}
                  dose: {path: ["ChemoActualDose/@value", "ChemoActualDose/text()"], type: decimal, trim: true}
                  route: {path: ["SACTDrugRouteOfAdmin/@code", "SACTDrugRouteOfAdmin/text()"], type: code, trim: true}
                  given: {path: "SACTAdminDate/text()", type: date, trim: true}
                  provider: {path: ["OrgCodeOfProvider/@extension", "OrgCodeOfProvider/text()"], type: code, trim: true}
                  procedure: {path: ["PrimaryProcedure/@code", "PrimaryProcedure/text()"], type: code, trim: true, case: upper}

              outcomes:
                record: t:SACT/Record/Outcome
                parent: {table: patients, column: patient}
                fields:
                  final_start: {path: "FinalSACTStartDate/text()", type: date, trim: true}
                  dose_reduced:
                    path: ["SACTRegimenModIndicatorDoseReduction/@code", "SACTRegimenModIndicatorDoseReduction/text()"]
                    type: code
                    trim: true
                  delayed: {path: ["SACTRegimenModIndicatorTimeDelay/@code", "SACTRegimenModIndicatorTimeDelay/text()"], type: code, trim: true}
                  days_reduced:
                    path: ["SACTRegimenModIndicatorDaysReduced/@code", "SACTRegimenModIndicatorDaysReduced/text()"]
                    type: code
                    trim: true
                  change: {path: ["PlannedTreatmentChangeReason/@code", "PlannedTreatmentChangeReason/text()"], type: code, trim: true}

            """##),
        ("mappings/ukrdc.yaml", ##"""
            # UKRDC RDA, schema versions 3 and 4: what a renal unit sends to the UK Renal Data Collaboration, one patient a document.
            #
            # The root has a prefix, everything inside it is in no namespace. The elements of version 3 and of version 4 that are
            # read here have the same names; version 4 adds the time of sending, which version 3 has not.
            # What it cannot carry: the start of a registration with a practice (`FamilyDoctor` has no dates), an area (there is
            # only a postcode, which is not read), what a result says in words, medicines, documents and family history.
            # An `OptOut` is from one programme and says nothing of research at large: it is a table, and makes no one withheld.
            strata-mapping: 1
            name: ukrdc
            namespaces: {u: "http://www.rixg.org.uk/"}
            root: u:PatientRecord
            doctype: refuse

            header:
              source: {path: "SendingFacility/text()", type: text}
              extract: {path: "SendingExtract/text()", type: text}
              version: {path: "SendingFacility/@schemaVersion", type: text}
              extracted: {path: "SendingFacility/@time", type: iso_time, malformed: absent}
              period_end: {path: "SendingFacility/@time", type: iso_date, malformed: absent}
              content: {constant: full, type: text}

            tables:
              patients:
                record: u:PatientRecord
                fields:
                  id:
                    path:
                      - "Patient/PatientNumbers/PatientNumber[NumberType='MRN']/Number/text()"
                      - "Patient/PatientNumbers/PatientNumber/Number/text()"
                    type: identifier
                    required: true
                  # Numbers of Scotland (CHI) and Northern Ireland (HSC) have the form of an NHS number and never one's value.
                  person:
                    path:
                      - "Patient/PatientNumbers/PatientNumber[Organization='NHS']/Number/text()"
                      - "Patient/PatientNumbers/PatientNumber[Organization='CHI']/Number/text()"
                      - "Patient/PatientNumbers/PatientNumber[Organization='HSC']/Number/text()"
                    type: nhs_number
                  birth_date: {path: "Patient/BirthTime/text()", type: iso_date, malformed: absent}
                  death_date: {path: "Patient/DeathTime/text()", type: iso_date, malformed: absent}
                  died: {path: "Patient/Death/text()", type: xs_boolean, malformed: absent}
                  sex: {path: "Patient/Gender/text()", type: code, map: {"1": "1", "2": "2", "9": "9", default: X}, default: X}
                  ethnicity: {path: "Patient/EthnicGroup[CodingStandard='NHS_DATA_DICTIONARY']/Code/text()", type: code}
                  named_gp: {path: "Patient/FamilyDoctor/GPId/text()", type: pseudonym}
                  # The window that the file replaces; what was sent before for other days still holds.
                  results_from: {path: "LabOrders/@start", type: iso_date, malformed: absent}
                  results_to: {path: "LabOrders/@stop", type: iso_date, malformed: absent}
                  observations_from: {path: "Observations/@start", type: iso_date, malformed: absent}
                  observations_to: {path: "Observations/@stop", type: iso_date, malformed: absent}

              registrations:
                record: u:PatientRecord/Patient/FamilyDoctor
                parent: {table: patients, column: patient}
                fields:
                  type: {constant: regular, type: code}
                  practice: {path: "GPPracticeId/text()", type: code, required: true, trim: true, case: upper}
                  named_gp: {path: "GPId/text()", type: pseudonym}

              # What a patient's record is sent for: registries, studies, views for patients.
              programmes:
                record: u:PatientRecord/ProgramMemberships/ProgramMembership
                parent: {table: patients, column: patient}
                fields:
                  programme: {path: "ProgramName/text()", type: code, required: true}
                  start: {path: "FromTime/text()", type: iso_date, malformed: absent}
                  end: {path: "ToTime/text()", type: iso_date, malformed: absent}

              opt_outs:
                record: u:PatientRecord/OptOuts/OptOut
                parent: {table: patients, column: patient}
                fields:
                  programme: {path: "ProgramName/text()", type: code, required: true}
                  start: {path: "FromTime/text()", type: iso_date, malformed: absent}
                  end: {path: "ToTime/text()", type: iso_date, malformed: absent}

              # Comorbidities, renal diagnoses (system EDTA2 or SNOMED) and causes of death (system EDTA_COD, without an onset).
              conditions:
                record:
                  - u:PatientRecord/Diagnoses/Diagnosis[not(VerificationStatus='refuted' or VerificationStatus='entered-in-error')]
                  - u:PatientRecord/Diagnoses/RenalDiagnosis[not(VerificationStatus='refuted' or VerificationStatus='entered-in-error')]
                  - u:PatientRecord/Diagnoses/CauseOfDeath[not(VerificationStatus='refuted' or VerificationStatus='entered-in-error')]
                parent: {table: patients, column: patient}
                fields:
                  code: {path: "Diagnosis/Code/text()", type: code, required: true}
                  system: {path: "Diagnosis/CodingStandard/text()", type: code}
                  onset: {path: ["OnsetTime/text()", "IdentificationTime/text()"], type: iso_date, malformed: absent}
                  identified: {path: "IdentificationTime/text()", type: iso_date, malformed: absent}
                  rank: {path: "DiagnosisType/text()", type: code}
                  verification: {path: "VerificationStatus/text()", type: code}

              contacts:
                record: u:PatientRecord/Encounters/Encounter[not(EncounterType='I')]
                parent: {table: patients, column: patient}
                fields:
                  id: {path: ["EncounterNumber/text()", "ExternalId/text()"], type: text}
                  at: {path: "FromTime/text()", type: iso_time, required: true}
                  ended: {path: "ToTime/text()", type: iso_time, malformed: absent}
                  practice: {path: "HealthCareFacility/Code/text()", type: code}
                  staff: {path: "AdmittingClinician/Code/text()", type: pseudonym}
                  role: {constant: other, type: code}
                  kind: {path: "EncounterType/text()", type: code}
                  reason: {path: "AdmitReason/Code/text()", type: code}
                  mode: {constant: face-to-face, type: code}
                  urgency: {path: "EncounterType/text()", type: code, map: {E: same-day, default: routine}, default: routine}
                  status: {constant: attended, type: code}

              admissions:
                record: u:PatientRecord/Encounters/Encounter[EncounterType='I']
                parent: {table: patients, column: patient}
                fields:
                  id: {path: ["EncounterNumber/text()", "ExternalId/text()"], type: text}
                  start: {path: "FromTime/text()", type: iso_date, required: true}
                  end: {path: "ToTime/text()", type: iso_date, malformed: absent}
                  method: {constant: other, type: code}          # how one was admitted is not said
                  site: {path: "HealthCareFacility/Code/text()", type: code}
                  reason: {path: "AdmitReason/Code/text()", type: code}
                  source: {path: "AdmissionSource/Code/text()", type: code}
                  discharge: {path: "DischargeReason/Code/text()", type: code}

              # A stretch of time on one form of treatment for kidney failure: dialysis, transplant, conservative care.
              treatments:
                record: u:PatientRecord/Encounters/Treatment
                parent: {table: patients, column: patient}
                fields:
                  modality: {path: "AdmitReason/Code/text()", type: code, required: true}
                  system: {path: "AdmitReason/CodingStandard/text()", type: code}
                  start: {path: "FromTime/text()", type: iso_date, malformed: absent}
                  end: {path: "ToTime/text()", type: iso_date, malformed: absent}
                  site: {path: "HealthCareFacility/Code/text()", type: code}
                  source: {path: "AdmissionSource/Code/text()", type: code}
                  discharge: {path: "DischargeReason/Code/text()", type: code}
                  destination: {path: "DischargeLocation/Code/text()", type: code}
                  place: {path: "Attributes/QBL05/text()", type: code}

              procedures:
                record:
                  - u:PatientRecord/Procedures/Procedure
                  - u:PatientRecord/Procedures/DialysisSessions/DialysisSession
                  - u:PatientRecord/Procedures/Transplant
                  - u:PatientRecord/Procedures/VascularAccess
                parent: {table: patients, column: patient}
                fields:
                  code: {path: "ProcedureType/Code/text()", type: code, required: true}
                  system: {path: "ProcedureType/CodingStandard/text()", type: code}
                  at: {path: "ProcedureTime/text()", type: iso_time, malformed: absent}
                  site: {path: "EnteredAt/Code/text()", type: code}

              # Measurements, results of laboratories and scores of surveys. A value that is no number is null, and counted.
              observations:
                record:
                  - u:PatientRecord/Observations/Observation
                  - u:PatientRecord/LabOrders/LabOrder/ResultItems/ResultItem[not(Status='D')]
                  - u:PatientRecord/Surveys/Survey/Scores/Score
                parent: {table: patients, column: patient}
                fields:
                  code: {path: ["ObservationCode/Code/text()", "ServiceId/Code/text()", "ScoreType/Code/text()"], type: code, required: true}
                  system:
                    path: ["ObservationCode/CodingStandard/text()", "ServiceId/CodingStandard/text()", "ScoreType/CodingStandard/text()"]
                    type: code
                  at:
                    path: ["ObservationTime/text()", "../../SpecimenCollectedTime/text()", "../../SurveyTime/text()"]
                    type: iso_time
                    required: true
                  value: {path: ["ObservationValue/text()", "ResultValue/text()", "Value/text()"], type: quantity, trim: true, malformed: absent}
                  comparator: {path: ["ObservationValue/text()", "ResultValue/text()", "Value/text()"], type: comparator, trim: true, malformed: absent}
                  unit: {path: ["ObservationUnits/text()", "ResultValueUnits/text()"], type: code}
                  interpretation: {path: "InterpretationCodes/text()", type: code}
                  # Before or after a session of dialysis.
                  phase: {path: "PrePost/text()", type: code}

              answers:
                record: u:PatientRecord/Surveys/Survey/Questions/Question
                parent: {table: patients, column: patient}
                fields:
                  survey: {path: "../../SurveyType/Code/text()", type: code}
                  at: {path: "../../SurveyTime/text()", type: iso_time, malformed: absent}
                  code: {path: "QuestionType/Code/text()", type: code, required: true}
                  answer: {path: "Response/text()", type: quantity, trim: true, malformed: absent}

            """##),
    ]
}
