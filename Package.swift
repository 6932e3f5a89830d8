// swift-tools-version: 6.2
import PackageDescription

// The module picture (README.md, "Layers") as a table: a target may use what stands in a lower row.
// `LayeringTests` reads the imports of every file and compares them with this list.

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// `make test` tries the modules as they are released; to optimize the tests themselves would take
// longer than they run.
let tests = strict + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
  name: "martlet",
  products: [
    .executable(name: "martlet", targets: ["CLI"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // Row 1: bytes and threads only.
    .target(
      name: "CShims",
      linkerSettings: [.linkedLibrary("crypto"), .linkedLibrary("zstd")]),
    // toml++, of which it needs the headers alone.
    .target(name: "CToml"),
    .target(name: "Format", swiftSettings: strict),
    .target(name: "Chunking", dependencies: [], swiftSettings: strict),
    .target(name: "Pipelines", dependencies: [], swiftSettings: strict),

    // Row 2: POSIX trees, keys and codecs, named bytes.
    .target(
      name: "FileTree", dependencies: ["CShims", "Format", "Pipelines", systemPackage],
      swiftSettings: strict),
    .target(name: "Sealing", dependencies: ["CShims", "Format"], swiftSettings: strict),
    .target(
      name: "Storage", dependencies: ["CShims", "Format", "Pipelines", systemPackage],
      swiftSettings: strict),

    // Row 3: the repository.
    .target(
      name: "Repository",
      dependencies: ["Format", "Pipelines", "Sealing", "Storage", systemPackage],
      swiftSettings: strict),

    // Row 4: snapshots of folders.
    .target(
      name: "Snapshots",
      dependencies: [
        "Chunking", "FileTree", "Format", "Pipelines", "Repository", "Sealing", "Storage",
        systemPackage,
      ],
      swiftSettings: strict),
    .target(
      name: "LocalState", dependencies: ["Format", "Pipelines", database, systemPackage],
      swiftSettings: strict),

    // Row 5: the edges.
    .target(name: "Mirror", dependencies: ["Format"], swiftSettings: strict),

    // Row 6: the command line.
    .executableTarget(
      name: "CLI",
      dependencies: [
        "CShims", "CToml", "FileTree", "Format", "LocalState", "Pipelines", "Repository",
        "Sealing", "Snapshots", "Storage",
        .product(name: "ArgumentParser", package: "swift-argument-parser"), systemPackage,
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport",
      dependencies: [
        "FileTree", "Format", "Pipelines", "Repository", "Sealing", "Snapshots", "Storage",
        systemPackage,
      ],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "RepositoryTests",
      dependencies: [
        "Format", "Pipelines", "Repository", "Sealing", "Storage", "TestSupport", systemPackage,
      ],
      swiftSettings: tests),
    .testTarget(
      name: "SnapshotsTests",
      dependencies: [
        "FileTree", "Format", "Pipelines", "Repository", "Sealing", "Snapshots", "Storage",
        "TestSupport", systemPackage,
      ],
      swiftSettings: tests),
    .testTarget(
      name: "FormatTests", dependencies: ["Format", "TestSupport"], exclude: ["Malformed"],
      swiftSettings: tests),
    .testTarget(
      name: "ChunkingTests", dependencies: ["Chunking", "TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "PipelinesTests", dependencies: ["Pipelines", "TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "SealingTests",
      dependencies: ["Sealing", "Format", "CShims", "Pipelines", "TestSupport"],
      swiftSettings: tests),
    .testTarget(
      name: "StorageTests", dependencies: ["Pipelines", "Storage", "TestSupport", systemPackage],
      swiftSettings: tests),
    .testTarget(
      name: "FileTreeTests", dependencies: ["FileTree", "Format", "TestSupport", systemPackage],
      swiftSettings: tests),
    .testTarget(
      name: "LocalStateTests",
      dependencies: ["LocalState", "Format", "TestSupport", database, systemPackage],
      swiftSettings: tests),
    .testTarget(
      name: "CLITests",
      dependencies: [
        "CLI", "Format", "LocalState", "Pipelines", "Repository", "Sealing", "Snapshots", "Storage",
        "TestSupport", systemPackage,
      ],
      exclude: ["Transcripts"], swiftSettings: tests),
    // The one target of tests that is optimized: it carries out a million plans on models.
    .testTarget(
      name: "MirrorTests", dependencies: ["Format", "Mirror", "Pipelines", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "LayeringTests", dependencies: ["TestSupport"], swiftSettings: tests),
    .testTarget(name: "ModelTests", dependencies: ["Repository"], swiftSettings: tests),
    .testTarget(name: "ShapeTests", dependencies: ["TestSupport"], swiftSettings: tests),
    .testTarget(
      name: "SoakTests",
      dependencies: [
        "CShims", "FileTree", "Format", "Pipelines", "Repository", "Sealing", "Snapshots",
        "Storage", "TestSupport", systemPackage,
      ],
      swiftSettings: tests),
  ],
  cxxLanguageStandard: .cxx17
)

// What `make fuzz` builds, and nothing else does: the decoders alone, with libFuzzer's entry points.
// The values that the format tests make are the beginnings of its corpora.
if Context.environment["MARTLET_FUZZ"] != nil {
  let decoders = ["CShims", "Format", "Pipelines", "Sealing", "Storage", "Repository"]
  package.products = []
  package.targets.removeAll { !decoders.contains($0.name) }
  package.targets += [
    .target(
      name: "TestSupport", dependencies: [], path: "Tests/TestSupport",
      sources: ["FormatDocument.swift", "SeededGenerator.swift"], swiftSettings: strict),
    .executableTarget(
      name: "Fuzz",
      dependencies: ["Format", "Repository", "Sealing", "Storage", "TestSupport", systemPackage],
      path: ".",
      sources: [
        "Tests/Fuzz", "Tests/FormatTests/Mutation.swift", "Tests/FormatTests/RandomPrunes.swift",
        "Tests/FormatTests/RandomStructures.swift", "Tests/FormatTests/RandomTrees.swift",
        "Tests/FormatTests/RandomValues.swift", "Tests/FormatTests/Structure.swift",
        "Sources/LocalState/StoredRow.swift", "Sources/LocalState/StoredRow+Coding.swift",
      ],
      swiftSettings: strict),
  ]
}

// What `make model` builds, and nothing else does: the protocol and its checker as one module, so
// that the compiler makes code for names of one bit out of the steps that the program runs.
if Context.environment["MARTLET_MODEL"] != nil {
  package.products = []
  package.dependencies = []
  package.targets = [
    .executableTarget(
      name: "Model", path: ".",
      sources: ["Sources/Repository/Protocol", "Tests/Model", "Tests/ModelTests/Checker"],
      swiftSettings: strict)
  ]
}

// What `make bench-scale` builds, and nothing else does: who makes ten million chunks.
if Context.environment["MARTLET_SCALE"] != nil {
  package.products = []
  let modules = ["CShims", "Format", "Pipelines", "Sealing", "Storage", "Repository"]
  package.targets.removeAll { !modules.contains($0.name) }
  package.targets.append(
    .executableTarget(
      name: "Scale",
      dependencies: ["Format", "Repository", "Sealing", "Storage", systemPackage],
      path: "Tests/Scale", swiftSettings: strict))
}

// What `make soak` builds, and nothing else does: the library as it is released, open to tests, and
// the world in which its histories take place.
if Context.environment["MARTLET_SOAK"] != nil {
  let library = ["CShims", "Format", "Chunking", "Pipelines", "FileTree", "Sealing", "Storage"]
  let used = library + ["Repository", "Snapshots", "TestSupport"]
  package.products = []
  package.targets.removeAll { !used.contains($0.name) }
  package.targets.append(
    .executableTarget(
      name: "Soak",
      dependencies: [
        "CShims", "FileTree", "Format", "Pipelines", "Repository", "Sealing", "Snapshots",
        "Storage", "TestSupport", systemPackage,
      ],
      path: ".", sources: ["Tests/Soak", "Tests/SoakTests/Harness"], swiftSettings: strict))
}
