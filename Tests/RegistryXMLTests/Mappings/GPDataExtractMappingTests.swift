import RegistryXML
import Tables
import Testing

@Suite struct GPDataExtractMappingTests {
    private func extract(_ wrapper: String) -> [UInt8] {
        Array(
            """
            <gpdata-extract xmlns="http://www.nhsdigital.nhs.uk/GPDFSU/XMLSchema/GPDataExtract/ns" gpdata-version="0.77"
             channel-sequence="5" issue-date-time="2018-10-28T00:00:00"><practice-extract provider-id="A81001">
            <practice-directory><ort id="o1" oc="A81001"/><ort id="o2" oc="RR8"/><prct id="s1" ib="02" oid="o1" sn="Gould"/>
            <prct id="s2" ib="03" sc="R0064" ht="C"/></practice-directory><\(wrapper)><patient-extract-snapshot>
            <pt id="r1" pidd="TOKEN" wb="111995" wd="012018" g="9" lsoa="A12345678" ir="false" p="o1" rgd="2008-02"
             red="2012" rt="E" rs="true"/>
            <prt id="p1" cid="195967001" rct="H33..00" us="sct" ed="2000-01" sg="major" st="active" pid="s1" eid="e1"/>
            <prt id="p2" rct="H33..00" us="rvt"/><prt id="p3" cid="1" df="true"/>
            <plt id="l1" pid="p1" eid="e1" rd="2016-10-10T17:07:30"/><plt id="l2" pid="p1"/>
            <et id="e1" cid="1" ed="2018-10-25T14:46:00" dr="23.5" pid="s2" aid="a1" lc="264358009"/>
            <ot id="t1" cid="1" ed="2018-10-25" v1="142" v2="94" um="mmHg" uu="mm[Hg]" co="&gt;=" rl="90" ru="140"/>
            <ot id="t2" cid="1" ed="2018-10-25" df="true"/><ot id="t3" ed="2018" v-cid="123456"/>
            <mt id="m1" cid="2" ed="2018-10-01" tp="repeat" qt="28" um="tablet(s)" dr="28" dru="days" dst="FREE TEXT"/>
            <it id="i1" cid="3" ed="2018-10-02" s-cid="4" bt="B1"/>
            <at id="g1" oc="ALLERGY" ocs="egton" ct="medication" ed="2010-07-24T10:13:00" us="other"/>
            <rft id="f1" cid="5" ed="2010-10-04" ad="2019-10-14" dir="out" pr="1" to="o2"/>
            <rt id="c1" cid="6" ed="2009-01-10"/><rt id="c2" cid="6" ed="2009-01-10" df="true"/>
            </patient-extract-snapshot></\(wrapper)></practice-extract></gpdata-extract>
            """.utf8)
    }

    private func day(_ text: String) -> Int64 { CalendarDay(text).map { Int64($0.number) } ?? .min }

    /// Version 0.71 has another name for what holds the snapshots.
    @Test(arguments: ["practice-patient-extracts", "patient-extracts"])
    func everyKindOfRecord(_ wrapper: String) throws {
        let document = try Fixtures.read(extract(wrapper), Fixtures.mapping("gpdata-extract"))
        #expect(document.header.text("version") == "0.77")
        // The Mondays of week 11 of 1995 and week 1 of 2018.
        #expect(document.integers("patients", "birth_date") == [day("1995-03-13")])
        #expect(document.integers("patients", "death_date") == [day("2018-01-01")])
        #expect(document.texts("patients", "lsoa") == [nil])
        #expect(document.texts("registrations", "practice") == ["A81001"])
        #expect(document.texts("registrations", "type") == ["immediately-necessary"])
        #expect(document.integers("registrations", "start") == [day("2008-02-01")])
        #expect(document.integers("registrations", "end") == [day("2012-12-31")])
        #expect(document.texts("staff", "role") == ["gp", "other"])
        #expect(document.texts("staff", "job") == [nil, "R0064"])
        #expect(document.texts("conditions", "code") == ["195967001", nil])
        #expect(document.texts("conditions", "read2") == ["H33..00", "H33..00"])
        #expect(document.texts("conditions", "chosen") == ["sct", "rvt"])
        #expect(document.integers("conditions", "onset") == [day("2000-01-01"), nil])
        #expect(document.texts("conditions", "staff")[0] == document.texts("staff", "id")[0])
        #expect(document.texts("problem_links", "event") == ["e1"])
        #expect(document.texts("contacts", "practice") == ["A81001"])
        #expect(document.texts("contacts", "role") == ["other"])
        #expect(document.integers("contacts", "minutes") == [nil])
        #expect(document.texts("contacts", "appointment") == ["a1"])
        #expect(document.texts("observations", "id") == ["t1", "t3"])
        #expect(document.tables["observations"]?["value"]?.double(0) == 142)
        #expect(document.tables["observations"]?["value2"]?.double(0) == 94)
        #expect(document.texts("observations", "unit") == ["mm[Hg]", nil])
        #expect(document.texts("observations", "comparator") == [">=", nil])
        #expect(document.texts("observations", "value_code") == [nil, "123456"])
        #expect(document.integers("observations", "at")[1] == day("2018-01-01") * 86_400)
        #expect(document.texts("medications", "kind") == ["repeat"])
        #expect(document.tables["medications"]?["quantity"]?.double(0) == 28)
        #expect(document.texts("immunisations", "substance") == ["4"])
        #expect(document.texts("allergies", "other") == ["ALLERGY"])
        #expect(document.integers("allergies", "onset") == [day("2010-07-24")])
        #expect(document.texts("referrals", "target") == ["RR8"])
        #expect(document.texts("recalls", "id") == ["c1"])
        #expect(document.rejects.map(\.table) == ["problem_links"])
        #expect(document.rejects.map(\.field) == ["event"])
    }
}
