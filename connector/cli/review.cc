#include "connector/render/incident/review.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "connector/cli/cards.h"
#include "connector/render/documents/review.h"
#include "connector/service/desks/review_pages.h"

namespace estafeta::cli {

namespace {

// Those that the review of that number is about, or that are reviewed together with that incident.
base::Result<std::vector<base::IssueId>> incidents_of(tracker::IssueReader& reader, const views::Cards& cards,
                                                      base::IssueId id) {
  for (const auto& [change, card] : cards) {
    if (!card.review) continue;
    const auto& incidents = card.review->incidents;
    const bool is_among = std::find(incidents.begin(), incidents.end(), id) != incidents.end();
    if (change == id || is_among) return incidents;
  }
  const auto issue = reader.issue(id);
  if (!issue) return base::fail(issue.error());
  if (issue->kind == model::Kind::incident) return std::vector{id};
  return base::fail(base::Code::invalid_argument,
                    base::Phrase("review.of_nothing", {{"issue", id.value}, {"tracker", issue->tracker}}));
}

int review(const App& app, base::IssueId id, const service::Site& site, tracker::Tracker tracker,
           const messages::Speaker& speaker) {
  const auto kept = copy_of_store(app, site, speaker);
  if (!kept) return fail_to_open_store(app, site, kept.error(), speaker);
  const auto gathered = gather_cards(site, tracker, **kept, speaker);
  if (!gathered) return fail(app, gathered.error(), speaker);
  const auto incidents = incidents_of(tracker.reader, gathered->cards, id);
  if (!incidents) return fail_by_name(app, incidents.error(), speaker);
  const auto told = service::gather_review(site, tracker.reader, tracker.directory, *incidents,
                                           gathered->cards, speaker.style().language);
  if (!told) return fail(app, told.error(), speaker);
  if (told->review.incidents.empty()) {
    const base::Phrase said("review.all_gone", {{"issue", id.value}});
    return fail_by_name(app, {base::Code::not_found, said}, speaker);
  }
  app.out << (app.json()             ? render::review_document(told->review, told->ledgers, speaker) + "\n"
              : app.format == "html" ? render::review_html(told->review, told->ledgers, speaker)
                                     : render::review_text(told->review, told->ledgers, speaker));
  return gathered->all_read ? kOk : kBadContent;
}

}  // namespace

void add_review(CLI::App& commands, App& app) {
  auto id = std::make_shared<std::string>();
  auto* command = commands.add_subcommand(
      "review", "an outage: who did what when, how its clocks went, what was changed shortly before");
  command->add_option("id", *id, "number of the incident or of its review, 23 or #23")->required();
  command->callback([&app, id] {
    app.formats = {"text", "json", "html"};
    app.run = [&app, id] {
      return with_tracker(app, [&app, id](const auto& site, const auto& tracker, const auto& speaker) {
        const auto number = read_issue_number(*id);
        return number ? review(app, *number, site, tracker, speaker)
                      : fail_by_flag(app, number.error(), speaker);
      });
    };
  });
}

}  // namespace estafeta::cli
