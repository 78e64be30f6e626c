import TestSupport
import Testing

@Suite("Test data") struct TestDataTests {
  @Test("the JSON parsing suite is complete", .needs(.jsonParsingSuite))
  func parsingSuiteIsComplete() throws {
    let files = TestData.files(in: .jsonParsingSuite, under: "test_parsing", suffix: ".json")
    #expect(files.filter { $0.contains("/y_") }.count == 95)
    #expect(files.filter { $0.contains("/n_") }.count == 188)
    #expect(files.filter { $0.contains("/i_") }.count == 35)
    let first = try #require(files.first)
    #expect(throws: Never.self) { try TestData.bytes(of: .jsonParsingSuite, first) }
  }

  @Test("the weir that was built with the tests is found")
  func weirIsFound() throws {
    #expect(try !TestData.bytes(ofFile: BuiltProduct.weir).isEmpty)
  }
}
