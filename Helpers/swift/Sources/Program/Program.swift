import StageMain
import __TYPE__

@main enum Program {
    static func main() { StageMain.run(__TYPE__.self) }
}
