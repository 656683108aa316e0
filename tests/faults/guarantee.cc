#include "tests/faults/guarantee.h"

namespace estafeta::testing {

namespace {

// An answer that says no, and nothing of having to wait.
bool is_refusal(Outcome outcome) {
  switch (outcome) {
    case Outcome::unauthorized:
    case Outcome::forbidden:
    case Outcome::not_found:
    case Outcome::conflict:
    case Outcome::precondition_failed:
    case Outcome::unprocessable:
    case Outcome::unprocessable_in_silence:
    case Outcome::redirected:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view to_string(Guarantee guarantee) {
  switch (guarantee) {
    case Guarantee::key_once:
      return "key once";
    case Guarantee::order:
      return "order";
    case Guarantee::edit_kept:
      return "edit kept";
    case Guarantee::notice_once:
      return "notice once";
    case Guarantee::converged:
      return "converged";
  }
  return "";
}

const std::vector<Guarantee>& all_guarantees() {
  static const std::vector<Guarantee> all{Guarantee::key_once, Guarantee::order, Guarantee::edit_kept,
                                          Guarantee::notice_once, Guarantee::converged};
  return all;
}

Guarantee guarantee_of(Promise promise) {
  switch (promise) {
    case Promise::key_once:
      return Guarantee::key_once;
    case Promise::order:
      return Guarantee::order;
    case Promise::persons_date:
    case Promise::persons_work:
      return Guarantee::edit_kept;
    case Promise::note_once:
    case Promise::threshold_once:
      return Guarantee::notice_once;
  }
  return Guarantee::converged;
}

bool is_given(Guarantee guarantee, Outcome outcome, const std::string& site) {
  const bool is_note = site == "PUT an issue: private note" || site == "PUT an issue: note";
  switch (guarantee) {
    case Guarantee::key_once:
      return outcome != Outcome::delivered_twice || site != "POST an issue";
    case Guarantee::notice_once:
      if (outcome == Outcome::delivered_twice) return !is_note && site != "PUT an issue: status";
      return site != "POST a watcher" || !is_refusal(outcome);
    case Guarantee::converged:
      if (outcome == Outcome::delivered_twice) return site != "POST an issue";
      if (outcome == Outcome::not_found) return site != "DELETE a watcher";
      if (outcome == Outcome::unprocessable || outcome == Outcome::unprocessable_in_silence)
        return site != "PUT an issue: status";
      return true;
    case Guarantee::order:
    case Guarantee::edit_kept:
      return true;
  }
  return true;
}

}  // namespace estafeta::testing
