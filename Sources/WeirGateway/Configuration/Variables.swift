/// Why a `${…}` cannot be substituted.
enum VariableFault: Error, Equatable {
  case unset(String)
  case unclosed
  case badName(String)

  var message: String {
    switch self {
    case .unset(let name): "the environment variable \(name) is not set"
    case .unclosed: "${ without its }"
    case .badName(let name): "\"\(name)\" is no name of an environment variable"
    }
  }

  var help: String? {
    switch self {
    case .unset(let name): "give a default where there may be none: ${\(name):-default}"
    case .unclosed: "write $${ for a plain ${"
    case .badName: "write ${NAME} or ${NAME:-default}"
    }
  }
}

/// The text with the values of environment variables for `${NAME}` and `${NAME:-default}`, which also
/// counts where the variable is empty, as in a shell. `$${` stands for `${`. What is substituted is not
/// looked at again.
func substitutingVariables(
  in text: String, _ environment: (String) -> String?
) throws(VariableFault) -> String {
  var result = ""
  var rest = text[...]
  while let start = rest.firstRange(of: "${") {
    let before = rest[..<start.lowerBound]
    rest = rest[start.upperBound...]
    if before.hasSuffix("$") {
      result += before.dropLast() + "${"
      continue
    }
    guard let end = rest.firstIndex(of: "}") else { throw .unclosed }
    result += before + (try value(of: rest[..<end], environment))
    rest = rest[rest.index(after: end)...]
  }
  return result + rest
}

private func value(
  of expression: Substring, _ environment: (String) -> String?
) throws(VariableFault) -> String {
  let mark = expression.firstRange(of: ":-")
  let name = String(expression[..<(mark?.lowerBound ?? expression.endIndex)])
  guard isVariableName(name) else { throw .badName(name) }
  if let mark {
    let value = environment(name) ?? ""
    return value.isEmpty ? String(expression[mark.upperBound...]) : value
  }
  guard let value = environment(name) else { throw .unset(name) }
  return value
}

/// IEEE Std 1003.1, 3.216 Name.
private func isVariableName(_ name: String) -> Bool {
  guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
    return false
  }
  return name.unicodeScalars.allSatisfy { scalar in
    scalar == "_" || scalar.isASCII && scalar.properties.isAlphabetic
      || ("0"..."9").contains(scalar)
  }
}
