package import SystemPackage

/// Why a storage did not do what it was asked: the kind, the call, the file and the cause.
package struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What the caller may want to tell apart.
  package enum Code: String, CaseIterable, Sendable {
    /// No file under the name; or, for an open, no folder.
    case notFound = "there is no such file or folder"
    /// A folder, a link or a device where a file must be; or no folder where one must be.
    case wrongKind = "something of another kind stands there"
    case invalidName = "this is no name of a stored file"
    /// The file system or the quota is exhausted.
    case full = "no space is left"
    case readOnly = "the storage is read-only"
    case denied = "permission is denied"
    /// The way to the storage is broken; trying again later can help.
    case unreachable = "the storage does not answer"
    /// The file ends before the bytes that were asked for.
    case truncated = "the file is too short"
    /// The file is longer than the caller wants to read.
    case tooLarge = "the file is too long"
    /// The storage cannot do what the contract asks, create-if-absent for example.
    case unsupported = "the file system cannot do this"
    /// The device or the system failed: an I/O error, a limit of the process.
    case failed = "the system call failed"
  }

  /// The call that failed, as a verb.
  package enum Operation: String, CaseIterable, Sendable {
    case open, list, read, create, remove
    case measure = "get the size of"
  }

  package let code: Code
  package let operation: Operation
  /// The file or folder below `location`; empty for the root itself.
  package let name: String
  /// The storage: "/mnt/usb/martlet".
  package let location: String
  /// Figures, as a clause without a full stop: "4.0 KiB are needed, 512 B are free".
  package let detail: String?
  /// What the operating system said, if it was asked.
  package let cause: Errno?

  package init(
    _ code: Code, _ operation: Operation, _ name: String, at location: String,
    detail: String? = nil, cause: Errno? = nil
  ) {
    self.code = code
    self.operation = operation
    self.name = name
    self.location = location
    self.detail = detail
    self.cause = cause
  }

  /// "cannot create packs/3f/3f9a… in /mnt/usb: no space is left (No space left on device)".
  package var description: String {
    let place = name.isEmpty ? location : "\(Self.printable(name)) in \(location)"
    let figures = detail.map { ": \($0)" } ?? ""
    let system = cause.map { " (\($0))" } ?? ""
    return "cannot \(operation.rawValue) \(place): \(code.rawValue)\(figures)\(system)"
  }

  /// A refused name may hold anything, control bytes included.
  private static func printable(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    return isPlain ? name : name.debugDescription
  }
}

extension StorageError.Code {
  /// The kind of a failed system call.
  init(_ cause: Errno) {
    switch cause {
    case .noSuchFileOrDirectory: self = .notFound
    case .noSpace, .diskQuotaExceeded: self = .full
    case .readOnlyFileSystem: self = .readOnly
    case .permissionDenied, .notPermitted: self = .denied
    case .notDirectory, .isDirectory, .tooManySymbolicLinkLevels: self = .wrongKind
    case .fileNameTooLong: self = .invalidName
    case .noFunction, .notSupported, .notSupportedOnSocket, .invalidArgument, .improperLink:
      self = .unsupported
    case .networkDown, .networkUnreachable, .hostIsDown, .noRouteToHost, .timedOut,
      .connectionRefused, .connectionReset, .connectionAbort, .socketNotConnected,
      .staleNFSFileHandle:
      self = .unreachable
    default: self = .failed
    }
  }
}
