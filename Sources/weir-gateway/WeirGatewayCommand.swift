import ArgumentParser

@main
struct WeirGatewayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weir-gateway",
    abstract: "Stands in front of services: validates, keeps and delivers what they are sent.")
}
