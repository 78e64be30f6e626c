import Synchronization
import Testing

@testable import WeirGateway

/// Who gives way to whom, without a socket.
struct ConnectionTableTests {
  /// Connections by number, of which some were asked to leave.
  private final class Crowd: Sendable {
    let table: ConnectionTable
    let asked = Mutex<[Int]>([])

    init(limit: Int) { table = ConnectionTable(limit: limit) }

    func open(_ number: Int) -> ConnectionTable.Place {
      table.open { self.asked.withLock { $0.append(number) } }
    }

    var leavers: [Int] { asked.withLock { $0 } }
  }

  @Test("the one that rested longest gives way, so that there is room for one more")
  func longestRest() {
    let crowd = Crowd(limit: 3)
    let places = (0..<2).map(crowd.open)
    #expect(crowd.leavers == [])
    crowd.table.work(places[0])
    crowd.table.rest(places[0])
    _ = crowd.open(2)
    #expect(crowd.leavers == [1])
    crowd.table.close(places[1])
    _ = crowd.open(3)
    #expect(crowd.leavers == [1, 0])
  }

  @Test("one that is asked to leave counts no more, and is asked once")
  func once() {
    let crowd = Crowd(limit: 2)
    _ = crowd.open(0)
    _ = crowd.open(1)
    #expect(crowd.leavers == [0])
    _ = crowd.open(2)
    #expect(crowd.leavers == [0, 1])
    #expect(crowd.table.count == 3)
  }

  @Test("a connection with a request is left alone; the first that rests gives way")
  func busy() {
    let crowd = Crowd(limit: 2)
    let first = crowd.open(0)
    crowd.table.work(first)
    let second = crowd.open(1)
    #expect(crowd.leavers == [])
    crowd.table.work(second)
    crowd.table.rest(first)
    #expect(crowd.leavers == [0])
  }

  @Test(
    "a slow body gives way as a rest does, whichever began first; one that has come whole does not")
  func slow() {
    let crowd = Crowd(limit: 4)
    let places = (0..<3).map(crowd.open)
    for place in [places[0], places[2], places[1]] { crowd.table.work(place) }
    for place in places { crowd.table.setSlow(place, true) }
    crowd.table.setSlow(places[0], false)
    #expect(crowd.leavers == [])
    let last = crowd.open(3)
    #expect(crowd.leavers == [2])
    crowd.table.close(places[2])
    crowd.table.work(last)
    crowd.table.rest(last)
    _ = crowd.open(4)
    #expect(crowd.leavers == [2, 1])
    crowd.table.close(places[1])
    _ = crowd.open(5)
    #expect(crowd.leavers == [2, 1, 3])
  }

  @Test("when all work, the first body that turns out to be slow gives way")
  func becomesSlow() {
    let crowd = Crowd(limit: 2)
    let places = (0..<2).map { number in
      let place = crowd.open(number)
      crowd.table.work(place)
      return place
    }
    #expect(crowd.leavers == [])
    crowd.table.setSlow(places[1], true)
    #expect(crowd.leavers == [1])
  }

  @Test("one that had begun a request when it was asked stays, and another leaves")
  func stays() {
    let crowd = Crowd(limit: 3)
    let places = (0..<3).map(crowd.open)
    #expect(crowd.leavers == [0])
    crowd.table.work(places[0])
    crowd.table.stay(places[0])
    #expect(crowd.leavers == [0, 1])
    crowd.table.close(places[1])
    crowd.table.close(places[1])
    #expect(crowd.table.count == 2)
  }

  @Test("the only one is not closed for itself")
  func alone() {
    let crowd = Crowd(limit: 1)
    _ = crowd.open(0)
    #expect(crowd.leavers == [])
  }
}
