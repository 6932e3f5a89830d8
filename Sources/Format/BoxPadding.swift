/// How many zeros end a box (FORMAT.md 3.6, 6.1).
package enum BoxPadding: Hashable, Sendable {
  /// The box with `outerBytes` around it becomes PADMÉ long, and `minimum` at least.
  case padme(outerBytes: Int, minimum: Int)
  /// The box itself becomes a multiple of that many bytes.
  case multiple(of: Int)

  /// Index runs, snapshots and the small sealed files: header, nonce and tag stand around the box.
  package static let sealedFile = BoxPadding.padme(
    outerBytes: FileHeader.byteCount + BoxContents.sealingBytes, minimum: 512)
  /// The directory of a pack.
  package static let directory = BoxPadding.multiple(of: Limits.directoryPaddingBytes)

  /// The length to which a box of `length` bytes is padded.
  package func padded(_ length: Int) -> Int {
    switch self {
    case .padme(let outerBytes, let minimum):
      max(minimum, Padme.padded(outerBytes + length)) - outerBytes
    case .multiple(let unit):
      (length + unit - 1) / unit * unit
    }
  }
}
