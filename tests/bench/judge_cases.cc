// Judges cases that stand in memory, parsed and with their calendars compiled: CPU seconds for 100,000 of
// them.
//
// Usage: judge_cases FILE        (its first 10,000 cases, ten times)
#include <cstdio>
#include <ctime>
#include <fstream>
#include <vector>

#include "connector/document/array_reader.h"
#include "connector/sla/clocks/case_parser.h"
#include "connector/sla/clocks/evaluate.h"

namespace {

using namespace estafeta;

constexpr std::size_t kCases = 10000;
constexpr int kRounds = 10;

struct Judged {
  const sla::Policy* policy;
  model::Incident incident;
  base::Instant now;
};

}  // namespace

int main(int argc, char** argv) {
  std::ifstream file(argc == 2 ? argv[1] : "", std::ios::binary);
  base::Diagnostics problems;
  document::ArrayReader reader(file, "cases", problems);
  sla::CaseParser parser(reader);
  std::vector<Judged> cases;
  while (const auto node = cases.size() < kCases ? reader.next() : std::nullopt) {
    if (const auto one = parser.parse(*node, problems))
      cases.push_back({one->policy, *one->incident, one->now});
  }
  if (cases.size() != kCases) {
    std::fputs("Usage: judge_cases FILE (of 10,000 cases at least)\n", stderr);
    return 2;
  }
  std::size_t breached = 0;
  const std::clock_t begin = std::clock();
  for (int round = 0; round < kRounds; ++round) {
    for (const Judged& one : cases) {
      for (const auto& clock : sla::evaluate(*one.policy, one.incident, one.now).clocks) {
        breached += clock.state == model::ClockState::breached ? 1 : 0;
      }
    }
  }
  const double time = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("%.3f %zu\n", time, breached);
  return 0;
}
