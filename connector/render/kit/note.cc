#include "connector/render/kit/note.h"

#include "connector/calendar/zone.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

constexpr std::size_t kSubjectLimit = 255;
constexpr const char* kUnknown = "…";

const std::string* find(const Given* given, const std::string& task, const std::string& name) {
  if (given == nullptr) return nullptr;
  const auto values = given->find(task);
  if (values == given->end()) return nullptr;
  const auto value = values->second.find(name);
  return value == values->second.end() ? nullptr : &value->second;
}

bool any_known(const model::Segment& segment, const Given* given) {
  for (const std::string& task : segment.tasks) {
    if (find(given, task, segment.name) != nullptr) return true;
  }
  return false;
}

std::string given_text(const model::Segment& segment, const Given* given) {
  const bool over = given != nullptr || segment.tasks.empty();
  if (segment.has_default && over && !any_known(segment, given)) return segment.text;
  std::string text;
  for (std::size_t i = 0; i < segment.tasks.size(); ++i) {
    const std::string* value = find(given, segment.tasks[i], segment.name);
    if (!text.empty()) text += ", ";
    if (i < segment.items.size()) text += segment.items[i] + ": ";
    text += value == nullptr ? kUnknown : *value;
  }
  return text.empty() ? kUnknown : text;
}

std::string segment_text(const model::Segment& segment, const Given* given) {
  return segment.kind == model::Segment::Kind::given ? given_text(segment, given) : segment.text;
}

}  // namespace

messages::Style plain_style(const model::TrackerMapping& mapping) {
  const auto zone = calendar::Zone::find(mapping.zone).value_or(calendar::Zone::utc());
  messages::Style style;
  style.language = mapping.language;
  style.instant = [zone](base::Instant instant) { return calendar::format_local(instant, zone); };
  return style;
}

messages::Style tracker_style(const model::TrackerMapping& mapping, const model::Markup& markup) {
  messages::Style style = plain_style(mapping);
  style.escape = [&markup](std::string_view text, bool within_line) {
    return markup.escape(text, within_line);
  };
  return style;
}

std::string note(const std::vector<base::Phrase>& paragraphs, const messages::Speaker& speaker) {
  std::string text;
  for (const base::Phrase& paragraph : paragraphs) {
    if (!text.empty()) text += "\n\n";
    text += speaker.say(paragraph);
  }
  return text;
}

std::string body(const model::Text& text, const Given* given, const model::Markup& markup) {
  std::string whole;
  for (const model::Segment& segment : text) {
    const bool own = segment.kind == model::Segment::Kind::literal;
    whole += own ? segment.text : markup.escape(segment_text(segment, given), false);
  }
  return whole;
}

std::string subject(const model::Text& text, const Given* given) {
  std::string line;
  for (const model::Segment& segment : text) line += segment_text(segment, given);
  return clip(one_line(line), kSubjectLimit);
}

}  // namespace estafeta::render
