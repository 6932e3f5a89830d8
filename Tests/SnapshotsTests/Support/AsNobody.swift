import Glibc

/// Runs `body` as a user without privileges, as far as files are concerned; so do the threads that
/// it starts.
func asNobody<Result>(_ body: () throws -> Result) rethrows -> Result {
  try asFileSystemUser(65_534, body)
}

/// The same with all privileges again, for what has to happen in between.
func asSuperuser<Result>(_ body: () throws -> Result) rethrows -> Result {
  try asFileSystemUser(0, body)
}

private func asFileSystemUser<Result>(
  _ user: uid_t, _ body: () throws -> Result
) rethrows -> Result {
  let former = setFileSystemUser(user)
  defer { _ = setFileSystemUser(uid_t(bitPattern: former)) }
  return try body()
}

// Not in Swift's Glibc.
@_silgen_name("setfsuid")
private func setFileSystemUser(_ user: uid_t) -> CInt
