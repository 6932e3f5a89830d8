import TestSupport
import Testing

struct LayeringTests {
  @Test("Every file imports only what lies under its module")
  func imports() throws {
    let files = try SourceFile.sources
    #expect(!files.isEmpty)
    for file in files {
      for module in file.imports {
        let objection = ModulePicture.objection(to: file.module, using: module)
        #expect(objection == nil, "\(file.path)")
      }
    }
  }

  @Test("Package.swift lets every target depend only on what lies under it")
  func declaredDependencies() throws {
    let targets = try PackageManifest(text: SourceFile.text(of: "Package.swift")).targets
    let modules = Set(try SourceFile.sources.map(\.module))
    #expect(modules.subtracting(targets.keys).isEmpty, "targets that the scan did not find")
    for module in modules {
      for dependency in targets[module, default: []] {
        #expect(ModulePicture.objection(to: module, using: dependency) == nil)
      }
    }
  }

  @Test("Package.swift declares no module that a target does not import")
  func unusedDependencies() throws {
    let targets = try PackageManifest(text: SourceFile.text(of: "Package.swift")).targets
    for (module, files) in Dictionary(grouping: try SourceFile.sources, by: \.module) {
      let unused = Set(targets[module, default: []]).subtracting(files.flatMap(\.imports))
      #expect(unused == [], "\(module)")
    }
  }

  @Test("The picture refuses sideways, upwards, Foundation in the core, and unknown modules")
  func objections() {
    let wrong = [
      ("Storage", "Sealing"), ("Format", "CShims"), ("Format", "Repository"),
      ("Repository", "Foundation"), ("LocalState", "Foundation"), ("Chunking", "Testing"),
      ("Sealing", "GRDB"), ("Snapshots", "LocalState"), ("Leftovers", "Format"),
      ("Mirror", "Mount"), ("Snapshots", "Mirror"),
    ]
    for (module, other) in wrong {
      #expect(ModulePicture.objection(to: module, using: other) != nil, "\(module), \(other)")
    }
    let right = [
      ("Sealing", "CShims"), ("CLI", "Web"), ("CLI", "FoundationEssentials"),
      ("LocalState", "GRDB"), ("Repository", "Format"), ("Storage", "SystemPackage"),
      ("Mirror", "Snapshots"),
    ]
    for (module, other) in right {
      #expect(ModulePicture.objection(to: module, using: other) == nil)
    }
  }

  @Test("Every form of an import is seen; a comment or a string is not one")
  func importForms() {
    let text = """
      import A
      public import B
      @preconcurrency package import struct C.Thing
      @_spi(Inside) import D; import E
      #if canImport(F)
        import F
      #endif
      // import G
      let text = "import H"
      """
    #expect(SourceFile(path: "", text: text).imports == ["A", "B", "C", "D", "E", "F"])
  }

  @Test("The scan of a manifest reads names and products, through comments and variables")
  func manifest() {
    let text = """
      let shared = Target.Dependency.product(name: "Shared", package: "shared")
      targets: [
        .target(name: "A", dependencies: []),  // .target(name: "Z")
        .executableTarget(
          name: "B",
          dependencies: ["A", .target(name: "C"), shared, .product(name: "P", package: "p")],
          linkerSettings: [.linkedLibrary("x")]),
        .testTarget(name: "D", path: "Tests/D"),
      ]
      """
    let expected = ["A": [], "B": ["A", "C", "Shared", "P"], "D": []]
    #expect(PackageManifest(text: text).targets == expected)
  }
}
