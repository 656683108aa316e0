// The draft of a client's digest that waits for its TAM, as the desk shows it. Plain data; no thread rule.
#pragma once

#include <string>
#include <string_view>

namespace estafeta::views {

// Why it was not sent.
enum class DraftProblem {
  none,         // nobody has asked for that yet
  unclear,      // the line by which it is sent says another word
  not_allowed,  // somebody wrote into it who may not send it
  no_text,      // the mark above the text is gone, or nothing stands below it
  no_wiki,      // Estafeta may write no page in the client's project
  taken,        // the client's project has a page of that name already
  paused,       // Estafeta writes nothing there
};
inline constexpr int kDraftProblems = 7;
std::string_view to_string(DraftProblem problem);

struct WaitingDigest {
  std::string client;  // id
  std::string page;    // of the draft, in the staff project
  DraftProblem problem = DraftProblem::none;
  std::string detail = {};  // the word, the person, the page that is taken

  friend bool operator==(const WaitingDigest&, const WaitingDigest&) = default;
};

}  // namespace estafeta::views
