#include "connector/model/incident.h"

#include <array>

namespace estafeta::model {

namespace {

constexpr std::array<std::string_view, kAssignedCount> kAssignedWords{"nobody", "person", "group", "unknown"};

}  // namespace

std::string_view to_string(Assigned assigned) {
  return kAssignedWords[static_cast<std::size_t>(assigned)];
}

std::optional<Assigned> assigned_from(std::string_view text) {
  for (const Assigned assigned : {Assigned::nobody, Assigned::person, Assigned::group}) {
    if (to_string(assigned) == text) return assigned;
  }
  return std::nullopt;
}

std::string_view to_string(ClockState state) {
  switch (state) {
    case ClockState::none:
      return "none";
    case ClockState::running:
      return "running";
    case ClockState::at_risk:
      return "at_risk";
    case ClockState::paused:
      return "paused";
    case ClockState::met:
      return "met";
    case ClockState::breached:
      return "breached";
  }
  return "?";
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::complete:
      return "complete";
    case Verdict::history_incomplete:
      return "history_incomplete";
    case Verdict::unknown_status:
      return "unknown_status";
    case Verdict::no_contract:
      return "no_contract";
  }
  return "?";
}

std::string_view to_string(Correction::Type type) {
  switch (type) {
    case Correction::Type::answered:
      return "answered";
    case Correction::Type::restored:
      return "restored";
    case Correction::Type::excluded:
      return "excluded";
  }
  return "?";
}

}  // namespace estafeta::model
