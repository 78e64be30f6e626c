#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Processor time that the calling thread takes for `work`, in seconds: what other tests and other
/// programs do meanwhile hardly shows in it.
package func threadSeconds(_ work: () throws -> Void) rethrows -> Double {
  let start = threadTime()
  try work()
  return threadTime() - start
}

private func threadTime() -> Double {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
