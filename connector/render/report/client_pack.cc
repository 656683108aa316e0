#include "connector/render/report/client_pack.h"

#include <utility>

#include "connector/render/kit/csv.h"

namespace estafeta::render {

namespace {

using base::IssueId;
using base::Phrase;
using sla::Dimension;
using sla::Standing;

// The text, or nothing where it names what the client is not told of.
void keep_fit(std::string& text, IssueId issue, const ClientSees& sees, std::set<IssueId>& withheld) {
  if (text.empty() || !sees.names_internals(text)) return;
  text.clear();
  withheld.insert(issue);
}

std::string seconds_of(const std::optional<base::Seconds>& time) {
  return time ? std::to_string(time->count()) : "";
}

std::string instant_of(const std::optional<base::Instant>& instant) {
  return instant ? base::format_instant(*instant) : "";
}

}  // namespace

Withheld make_for_client(ReportView& view, const ClientSees& sees) {
  Withheld withheld;
  auto& report = view.report;
  const auto is_hidden = [&](IssueId issue) { return !sees.titles.contains(issue); };
  for (sla::Row& row : report.rows) {
    row.subject = is_hidden(row.issue) ? std::string() : sees.titles.at(row.issue);
    if (is_hidden(row.issue)) withheld.hidden.insert(row.issue);
  }
  for (sla::Breach& breach : report.breaches) {
    const IssueId issue = report.rows[breach.row].issue;
    if (is_hidden(issue)) {
      breach.cause.clear();
      breach.measure.clear();
    }
    keep_fit(breach.cause, issue, sees, withheld.causes);
    keep_fit(breach.measure, issue, sees, withheld.measures);
    breach.spent.clear();
    breach.bounces = 0;
  }
  for (sla::CorrectionLine& one : report.corrections) {
    const bool is_fit = one.is_public && !is_hidden(one.issue) && !sees.names_internals(one.reason);
    if (one.reason.empty() || is_fit) continue;
    if (!is_hidden(one.issue)) withheld.reasons.insert(one.issue);
    one.reason.clear();
  }
  report.shares.clear();
  report.causes.clear();
  report.measures.clear();
  view.departments.clear();
  for (sla::Restated& one : view.sign_offs) one.sign_off.by.clear();
  if (view.link) {
    view.link = [link = std::move(view.link), titles = sees.titles](IssueId issue) {
      return titles.contains(issue) ? link(issue) : std::string();
    };
  }
  view.for_client = true;
  return withheld;
}

std::string client_csv(const ReportView& view) {
  const auto& report = view.report;
  std::string text = "\xEF\xBB\xBF";
  text += csv_line({"issue", "subject", "priority", "category", "clock", "cycle", "standing", "left_out",
                    "counted_at", "target_s", "elapsed_s", "used", "due"});
  for (const sla::Row& row : report.rows) {
    const bool is_left_out = row.standing == Standing::left_out;
    text += csv_line({to_string(row.issue), row.subject, report.name(row, Dimension::priority),
                      report.name(row, Dimension::category), report.clock(row),
                      row.cycle == 0 ? "" : std::to_string(row.cycle), std::string(to_string(row.standing)),
                      is_left_out ? std::string(to_string(row.rule)) : "", instant_of(row.counted_at),
                      seconds_of(row.target), seconds_of(row.elapsed), row.used, instant_of(row.due)});
  }
  return text;
}

std::string pack_index(const PackIndex& index, const messages::Speaker& speaker) {
  const auto said = [&](const char* key, const std::string& file) {
    return file.empty() ? std::string() : speaker.say(Phrase(key, {{"file", file}})) + "\n";
  };
  std::string text =
      speaker.say(Phrase("pack.index_title", {{"client", index.client}, {"period", index.period}})) + "\n" +
      speaker.say(Phrase("pack.index_made", {{"at", index.made}})) + "\n\n";
  text += said("pack.index_report", index.report) + said("pack.index_csv", index.csv) +
          said("pack.index_digest", index.digest);
  if (index.has_hidden) text += "\n" + speaker.say("pack.index_hidden") + "\n";
  return text;
}

}  // namespace estafeta::render
