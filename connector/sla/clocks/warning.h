// When somebody is warned of a clock, and who (`warn_at` of a policy).
//
// Plain data; reading appends what is wrong, with its place, to the diagnostics.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "connector/base/diagnostic.h"
#include "connector/base/time.h"
#include "connector/document/node.h"

namespace estafeta::sla {

// An exact share of a target, e.g. 3/4.
struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;

  friend bool operator==(const Fraction&, const Fraction&) = default;
};

// Who is told.
enum class Hearer : std::uint8_t {
  holder,  // whoever holds the incident
  duty,
  tam,   // of the client
  head,  // of the department whose group holds the incident
};
inline constexpr int kHearers = 4;
std::string_view to_string(Hearer hearer);
std::optional<Hearer> hearer_from(std::string_view text);

// At a share of the target, or that much open time before or after it.
struct Warning {
  enum class Kind : std::uint8_t { share, before, after };
  Kind kind = Kind::share;
  Fraction share;  // of `share`; all of it is the breach
  base::Seconds time{
      0};  // of the others; one before the target that lies before the start is due at the start
  std::set<Hearer> tell = {Hearer::holder, Hearer::duty};

  friend bool operator==(const Warning&, const Warning&) = default;
};

// One or a list, each `0.75`, `75%`, `2h before`, `1h after` or `{ at: 75%, tell: [ duty, tam ] }`; by kind
// and size.
std::vector<Warning> read_warnings(const document::Node& node, base::Diagnostics& diagnostics);

}  // namespace estafeta::sla
