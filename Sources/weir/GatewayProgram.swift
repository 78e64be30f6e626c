import Glibc

/// `weir-gateway`, which `weir gateway` becomes.
///
/// This file is part of the unsafe fence: it hands the system paths and arguments that live for the call,
/// and looks at the name of the running program.
enum GatewayProgram {
  private static let name = "weir-gateway"

  /// Becomes the program beside this one, or else the first of that name on PATH; returns only where
  /// there is none that runs.
  ///
  /// - Parameter arguments: Passed on as they are.
  static func replaceProcess(_ arguments: [String]) {
    if let folder { execute(folder + "/" + name, arguments) }
    for folder in (unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "").split(
      separator: ":")
    {
      execute(folder + "/" + name, arguments)
    }
  }

  private static func execute(_ path: String, _ arguments: [String]) {
    var words = unsafe ([name] + arguments).map { unsafe strdup($0) } + [nil]
    // It does not return where it succeeds.
    unsafe execv(path, &words)
    for index in unsafe words.indices { unsafe free(words[index]) }
  }

  /// Where this program is, links followed.
  private static var folder: String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe buffer.withUnsafeMutableBytes { buffer -> Int in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe readlink("/proc/self/exe", base, buffer.count)
    }
    guard count > 0 else { return nil }
    let path = String(decoding: buffer[..<count], as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) }
  }
}
