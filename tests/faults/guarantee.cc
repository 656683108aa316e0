#include "tests/faults/guarantee.h"

namespace estafeta::testing {

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

bool is_given(Guarantee, Outcome) {
  return true;
}

}  // namespace estafeta::testing
