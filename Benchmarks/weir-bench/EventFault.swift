/// What can be wrong with a generated record. Each kind comes equally often.
enum EventFault: String, CaseIterable {
  // Broken as JSON, or refused by the strict profile.
  case malformed, truncated
  case invalidUTF8 = "invalid UTF-8"
  case controlCharacter = "control character"
  case duplicateKey = "duplicate key"
  case loneSurrogate = "lone surrogate"
  case trailingContent = "trailing content"

  // Sound JSON that the schema refuses.
  case notAnObject = "not an object"
  case wrongType = "wrong type"
  case missingProperty = "missing property"
  case unknownProperty = "unknown property"
  case unknownEnumValue = "unknown enum value"
  case patternMismatch = "pattern mismatch"
  case outOfRange = "out of range"
  case badTime = "bad date-time"
  case badEmail = "bad email"
  case noBranch = "no oneOf branch"
  case repeatedTag = "repeated tag"
  case textTooLong = "text too long"
}
