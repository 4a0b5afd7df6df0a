import RegistryXML
import Tables
import Testing

@Suite struct ODSMappingTests {
    private func organisation(_ code: String, _ inside: String = "", _ attributes: String = "") -> String {
        """
        <Organisation orgRecordClass="RC1" \(attributes)><Name>NAME \(code)</Name>
        <Date><Type value="Legal"/><Start value="2000-01-01"/></Date>
        <Date><Start value="2001-02-03"/><End value="2020-01-01"/><Type value="Operational"/></Date>
        <OrgId extension="\(code)"/>\(inside)</Organisation>
        """
    }

    private func release(_ count: Int, _ organisations: String) -> [UInt8] {
        let xml = """
            <h:OrgRefData xmlns:h="http://refdata.hscic.gov.uk/org/v2-0-0"><Manifest><Version value="2-0-0"/>
            <PublicationType value="Full"/><PublicationDate value="2026-08-28"/><PublicationSeqNum value="4700"/>
            <RecordCount value="\(count)"/></Manifest><CodeSystems><CodeSystem name="OrganisationRole">
            <concept id="RO177" displayName="PRESCRIBING COST CENTRE"/><concept displayName="no code"/></CodeSystem>
            </CodeSystems><Organisations>\(organisations)</Organisations></h:OrgRefData>
            """
        return Array("\u{FEFF}\(xml)".utf8)
    }

    private let region = """
        <Roles><Role id="RO1" uniqueRoleId="1"><Status value="Active"/></Role>
        <Role id="RO210" uniqueRoleId="2" primaryRole="true"><Status value="Inactive"/></Role></Roles>
        """

    @Test func aReleaseWithItsStubs() throws {
        let stub = organisation("a3", "<Roles><Role id=\"RO9\"/></Roles>", "refOnly=\"true\"")
        let rest = """
            <Status value="Active"/><LastChangeDate value="2016-06-24"/><GeoLoc><Location><AddrLn1>STREET</AddrLn1>
            <PostCode>PO5 3ND</PostCode><Country>ENGLAND</Country><UPRN>1</UPRN></Location></GeoLoc>
            <Roles><Role id="RO177" primaryRole="true"/></Roles>
            <Succs><Succ uniqueSuccId="9"><Date><Type value="Legal"/><Start value="1999-04-01"/></Date>
            <Type>Predecessor</Type><Target><OrgId extension="rgwkc"/><PrimaryRoleId id="RO198"/></Target></Succ></Succs>
            """
        let mapping = try Fixtures.mapping("ods")
        let all = organisation("y58", region) + stub + organisation("J82028", rest)
        let document = try Fixtures.read(release(3, all), mapping)
        #expect(document.header.text("content") == "Full")
        #expect(document.header.integer("records") == 3)
        #expect(document.texts("organisations", "code") == ["Y58", "J82028"])
        // A region office has no status of its own.
        #expect(document.texts("organisations", "status") == ["Inactive", "Active"])
        #expect(document.texts("organisations", "primary_role") == ["RO210", "RO177"])
        #expect(document.texts("organisations", "country") == [nil, "ENGLAND"])
        #expect(
            document.integers("organisations", "legal_start")
                == [CalendarDay("2000-01-01"), CalendarDay("2000-01-01")].map { $0.map { Int64($0.number) } })
        #expect(
            document.integers("organisations", "changed") == [nil, CalendarDay("2016-06-24").map { Int64($0.number) }])
        #expect(document.integers("roles", "organisation") == [0, 0, 1])
        #expect(document.texts("roles", "number") == ["1", "2", nil])
        #expect(document.texts("successions", "target") == ["RGWKC"])
        #expect(document.texts("successions", "kind") == ["Predecessor"])
        #expect(document.integers("successions", "organisation") == [1])
        #expect(document.texts("concepts", "name") == ["PRESCRIBING COST CENTRE"])
        #expect(document.texts("concepts", "system") == ["OrganisationRole"])
        #expect(document.rejects.map(\.table) == ["concepts"])
        #expect(document.findings.filter { $0.count > 0 }.isEmpty)
    }

    @Test func aReleaseThatLacksRecords() throws {
        let document = try Fixtures.read(release(3, organisation("Y58", region)), Fixtures.mapping("ods"))
        let finding = try #require(document.findings.first { $0.path == "record_count" })
        #expect(finding.count != 0)
    }
}
