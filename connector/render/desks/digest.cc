#include "connector/render/desks/digest.h"

#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;

constexpr std::size_t kTitleColumns = 60;

std::string subject(const DigestIncident& incident, const Speaker& speaker) {
  return speaker.escape(clip(one_line(incident.title), kTitleColumns));
}

std::string holder(const DigestIncident& incident, const Speaker& speaker) {
  return incident.holder.empty() ? speaker.say("holder.nobody") : speaker.escape(incident.holder);
}

std::string clocks(const DigestIncident& incident, const Speaker& speaker) {
  std::vector<Phrase> words;
  for (const auto& clock : incident.clocks) {
    words.push_back(Phrase(clock.due ? "board.clock_due" : "board.clock",
                           {{"clock", clock.clock},
                            {"state", std::string(to_string(clock.state))},
                            {"due", clock.due.value_or(base::Instant{})}}));
  }
  return speaker.say(Phrase("board.clocks", {{"clocks", words}}));
}

std::string missing(const DigestIncident& incident, const Speaker& speaker) {
  std::vector<Phrase> fields;
  for (const auto& [lacks, field] :
       {std::pair{incident.lacks_cause, "cause"}, std::pair{incident.lacks_measure, "measure"}}) {
    if (lacks) fields.push_back(Phrase("write.field", {{"field", std::string(field)}}));
  }
  return speaker.say(Phrase("digest.fields", {{"fields", fields}}));
}

std::vector<std::string> heads(const Speaker& speaker, const char* last) {
  return {speaker.say("board.head_issue"), speaker.say("board.head_title"), speaker.say("board.head_holder"),
          speaker.say("board.head_clocks"), speaker.say(last)};
}

template <typename Last>
std::string section(const char* title, const std::vector<DigestIncident>& incidents, const Speaker& speaker,
                    model::Markup markup, const char* last_head, Last last) {
  std::string text = speaker.say(Phrase(title, {{"n", static_cast<std::int64_t>(incidents.size())}})) + "\n";
  if (incidents.empty()) return text;
  Table table{heads(speaker, last_head), {}};
  for (const auto& incident : incidents) {
    table.rows.push_back({"#" + to_string(incident.issue), subject(incident, speaker),
                          holder(incident, speaker), clocks(incident, speaker), last(incident)});
  }
  return text + "\n" + markup_table(table, markup);
}

std::string unjudged(const Digest& digest, const Speaker& speaker, model::Markup markup) {
  if (digest.unjudged.empty()) return "";
  Table table{{speaker.say("board.head_issue"), speaker.say("board.head_title"),
               speaker.say("board.head_holder"), speaker.say("desk.head_detail")},
              {}};
  for (const auto& incident : digest.unjudged) {
    table.rows.push_back({"#" + to_string(incident.issue), subject(incident, speaker),
                          holder(incident, speaker), doubts_text(incident, speaker)});
  }
  const auto n = static_cast<std::int64_t>(digest.unjudged.size());
  return "\n" + speaker.say(Phrase("digest.unjudged", {{"n", n}})) + "\n\n" + markup_table(table, markup);
}

}  // namespace

std::string doubts_text(const DigestIncident& incident, const Speaker& speaker) {
  std::string text;
  for (const auto& doubt : incident.doubts) text += (text.empty() ? "" : " ") + speaker.say(doubt);
  return text;
}

std::string digest_page(const Digest& digest, const Speaker& speaker, model::Markup markup) {
  return speaker.say(Phrase("digest.title", {{"client", digest.client}})) + "\n\n" +
         section("digest.now", digest.now, speaker, markup, "digest.head_told",
                 [&](const auto& incident) { return speaker.escape(incident.told); }) +
         "\n" +
         section("digest.unexplained", digest.unexplained, speaker, markup, "digest.head_missing",
                 [&](const auto& incident) { return missing(incident, speaker); }) +
         unjudged(digest, speaker, markup);
}

}  // namespace estafeta::render
