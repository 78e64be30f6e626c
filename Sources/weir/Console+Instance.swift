import WeirJSON
import WeirLoad
import WeirReport
import WeirSchema

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
      throw explain(error, in: file)
    }
  }

  private mutating func explain(_ fault: InstanceFault, in file: InstanceFile) -> ExitStatus {
    let text = SourceText(name: file.name, bytes: file.bytes)
    switch fault {
    case .json(let error):
      complain(Diagnostic(ValidationError(error, in: text), in: text, schemas: SchemaTexts()))
      return .invalid
    case .yaml(let error):
      complain(Diagnostic(ValidationError(error, in: text), in: text, schemas: SchemaTexts()))
      return .invalid
    case .several(let count):
      complain(
        "\(file.name) holds \(count) documents", help: ["say which one: --document N, from 1"])
      return .usage
    case .noLine(let number):
      complain("there is nothing on line \(number) of \(file.name)")
      return .usage
    case .absent(let number, let count):
      complain("there is no document \(number) in \(file.name); it holds \(count)")
      return .usage
    }
  }
}
