/// What a create-if-absent found; in both cases the file under the name is durable.
package enum CreateOutcome: Hashable, Sendable {
  /// The name was free, and now names the given bytes.
  case created
  /// The name was taken; what it names is as it was, be it equal to the given bytes or not.
  case exists
}
