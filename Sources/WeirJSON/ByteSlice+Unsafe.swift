// The way out of the fence: for the few files that hand bytes to C or to the system.

extension ByteSlice {
  /// The bytes as a buffer, valid as long as the slice is.
  @unsafe
  package var unsafeBytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: base, count: count)
  }
}
