import Glibc

/// Waits for a program, named by its path, and says whether it succeeded.
@discardableResult
package func runProgram(_ path: String, _ arguments: [String]) -> Bool {
  var pid = pid_t()
  var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
  words.append(nil)
  defer { for word in words { free(word) } }
  guard posix_spawn(&pid, path, nil, nil, words, environ) == 0 else { return false }
  var outcome: CInt = 0
  while waitpid(pid, &outcome, 0) == -1 { guard errno == EINTR else { return false } }
  return outcome == 0
}
