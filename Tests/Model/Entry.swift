import Glibc

/// `make model`: every trial to its end, two at a time, then what happens without each rule.
@main
struct Entry {
  static func main() async {
    var isGood = await Trials().run()
    print()
    for example in Counterexample.all {
      let findings = example.run()
      print("Without \"\(example.title)\":")
      print(Story(setup: example.setup, findings: findings).text)
      if findings.violation == nil { isGood = false }
      print()
    }
    for example in Counterexample.redundant where example.run().violation != nil {
      isGood = false
      print("No longer redundant: \(example.title)")
    }
    print(isGood ? "All as it should be." : "SOMETHING IS WRONG: see above.")
    exit(isGood ? 0 : 1)
  }
}
