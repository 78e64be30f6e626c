import Foundation
import TestSupport
import WeirJSON
import WeirSchema
import WeirStream

@testable import WeirGateway

/// Rejected records to quarantine.
enum Rejections {
  static func report(_ code: String = "schema.required", at location: String = "/id") -> Report {
    let error = ValidationError(
      code: code, keyword: code == "schema.required" ? "required" : "",
      instanceLocation: location, byteRange: 0..<2, position: TextPosition(line: 1, column: 1),
      message: MessageParts("this is what is wrong"))
    return Report(errors: [error])
  }

  static func rejection(
    _ number: Int, stream: String = "orders", tenant: String? = "shop",
    code: String = "schema.required", at location: String = "/id"
  ) -> RequestRejection {
    RequestRejection(
      stream: stream,
      origin: RequestOrigin(
        requestID: "request-7", index: number, tenant: tenant,
        traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
      receivedAt: Timestamp(nanoseconds: Int64(number) * 1_000_000_000),
      report: report(code, at: location),
      schema: SchemaIdentity(
        name: "order", uri: "urn:example:order", version: "2", sha256: SHA256.hexadecimal(of: [1])),
      payload: .whole(Array("{\"number\":\(number)}".utf8)))
  }

  static func rows(_ numbers: Range<Int>, stream: String = "orders") -> [QuarantineRow] {
    numbers.map { QuarantineRow(rejection($0, stream: stream)) }
  }

  /// What is wrong with a record by the schema that is shipped.
  static func faults(of record: [UInt8]) throws -> [String] {
    let path = TestData.packageRoot + "/schemas/quarantine-record.schema.json"
    let schema = try Schema(json: Array(Data(contentsOf: URL(fileURLWithPath: path))))
    var validator = Validator(schema)
    return validator.report(on: record).errors.map { "\($0.instanceLocation) \($0.message)" }
  }
}
