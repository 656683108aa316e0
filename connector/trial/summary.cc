#include "connector/trial/summary.h"

#include <array>
#include <map>

#include "connector/document/json_writer.h"

namespace estafeta::trial {

namespace {

using base::Phrase;
using messages::Speaker;
using model::Verdict;

constexpr std::array<Verdict, 4> kVerdicts{Verdict::complete, Verdict::history_incomplete,
                                           Verdict::unknown_status, Verdict::no_contract};

std::map<Verdict, std::int64_t> verdicts(const Summary& summary) {
  std::map<Verdict, std::int64_t> counts;
  for (const auto& incident : summary.incidents) ++counts[incident.judged.judgement.verdict];
  return counts;
}

int open_clocks(const sla::Figures& figures) {
  return figures.running + figures.at_risk + figures.paused;
}

// As wide as the widest, in letters.
std::size_t width(const std::string& text) {
  std::size_t letters = 0;
  for (const char c : text) letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return letters;
}

std::string cell(const std::string& text, std::size_t wide) {
  return text + std::string(width(text) < wide ? wide - width(text) : 0, ' ') + "  ";
}

class Guesses {
 public:
  Guesses(const Proposal& proposal, const Speaker& speaker) : proposal_(proposal), speaker_(speaker) {}

  std::string text() {
    head("try.guessed_trackers");
    for (const auto& one : proposal_.trackers)
      add(one.name, speaker_.say(one.incident ? "try.is_incident" : "try.is_no_incident"), one.why);
    head("try.guessed_statuses");
    for (const auto& one : proposal_.statuses) add(one.name, meaning(one.meaning), one.why);
    head("try.guessed_priorities");
    for (const auto& one : proposal_.priorities) add(one.name, one.word, one.why);
    head("try.guessed_roles");
    for (const auto& one : proposal_.roles) add(one.name, actor(one.staff), one.why);
    if (!proposal_.people.empty() || !proposal_.doubtful.empty()) people();
    return std::move(text_);
  }

 private:
  void head(const char* key) { text_ += "\n" + speaker_.say(key) + "\n"; }

  void add(const std::string& name, const std::string& meaning, const Phrase& why) {
    text_ += "  " + cell(name, 22) + cell(meaning, 26) + speaker_.say(why) + "\n";
  }

  std::string actor(bool staff) const { return speaker_.word("actor", staff ? "staff" : "customer"); }

  std::string meaning(const model::StatusWord& word) const {
    std::string text = speaker_.word("state", std::string(to_string(word.state)));
    if (word.reason != model::HoldReason::none)
      text += ": " + speaker_.word("hold_reason", std::string(to_string(word.reason)));
    return text;
  }

  // A few by name; all of them stand in the file.
  void people() {
    constexpr std::size_t kShown = 8;
    head("try.guessed_people");
    for (std::size_t i = 0; i < std::min(proposal_.people.size(), kShown); ++i) {
      const auto& one = proposal_.people[i];
      add(one.name, actor(one.actor == model::Actor::staff), one.why);
    }
    if (proposal_.people.size() > kShown) {
      const auto more = static_cast<std::int64_t>(proposal_.people.size() - kShown);
      text_ += "  " + speaker_.say(Phrase("try.more_people", {{"n", more}})) + "\n";
    }
    for (const auto& name : proposal_.doubtful)
      add(name, speaker_.say("try.is_doubtful"), Phrase("try.why_doubtful"));
  }

  const Proposal& proposal_;
  const Speaker& speaker_;
  std::string text_;
};

// As they are in the tracker, whatever their clocks say.
void count_incidents(const Summary& summary, document::JsonWriter& json) {
  std::map<std::string, std::int64_t> months, priorities, projects;
  std::int64_t open = 0;
  for (const auto& incident : summary.incidents) {
    const auto& record = incident.record;
    const base::Date day = summary.report.asked.zone.local_date(record.incident.created);
    ++months[sla::format_month(day)];
    ++priorities[record.incident.priority];
    ++projects[record.project];
    open += record.open ? 1 : 0;
  }
  json.key("open").value(open);
  for (const auto& [name, counts] :
       {std::pair{"by_month_created", months}, std::pair{"by_first_priority", priorities},
        std::pair{"by_project", projects}}) {
    json.key(name).begin_object();
    for (const auto& [key, count] : counts) json.key(key).value(count);
    json.end_object();
  }
}

std::string counts_text(const Summary& summary, const Speaker& speaker) {
  auto counts = verdicts(summary);
  std::string text =
      "\n" + speaker.say(Phrase("try.incidents", {{"n", static_cast<std::int64_t>(summary.incidents.size())},
                                                  {"since", summary.begin},
                                                  {"anew", static_cast<std::int64_t>(summary.read_anew)}}));
  for (const Verdict verdict : kVerdicts) {
    if (counts[verdict] == 0 && verdict != Verdict::complete) continue;
    text += "\n  " + cell(speaker.say("try.verdict_" + std::string(to_string(verdict))), 44) +
            std::to_string(counts[verdict]);
  }
  for (const auto& [name, n] : doubtful_people(summary.incidents)) {
    text += "\n    " + speaker.say(Phrase("try.doubtful", {{"name", name}, {"n", std::int64_t{n}}}));
  }
  return text + "\n";
}

std::string clocks_text(const sla::Report& report, const Speaker& speaker) {
  std::string text;
  for (const auto& total : report.totals) {
    const auto& figures = total.figures;
    const std::int64_t share = figures.compliance().value_or(0);
    const std::string percent = std::to_string(share / 10) + "." + std::to_string(share % 10);
    text += "  " + cell(speaker.word("clock", report.clocks[total.clock]), 12) +
            speaker.say(Phrase(figures.compliance() ? "try.clock" : "try.clock_undecided",
                               {{"met", std::int64_t{figures.met}},
                                {"decided", std::int64_t{figures.met + figures.breached}},
                                {"percent", percent},
                                {"open", std::int64_t{open_clocks(figures)}}})) +
            "\n";
  }
  return text;
}

}  // namespace

std::string text(const Summary& summary, const Proposal& proposal, const Speaker& speaker) {
  std::string text;
  if (summary.first) {
    text += speaker.say("try.guessed") + "\n" + Guesses(proposal, speaker).text();
  } else if (summary.differences.empty()) {
    text += speaker.say(Phrase("try.as_files_say", {{"folder", summary.folder}})) + "\n";
  } else {
    text += speaker.say(Phrase("try.files_differ", {{"folder", summary.folder}})) + "\n";
    for (const Phrase& difference : summary.differences) text += "  " + speaker.say(difference) + "\n";
  }
  text += counts_text(summary, speaker) + clocks_text(summary.report, speaker) + "\n";
  text += speaker.say(Phrase("try.where", {{"folder", summary.folder}})) + "\n";
  return text + speaker.say(Phrase("try.next", {{"folder", summary.folder}})) + "\n";
}

std::string json(const Summary& summary) {
  document::JsonWriter json;
  json.begin_object().key("since").value(summary.begin).key("now").value(summary.now);
  json.key("incidents").value(static_cast<std::int64_t>(summary.incidents.size()));
  json.key("read_anew").value(static_cast<std::int64_t>(summary.read_anew));
  json.key("verdicts").begin_object();
  auto counts = verdicts(summary);
  for (const Verdict verdict : kVerdicts) json.key(to_string(verdict)).value(counts[verdict]);
  json.end_object().key("clocks").begin_object();
  for (const auto& total : summary.report.totals) {
    const auto& figures = total.figures;
    json.key(summary.report.clocks[total.clock]).begin_object().key("met").value(figures.met);
    json.key("breached").value(figures.breached).key("open").value(open_clocks(figures));
    json.key("left_out").value(figures.left_out_in_all()).end_object();
  }
  json.end_object();
  count_incidents(summary, json);
  json.key("differences").begin_array();
  for (const Phrase& difference : summary.differences) json.value(difference.key);
  json.end_array().key("written").begin_array();
  for (const auto& file : summary.written) json.value(file);
  return json.end_array().end_object().text();
}

}  // namespace estafeta::trial
