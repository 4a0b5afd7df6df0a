import StageKit
import Testing

@testable import Feeds

@Suite("Vintages of areas")
struct AreaVintageTests {
    @Test(
        "A heading tells the census, or does not",
        arguments: [
            ("LSOA code (2011)", 2011), ("LSOA code (2021)", 2021), ("lsoa11", 2011), ("LSOA21CD", 2021),
            ("code (2021)", 2021), ("lsoa", nil), ("LSOA_CODE", nil), ("lsoa01", nil), ("LSOA code (2001)", nil),
        ] as [(String, Int32?)])
    func headings(heading: String, year: Int32?) {
        #expect(AreaVintage(heading: heading)?.year == year)
    }
}
