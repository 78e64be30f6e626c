import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema
import WeirTools

extension Console {
  /// Reads one document of a file; says what keeps it from being read.
  mutating func instance(
    _ path: String, as format: DocumentFormat?, _ number: Int?, options: DocumentOptions
  ) throws(ExitStatus) -> SchemaSource {
    let file: InstanceFile
    do throws(FileError) {
      file = try InstanceFile(path: path, format: format)
    } catch {
      complain("cannot read \(path.shownPath): \(error)")
      throw .inputOutput
    }
    do throws(InstanceFault) {
      return try file.document(number, options: options)
    } catch {
      complain(Diagnostic(error, in: file))
      if case .malformed = error { throw .invalid }
      throw .usage
    }
  }
}
