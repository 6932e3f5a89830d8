import Glibc

/// Whether `MARTLET_TORTURE` asks for hours where the suite spends seconds.
let isTorture = getenv("MARTLET_TORTURE") != nil
