import Testing

@testable import WeirLoad

@Suite("Public addresses and others")
struct NetworkAddressTests {
  @Test(
    "addresses of this machine, link or organisation are not public",
    arguments: [
      "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255",
      "192.168.0.1", "169.254.169.254", "100.64.0.1", "100.127.0.1", "192.0.0.8", "192.0.2.1",
      "198.18.0.1", "198.19.9.9", "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.1.1.1",
      "240.0.0.1", "255.255.255.255", "192.88.99.1",
    ])
  func special4(text: String) {
    let address = NetworkAddress(text.split(separator: ".").compactMap { UInt8($0) })
    #expect(!address.isPublic)
    #expect(address.description == text)
  }

  @Test(
    "the rest is public",
    arguments: [
      "1.1.1.1", "9.255.255.255", "11.0.0.0", "172.15.0.1", "172.32.0.1", "192.167.0.1",
      "169.253.0.1", "100.63.0.1", "100.128.0.1", "198.17.0.1", "198.20.0.1", "223.255.255.255",
    ])
  func public4(text: String) {
    #expect(NetworkAddress(text.split(separator: ".").compactMap { UInt8($0) }).isPublic)
  }

  @Test(
    "IPv6: global unicast is public; what is special, or carries a special IPv4 address, is not",
    arguments: [
      ("2606:4700::1111", true), ("2001:4860:4860::8888", true), ("::ffff:101:101", true),
      ("64:ff9b::808:808", true), ("::", false), ("::1", false), ("::ffff:7f00:1", false),
      ("::ffff:a9fe:a9fe", false), ("64:ff9b::a00:1", false), ("fe80::1", false),
      ("fc00::1", false), ("fd12:3456::1", false), ("ff02::1", false), ("2001::1", false),
      ("2001:db8::1", false), ("2002:7f00:1::", false), ("3fff::1", false), ("::7f00:1", false),
      ("100::1", false), ("fec0::1", false), ("64:ff9b:1::1", false), ("5f00::1", false),
    ])
  func version6(text: String, isPublic: Bool) {
    let address = NetworkAddress(bytes(text))
    #expect(address.isPublic == isPublic)
    #expect(address.description == text)
  }

  @Test("what is no address is not public")
  func noAddress() {
    #expect(!NetworkAddress([]).isPublic)
    #expect(!NetworkAddress([8, 8, 8]).isPublic)
  }

  private func bytes(_ text: String) -> [UInt8] {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    let groups = halves.map { $0.split(separator: ":").compactMap { UInt16($0, radix: 16) } }
    let zeros = [UInt16](repeating: 0, count: 8 - groups.map(\.count).reduce(0, +))
    return (groups[0] + zeros + groups[1]).flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
  }
}
