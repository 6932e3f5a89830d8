/// A 256-bit key for `Sealer`.
package struct AEADKey: Sendable {
  package static let byteCount = 32
  let secret: SecretBytes

  package init(_ secret: SecretBytes) throws(SealingError) {
    guard secret.count == Self.byteCount else { throw .wrongLength }
    self.secret = secret
  }
}
