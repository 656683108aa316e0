#include "connector/views/card_mark.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "connector/base/text.h"

namespace estafeta::views {

namespace {

constexpr std::array<std::string_view, 2> kWords{"mark", "оценка"};
constexpr std::string_view kBlank = " \t\r";

bool drop(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

void drop_any(std::string_view& text, std::string_view signs) {
  text.remove_prefix(std::min(text.find_first_not_of(signs), text.size()));
}

// `small`: the line in small letters, of the same length.
std::optional<WrittenMark> mark_on(std::string_view line, std::string_view small) {
  for (const auto word : kWords) {
    auto rest = small;
    drop_any(rest, kBlank);
    if (!drop(rest, word)) continue;
    drop_any(rest, kBlank);
    if (!drop(rest, ":")) continue;
    drop_any(rest, kBlank);
    if (rest.empty() || rest.front() < '1' || rest.front() > '5') continue;
    const int mark = rest.front() - '0';
    rest.remove_prefix(1);
    if (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') continue;
    drop(rest, "/5");
    drop_any(rest, " \t\r,.;:-");
    const auto text = line.substr(line.size() - rest.size());
    return WrittenMark{mark, std::string(base::trimmed(text))};
  }
  return std::nullopt;
}

}  // namespace

std::optional<WrittenMark> mark_in(std::string_view note) {
  const auto small = base::small_letters(std::string(note));
  std::optional<WrittenMark> found;
  if (small.size() != note.size()) return found;
  for (std::size_t at = 0; at < note.size();) {
    const auto end = std::min(note.find('\n', at), note.size());
    if (auto mark = mark_on(note.substr(at, end - at), std::string_view(small).substr(at, end - at)))
      found = std::move(mark);
    at = end + 1;
  }
  return found;
}

std::optional<CardMark> mark_of(const std::vector<model::Issue>& requests) {
  std::optional<CardMark> last;
  for (const auto& request : requests) {
    for (const auto& event : request.events) {
      if (event.by != model::Actor::customer || !event.comment || event.comment->is_private) continue;
      auto mark = mark_in(event.comment->text);
      if (!mark || (last && last->at > event.at)) continue;
      last = CardMark{request.id, mark->mark, std::move(mark->text), event.at};
    }
  }
  return last;
}

}  // namespace estafeta::views
