import Format
import Glibc
import LocalState
import Repository
import SystemPackage
import Testing

@testable import CLI

/// What the facts that `doctor` finds mean: functions of values.
struct DoctorFindingTests {
  private typealias Weight = DoctorFinding.Weight

  @Test(
    "Space: little deserves a look, none for two packs keeps backups from working",
    arguments: [
      (0, .wrong), ((64 << 20) - 1, .wrong), (64 << 20, .warning), ((1 << 30) - 1, .warning),
      (1 << 30, .ok),
    ] as [(UInt64, DoctorFinding.Weight)])
  func space(free: UInt64, weight: DoctorFinding.Weight) {
    let status = FileSystemStatus(kind: "exfat", freeBytes: free, totalBytes: 4 << 30)
    let finding = DoctorFinding.space(status)
    #expect(finding.weight == weight)
    #expect(finding.text == "\(Wording.bytes(free)) of 4.0 GiB free (exfat)")
    #expect(finding.advice.isEmpty == (weight == .ok))
  }

  @Test("Folders of the repository that cannot be written")
  func folders() {
    #expect(DoctorFinding.folders([], isReadOnly: false).weight == .ok)
    let closed = DoctorFinding.folders(["/r/packs", "/r/log"], isReadOnly: false)
    #expect(closed.weight == .wrong)
    #expect(closed.text == "no permission to write to /r/packs, /r/log")
    #expect(DoctorFinding.folders([], isReadOnly: true).weight == .wrong)
  }

  @Test("What is left over is counted by what it is")
  func leftovers() {
    let none = DoctorFinding.leftovers([], names: 0, temporaries: [])
    #expect(none == .ok(.leftovers, "none"))
    #expect(
      DoctorFinding.leftovers(
        [.dead, .running, .dead, .unknown, .over], names: 5, temporaries: [1024, 1024]
      ).text
        == "1 run going on here, 2 runs interrupted here, 1 run going on or interrupted elsewhere, "
        + "1 sign of a run that is over, 2 temporary files of 2.0 KiB; harmless")
    #expect(
      DoctorFinding.leftovers(nil, names: 1, temporaries: []).text
        == "1 run going on or interrupted; harmless")
  }

  @Test("A password file is for its owner alone", arguments: 0..<0o1000 as Range<mode_t>)
  func passwordFile(mode: mode_t) {
    let finding = DoctorFinding.passwordFile("/pw", mode: mode)
    #expect((finding.weight == .ok) == (mode & 0o077 == 0))
  }

  @Test("Modes and paths are named")
  func modes() {
    let finding = DoctorFinding.passwordFile("/pw", mode: 0o44)
    #expect(finding.text == "others may open /pw (mode 0044)")
    #expect(finding.advice == "Let only its owner open it: chmod 600 /pw")
  }

  @Test("A clock is wrong if it is behind the newest snapshot, or behind this program")
  func clock() {
    let now = Timestamp(seconds: 1_800_000_000, nanoseconds: 0)
    func weight(_ seconds: Int64?) -> Weight {
      let newest = seconds.map { Timestamp(seconds: $0, nanoseconds: 0) }
      return DoctorFinding.clock(now, newest: newest, host: "ship").weight
    }
    #expect(weight(nil) == .ok)
    #expect(weight(1_799_999_999) == .ok)
    #expect(weight(1_800_000_600) == .ok)
    #expect(weight(1_800_000_601) == .warning)
    #expect(weight(.max) == .warning)
    #expect(weight(.min) == .ok)
    let early = Timestamp(seconds: 1_000_000_000, nanoseconds: 0)
    #expect(DoctorFinding.clock(early, newest: nil, host: "").weight == .warning)
    let last = Timestamp(seconds: .max, nanoseconds: 0)
    #expect(DoctorFinding.clock(last, newest: now, host: "").weight == .ok)
    let later = Timestamp(seconds: 1_900_000_000, nanoseconds: 0)
    #expect(DoctorFinding.clock(now, newest: later, host: "ship").text.hasSuffix(", by ship"))
  }

  @Test("What this user may do")
  func user() {
    let all = Capabilities(bits: .max)
    let none = Capabilities(bits: 0)
    #expect(DoctorFinding.user("root", isRoot: true, all).weight == .ok)
    let ann = DoctorFinding.user("ann", isRoot: false, none)
    #expect(ann.weight == .ok)
    #expect(
      ann.text == "ann: files of others may be unreadable, owners cannot be restored, "
        + "devices cannot be restored")
    #expect(DoctorFinding.user("root", isRoot: true, none).weight == .warning)
    // In a container: everything but CAP_MKNOD.
    let container = DoctorFinding.user("root", isRoot: true, Capabilities(bits: ~(1 << 27)))
    #expect(container.text == "root: devices cannot be restored, though this is root")
    // CAP_DAC_READ_SEARCH alone.
    let reader = DoctorFinding.user("backup", isRoot: false, Capabilities(bits: 1 << 2))
    #expect(!reader.text.contains("unreadable"))
  }

  @Test("Limits and schedulers")
  func rest() {
    #expect(DoctorFinding.openFiles(255).weight == .warning)
    #expect(DoctorFinding.openFiles(256) == .ok(.openFiles, "256 at once are allowed"))
    let schedules = [(true, true), (true, false), (false, true), (false, false)].map {
      DoctorFinding.schedule(hasSystemd: $0, hasCrontab: $1).weight
    }
    #expect(schedules == [.ok, .ok, .ok, .warning])
  }

  @Test("Folders of martlet: never what keeps backups from working")
  func ownFolders() {
    let disk = FileSystemStatus(kind: "ext4", freeBytes: 1 << 30, totalBytes: 1 << 40)
    func weight(
      _ subject: DoctorFinding.Subject, _ status: FileSystemStatus?, isWritable: Bool = true
    ) -> Weight {
      DoctorFinding.folder(subject, "/f", isWritable: isWritable, status).weight
    }
    func kind(_ kind: String, free: UInt64 = 1 << 30, isReadOnly: Bool = false)
      -> FileSystemStatus
    {
      FileSystemStatus(kind: kind, freeBytes: free, totalBytes: 1 << 40, isReadOnly: isReadOnly)
    }
    for subject in [DoctorFinding.Subject.cache, .state] {
      #expect(weight(subject, disk) == .ok)
      #expect(weight(subject, nil) == .ok)
      #expect(weight(subject, disk, isWritable: false) == .warning)
      #expect(weight(subject, kind("ext4", isReadOnly: true)) == .warning)
      #expect(weight(subject, kind("ext4", free: 1 << 20)) == .warning)
      #expect(weight(subject, kind("nfs")) == .warning)
    }
    #expect(weight(.cache, kind("tmpfs")) == .ok)
    #expect(weight(.state, kind("tmpfs")) == .warning)
    #expect(DoctorFinding.state(.missing, in: "/s") == nil)
    #expect(DoctorFinding.state(.sound(bytes: 2048), in: "/s")?.weight == .ok)
    #expect(DoctorFinding.state(.unusable("it is broken"), in: "/s")?.weight == .warning)
  }

  @Test("What this machine says of itself")
  func machine() throws {
    let status = try #require(FileSystemStatus(of: "/nothing/of/the/kind"))
    #expect(status.totalBytes >= status.freeBytes && status.totalBytes > 0)
    #expect(FileSystemStatus(of: "/proc")?.kind == "type 0x9fa0")
    #expect(ProgramSearch.finds("sh"))
    #expect(!ProgramSearch.finds("no program of that name"))
    #expect(geteuid() != 0 || Capabilities.ofThisProcess.bits != 0)
    let own = try #require(ProcessIdentity.startTime(of: "self"))
    #expect(ProcessIdentity.isRunning(UInt32(bitPattern: getpid()), startTime: own))
    #expect(!ProcessIdentity.isRunning(UInt32(bitPattern: getpid()), startTime: own + 1))
    #expect(ProcessIdentity.startTime(of: "4194305") == nil)
  }

  @Test("A process that has ended runs no more, even if nobody has waited for it")
  func zombie() throws {
    let child = try Subprocess(["true"].map { Array($0.utf8) }, output: STDOUT_FILENO)
    while ProcessIdentity.startTime(of: "\(child.processID)") != nil { usleep(1000) }
    #expect(SystemFile.text("/proc/\(child.processID)/stat") != nil)
    #expect(child.wait() == .exit(0))
  }

  @Test("A password that has to be asked for keeps a scheduled backup from working")
  func askedPassword() {
    let subject = DoctorFinding.askedPassword(hasTerminal:isScheduled:)
    #expect(subject(true, false).weight == .ok)
    #expect(subject(true, true).weight == .wrong)
    #expect(subject(false, false).weight == .wrong)
  }
}
