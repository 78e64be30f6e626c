import Foundation
import WeirStream

/// `Retry-After`: seconds or a date (RFC 9110 §10.2.3).
enum RetryAfter {
  /// Longer waits are not believed: a sink that asks for a year is asked again after an hour.
  static let longest: Duration = .seconds(3600)

  /// Nil for what is neither.
  static func duration(_ text: String, now: Timestamp) -> Duration? {
    let text = text.trimmingCharacters(in: .whitespaces)
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return min(longest, .seconds(Int(text) ?? Int(longest.components.seconds)))
    }
    guard let date = date(text) else { return nil }
    let wait = date.timeIntervalSince1970 - Double(now.nanoseconds) / 1e9
    return min(longest, max(.zero, .seconds(wait.rounded(.up))))
  }

  /// IMF-fixdate, the one form of dates that is still written (RFC 9110 §5.6.7).
  private static func date(_ text: String) -> Date? {
    let form = DateFormatter()
    form.locale = Locale(identifier: "en_US_POSIX")
    form.timeZone = TimeZone(identifier: "GMT")
    form.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return form.date(from: text)
  }
}
