import TestSupport
import Testing

/// Everything a folder holds comes back exactly: `Tests/Everything/make` makes it, `compare`
/// compares, neither of which knows martlet.
@Suite(.enabled(if: canMount, "only root, where nothing is forbidden, can make everything"))
struct EverythingTests {
  @Test("Everything comes back; saving it again, or what came back, stores no data")
  func everything() throws {
    let sandbox = try Sandbox.withRepository()
    let made = try sandbox.makeEverything("all")
    let first = try sandbox.summary("backup", "all")
    #expect(first["files"] == made["file"])
    #expect(first["folders"] == made["folder"])
    #expect(first["bytes"] == made["bytes"])
    let restored = try sandbox.summary("restore", "latest", "--to", "back")
    #expect(restored["attributes_not_set"] == .list([]))
    #expect(try sandbox.differences("all", "back") == [])

    let stored = try sandbox.summary("check", "--read-data")
    let again = try sandbox.summary("backup", "all")
    #expect(again["unchanged"] == made["file"])
    #expect(again["added"] == .number(0))
    // It lies elsewhere, so its folders may differ, and nothing is known of it: all is read.
    let copy = try sandbox.summary("backup", "back", "--force-read")
    #expect(copy["new"] == made["file"])
    let checked = try sandbox.summary("check", "--read-data")
    #expect(checked["chunks"] == stored["chunks"])
    #expect(checked["sound"] == .flag(true))
    #expect(checked["snapshots"] == .number(3))
    let last = try #require(copy["snapshot"]?.text)
    try sandbox.summary("restore", last, "--to", "from the copy")
    #expect(try sandbox.differences("all", "'from the copy'") == [])
  }

  @Test("The comparison sees a difference of every kind, and no other")
  func comparison() throws {
    let sandbox = try Sandbox()
    try sandbox.shell(
      """
      mkdir -p a/folder && cd a
      for name in mode owner group modified contents size holes kind; do
        printf 'some text' >$name
      done
      touch attributes1 attributes2 attributes3 presence two; ln two one; ln -s there target
      truncate -s 1M holes; mknod device c 1 3; setfattr -n user.a -v 1 attributes1 attributes2
      cp -a . ../b && cd ../b
      chmod 600 mode; chown 1 owner; chgrp 1 group; touch -hd @1.000000001 modified
      printf 'Some text' >contents; printf 'some text.' >size; cp --sparse=never holes full
      mv full holes; rm kind device target presence; mkdir kind presence2; mknod device c 1 5
      ln -s elsewhere target; setfattr -n user.a -v 2 attributes1; setfattr -x user.a attributes2
      setfattr -n trusted.b attributes3; cp --remove-destination -a one two; rm full 2>/dev/null
      touch -r ../a/contents contents; touch -r ../a/size size; touch -r ../a/holes holes
      for name in . target device one two; do touch -hr ../a/$name $name; done
      """)
    let lines = try sandbox.differences("a", "b")
    #expect(
      lines.map { $0.replacing(/(: \w+).*/) { "\($0.1)" } } == [
        "attributes1: attributes", "attributes2: attributes", "attributes3: attributes",
        "contents: contents", "device: device", "group: group", "holes: holes", "kind: kind",
        "mode: mode", "modified: modified", "owner: owner", "presence: presence",
        "presence2: presence", "size: size", "target: target", "two: links",
      ], "\(lines.joined(separator: "\n"))")
    let words = "attributes,contents,device,group,holes,kind,mode,modified,owner,presence,size"
    #expect(try sandbox.differences("a", "b", except: words + ",target,links") == [])
    #expect(try sandbox.differences("a", "b", except: words + ",target").count == 1)
    let trusted = try sandbox.differences("a", "b", except: "attributes:trusted.")
    #expect(trusted.count == lines.count - 1)
  }
}
