import Glibc
import TestSupport
import Testing

/// Restores by root to file systems that hold less than a snapshot: everything they can hold is
/// right, and what they cannot is said in sum. They are mounted in a namespace that ends with the
/// script; one after the other, because two could be given the same loop device.
@Suite(.serialized, .enabled(if: canMount, "nothing can be mounted here"))
struct LesserFileSystemTests {
  /// Twenty of everything that some file system has no place for.
  private static let source = """
    export PATH=$PATH:/usr/sbin:/sbin
    mkdir source; cd source; mkdir deep deep/er read-only; echo both >deep/Name; echo >deep/other
    for n in $(seq 20); do
      echo $n >file$n; ln -s file$n link$n; mkfifo fifo$n; mknod device$n b 1 $n
      echo $n >user$n; setfattr -n user.a -v $n user$n; chown 1000:100 user$n
      echo $n >trusted$n; setfattr -n trusted.a -v $n trusted$n; chmod 4751 trusted$n
      echo $n >list$n; setfacl -m u:4242:rw list$n; ln file$n again$n
      echo $n >old$n; touch -d 1960-01-01 old$n; echo $n >late$n; touch -d 2060-01-01 late$n
    done
    setfacl -d -m u:4242:rw deep; cp /bin/true capable; setcap cap_net_raw+ep capable
    touch -hd '2020-01-02 03:04:05.123456789' file* link* fifo* user* trusted* list* deep/*
    truncate -s 9M hole; echo end >>hole; head -c 3000000 /dev/urandom >noise
    echo x >read-only/x; chmod 555 read-only; cd ..
    """

  private struct Restored {
    let code: Int32
    /// What was said on stdout.
    let text: [String]
    let errors: String
    let differences: [String]

    /// The words behind the names: "mode", "presence" …
    var kinds: [String] {
      Set(differences.compactMap { $0.split(separator: ": ").dropFirst().first.map(String.init) })
        .sorted()
    }
  }

  /// Restores the source into a folder of what `mounting` mounts at `target`.
  private func restore(
    mounting: String, except: String = "", _ sandbox: Sandbox? = nil, source: String = Self.source
  ) throws -> Restored {
    let sandbox = try sandbox ?? Sandbox.withRepository()
    let saved = try sandbox.shell("\(source)\n\"$MARTLET\" backup source -q")
    try #require(saved.code == 0, "\(saved.errors)")
    let run = try sandbox.shell(
      """
      export PATH=$PATH:/usr/sbin:/sbin; mkdir target
      unshare -m sh -ec '
        \(mounting)
        set +e
        "$MARTLET" restore latest --to target/back >text 2>errors; echo "code $?"
        '\(Sandbox.everything)/compare' --except "\(except)" source target/back 2>compared
        umount target
      '
      """)
    try #require(run.lines.first?.hasPrefix("code") == true, "\(run.errors)")
    return Restored(
      code: Int32(run.lines[0].dropFirst(5)) ?? -1,
      text: try sandbox.shell("cat text").lines, errors: try sandbox.shell("cat errors").text,
      differences: Array(run.lines.dropFirst()))
  }

  /// One line that says what was restored, and at most one for each of so many kinds of loss.
  private func expectSum(_ restored: Restored, losses: Int, _ location: SourceLocation) {
    let text = restored.text.joined(separator: "\n")
    #expect(restored.code == 3, "\(text)\n\(restored.errors)", sourceLocation: location)
    #expect((2...1 + losses).contains(restored.text.count), "\(text)", sourceLocation: location)
    #expect(restored.text.allSatisfy { $0.count < 500 }, "\(text)", sourceLocation: location)
    #expect(!text.contains("only root may"), "\(text)", sourceLocation: location)
  }

  @Test("ramfs has no attributes: those of twenty files of each kind are few lines")
  func withoutAttributes() throws {
    let restored = try restore(mounting: "mount -t ramfs none target", except: "holes")
    expectSum(restored, losses: 4, #_sourceLocation)
    #expect(restored.kinds == ["attributes"])
    #expect(restored.differences.count == 62)
    let counts = restored.text.dropFirst().compactMap { $0.firstMatch(of: /\d+/) }
    #expect(counts.compactMap { Int($0.0) }.reduce(0, +) == 62, "\(restored.text)")
  }

  @Test("Inodes of 128 bytes hold whole seconds before 2038: said, and nothing else is lost")
  func withoutNanoseconds() throws {
    let restored = try restore(
      mounting: """
        truncate -s 64M image; mkfs.ext4 -q -F -I 128 image >/dev/null; mount -o loop image target
        """)
    expectSum(restored, losses: 2, #_sourceLocation)
    #expect(restored.kinds == ["modified"])
    #expect(restored.text.contains { $0.contains("time") }, "\(restored.text)")
  }

  @Test(
    "exFAT has files and folders only: their contents are all there",
    .enabled(if: hasExFAT, "exfat-fuse or exfatprogs is missing"))
  func exFAT() throws {
    let restored = try restore(
      mounting: """
        truncate -s 64M image; mkfs.exfat image >/dev/null; loop=$(losetup -f --show image)
        mount.exfat-fuse $loop target >/dev/null 2>&1; losetup -d $loop
        """,
      except: "mode,owner,group,modified,attributes,holes,links")
    expectSum(restored, losses: 9, #_sourceLocation)
    let lost = ["link", "fifo", "device"].flatMap { kind in
      (1...20).map { "\(kind)\($0): presence: there | missing" }
    }
    #expect(Set(restored.differences).symmetricDifference(lost) == [])
  }

  @Test(
    "Two names that a file system takes for one: one is kept and the other named",
    .enabled(if: hasExFAT, "exfat-fuse or exfatprogs is missing"))
  func namesAlike() throws {
    let restored = try restore(
      mounting: """
        truncate -s 64M image; mkfs.exfat image >/dev/null; loop=$(losetup -f --show image)
        mount.exfat-fuse $loop target >/dev/null 2>&1; losetup -d $loop
        """,
      except: "mode,owner,group,modified,attributes,holes,links",
      source: """
        mkdir source; echo upper >source/Name; echo lower >source/name; touch source/a:b
        touch -d 2020-01-01 source/Name
        """)
    #expect(restored.code == 3)
    #expect(restored.differences.count == 2)
    let text = restored.text.joined(separator: "\n")
    #expect(text.contains("a:b"), "\(text)")
    #expect(text.contains(/\bname\b/) || text.contains(/\bName\b/), "\(text)")
  }

  @Test(
    "A full target ends a restore with 13; what has its name is whole",
    arguments: [
      "mount -t tmpfs -o size=4m none target",
      "truncate -s 8M image; mkfs.ext4 -q -F image >/dev/null; mount -o loop image target",
    ])
  func full(mounting: String) throws {
    let restored = try restore(
      mounting: mounting, except: "mode,modified",
      source: """
        mkdir source; for n in $(seq 40); do head -c 200000 /dev/urandom >source/$n; done
        head -c 20000000 /dev/urandom >source/large
        """)
    #expect(restored.code == 13, "\(restored.text) \(restored.errors)")
    #expect(restored.errors.contains("(exit 13)"))
    #expect(restored.errors.contains(/needed, .* free/), "\(restored.errors)")
    #expect(restored.kinds == ["presence"], "\(restored.differences)")
    #expect(restored.differences.contains("large: presence: there | missing"))
    // Nor anything under another name.
    #expect(!restored.differences.contains { $0.hasSuffix("missing | there") })
  }

  @Test("A read-only target ends a restore with 1")
  func readOnly() throws {
    let restored = try restore(
      mounting: "mount -t tmpfs none target; mkdir target/back; mount -o remount,ro target",
      source: "mkdir source; echo x >source/x")
    #expect(restored.code == 1, "\(restored.text) \(restored.errors)")
    #expect(restored.errors.contains("read-only"), "\(restored.errors)")
  }
}

/// What makes and mounts exFAT.
private let hasExFAT = ["mount.exfat-fuse", "mkfs.exfat"].allSatisfy {
  access("/usr/sbin/\($0)", X_OK) == 0
}
