import Indicators
import StageMain

/// Stages of the families as programs of their own, by the last word of the command.
@main enum StageProgram {
    static func main() {
        switch CommandLine.arguments.last {
        case "access": StageMain.run(MeasureAccess.self)
        case "population": StageMain.run(MeasurePopulation.self)
        case "admissions": StageMain.run(MeasureAdmissions.self)
        default: StageMain.run(MeasureContinuity.self)
        }
    }
}
