internal import CShims

/// A list of named parameters for one OpenSSL call; it borrows the bytes it is given.
final class LibraryParameters {
  private static let capacity = 6
  private var count = 0
  let list: UnsafeMutablePointer<OSSL_PARAM>

  init() {
    list = .allocate(capacity: Self.capacity + 1)
    list.initialize(repeating: OSSL_PARAM_construct_end(), count: Self.capacity + 1)
  }

  deinit {
    list.deinitialize(count: Self.capacity + 1)
    list.deallocate()
  }

  // Names and texts are static strings because OpenSSL keeps the pointers, not the characters.
  func set(_ name: StaticString, text: StaticString) {
    let value = UnsafeMutableRawPointer(mutating: UnsafeRawPointer(text.utf8Start))
    add(
      OSSL_PARAM_construct_utf8_string(
        Self.characters(name), value.assumingMemoryBound(to: CChar.self), text.utf8CodeUnitCount))
  }

  /// `bytes` must outlive the call that the list is for.
  func set(_ name: StaticString, bytes: UnsafeRawBufferPointer) {
    let value = UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    add(OSSL_PARAM_construct_octet_string(Self.characters(name), value, bytes.count))
  }

  private func add(_ parameter: OSSL_PARAM) {
    precondition(count < Self.capacity, "more parameters than any call here takes")
    list[count] = parameter
    count += 1
  }

  private static func characters(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
