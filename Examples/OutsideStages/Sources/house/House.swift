import Comparison
import Disclosure
import Feeds
import Indicators
import Outcomes
import Population
import Publishing
import StageKit
import StrataCommand

/// A `strata` of one's own: all stages of Strata, and the house's.
@main enum House {
    static func main() {
        Strata.main(families: [.feeds, .population, .indicators, .outcomes, .comparison, .disclosure, .publishing])
    }
}
