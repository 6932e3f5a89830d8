import Glibc

/// A thread of the operating system that runs one closure and is then joined.
package final class WorkerThread: Sendable {
  /// Room for recursion over folders 4 096 deep and for the buffers of C libraries on the stack.
  package static let stackBytes = 8 << 20

  private let thread: pthread_t

  /// Starts the thread; `ThreadError` when the system has no more threads to give.
  package init(_ body: @escaping @Sendable () -> Void) throws(ThreadError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, Self.stackBytes)
    let box = Unmanaged.passRetained(Body(run: body))
    var thread = pthread_t()
    let code = pthread_create(&thread, &attributes, runBody, box.toOpaque())
    guard code == 0 else {
      box.release()
      throw ThreadError(code: code)
    }
    self.thread = thread
  }

  /// Waits for the end of the closure. To be called exactly once: without it the thread is never
  /// freed.
  package func join() {
    pthread_join(thread, nil)
  }
}

/// A thread could not be started.
package struct ThreadError: Error, Sendable, CustomStringConvertible {
  /// As `errno`.
  package let code: Int32

  package var description: String { "no thread can be started: \(String(cString: strerror(code)))" }
}

/// The closure on its way through pthread_create.
private final class Body: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
  return nil
}
