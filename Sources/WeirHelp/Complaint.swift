/// What ArgumentParser says of wrong arguments, as the programs say it: it begins with a capital, which no
/// other complaint of theirs does.
package func inOurWords(_ complaint: String) -> String {
  let lead = "Error: "
  return complaint.hasPrefix(lead) ? "error: " + complaint.dropFirst(lead.count) : complaint
}
