/// What is asked of a transport: one GET, without redirects.
struct HTTPRequest: Sendable {
  let target: HTTPTarget
  var headers: [String] = []
  let timeout: Duration
  /// Bytes of the body once decoded.
  let maxBytes: Int
  /// Whether private and local addresses may be connected to as well.
  let allowsAnyAddress: Bool
}

/// A complete answer.
struct HTTPResponse: Sendable {
  let status: Int
  let headers: HTTPHeaders
  var body: [UInt8] = []
}

/// Performs exchanges. The seam where tests take the network's place.
protocol HTTPTransport: Sendable {
  func get(_ request: HTTPRequest) throws(RemoteFault) -> HTTPResponse
}

/// The header fields of an answer. RFC 9110 §5.
struct HTTPHeaders: Sendable {
  /// Names in lower case.
  private let fields: [(name: String, value: String)]

  init(_ fields: [(name: String, value: String)] = []) {
    self.fields = fields.map { ($0.name.lowercased(), $0.value) }
  }

  /// Reads the header lines of an answer, its status line included. What is no field is skipped.
  init(lines: [UInt8]) {
    let text = String(decoding: lines, as: UTF8.self)
    self.init(
      text.split(whereSeparator: \.isNewline).compactMap { line in
        guard let colon = line.firstIndex(of: ":"), !line.hasPrefix("HTTP/") else { return nil }
        let value = line[line.index(after: colon)...]
        return (String(line[..<colon]), value.trimmed)
      })
  }

  /// The value of the first field of that name, which is in lower case; nil if it is empty too.
  subscript(_ name: String) -> String? {
    fields.first { $0.name == name && !$0.value.isEmpty }?.value
  }

  /// The media type without parameters, in lower case. RFC 9110 §8.3.
  var mediaType: String? {
    self["content-type"]?.split(separator: ";").first?.trimmed.lowercased()
  }

  /// How long the answer may be used without asking again, and whether it may be kept at all.
  /// RFC 9111 §5.2.2.
  var freshness: (seconds: Int, mayBeKept: Bool) {
    let directives = (self["cache-control"] ?? "").lowercased().split(separator: ",").map(\.trimmed)
    if directives.contains("no-store") { return (0, false) }
    if directives.contains("no-cache") { return (0, true) }
    let age = directives.first { $0.hasPrefix("max-age=") }.flatMap { Int($0.dropFirst(8)) }
    let spent = self["age"].flatMap { Int($0) } ?? 0
    return (max(0, min(age ?? 0, Self.longestFreshness) - max(0, spent)), true)
  }

  /// A server's word holds a day at most.
  private static let longestFreshness = 86_400

  /// Seconds to wait as the server asks; nil if it does not. RFC 9110 §10.2.3.
  func retryAfter(secondsSince1970 now: Int) -> Int? {
    guard let value = self["retry-after"] else { return nil }
    if let seconds = Int(value) { return max(0, seconds) }
    return HTTPDate.secondsSince1970(value).map { max(0, $0 - now) }
  }
}

/// Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7). The two obsolete
/// ways of writing, which no server of this century sends, are not read.
enum HTTPDate {
  static func secondsSince1970(_ text: String) -> Int? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
      let day = Int(parts[1]), let month = months.firstIndex(of: parts[2]),
      let year = Int(parts[3]), (1970...9999).contains(year), (1...31).contains(day)
    else { return nil }
    let time = parts[4].split(separator: ":").compactMap { Int($0) }
    guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]),
      (0...60).contains(time[2])
    else { return nil }
    return ((days(year, month, day) * 24 + time[0]) * 60 + time[1]) * 60 + time[2]
  }

  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Days since 1970-01-01; `month` from 0. Years begin in March, so that the leap day comes last.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month < 2 ? year - 1 : year
    let dayOfYear = (153 * ((month + 10) % 12) + 2) / 5 + day - 1
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }
}

extension StringProtocol {
  /// Without spaces and tabs at both ends.
  fileprivate var trimmed: String {
    let start = drop { $0 == " " || $0 == "\t" }
    return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
