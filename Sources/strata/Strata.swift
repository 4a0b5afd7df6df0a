import Comparison
import Disclosure
import Feeds
import Indicators
import Population
import Publishing
import StageKit
import StrataCommand

/// The list of stage families, and one call. A federation's own binary is the same with its own families behind these.
@main
enum Main {
    static func main() {
        Strata.main(families: [.feeds, .population, .indicators, .comparison, .disclosure, .publishing])
    }
}
