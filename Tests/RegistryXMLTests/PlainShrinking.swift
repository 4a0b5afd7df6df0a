/// Makes a case that fails smaller, so that it can be followed by hand.
enum PlainShrinking {
    /// The smallest document, by leaving out one thing after another, for which `fails` is still true.
    static func document(_ root: PlainElement, _ fails: (PlainElement) -> Bool) -> PlainElement {
        var best = root
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for place in 0..<size(best) {
                var left = place
                guard let smaller = copy(best, &left) else { continue }
                smaller.number()
                if fails(smaller) {
                    best = smaller
                    isSmaller = true
                    break
                }
            }
        }
        return best
    }

    /// A mapping with fewer tables, fields and record paths.
    static func mapping(_ mapping: PlainMapping, _ fails: (PlainMapping) -> Bool) -> PlainMapping {
        var best = mapping
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for smaller in smaller(best) where fails(smaller) {
                best = smaller
                isSmaller = true
                break
            }
        }
        return best
    }

    private static func smaller(_ mapping: PlainMapping) -> [PlainMapping] {
        var found: [PlainMapping] = []
        func add(_ change: (inout PlainMapping) -> Void) {
            var copy = mapping
            change(&copy)
            found.append(copy)
        }
        for header in mapping.header.indices { add { $0.header.remove(at: header) } }
        for (number, table) in mapping.tables.enumerated() {
            if mapping.tables.count > 1 { add { $0.tables.remove(at: number) } }
            for field in table.fields.indices {
                if table.fields.count > 1 { add { $0.tables[number].fields.remove(at: field) } }
                let paths = table.fields[field].paths
                for (rank, choice) in paths.enumerated() {
                    if paths.count > 1 { add { $0.tables[number].fields[field].paths.remove(at: rank) } }
                    for place in choice.indices {
                        if choice.count > 1 { add { $0.tables[number].fields[field].paths[rank].remove(at: place) } }
                        for step in choice[place].steps.indices where !choice[place].steps[step].predicates.isEmpty {
                            for predicate in choice[place].steps[step].predicates.indices {
                                add {
                                    $0.tables[number].fields[field].paths[rank][place].steps[step].predicates
                                        .remove(at: predicate)
                                }
                            }
                        }
                    }
                }
            }
            for record in table.records.indices {
                if case .nested = table.parent { continue }
                if table.records.count > 1, number > 0 || mapping.tables.count == 1 {
                    add { $0.tables[number].records.remove(at: record) }
                }
            }
        }
        return found
    }

    private static func size(_ element: PlainElement) -> Int {
        element.selfAndInside.reduce(0) { $0 + 1 + $1.attributes.count + $1.content.count }
    }

    /// A copy without the thing of that number; `nil` where there is none.
    private static func copy(_ element: PlainElement, _ left: inout Int) -> PlainElement? {
        let before = left
        let copy = copied(element, &left)
        return left < 0 && before >= 0 ? copy : nil
    }

    private static func copied(_ element: PlainElement, _ left: inout Int) -> PlainElement {
        let copy = PlainElement(element.name)
        for attribute in element.attributes {
            left -= 1
            if left != -1 { copy.attributes.append(attribute) }
        }
        for part in element.content {
            left -= 1
            if left == -1 { continue }
            switch part {
            case .text(let text): copy.add(text)
            case .element(let child): copy.add(copied(child, &left))
            }
        }
        return copy
    }
}
