import Glibc
import TestSupport
import Testing

/// File systems that are full or read-only. They are mounted in a namespace of their own, which
/// only root may make, and which is gone with the script.
@Suite(.enabled(if: canMount, "nothing can be mounted here"))
struct DiskTests {
  @Test("A full disk stops a backup with 13; what was there stays whole")
  func full() throws {
    let sandbox = try Sandbox()
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/disk/repository".utf8)
    let run = try sandbox.shell(
      """
      mkdir disk small big; echo 1 >small/a; head -c 8000000 /dev/urandom >big/b
      unshare -m sh -ec '
        mount -t tmpfs -o size=3m none disk
        $MARTLET init --kdf-cost 15 -q >/dev/null; $MARTLET backup small -q
        set +e
        $MARTLET backup big; echo "code $?"
        $MARTLET check --read-data; echo "code $?"
        $MARTLET cat latest:a; rm -r big/b; $MARTLET backup big -q; echo "code $?"
      '
      """)
    #expect(run.errors.contains("(exit 13)"))
    #expect(run.lines.filter { $0.hasPrefix("code") } == ["code 13", "code 0", "code 0"])
    #expect(run.lines.contains("1"))
  }

  @Test("[2-b] On a disk without a free block a snapshot is forgotten, and its space freed")
  func fullToTheLastBlock() throws {
    let sandbox = try Sandbox()
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/disk/repository".utf8)
    let run = try sandbox.shell(
      """
      mkdir disk small big; echo 1 >small/a; head -c 4000000 /dev/urandom >big/b
      unshare -m sh -ec '
        mount -t tmpfs -o size=6m none disk
        $MARTLET init --kdf-cost 15 -q >/dev/null; $MARTLET backup small -q
        $MARTLET backup big --set big -q
        set +e
        cat /dev/zero >disk/rest 2>/dev/null
        ls disk/repository/reserve
        $MARTLET forget big@latest -q; echo "code $?"
        stat -c "%s" disk/repository/reserve
        $MARTLET check --read-data -q; echo "code $?"; $MARTLET cat latest:a
      '
      """)
    #expect(run.errors == "")
    #expect(
      run.lines == ["disk/repository/reserve", "code 0", "262144", "code 0", "1"])
  }

  @Test(
    "[10.4-d] A prune that was killed goes on on a disk without a free block",
    .enabled(if: FailedRun.isPossible, "no call of another process can be changed here"))
  func resumedOnFull() throws {
    let sandbox = try Sandbox()
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/disk/repository".utf8)
    let run = try sandbox.shell(
      """
      mkdir disk small big; echo 1 >small/a; head -c 4000000 /dev/urandom >big/b
      unshare -m sh -ec '
        mount -t tmpfs -o size=12m none disk
        $MARTLET init --kdf-cost 15 -q >/dev/null; $MARTLET backup small -q
        $MARTLET backup big --set big -q; $MARTLET forget big@latest --keep-space -q
        cp -a disk/repository good
        set +e
        for call in $(seq 40); do
          rm -rf disk/repository; cp -a good disk/repository
          strace -f -qq -o trace -e trace=unlinkat -e inject=unlinkat:signal=KILL:when=$call \
            $MARTLET prune -q
          [ ! -e disk/repository/gc/1.verdict ] || break
        done >/dev/null 2>&1
        ls disk/repository/gc
        rm -f disk/repository/reserve; cat /dev/zero >disk/rest 2>/dev/null
        $MARTLET prune -q; echo "code $?"
        $MARTLET check --read-data -q; echo "code $?"; $MARTLET cat latest:a
      '
      """)
    #expect(run.errors == "")
    #expect(run.lines == ["1.plan", "1.verdict", "1.waits", "code 0", "code 0", "1"])
  }

  @Test("A read-only repository can be read; writing fails with 1")
  func readOnly() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    try sandbox.run("backup", "docs")
    let run = try sandbox.shell(
      """
      unshare -m sh -ec '
        mount --bind repository repository; mount -o remount,ro,bind repository
        set +e
        $MARTLET snapshots >/dev/null; echo "code $?"
        $MARTLET check --read-data >/dev/null; echo "code $?"
        $MARTLET restore latest --to restored >/dev/null; echo "code $?"
        $MARTLET backup docs; echo "code $?"
      '
      """)
    #expect(run.lines == ["code 0", "code 0", "code 0", "code 1"])
    #expect(run.errors.contains("the storage is read-only"))
    #expect(run.errors.contains("Mount it writable, or use a command that only reads."))
  }

  @Test("A cache and a history that cannot be written cost time, and nothing else")
  func noCache() throws {
    let sandbox = try Sandbox.withRepository()
    let run = try sandbox.shell(
      """
      mkdir docs home2; echo 1 >docs/a
      unshare -m sh -ec '
        mount -t tmpfs -o ro none home2; export HOME=$PWD/home2
        $MARTLET backup docs -q; $MARTLET backup docs >/dev/null; $MARTLET ls latest
      '
      """)
    #expect(run.code == 0)
    #expect(run.text == "a\n")
    #expect(run.errors.split(separator: "\n").count == 3)
    #expect(run.errors.contains("martlet: runs are slower than need be, "))
    #expect(run.errors.contains("martlet: this run is not in the history, "))
  }
}
