import StageKit
import Testing

@Suite struct LabelCheckTests {
    @Test func aReleaseTakesNothingUnprotected() {
        let yaml = Sound.head + Sound.feeds + "  release: {uses: write_release, from: indicators, with: {folder: r}}\n"
        #expect(
            told(yaml) == """
                p.yaml:9:40: error: 'indicators' gives aggregate tables; stage 'release' takes only disclosable tables
                    9 |   release: {uses: write_release, from: indicators, with: {folder: r}}
                      |                                        ^^^^^^^^^^
                hint: put a protect_… stage between them

                """)
        #expect(codes(yaml) == [.label])
        #expect(DiagnosticCode.label.exitStatus == 2)
    }

    @Test func recordsOfPeopleReachNoWriter() {
        let yaml = Sound.head + Sound.feeds + "  inside: {uses: write_internal, from: people}\n"
        #expect(codes(yaml) == [.label])
        #expect(told(yaml).contains("'people' gives pseudonymous tables; stage 'inside' takes only aggregate tables"))
    }

    @Test func protectedFiguresNeedNoSecondGate() {
        let yaml = Sound.whole + "  again: {uses: protect_counts, from: protected}\n"
        #expect(told(yaml).contains("'protected' gives disclosable tables; stage 'again' takes only aggregate tables"))
    }

    @Test(arguments: [
        ("  x: {uses: compare_openly, from: indicators}", "stage 'compare_openly' cannot call its tables disclosable"),
        (
            "  x: {uses: protect_nothing, from: indicators}",
            "stage 'protect_nothing' has no option 'threshold' of at least 5 people"
        ),
        (
            "  x: {uses: write_all, from: indicators}",
            "stage 'write_all' writes files from tables that have not passed a protect_… stage"
        ),
        (
            "  x: {uses: compare_people, from: feeds}",
            "stage 'compare_people' lets identifiable data leave a feed reader"
        ),
        ("  x: {uses: compare_people, from: feeds}", "stage 'x' makes pseudonymous tables of 'feeds' aggregate"),
    ])
    func aStageThatPromisesTooMuchIsRefused(stage: String, message: String) {
        let yaml = Sound.head + Sound.feeds + stage + "\n"
        #expect(told(yaml).contains("error: \(message)\n"), "\(told(yaml))")
        #expect(codes(yaml).allSatisfy { $0 == .label })
    }

    @Test func noThresholdBelowFive() {
        let yaml = Sound.head + Sound.feeds + "  p: {uses: protect_counts, from: indicators, with: {threshold: 4}}\n"
        #expect(
            told(yaml) == """
                p.yaml:9:65: error: option 'threshold': 4 is too small: at least 5
                    9 |   p: {uses: protect_counts, from: indicators, with: {threshold: 4}}
                      |                                                                 ^

                """)
    }
}
