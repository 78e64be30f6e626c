package import WeirLoad
package import WeirReport

extension Diagnostic {
  /// Why a file has no document that could be looked at.
  package init(_ fault: InstanceFault, in file: InstanceFile) {
    switch fault {
    case .malformed(let code, let message, let place):
      var texts = SchemaTexts()
      texts.add(SourceText(name: file.name, bytes: file.bytes))
      self.init(code: code, title: message, primary: Label(place, in: texts))
    case .several(let count):
      self.init(
        code: "", title: "\(file.name) holds \(count) documents",
        help: ["say which one: --document N, from 1"])
    case .noLine(let number):
      self.init(code: "", title: "there is nothing on line \(number) of \(file.name)")
    case .absent(let number, let count):
      self.init(
        code: "", title: "there is no document \(number) in \(file.name); it holds \(count)")
    }
  }
}
