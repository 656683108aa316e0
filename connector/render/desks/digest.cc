#include "connector/render/desks/digest.h"

#include "connector/render/desks/cells.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using views::Digest;
using views::DigestIncident;

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

template <typename Last>
std::string section(const char* title, const std::vector<DigestIncident>& incidents, const Speaker& speaker,
                    const model::Markup& markup, const char* last_head, Last last) {
  std::string text = speaker.say(Phrase(title, {{"n", static_cast<std::int64_t>(incidents.size())}})) + "\n";
  if (incidents.empty()) return text;
  Table table{
      heads({"board.head_issue", "board.head_title", "board.head_holder", "board.head_clocks", last_head},
            speaker),
      {}};
  for (const auto& incident : incidents) {
    table.rows.push_back({issue_cell(incident.issue, speaker), title_cell(incident.title, speaker),
                          holder(incident, speaker), clocks(incident, speaker), last(incident)});
  }
  return text + "\n" + markup.table(table.heads, table.rows);
}

std::string unjudged(const Digest& digest, const Speaker& speaker, const model::Markup& markup) {
  if (digest.unjudged.empty()) return "";
  Table table{
      heads({"board.head_issue", "board.head_title", "board.head_holder", "desk.head_detail"}, speaker), {}};
  for (const auto& incident : digest.unjudged) {
    table.rows.push_back({issue_cell(incident.issue, speaker), title_cell(incident.title, speaker),
                          holder(incident, speaker), views::doubts_text(incident, speaker)});
  }
  const auto n = static_cast<std::int64_t>(digest.unjudged.size());
  return "\n" + speaker.say(Phrase("digest.unjudged", {{"n", n}})) + "\n\n" +
         markup.table(table.heads, table.rows);
}

}  // namespace

std::string digest_page(const Digest& digest, const Speaker& speaker, const model::Markup& markup) {
  return speaker.say(Phrase("digest.title", {{"client", digest.client}})) + "\n\n" +
         section("digest.now", digest.now, speaker, markup, "digest.head_told",
                 [&](const auto& incident) { return speaker.escape(incident.told); }) +
         "\n" +
         section("digest.unexplained", digest.unexplained, speaker, markup, "digest.head_missing",
                 [&](const auto& incident) { return missing(incident, speaker); }) +
         unjudged(digest, speaker, markup);
}

}  // namespace estafeta::render
