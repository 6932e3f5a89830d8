/// What an entry of a folder is (FORMAT.md 7.3). Raw values are on disk: never change or reuse one.
package enum NodeKind: UInt8, CaseIterable, Sendable {
  case file = 0
  case folder = 1
  case symlink = 2
  case fifo = 3
  case socket = 4
  case blockDevice = 5
  case characterDevice = 6
}
