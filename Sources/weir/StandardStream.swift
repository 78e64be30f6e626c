import Glibc

/// Standard output or standard error: buffered, and honest about what could not be written.
///
/// This file is part of the unsafe fence: it hands buffers to system calls, always with the length
/// that the buffer has, and keeps no pointer.
struct StandardStream: ~Copyable {
  /// Which file; the raw value is its descriptor.
  enum Standard: Int32 {
    case standardOutput = 1
    case standardError = 2
  }

  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Large enough that a long report costs few system calls.
  private static let capacity = 64 * 1024

  init(_ file: Standard) {
    descriptor = file.rawValue
  }

  mutating func write(_ text: String) throws(OutputError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= StandardStream.capacity { try flush() }
  }

  mutating func write(_ bytes: [UInt8]) throws(OutputError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= StandardStream.capacity { try flush() }
  }

  /// Hands over everything buffered. After an error the rest is dropped: it has nowhere to go.
  mutating func flush() throws(OutputError) {
    defer { buffer.removeAll(keepingCapacity: true) }
    var written = 0
    while written < buffer.count {
      let count = unsafe buffer[written...].withUnsafeBytes { rest in
        unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if count >= 0 {
        written += count
      } else if errno == EPIPE {
        throw .closedByReader
      } else if errno != EINTR {
        throw .failed(errno: errno)
      }
    }
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Width of the terminal, or nil where the file is none or does not say.
  var columns: Int? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }
}

/// Why output could not be written.
enum OutputError: Error, Hashable {
  case closedByReader
  case failed(errno: Int32)
}

extension OutputError: CustomStringConvertible {
  var description: String {
    switch self {
    case .closedByReader: "the reader closed the pipe"
    case .failed(let number): systemMessage(number)
    }
  }
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String {
  unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}

/// An environment variable; nil where it is not set.
func environmentVariable(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}

/// Makes a write to a closed pipe an error instead of a signal that kills the process.
func ignoreClosedPipes() {
  _ = signal(SIGPIPE, SIG_IGN)
}

/// Keeps the three standard descriptors for what they are for. Where one is closed, what is opened next
/// would get its number, and be read or written in its place; so it becomes a file that can be neither
/// read (input) nor written (outputs), and whoever tries is told.
func keepStandardDescriptors() {
  for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
    // The lowest number that is free is this one: those below are taken.
    _ = unsafe open("/dev/null", (descriptor == 0 ? O_WRONLY : O_RDONLY))
  }
}
