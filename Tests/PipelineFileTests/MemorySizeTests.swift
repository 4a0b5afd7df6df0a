import PipelineFile
import Testing

@Suite struct MemorySizeTests {
    @Test(arguments: [
        ("1", 1), ("512M", 536_870_912), ("2g", 2_147_483_648), ("3KiB", 3072), ("1TB", 1 << 40), ("512 MiB", 1 << 29),
    ])
    func sizes(text: String, bytes: Int) { #expect(MemorySize(text)?.bytes == bytes) }

    @Test(arguments: ["", "M", "0", "-1", "1.5G", "2  G", "2 ", "2X", "99999999999999999999", "9999999999T"])
    func noSizes(text: String) { #expect(MemorySize(text) == nil) }
}
