import Glibc

/// Whether `MARTLET_TORTURE` asks for hours where the suite spends seconds.
package let isTorture = getenv("MARTLET_TORTURE") != nil
