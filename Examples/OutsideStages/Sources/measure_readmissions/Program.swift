import Outcomes
import StageMain

/// The measure for a `strata` that does not have it compiled in.
@main enum Program {
    static func main() { StageMain.run(MeasureReadmissions.self) }
}
