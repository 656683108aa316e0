// What Estafeta's account must be allowed to do in a project. Plain enum with its word in the messages
// (`right.<word>`, each as the tracker's own pages call it).
#pragma once

#include <array>
#include <string_view>

namespace estafeta::tracker {

enum class Right {
  view_issues,
  view_all_issues,  // those of others, private ones included
  add_issues,
  edit_issues,
  add_notes,
  edit_own_notes,  // to empty a note that tells of what did not happen
  private_notes,
  view_private_notes,
  subtasks,
  relations,
  view_watchers,
  add_watchers,
  delete_watchers,
  view_wiki,
  edit_wiki,
  delete_wiki_files,
};

// In a project whose changes and incidents are served.
inline constexpr std::array kRightsInProjects{
    Right::view_issues,    Right::view_all_issues, Right::add_issues,    Right::edit_issues,
    Right::add_notes,      Right::edit_own_notes,  Right::private_notes, Right::view_private_notes,
    Right::subtasks,       Right::relations,       Right::view_watchers, Right::add_watchers,
    Right::delete_watchers};
// In the staff project, where the pages are.
inline constexpr std::array kRightsForPages{Right::view_wiki, Right::edit_wiki, Right::delete_wiki_files};

std::string_view to_string(Right right);

}  // namespace estafeta::tracker
