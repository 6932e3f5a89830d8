import Format
import Glibc

// What libFuzzer calls. `MARTLET_FUZZ_DECODER` names the decoder; "list" prints all of them, with
// the mebibytes that each may allocate at once. `MARTLET_FUZZ_CORPUS` names a folder that the
// beginnings of the corpus are written to before libFuzzer reads it.

private func variable(_ name: String) -> String {
  getenv(name).map { String(cString: $0) } ?? ""
}

private let chosen: FuzzedDecoder = {
  let name = variable("MARTLET_FUZZ_DECODER")
  guard let decoder = FuzzedDecoder.all.first(where: { $0.name == name }) else {
    print("MARTLET_FUZZ_DECODER=\(name) is none of the decoders")
    exit(2)
  }
  return decoder
}()

@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer
) -> CInt {
  if variable("MARTLET_FUZZ_DECODER") == "list" {
    for decoder in FuzzedDecoder.all {
      print(decoder.name, decoder.maxAllocationMebibytes, FuzzedDecoder.maxInputBytes)
    }
    exit(0)
  }
  let folder = variable("MARTLET_FUZZ_CORPUS")
  guard !folder.isEmpty else { return 0 }
  do {
    for (index, seed) in try chosen.seeds().enumerated() where !seed.isEmpty {
      try write(seed, to: "\(folder)/seed-\(index)")
    }
  } catch {
    print("The corpus of \(chosen.name) cannot be made: \(error)")
    exit(2)
  }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  chosen.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

private struct CannotWrite: Error {
  let path: String
}

private func write(_ bytes: [UInt8], to path: String) throws(CannotWrite) {
  guard let file = fopen(path, "w") else { throw CannotWrite(path: path) }
  let written = fwrite(bytes, 1, bytes.count, file)
  guard fclose(file) == 0, written == bytes.count else { throw CannotWrite(path: path) }
}
