import TestSupport
import Testing

/// The README's command blocks, run as a reader would run them.
struct ReadmeTests {
  /// A block of commands, and the output that the README shows for it.
  struct Block: Sendable, CustomTestStringConvertible {
    var commands: String
    var output: String?
    var testDescription: String { commands }
  }

  @Test("every command block of the README does what it says", arguments: try blocks())
  func readme(block: Block) throws { try run(block) }

  @Test(
    "so does every one of the pages under docs",
    arguments: try TestData.files(below: TestData.packageRoot + "/docs", suffix: ".md")
      .flatMap { try blocks(of: "docs/" + $0) })
  func page(block: Block) throws { try run(block) }

  private func run(_ block: Block) throws {
    // In a copy, so that what a block writes is not left in the working tree.
    let folder = try TemporaryFolder()
    let root = TestData.packageRoot
    let script = """
      set -e
      cp -r \(root)/samples \(root)/schemas \(root)/scripts \(root)/Makefile .
      \(block.commands)
      """
    let run = try WeirBinary.shell(
      script, in: folder.path, environment: ["WEIR": BuiltProduct.weir], timeoutSeconds: 300)
    #expect(run.status == 0, "\(run.stderr)")
    if let output = block.output { #expect(run.stdout == output) }
  }

  @Test("the README has blocks, and shows output for most")
  func hasBlocks() throws {
    let blocks = try Self.blocks()
    #expect(blocks.count >= 5)
    #expect(blocks.filter { $0.output != nil }.count >= 3)
  }

  /// All blocks of one language in a page, each with the `text` block that follows at once. Left out is the one
  /// command that would run these tests again. The `bash` blocks need a server: see `RemoteTests`.
  static func blocks(
    _ language: String = "sh", of file: String = "README.md"
  ) throws -> [Block] {
    let bytes = try TestData.bytes(ofFile: TestData.packageRoot + "/" + file)
    let text = String(decoding: bytes, as: UTF8.self)
    var blocks: [Block] = []
    var fence: String?
    var lines: [Substring] = []
    var followsBlock = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let open = fence {
        guard line == "```" else {
          lines.append(line)
          continue
        }
        let content = lines.joined(separator: "\n")
        if open == language {
          let commands = lines.filter { !$0.hasPrefix("make test") }.joined(separator: "\n")
          blocks.append(Block(commands: commands, output: nil))
        } else if open == "text", followsBlock {
          blocks[blocks.count - 1].output = content + "\n"
        }
        followsBlock = open == language
        fence = nil
      } else if line.hasPrefix("```") {
        fence = String(line.dropFirst(3))
        lines = []
      } else if !line.isEmpty {
        followsBlock = false
      }
    }
    return blocks
  }
}
