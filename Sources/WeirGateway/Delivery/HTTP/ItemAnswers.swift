import WeirJSON

/// The body of a 207: what became of each record of a request.
///
/// ```json
/// {"items": [{"index": 0, "status": 202}, {"index": 1, "status": 422, "errors": […]}]}
/// ```
struct ItemAnswers: Equatable {
  struct Item: Equatable {
    var status: Int

    /// The item as it was written, for people; shortened.
    var text: String
  }

  /// By the place of the record in the request, from 0.
  private(set) var items: [Int: Item] = [:]

  private static let longestText = 512

  /// - Returns: Nil for what has another form. Items that cannot be read are missing.
  init?(_ body: [UInt8]) {
    var document = Document()
    guard (try? document.parse(body)) != nil else { return nil }
    var found: [Int: Item] = [:]
    let isList = document.withRoot { root in
      root.withMember("items") { list in
        list.forEachElement { element in
          let index = element.withMember("index") { $0.integer } ?? nil
          let status = element.withMember("status") { $0.integer } ?? nil
          guard let index, let status, let place = Int(exactly: index) else { return }
          let text = String(decoding: element.text.prefix(Self.longestText), as: UTF8.self)
          found[place] = Item(status: Int(clamping: status), text: text)
        }
        return list.kind == .array
      }
    }
    guard isList == true else { return nil }
    items = found
  }
}
