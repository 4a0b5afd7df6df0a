import RegistryXML
import Tables
import Testing

@Suite struct OtherFormatsTests {
    private func organisation(_ code: String, _ inside: String = "", _ attributes: String = "") -> String {
        """
        <Organisation orgRecordClass="RC1" \(attributes)><Name>NAME \(code)</Name>
        <Date><Start value="2000-01-01"/><Type value="Legal"/></Date>
        <Date><Start value="2001-02-03"/><End value="2020-01-01"/><Type value="Operational"/></Date>
        <OrgId extension="\(code)"/><Status value="Active"/>
        <Roles><Role id="RO1"/>\
        <Role id="RO2" primaryRole="true"><Status value="Inactive"/></Role></Roles>\(inside)</Organisation>
        """
    }

    @Test func organisationsInBothRoots() throws {
        let mapping = try Fixtures.mapping("ods")
        let rel = """
            <Rels><Rel id="RE4"><Target><OrgId extension="X1"/><PrimaryRoleId id="RO9"/></Target></Rel></Rels>
            <Succs><Succ><Type>Successor</Type><Target><OrgId extension="X2"/></Target></Succ></Succs>
            """
        let bare = try Fixtures.read(Array(organisation("A1", rel).utf8), mapping)
        #expect(bare.texts("organisations", "code") == ["A1"])
        #expect(bare.texts("organisations", "name") == ["NAME A1"])
        #expect(bare.texts("organisations", "primary_role") == ["RO2"])
        #expect(bare.integers("organisations", "opened") == [Int64(CalendarDay("2001-02-03")!.number)])
        #expect(bare.integers("organisations", "closed") == [Int64(CalendarDay("2020-01-01")!.number)])
        #expect(bare.texts("organisations", "status") == ["Active"])
        #expect(bare.texts("roles", "status") == [nil, "Inactive"])
        #expect(bare.texts("relations", "target") == ["X1"])
        #expect(bare.texts("successions", "kind") == ["Successor"])
        let all = """
            <h:OrgRefData xmlns:h="http://refdata.hscic.gov.uk/org/v2-0-0"><Manifest>\
            <PublicationDate value="2026-08-28"/>
            </Manifest><Organisations>\(organisation("A1"))\(organisation("A2", "", "refOnly=\"true\""))
            <Organisation orgRecordClass="RC1"><Name>NO CODE</Name><Roles><Role id="RO1"/><Role/></Roles></Organisation>
            \(organisation("A3"))</Organisations></h:OrgRefData>
            """
        let document = try Fixtures.read(Array(all.utf8), mapping)
        #expect(document.texts("organisations", "code") == ["A1", "A3"])
        #expect(document.integers("roles", "organisation") == [0, 0, 1, 1])
        #expect(document.rejects.map(\.field) == ["code"])
        #expect(document.rejects.map(\.line) == [11])
        #expect(document.header.date("published") == CalendarDay("2026-08-28"))
    }

    @Test func anExtractOfGeneralPractice() throws {
        let xml = """
            <gpdata-extract xmlns="http://www.nhsdigital.nhs.uk/GPDFSU/XMLSchema/GPDataExtract/ns" channel-sequence="5"
             issue-date-time="2018-10-28T00:00:00"><practice-extract provider-id="P1"><practice-directory>
            <ort id="o1" nm="One" oc="A1"/><ort id="o2" nm="Local"/><prct id="s1" ib="02" oid="o1"/><prct id="s2"/>
            </practice-directory><practice-patient-extracts>
            <patient-extract-snapshot><et id="e1" ed="2018-10-25T14:46:00" pid="s1"/>
            <pt id="r1" pidd="TOKEN" wb="111995" g="1" p="o1" rgd="2008-02-13T23:12:00.000Z" rt="R"/>
            <et id="e2" ed="2018-10-25T14:46:00" pid="s2"/><et id="e3" ed="2018-10-25T14:46:00" df="true"/>
            <ot cid="1" ed="2018-10-25T14:46:00" v1="4.5"/></patient-extract-snapshot>
            <patient-extract-snapshot><et id="e4" ed="2018-10-25T14:46:00"/><et id="e5"/><pt id="r2" g="1"/>
            </patient-extract-snapshot>
            <patient-extract-snapshot><et id="e1" ed="2018-10-25T14:46:00"/><pt id="r3" wb="011990" g="0" p="o2"/>
            </patient-extract-snapshot></practice-patient-extracts></practice-extract></gpdata-extract>
            """
        let document = try Fixtures.read(Array(xml.utf8), Fixtures.mapping("gpdata-extract"))
        #expect(document.header.text("source") == "P1")
        #expect(document.header.text("content") == "full")
        #expect(document.header.date("period_end") == CalendarDay("2018-10-28"))
        #expect(document.tables["patients"]?.count == 2)
        #expect(document.integers("patients", "birth_date")[0] == Int64(CalendarDay("1995-03-13")!.number))
        #expect(document.texts("patients", "sex") == ["1", "X"])
        #expect(document.texts("contacts", "id") == ["e1", "e2", "e1"])
        #expect(document.integers("contacts", "patient") == [0, 0, 1])
        #expect(document.texts("contacts", "role") == ["gp", "other", "other"])
        #expect(document.texts("contacts", "practice") == ["P1", "P1", "P1"])
        #expect(document.texts("registrations", "practice") == ["A1"])
        #expect(document.rejects.map(\.table) == ["patients", "registrations"])
        #expect(document.rejects.map(\.field) == ["birth_date", "practice"])
        #expect(document.tables["observations"]?["value"]?.double(0) == 4.5)
    }
}
