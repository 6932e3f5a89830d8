import CShims
import Format
import SystemPackage

/// Reads all extended attributes of one entry, however the entry is named.
///
/// An entry without any costs one system call. An attribute that vanishes between the listing and
/// its reading is left out.
enum AttributeReader {
  /// The two calls that differ between an open descriptor, a path and a link.
  enum Call {
    case list(UnsafeMutableBufferPointer<CChar>)
    case value(of: UnsafePointer<CChar>, UnsafeMutableRawBufferPointer)
  }

  // Linux allows 64 KiB for the list of names and for each value.
  static let maxBytes = 65_536
  // What nearly every entry needs, and small enough for the stack.
  private static let commonBytes = 1024

  static func attributes(ofOpen descriptor: CInt) throws(Errno) -> [ExtendedAttribute] {
    try attributes { call in
      switch call {
      case .list(let buffer):
        martlet_tree_list_attributes(descriptor, buffer.baseAddress, buffer.count)
      case .value(let name, let buffer):
        martlet_tree_attribute(descriptor, name, buffer.baseAddress, buffer.count)
      }
    }
  }

  /// Those of a link are its own, not its target's.
  static func attributes(of path: [UInt8]) throws(Errno) -> [ExtendedAttribute] {
    try attributes { call in
      switch call {
      case .list(let buffer):
        withCString(path) {
          martlet_tree_list_attributes_of_link($0, buffer.baseAddress, buffer.count)
        }
      case .value(let name, let buffer):
        withCString(path) {
          martlet_tree_attribute_of_link($0, name, buffer.baseAddress, buffer.count)
        }
      }
    }
  }

  /// The attributes sorted by name; none where the file system knows no attributes.
  ///
  /// Throws `.argListTooLong` when they are more than a node can hold, which few file systems
  /// permit.
  static func attributes(_ perform: (Call) -> Int) throws(Errno) -> [ExtendedAttribute] {
    var attributes: [ExtendedAttribute] = []
    var bytes = 0
    for name in try names(perform) {
      do throws(Errno) {
        let value = try value(of: name, perform)
        bytes += name.count + value.count
        guard bytes <= Limits.maxAttributesBytesPerNode else { throw .argListTooLong }
        attributes.append(ExtendedAttribute(name: name, value: value))
      } catch {
        guard error == .noData else { throw error }
      }
    }
    return attributes
  }

  /// The names sorted by bytes; none where the file system knows no attributes.
  static func names(_ perform: (Call) -> Int) throws(Errno) -> [[UInt8]] {
    do throws(Errno) {
      return try names(listBytes: commonBytes, perform)
    } catch {
      guard error == .outOfRange else { throw error }
      return try names(listBytes: maxBytes, perform)
    }
  }

  private static func names(
    listBytes: Int, _ perform: (Call) -> Int
  ) throws(Errno) -> [[UInt8]] {
    let outcome = withUnsafeTemporaryAllocation(of: CChar.self, capacity: listBytes) {
      buffer -> Result<[[UInt8]], Errno> in
      do throws(Errno) {
        let length = try systemCall { perform(.list(buffer)) }
        let list = UnsafeRawBufferPointer(buffer).prefix(max(length, 0))
        return .success(list.split(separator: 0).map { Array($0) })
      } catch {
        return error == .notSupported ? .success([]) : .failure(error)
      }
    }
    return try outcome.get().sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Throws `.noData` for an attribute that is no longer there.
  private static func value(
    of name: [UInt8], _ perform: (Call) -> Int
  ) throws(Errno) -> [UInt8] {
    do throws(Errno) {
      return try value(of: name, valueBytes: commonBytes, perform)
    } catch {
      guard error == .outOfRange else { throw error }
      return try value(of: name, valueBytes: maxBytes, perform)
    }
  }

  private static func value(
    of name: [UInt8], valueBytes: Int, _ perform: (Call) -> Int
  ) throws(Errno) -> [UInt8] {
    let outcome = withUnsafeTemporaryAllocation(byteCount: valueBytes, alignment: 1) {
      buffer -> Result<[UInt8], Errno> in
      do throws(Errno) {
        let length = try systemCall { withCString(name) { perform(.value(of: $0, buffer)) } }
        return .success(Array(buffer.prefix(max(length, 0))))
      } catch { return .failure(error) }
    }
    return try outcome.get()
  }
}
