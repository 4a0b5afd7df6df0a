/// Whole patients and stretches of a feed in which something is amiss without any single value being wrong.
struct DirtScenes {
    let population: Population
    let source: Source
    let extract: Extract

    private var code: String { source.code }
    private var practice: String { source.practice < 0 ? Codes.practice(0) : source.code }
    private func day(_ later: Int) -> String { "\(population.plan.lastDay.advanced(by: later))" }

    /// The number of a person who is on record elsewhere too.
    func known(_ place: Int) -> String {
        let people = population.plan.people
        return "\(population.numbers[(source.index * 131 + place * 17 + 5) % people])"
    }

    /// A valid number that no other source uses.
    private func spare(_ place: Int) -> String {
        "\(population.numbers[population.plan.people + source.index * 24 % (Population.spareNumbers - 24) + place % 24])"
    }

    private func patient(_ id: String, _ attributes: [(String, String)] = [], _ content: String = "") -> String {
        var markup = Markup("patient", [("id", "\(code)-\(id)"), ("birthDate", "1957-03-09"), ("sex", "2")])
        for (name, value) in attributes { markup[name] = value.isEmpty ? nil : value }
        return "  " + markup.around("\n\(content)  ") + "\n"
    }

    private func contact(_ id: String, _ changes: [(String, String)] = []) -> String {
        var markup = Markup(sample: .contact)
        markup["id"] = id
        markup["practice"] = practice
        markup["staff"] = "\(practice)-S01"
        markup["at"] = day(-40) + "T10:15:00"
        markup["booked"] = day(-47) + "T08:30:00"
        for (name, value) in changes { markup[name] = value.isEmpty ? nil : value }
        return "    " + markup.closed + "\n"
    }

    private func registration(_ start: String = "2012-05-01", end: String? = nil, practice other: String? = nil)
        -> String
    {
        var markup = Markup("registration", [("practice", other ?? practice), ("start", start)])
        markup["end"] = end
        return "    " + markup.closed + "\n"
    }

    /// Everything of a full extract.
    var full: String { repeats + places + texts + times + numbers + optOuts }

    private var repeats: String {
        patient("R1", [("nhsNumber", spare(0))], registration() + contact("r-1") + contact("r-2"))
            + patient("R1", [("nhsNumber", spare(0)), ("lsoa", "E01990002")], registration() + contact("r-3"))
            + patient("R2", [("nhsNumber", spare(1))], registration() + contact("r-1"))
            + patient("R2", [("nhsNumber", spare(1)), ("birthDate", "1957-02-29")], registration() + contact("r-9"))
            + patient(
                "R3", [("nhsNumber", spare(2))],
                registration() + contact("r-1") + contact("r-1", [("status", "did-not-attend"), ("minutes", "")])
                    + contact("r-2") + contact("r-2", [("at", "2026-02-30T10:00:00")])
                    + contact("r-3", [("role", "GP")]) + contact("r-3"))
            + "  <staff id=\"\(code)-DG\" role=\"gp\" organisation=\"\(practice)\"/>\n"
            + "  <staff id=\"\(code)-DG\" role=\"gp\" organisation=\"\(practice)\" generic=\"true\"/>\n"
            + patient(
                "R4", [("nhsNumber", spare(3)), ("namedGp", "\(code)-DG")],
                registration() + contact("r-1", [("staff", "\(code)-DG")]) + contact("r-2", [("staff", "\(code)-DG")]))
    }

    private var places: String {
        let event = contact("w-1").trimmed
        let nested =
            "<level>" + String(repeating: "<level>", count: 40) + event
            + String(repeating: "</level>", count: 40) + "</level>"
        return "  \(event)\n  \(registration().trimmed)\n  <note>not the place for it</note>\n"
            + "  <removed id=\"\(code)-000003\"/>\n"
            + "  <batch number=\"1\">\n\(patient("W0", [("nhsNumber", known(40)), ("optOut", "type1")], registration()))  </batch>\n"
            + patient(
                "W1", [("nhsNumber", spare(4))],
                registration()
                    + "    <history>\(event)</history>\n    \(nested)\n    <removed id=\"\(code)-000004\"/>\n"
                    + "    <staff id=\"\(code)-WS\" role=\"gp\" organisation=\"\(practice)\" generic=\"true\"/>\n"
                    + "    <organisation code=\"\(practice)\" role=\"practice\" parent=\"U90099\"/>\n"
                    + patient("W2", [("nhsNumber", known(41)), ("optOut", "national")], contact("w-2")))
            + patient(
                "W3",
                [
                    ("nhsNumber", spare(5)), ("xml:lang", "en"), ("f:optOut", "type1"),
                    ("xmlns:f", "urn:strata:registry-feed:1.0"), ("xmlns:o", "urn:example:other-system"),
                ],
                registration()
                    + contact("w-1", [("f:status", "cancelled"), ("xmlns:f", "urn:strata:registry-feed:1.0")])
                    + contact(
                        "w-2",
                        [("at", ""), ("f:at", day(-9) + "T09:00:00"), ("xmlns:f", "urn:strata:registry-feed:1.0")])
                    + "    <o:contact id=\"w-3\" status=\"attended\"/>\n    <o:wrapper>\(event)</o:wrapper>\n"
                    + "    <contact xmlns=\"urn:example:other-system\" id=\"w-4\"/>\n"
                    + "    <f:contact id=\"w-5\" at=\"\(day(-8))T09:00:00\" practice=\"\(practice)\" role=\"nurse\" mode=\"online\" "
                    + "urgency=\"routine\" status=\"attended\"/>\n")
            + "  <o:patient xmlns:o=\"urn:example:other-system\" id=\"\(code)-W4\">\(event)</o:patient>\n"
            + "  <Patient id=\"\(code)-W5\" birthDate=\"1950-01-01\" sex=\"1\"/>\n"
    }

    private var texts: String {
        patient(
            "T1",
            [
                ("nhsNumber", spare(6)), ("careHome", "Elm &amp; Ivy &lt;House&gt; &#233;"),
                ("namedGp", "&#x47;P &quot;1&quot;"),
            ],
            registration() + "    <note>asked to be called Jo</note>\n    <note>   \n\t</note>\n    <note/>\n"
                + "    <note><![CDATA[<contact id=\"no\"/>]]></note>\n    <note author=\"x\"> <b>bold</b> </note>\n"
                + "    <note>&#32;&#9;</note>\n    <note><!-- nothing --></note>\n    stray text &amp; more\n"
                + "    <![CDATA[<contact id=\"no\"/>]]>\n    <!-- \(contact("no").trimmed) -->\n    <?sort contacts?>\n"
                + contact("t&amp;1") + contact("t-&#233;", [("minutes", "&#49;2")]))
            + "  <organisation code=\"VL990\" role=\"care-home\" name=\"\(String(repeating: "Long name ", count: 2_000))\"/>\n"
            + "  stray text in the feed\n"
    }

    private var times: String {
        patient(
            "F1", [("nhsNumber", spare(7)), ("lsoa", "")],
            registration() + contact("f-1", [("at", day(30) + "T09:00:00")])
                + contact("f-2", [("booked", day(3) + "T09:00:00")])
                + "    <admission start=\"\(day(12))\" method=\"emergency\" cost=\"100\"/>\n"
                + "    <admission start=\"\(day(-20))\" end=\"\(day(-25))\" method=\"emergency\" cost=\"250.125\"/>\n"
                + "    <condition code=\"38341003\" onset=\"\(day(400))\"/>\n")
            + patient(
                "F2", [("nhsNumber", spare(8)), ("deathDate", day(-100))],
                registration() + contact("f-1") + contact("f-2", [("at", day(-200) + "T09:00:00")])
                    + "    <admission start=\"\(day(-90))\" method=\"emergency\" cost=\"-12.5\"/>\n")
            + patient("F3", [("nhsNumber", spare(9)), ("deathDate", "1950-01-01")], registration() + contact("f-1"))
            + patient("F4", [("nhsNumber", spare(10)), ("birthDate", day(90))], registration(day(80)))
            + patient("F5", [("nhsNumber", spare(11)), ("deathDate", day(60))], registration() + contact("f-1"))
            + patient("F6", [("nhsNumber", spare(12))], registration(day(-50), end: day(-50)) + contact("f-1"))
            + patient("F7", [("nhsNumber", spare(13))], registration(day(-50), end: day(-90)) + contact("f-1"))
            + patient(
                "F8", [("nhsNumber", spare(14)), ("lsoa", "W01000001")],
                registration() + registration(day(-300), end: day(-10)) + registration(day(20))
                    + registration(day(-5), practice: "Z99999") + contact("f-1", [("practice", "Z99999")]))
            + patient("F9", [("nhsNumber", spare(15)), ("birthDate", "1896-02-29")], contact("f-1"))
    }

    /// One patient for each way in which a number can be invalid.
    private var numbers: String {
        let valid = spare(16)
        let withoutCheck = String(valid.dropLast())
        let wrong = "\(population.numbers.wrong(population.plan.people + source.index % 100))"
        let spaced = "\(valid.prefix(3)) \(valid.dropFirst(3).prefix(3)) \(valid.suffix(4))"
        let texts = [
            withoutCheck, valid + "0", wrong, spaced, " " + valid, valid + " ", "999000000A", "9999999999",
            "1111111111",
            "0000000000", "4000000004", "6000000006", "not known", "&#xFF19;" + valid.dropFirst(), "-" + withoutCheck,
        ]
        var result = ""
        for (place, text) in texts.enumerated() {
            result += patient("N\(place)", [("nhsNumber", text)], registration() + contact("n-1"))
        }
        let kept = Markup(
            "patient", [("id", "\(code)-N99"), ("nhsNumber", ""), ("birthDate", "1990-09-09"), ("sex", "X")])
        return result + "  " + kept.around(registration().trimmed) + "\n"
    }

    /// Opt-outs on records that are set aside: what later becomes of each is told in `delta`.
    private var optOuts: String {
        let bad = ("birthDate", "1961-02-29")
        var result =
            patient("O1", [("nhsNumber", known(1)), bad, ("optOut", "type1")])
            + patient("O2", [("nhsNumber", known(2)), ("sex", "female"), ("optOut", "national")])
            + patient("O3", [("nhsNumber", known(3)), bad, ("optOut", "type1")])
            + patient("O3", [("nhsNumber", known(3)), ("optOut", "none")], registration())
            + patient("O4", [("nhsNumber", known(4)), bad, ("optOut", "national")])
            + patient("O5", [("nhsNumber", known(5)), bad, ("optOut", "Type1")])
            + patient("O6", [("nhsNumber", "9990000000"), bad, ("optOut", "type1")])
            + patient("O7", [("nhsNumber", known(7)), ("optOut", "none")], registration())
            + patient("O8", [("nhsNumber", known(8)), ("birthDate", ""), ("optOut", "type1")])
        if extract.isSuperseded { result += patient("O9", [("nhsNumber", known(9)), bad, ("optOut", "type1")]) }
        return result
    }

    /// Everything of a delta: removals beside the same patients, and what follows from the full extract's opt-outs.
    var delta: String {
        "  <removed id=\"\(code)-R3\"/>\n"
            + patient("R3", [("nhsNumber", spare(2))], registration() + contact("r-7"))
            + patient("R4", [("nhsNumber", spare(3))], registration() + contact("r-8"))
            + "  <removed id=\"\(code)-R4\"/>\n  <removed/>\n  <removed ref=\"\(code)-R1\"/>\n"
            + "  <removed id=\"\(code)-never-heard-of\"/>\n  <removed id=\"\(code)-O4\"><note>left</note></removed>\n"
            + patient("F2", [("nhsNumber", spare(8)), ("sex", "0")], contact("f-9"))
            + patient("O1", [("nhsNumber", known(1)), ("optOut", "none")], registration())
            + patient("O7", [("nhsNumber", known(7)), ("sex", "f"), ("optOut", "national")])
            + patient("O8", [("nhsNumber", known(8)), ("birthDate", "2001-2-3"), ("optOut", "none")])
    }
}

extension String {
    /// Without the indentation and the line end.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.prefix { $0 != "\n" })
    }
}
