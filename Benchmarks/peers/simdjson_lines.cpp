// simdjson's DOM parser, one line at a time, behind the protocol of `weir-bench serve`: the figure
// that our parser is compared with. Phases: parse.

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <simdjson.h>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct Workload {
  std::string text;
  std::vector<std::pair<size_t, size_t>> lines;
  size_t byte_count = 0;
};

static Workload load(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  Workload workload;
  workload.text.assign(std::istreambuf_iterator<char>(file), {});
  for (size_t start = 0, end; start < workload.text.size(); start = end + 1) {
    end = std::min(workload.text.find('\n', start), workload.text.size());
    if (end > start) workload.lines.emplace_back(start, end - start);
    workload.byte_count += end - start;
  }
  workload.text.append(simdjson::SIMDJSON_PADDING, '\0');
  return workload;
}

static size_t parse(const Workload &workload, simdjson::dom::parser &parser) {
  size_t sound = 0;
  for (auto [start, length] : workload.lines) {
    simdjson::dom::element element;
    if (!parser.parse(workload.text.data() + start, length, false).get(element)) sound++;
  }
  return sound;
}

int main() {
  std::unordered_map<std::string, Workload> workloads;
  simdjson::dom::parser parser;
  std::string request;
  while (std::getline(std::cin, request)) {
    std::vector<std::string> words;
    for (size_t start = 0, end; start <= request.size(); start = end + 1) {
      end = std::min(request.find('\t', start), request.size());
      words.push_back(request.substr(start, end - start));
    }
    if (words[0] == "load" && words.size() == 5) {
      auto &workload = workloads[words[1]] = load(words[3]);
      std::cout << "loaded\t" << workload.lines.size() << '\t' << workload.byte_count << std::endl;
    } else if (words[0] == "run" && words.size() == 4 && words[2] == "parse") {
      using clock = std::chrono::steady_clock;
      const auto minimum = std::chrono::milliseconds(std::stoi(words[3]));
      const auto start = clock::now();
      size_t passes = 0, sound = 0;
      do {
        sound = parse(workloads[words[1]], parser);
        passes++;
      } while (clock::now() - start < minimum);
      const std::chrono::duration<double, std::nano> taken = clock::now() - start;
      std::cout << "ran\t" << taken.count() / passes << '\t' << sound << std::endl;
    } else {
      std::cout << "failed\tnot here" << std::endl;
    }
  }
}
