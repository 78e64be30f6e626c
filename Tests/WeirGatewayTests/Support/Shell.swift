import Dispatch
import TestSupport

/// Runs a script without holding a thread of the tasks that it may wait for.
func shell(
  _ script: String, in directory: String, timeoutSeconds: Int = 60
) async throws -> WeirBinary.Outcome {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(
        with: Result {
          try WeirBinary.shell(script, in: directory, timeoutSeconds: timeoutSeconds)
        })
    }
  }
}
