import Glibc
import TestSupport

/// Millions of random trees that the environment of the built tests asks for: `MARTLET_SOAK=10`.
/// (Package.swift knows that name too; who runs the tests by it builds them without.)
let soakMillions = getenv("MARTLET_SOAK").flatMap { Int(String(cString: $0)) } ?? 0

/// Whether hours may be spent where the suite spends seconds.
let isSoak = isTorture || getenv("MARTLET_SOAK") != nil
