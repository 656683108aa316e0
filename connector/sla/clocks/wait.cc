#include "connector/sla/clocks/wait.h"

namespace estafeta::sla {

namespace {

constexpr std::string_view kNoWord = "?";

constexpr std::string_view word_of(Wait wait) {
  switch (wait) {
    case Wait::nobody:
      return "nobody";
    case Wait::client:
      return "client";
    case Wait::vendor:
      return "vendor";
    case Wait::window:
      return "window";
    case Wait::internal:
      return "internal";
    case Wait::departments:
      return "departments";
    case Wait::unsaid:
      return "unsaid";
  }
  return kNoWord;
}

static_assert(word_of(static_cast<Wait>(kWaits - 1)) != kNoWord &&
                  word_of(static_cast<Wait>(kWaits)) == kNoWord,
              "kWaits counts them all");

}  // namespace

std::string_view to_string(Wait wait) {
  return word_of(wait);
}

Wait wait_of(const model::StatusWord& status) {
  if (status.state == model::State::returned || status.state == model::State::waiting) {
    return Wait::departments;
  }
  if (status.state != model::State::on_hold) return Wait::nobody;
  switch (status.reason) {
    case model::HoldReason::client:
      return Wait::client;
    case model::HoldReason::vendor:
      return Wait::vendor;
    case model::HoldReason::window:
      return Wait::window;
    case model::HoldReason::internal:
      return Wait::internal;
    case model::HoldReason::none:
      break;
  }
  return Wait::unsaid;
}

Wait wait_of(const LedgerEntry& entry) {
  const Wait wait = wait_of(entry.status);
  return wait == Wait::nobody && entry.spent == Spent::paused ? Wait::unsaid : wait;
}

}  // namespace estafeta::sla
