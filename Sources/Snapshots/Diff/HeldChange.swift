import Format

/// A difference that waits until it is known whether it is half of a rename.
struct HeldChange<NewEntry: TreeEntry> {
  let change: TreeChange
  /// Of what was removed.
  let old: Node?
  /// Of what was added.
  let new: NewEntry?

  init(_ change: TreeChange, old: Node? = nil, new: NewEntry? = nil) {
    self.change = change
    self.old = old
    self.new = new
  }

  /// About the bytes that it takes in memory.
  var weight: Int {
    let chunks = (old?.ids.count ?? 0) + ((new as? Node)?.ids.count ?? 0)
    return 512 + 2 * change.path.count + 32 * chunks
  }
}
