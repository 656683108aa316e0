// Files of `estafeta sla eval`.
#include <sstream>

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/sla/clocks/cases.h"
#include "tests/fuzz/problems.h"

using namespace estafeta;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::view(data, size);
  std::istringstream in{std::string(text)};
  std::ostringstream out;
  base::Diagnostics problems;
  sla::evaluate_cases(in, "cases.json", out, problems);
  fuzz::require_said(problems, text, "cases.json");
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) {
    fuzz::require(document::parse_json(line, "line").has_value(), "JSON on each line: " + line);
  }
  return 0;
}
