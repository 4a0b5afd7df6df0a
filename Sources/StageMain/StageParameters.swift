import StageKit
import StageProtocol

/// The parameters of a hello as the options of a stage.
enum StageParameters {
    static func options(_ hello: Hello, of descriptor: StageDescriptor) throws(StageFault) -> StageOptions {
        var values: [String: any OptionValue] = [:]
        let place = SourceLocation(file: "parameters")
        let context = SettingContext(folder: hello.scratch)
        for member in hello.parameters.members {
            guard let option = descriptor.options.first(where: { $0.name == member.name }) else { continue }
            do throws(SettingFault) {
                values[option.name] = try option.parse(node(member.value, place), context)
            } catch {
                throw StageFault(
                    error.message, code: .configuration, option: option.name)
            }
        }
        return StageOptions(values, defaultsOf: descriptor)
    }

    private static func node(_ value: JSONValue, _ place: SourceLocation) -> SettingNode {
        switch value {
        case .list(let items): SettingNode(.list(items.map { node($0, place) }), at: place)
        case .object(let object):
            SettingNode(
                .map(object.members.map { .init(key: $0.name, keyLocation: place, value: node($0.value, place)) }),
                at: place)
        case .text(let text): SettingNode(.scalar(text), at: place)
        default: SettingNode(.scalar(String(decoding: value.utf8, as: UTF8.self)), at: place)
        }
    }
}
