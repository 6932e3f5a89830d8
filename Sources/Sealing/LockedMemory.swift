internal import CShims
internal import Glibc

/// Pages for key material: kept out of swap and core dumps, zero at first, wiped when released.
///
/// Of its own pages because locking and "do not dump" work by the page. A limit on locked memory
/// (`RLIMIT_MEMLOCK`) is not an error: the memory is then only wiped.
final class LockedMemory {
  let bytes: UnsafeMutableRawBufferPointer

  init(byteCount: Int) throws(SealingError) {
    let length = max(byteCount, 1)
    let pages = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let pages, pages != MAP_FAILED else { throw .library(call: "mmap") }
    _ = mlock(pages, length)
    _ = madvise(pages, length, MADV_DONTDUMP)
    bytes = UnsafeMutableRawBufferPointer(start: pages, count: byteCount)
  }

  deinit {
    let length = max(bytes.count, 1)
    OPENSSL_cleanse(bytes.baseAddress, length)
    _ = munlock(bytes.baseAddress, length)
    munmap(bytes.baseAddress, length)
  }
}
