import Glibc
import Pipelines

/// The names of users and groups on this machine and their numbers, asked once each.
///
/// A snapshot holds both: on another machine the same name may have another number.
package final class UserNames: Sendable {
  private struct Known {
    var userNames: [UInt32: [UInt8]] = [:]
    var groupNames: [UInt32: [UInt8]] = [:]
    var userIDs: [[UInt8]: UInt32?] = [:]
    var groupIDs: [[UInt8]: UInt32?] = [:]
  }

  private let known = Monitor(Known())

  package init() {}

  /// Empty for a user this machine does not know.
  package func userName(_ id: UInt32) -> [UInt8] {
    known.access { known in
      if let name = known.userNames[id] { return name }
      var entry = passwd()
      let name =
        Self.lookUp(&entry, { getpwuid_r(id, $0, $1, $2, $3) }, { Self.bytes($0.pw_name) }) ?? []
      known.userNames[id] = name
      return name
    }
  }

  /// Empty for a group this machine does not know.
  package func groupName(_ id: UInt32) -> [UInt8] {
    known.access { known in
      if let name = known.groupNames[id] { return name }
      var entry = group()
      let name =
        Self.lookUp(&entry, { getgrgid_r(id, $0, $1, $2, $3) }, { Self.bytes($0.gr_name) }) ?? []
      known.groupNames[id] = name
      return name
    }
  }

  /// `nil` for a user this machine does not know.
  package func userID(named name: [UInt8]) -> UInt32? {
    known.access { known in
      if let id = known.userIDs[name] { return id }
      var entry = passwd()
      let id = Self.number(named: name) { name in
        Self.lookUp(&entry, { getpwnam_r(name, $0, $1, $2, $3) }, { $0.pw_uid })
      }
      known.userIDs[name] = .some(id)
      return id
    }
  }

  /// `nil` for a group this machine does not know.
  package func groupID(named name: [UInt8]) -> UInt32? {
    known.access { known in
      if let id = known.groupIDs[name] { return id }
      var entry = group()
      let id = Self.number(named: name) { name in
        Self.lookUp(&entry, { getgrnam_r(name, $0, $1, $2, $3) }, { $0.gr_gid })
      }
      known.groupIDs[name] = .some(id)
      return id
    }
  }

  /// A name from outside may be empty or hold a NUL: nobody is called that.
  private static func number(
    named name: [UInt8], _ body: (UnsafePointer<CChar>) -> UInt32?
  ) -> UInt32? {
    name.isEmpty || name.contains(0) ? nil : withCString(name, body)
  }

  // A group with very many members needs a large buffer; beyond this it counts as unknown.
  private static let maxEntryBytes = 1 << 24

  /// Asks the C library, with a larger buffer as long as it asks for one.
  private static func lookUp<Entry, Value>(
    _ entry: inout Entry,
    _ ask: (
      UnsafeMutablePointer<Entry>, UnsafeMutablePointer<CChar>, Int,
      UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
    ) -> CInt,
    _ read: (Entry) -> Value
  ) -> Value? {
    var capacity = 4096
    while capacity <= maxEntryBytes {
      let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
      defer { buffer.deallocate() }
      var found: UnsafeMutablePointer<Entry>?
      switch ask(&entry, buffer, capacity, &found) {
      case 0: return found.map { read($0.pointee) }
      case EINTR: continue
      case ERANGE: capacity *= 4
      default: return nil
      }
    }
    return nil
  }

  private static func bytes(_ string: UnsafePointer<CChar>?) -> [UInt8] {
    guard let string else { return [] }
    return UnsafeRawBufferPointer(start: string, count: strlen(string)).map { $0 }
  }
}
