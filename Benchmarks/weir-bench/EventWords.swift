/// What generated events talk about. JSON string content, escapes included.
enum Words {
  static let names: [(full: String, mailbox: String)] = [
    ("Ada Lovelace", "ada.lovelace"), ("Zoë Müller", "zoe.mueller"),
    ("Łukasz Wójcik", "lukasz"), ("佐藤 さくら", "sakura.sato"),
    ("Jean \\\"JJ\\\" Dupont", "jj"), ("Grace Hopper", "grace+shop"),
    ("O\\u2019Brien, Máire", "maire.obrien"), ("Emeka Okafor", "emeka"),
  ]
  static let countries = ["DE", "FR", "GB", "IE", "JP", "NG", "PL", "US"]
  static let tags = ["mobile", "newsletter", "returning", "winter-sale"]
  static let pages = ["books/poetry", "cart", "search", "toys/wooden-trains", "winter/coats"]
  static let agents = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_5) AppleWebKit/605.1.15 (KHTML, like Gecko) "
      + "Version/18.5 Safari/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
      + "Chrome/138.0.0.0 Safari/537.36",
  ]
  static let notes = [
    "Customer asked for gift wrapping, no invoice in the parcel. ",
    "Leave it with the neighbour \\u2013 second floor.\\nRing twice. ",
    "Größe M statt L, bitte. ", "見積もりを送付済み。 ",
    "Price match approved by \\\"support\\\" under C:\\\\cases\\\\2026. ",
  ]
}
