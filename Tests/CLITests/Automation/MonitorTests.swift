import Format
import LocalState
import Repository
import Testing

@testable import CLI

/// Who is told how a backup ended.
struct MonitorTests {
  /// Notes what is asked for in `asked`, answers 500 for what begins with `/bad`, and says on which
  /// port in `port`.
  private static let server = """
    cat >server.py <<'END'
    import http.server
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            with open('asked', 'a') as file: file.write(self.path + '\\n')
            if self.path == '/moved':
                self.send_response(302); self.send_header('Location', '/arrived')
            else:
                self.send_response(500 if self.path.startswith('/bad') else 200)
            self.end_headers(); self.wfile.write(b'OK')
        def log_message(self, *_): pass
    server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
    with open('port.new', 'w') as file: file.write(str(server.server_port))
    import os; os.rename('port.new', 'port')
    server.serve_forever()
    END
    python3 server.py >/dev/null 2>&1 & echo $! >server.pid
    while ! test -e port; do sleep 0.02; done; cat port
    """

  /// Runs `body` with a server and the address that it has.
  private func withServer(
    _ sandbox: Sandbox, _ body: (String) throws -> Void
  ) throws {
    let port = try sandbox.shell(Self.server).text
    defer { _ = try? sandbox.shell("kill $(cat server.pid)") }
    try body("http://127.0.0.1:\(port)")
  }

  private func asked(_ sandbox: Sandbox) throws -> [String] {
    let asked = try sandbox.shell("touch asked; cat asked; rm asked")
    return asked.lines
  }

  @Test("The healthcheck is told of a snapshot in every repository, and otherwise of a failure")
  func healthcheck() throws {
    let sandbox = try ProfileTests.sandbox()
    let file = "home/.config/martlet/config.toml"
    try withServer(sandbox) { address in
      try sandbox.shell("echo 'monitor.healthcheck = \"\(address)/uuid?x=1\"' >>\(file)")
      #expect(try sandbox.run("backup", "-p", "docs", "-q").errors == "")
      #expect(try asked(sandbox) == ["/uuid?x=1"])
      // Other paths say nothing about the profile.
      #expect(try sandbox.run("backup", "-p", "docs", "home/secret", "-q").code == 0)
      #expect(try asked(sandbox) == [])
      try sandbox.shell("mv home/nas home/away")
      #expect(try sandbox.run("backup", "-p", "docs", "-q").code == 10)
      #expect(try asked(sandbox) == ["/uuid/fail?x=1"])
      try sandbox.shell("mv home/away home/nas; sed -i 's|/uuid.*|/moved\"|' \(file)")
      #expect(try sandbox.run("backup", "-p", "docs", "-q").errors == "")
      #expect(try asked(sandbox) == ["/moved", "/arrived"])
      try sandbox.shell("sed -i 's|/moved|/bad/secret-word|' \(file)")
      let bad = try sandbox.run("backup", "-p", "docs", "-q")
      #expect(bad.code == 0)
      #expect(
        bad.errors == "! the healthcheck was not told: it answered with status 500 (\(address))\n")
    }
    let gone = try sandbox.run("backup", "-p", "docs", "-q", "--json")
    #expect(gone.code == 0)
    #expect(gone.errors.contains("the healthcheck was not told: Failed to connect to 127.0.0.1"))
    #expect(!gone.errors.contains("secret-word"))
  }

  @Test("Of an address only the machine is shown; what fails is told below its path")
  func addresses() {
    #expect(Healthcheck.failing("https://hc/uuid/") == "https://hc/uuid/fail")
    #expect(Healthcheck.failing("https://hc/uuid#a?b") == "https://hc/uuid/fail#a?b")
    #expect(Healthcheck.host(of: "https://hc:80/uuid") == "https://hc:80")
    #expect(Healthcheck.host(of: "https://user:word@hc/uuid") == nil)
  }

  @Test("The metrics file says how each repository stands, and keeps what was good")
  func metrics() throws {
    let sandbox = try ProfileTests.sandbox("monitor.metrics-file = \"~/out/m.prom\"")
    let warned = try sandbox.run("backup", "-p", "docs", "-q")
    #expect(warned.code == 0)
    #expect(
      warned.errors
        == "! the metrics cannot be written: no such file or directory (~/out/m.prom)\n")
    try sandbox.shell("mkdir home/out; mv home/nas home/away")
    #expect(try sandbox.run("backup", "-p", "docs").code == 10)
    let text = try sandbox.shell("cat home/out/m.prom; stat -c %a home/out/m.prom; ls -A home/out")
      .text.replacing(/(_timestamp_seconds\{.*\}) \d{10,}/) { "\($0.1) TIME" }
      .replacing(/(_duration_seconds\{.*\}) [\d.]+/) { "\($0.1) T" }
      .replacing(/(_(?:added|stored)_bytes\{.*\}) \d+/) { "\($0.1) N" }
      .replacing("profile=\"docs\",repository=", with: "").replacing(/(?m)^# HELP .*\n/, with: "")
    #expect(
      text == """
        # TYPE martlet_last_run_timestamp_seconds gauge
        martlet_last_run_timestamp_seconds{"usb"} TIME
        martlet_last_run_timestamp_seconds{"nas"} TIME
        # TYPE martlet_last_run_exit_code gauge
        martlet_last_run_exit_code{"usb"} 0
        martlet_last_run_exit_code{"nas"} 10
        # TYPE martlet_last_run_duration_seconds gauge
        martlet_last_run_duration_seconds{"usb"} T
        martlet_last_run_duration_seconds{"nas"} T
        # TYPE martlet_last_success_timestamp_seconds gauge
        martlet_last_success_timestamp_seconds{"usb"} TIME
        martlet_last_success_timestamp_seconds{"nas"} TIME
        # TYPE martlet_last_snapshot_files gauge
        martlet_last_snapshot_files{"usb"} 1
        martlet_last_snapshot_files{"nas"} 1
        # TYPE martlet_last_snapshot_bytes gauge
        martlet_last_snapshot_bytes{"usb"} 6
        martlet_last_snapshot_bytes{"nas"} 6
        # TYPE martlet_last_snapshot_added_bytes gauge
        martlet_last_snapshot_added_bytes{"usb"} N
        martlet_last_snapshot_added_bytes{"nas"} N
        # TYPE martlet_last_snapshot_stored_bytes gauge
        martlet_last_snapshot_stored_bytes{"usb"} N
        martlet_last_snapshot_stored_bytes{"nas"} N
        644
        m.prom

        """)
  }

  @Test("Names that would end a label are escaped, and what is not known is left out")
  func labels() {
    let process = Run.Process(bootID: [], namespace: 0, id: 0, startTime: 0)
    var run = Run(
      command: "backup", profile: "a", process: process, started: .init(seconds: 1, nanoseconds: 0))
    run.ending = Run.Ending(time: .init(seconds: 3, nanoseconds: 500_000_000), exitCode: 1)
    let row = MetricsText.Row(
      repository: "/a\"b\\c\nd", last: run, lastSaved: nil, lastCheck: nil)
    let lines = MetricsText(profile: "p", rows: [row]).text.split(separator: "\n")
    #expect(lines.count == 9)
    #expect(
      lines[2] == #"martlet_last_run_timestamp_seconds{profile="p",repository="/a\"b\\c\nd"} 3"#)
    #expect(lines[8].hasSuffix("} 2.5"))
  }
}
