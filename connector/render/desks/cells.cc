#include "connector/render/desks/cells.h"

#include "connector/render/kit/text.h"

namespace estafeta::render {

using messages::Speaker;

std::vector<std::string> heads(const std::vector<const char*>& keys, const Speaker& speaker) {
  std::vector<std::string> words;
  for (const char* key : keys) words.push_back(speaker.say(key));
  return words;
}

std::string title_cell(const std::string& title, const Speaker& speaker, std::size_t columns) {
  return speaker.escape(clip(one_line(title), columns));
}

std::string issue_cell(const std::optional<base::IssueId>& issue, const Speaker& speaker) {
  return issue ? reference(*issue) : speaker.say("list.none");
}

std::string instant_cell(const std::optional<base::Instant>& instant, const Speaker& speaker) {
  return instant ? speaker.instant(*instant) : speaker.say("list.none");
}

std::string state_cell(model::State state, model::HoldReason reason, const Speaker& speaker) {
  std::string text = speaker.word("state", to_string(state));
  if (reason != model::HoldReason::none) text += ": " + speaker.word("hold_reason", to_string(reason));
  return text;
}

}  // namespace estafeta::render
