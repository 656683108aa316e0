#include "connector/views/waiting_digest.h"

#include <cstdlib>

namespace estafeta::views {

std::string_view to_string(DraftProblem problem) {
  switch (problem) {
    case DraftProblem::none:
      return "none";
    case DraftProblem::unclear:
      return "unclear";
    case DraftProblem::not_allowed:
      return "not_allowed";
    case DraftProblem::no_text:
      return "no_text";
    case DraftProblem::no_wiki:
      return "no_wiki";
    case DraftProblem::taken:
      return "taken";
    case DraftProblem::paused:
      return "paused";
  }
  std::abort();
}

}  // namespace estafeta::views
