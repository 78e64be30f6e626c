// Figures as people read them.

/// A number of bytes in its unit.
func byteText(_ bytes: Double) -> String {
  let units = ["B", "kB", "MB", "GB", "TB"]
  var value = bytes
  var unit = 0
  while value >= 1000, unit < units.count - 1 {
    value /= 1000
    unit += 1
  }
  let digits = unit == 0 || value >= 100 ? "\(Int(value))" : rounded(value, decimals: 1)
  return "\(digits) \(units[unit])"
}

/// A number, not negative, with so many decimals.
func rounded(_ value: Double, decimals: Int = 3) -> String {
  let scale = (0..<decimals).reduce(1) { power, _ in power * 10 }
  let scaled = Int((value * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  let zeros = String(repeating: "0", count: decimals - fraction.count)
  return "\(scaled / scale).\(zeros)\(fraction)"
}

/// Seconds as `1:05` or `2:03:04`.
func durationText(_ seconds: Int) -> String {
  let tail = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
  let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
  let head = hours > 0 ? "\(hours):\(tail(minutes))" : "\(minutes)"
  return "\(head):\(tail(seconds % 60))"
}

extension Int {
  /// So many of what `noun` names, which takes an s but for one of them.
  func counted(_ noun: String) -> String { "\(grouped) \(noun)\(self == 1 ? "" : "s")" }

  /// With a comma between groups of three digits.
  var grouped: String {
    var text = ""
    for (index, digit) in String(self).reversed().enumerated() {
      if index > 0, index % 3 == 0, digit != "-" { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}
