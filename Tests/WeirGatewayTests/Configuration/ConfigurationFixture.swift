import TestSupport
import WeirReport

@testable import WeirGateway

/// A folder with a schema, and configurations in it.
struct ConfigurationFixture {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      """
      {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
      """, to: "schemas/order.json")
  }

  /// A configuration that is right, for tests to go wrong from.
  static let minimal = """
    state:
      directory: state
    schemas:
      directory: schemas
    streams:
      orders:
        schema: order
        sinks: [out]
    sinks:
      out:
        type: stdout

    """

  func load(
    _ text: String, environment: [String: String] = [:]
  ) throws(ConfigurationError) -> LoadedConfiguration {
    guard let path = try? folder.write(text, to: "gateway.yaml") else {
      throw ConfigurationError([], .unreadable)
    }
    return try ConfigurationLoader { environment[$0] }.load(path)
  }

  /// What is told of a configuration that is wrong, without the folder's name.
  func faults(_ text: String, environment: [String: String] = [:]) -> String {
    do throws(ConfigurationError) {
      _ = try load(text, environment: environment)
      return ""
    } catch {
      return error.description.replacing(folder.path + "/", with: "")
    }
  }

  /// The first line of each fault.
  func headlines(_ text: String, environment: [String: String] = [:]) -> [String] {
    faults(text, environment: environment).split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("error") || $0.hasPrefix("warning") }
  }
}
