#include "connector/sla/clocks/cases.h"

#include <algorithm>

#include "connector/document/array_reader.h"
#include "connector/document/json_writer.h"
#include "connector/sla/clocks/case_parser.h"
#include "connector/sla/clocks/evaluate.h"

namespace estafeta::sla {

namespace {

using document::ArrayReader;

// A line is put together from pieces that need no escaping, the case's name excepted: a hundred thousand
// lines cost little more than their letters.
class Line {
 public:
  std::string_view write(std::string_view name, const model::Judgement& judgement) {
    name_.clear();
    name_.value(name);
    text_.assign("{\"name\":").append(name_.view()).append(",\"clocks\":{");
    for (const model::ClockJudgement& clock : judgement.clocks) {
      if (&clock != &judgement.clocks.front()) text_ += ',';
      put(clock);
    }
    return text_ += "}}\n";
  }

 private:
  void put(const model::ClockJudgement& clock) {
    text_.append("\"").append(clock.clock).append("\":{\"state\":\"").append(to_string(clock.state)) += '"';
    if (clock.state != model::ClockState::none) {  // else nothing else applies
      text_.append(",\"target_s\":").append(std::to_string(clock.target->count()));
      text_.append(",\"elapsed_s\":").append(std::to_string(clock.elapsed->count()));
      text_.append(",\"used\":\"").append(*clock.used) += '"';
      put(",\"due\":", clock.due);
      put(",\"stopped_at\":", clock.stopped_at);
      put(",\"breached_at\":", clock.breached_at);
    }
    if (clock.cycles) {
      text_.append(",\"cycles\":").append(std::to_string(clock.cycles->judged));
      text_.append(",\"breached_cycles\":").append(std::to_string(clock.cycles->breached));
    }
    text_ += '}';
  }
  void put(const char* key, const std::optional<base::Instant>& instant) {
    text_ += key;
    if (instant) {
      text_.append("\"").append(base::format_instant(*instant)) += '"';
    } else {
      text_ += "null";
    }
  }

  std::string text_;
  document::JsonWriter name_;
};

// The name of a case that cannot be read, where it stands first in it, as far as that can be told.
std::string_view name_in(std::string_view text) {
  constexpr std::string_view kKey = "\"name\"";
  constexpr std::string_view kSpace = " \t\r\n";
  const auto pass = [&](std::string_view what) {
    text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
    const bool is_there = text.starts_with(what);
    if (is_there) text.remove_prefix(what.size());
    return is_there;
  };
  if (!pass("{") || !pass(kKey) || !pass(":") || !pass("\"")) return {};
  const std::size_t end = text.find_first_of("\"\\\n");
  return end != std::string_view::npos && text[end] == '"' ? text.substr(0, end) : std::string_view();
}

const char* problem_key(ArrayReader::Failure failure) {
  switch (failure) {
    case ArrayReader::Failure::cut_short:
      return "sla.cases_cut_short";
    case ArrayReader::Failure::too_long:
      return "sla.case_too_long";
    default:
      return "sla.cases_not_an_array";
  }
}

}  // namespace

void evaluate_cases(std::istream& in, const std::string& file, std::ostream& out,
                    base::Diagnostics& diagnostics, const RefusedCase& refused) {
  ArrayReader reader(in, file, diagnostics);
  const auto refuse = [&](std::string_view name, base::Diagnostics problems) {
    if (refused) return refused(name, std::move(problems));
    diagnostics.insert(diagnostics.end(), problems.begin(), problems.end());
  };
  reader.on_unreadable(
      [&](std::string_view text, base::Diagnostics problems) { refuse(name_in(text), std::move(problems)); });
  CaseParser parser(reader);
  Line line;
  while (const auto node = reader.next()) {
    base::Diagnostics problems;
    const auto parsed = parser.parse(*node, problems);
    if (parsed) {
      out << line.write(parsed->name, evaluate(*parsed->policy, *parsed->incident, parsed->now));
    } else {
      const auto name = node->find("name");
      refuse(name && name->is_scalar() ? name->text() : std::string_view(), std::move(problems));
    }
  }
  if (reader.failure() == ArrayReader::Failure::none) return;
  const base::Diagnostic why{base::Severity::error, base::Phrase(problem_key(reader.failure())),
                             reader.where_failed()};
  if (reader.failure() == ArrayReader::Failure::not_an_array) {
    diagnostics.push_back(why);
  } else {
    refuse(name_in(reader.unread()), {why});
  }
}

}  // namespace estafeta::sla
