/// Records that are wrong in every way the table of the feed allows, one at a time.
///
/// Required attributes of free text are left out, but never left empty: the feed's definition does not say whether an
/// empty one is missing.
struct DirtCatalogue {
    let code: String
    let practice: String
    /// Entries are taken one in so many, from a place that differs between sources.
    let every: Int
    let offset: Int

    /// Ways to write an element with one attribute missing, empty, wrong or unusual.
    private func variants(of form: FeedForm, sample: Markup) -> [Markup] {
        var list: [Markup] = []
        for attribute in form.attributes {
            if attribute.isRequired { list.append(sample.with(attribute.name, nil)) }
            switch attribute.value {
            case .text, .number: if !attribute.isRequired { list.append(sample.with(attribute.name, "")) }
            default: list.append(sample.with(attribute.name, ""))
            }
            for text in attribute.value.wrong + attribute.value.unusual {
                list.append(sample.with(attribute.name, text))
            }
        }
        return list.enumerated().filter { ($0.offset + offset) % every == 0 }.map { $0.element }
    }

    /// What stands inside one patient: bad and unusual events of every kind.
    var events: String {
        var lines: [String] = []
        for form in FeedForm.events {
            var sample = Markup(sample: form)
            if sample["practice"] != nil { sample["practice"] = practice }
            if sample["staff"] != nil { sample["staff"] = "\(practice)-S01" }
            for (place, variant) in variants(of: form, sample: sample).enumerated() {
                var line = variant
                if line["id"] != nil { line["id"] = "d-\(form.element)-\(place)" }
                lines.append("    " + line.closed)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Bad and unusual organisations and staff.
    var directory: String {
        var lines: [String] = []
        for form in [FeedForm.organisation, .staff] {
            var sample = Markup(sample: form)
            if sample["organisation"] != nil { sample["organisation"] = practice }
            for (place, variant) in variants(of: form, sample: sample).enumerated() {
                var line = variant
                if line["id"] != nil { line["id"] = "\(code)-DS\(place)" }
                lines.append("  " + line.closed)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Patients that are bad, or unusual, as a whole; every fourth carries the number that `number` gives and an opt-out.
    func patients(number: (Int) -> String) -> String {
        var lines: [String] = []
        for (place, variant) in variants(of: .patient, sample: Markup(sample: .patient)).enumerated() {
            var line = variant
            if line["id"] != nil { line["id"] = "\(code)-B\(place)" }
            if place % 4 == 0, line["nhsNumber"] == nil {
                line["nhsNumber"] = number(place)
                if line["optOut"] == "none" { line["optOut"] = place % 8 == 0 ? "type1" : "national" }
            }
            let contact = Markup(sample: .contact).with("practice", practice).with("id", "b-1")
            let registration = Markup("registration", [("practice", practice), ("start", "2015-06-01")])
            lines.append("  " + line.around(registration.closed + contact.closed))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
