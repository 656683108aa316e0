#include "connector/tracker/rights.h"

namespace estafeta::tracker {

std::string_view to_string(Right right) {
  switch (right) {
    case Right::view_issues:
      return "view_issues";
    case Right::view_all_issues:
      return "view_all_issues";
    case Right::add_issues:
      return "add_issues";
    case Right::edit_issues:
      return "edit_issues";
    case Right::add_notes:
      return "add_notes";
    case Right::edit_own_notes:
      return "edit_own_notes";
    case Right::private_notes:
      return "private_notes";
    case Right::view_private_notes:
      return "view_private_notes";
    case Right::subtasks:
      return "subtasks";
    case Right::relations:
      return "relations";
    case Right::view_watchers:
      return "view_watchers";
    case Right::add_watchers:
      return "add_watchers";
    case Right::delete_watchers:
      return "delete_watchers";
    case Right::view_wiki:
      return "view_wiki";
    case Right::edit_wiki:
      return "edit_wiki";
    case Right::delete_wiki_files:
      return "delete_wiki_files";
  }
  return "";
}

}  // namespace estafeta::tracker
