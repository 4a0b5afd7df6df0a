import Indicators
import StageMain

/// A stage of the binary as a program of its own, for the tests.
@main enum Main {
    static func main() { StageMain.run(MeasureContinuity.self) }
}
