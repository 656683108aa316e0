#include "connector/cli/trackers.h"

#include <cstdlib>

#include "connector/document/node.h"
#include "connector/tracker/redmine/client.h"
#include "connector/tracker/redmine/markup.h"
#include "connector/tracker/redmine/survey.h"

namespace estafeta::cli {

namespace {

using config::TrackerKind;

base::Result<tracker::redmine::Ids> read_ids(const std::string& file) {
  if (file.empty()) return tracker::redmine::Ids{};
  const auto text = document::read_file(file);
  if (!text) return base::fail(base::Code::not_found, base::Phrase("cli.no_ids", {{"file", file}}));
  auto ids = tracker::redmine::parse_ids(*text, file);
  if (!ids) return base::fail(base::Code::failed_precondition, ids.error().phrase());
  return ids;
}

}  // namespace

base::Result<std::unique_ptr<tracker::Backend>> open_tracker(const config::TrackerSettings& settings,
                                                             const model::TrackerMapping& mapping,
                                                             http::Client& http, const base::Clock& clock) {
  switch (settings.kind) {
    case TrackerKind::redmine: {
      auto ids = read_ids(settings.ids_file);
      if (!ids) return base::fail(ids.error());
      return tracker::redmine::make_tracker(http, clock, {settings.url, mapping, std::move(*ids)});
    }
  }
  std::abort();
}

std::unique_ptr<tracker::Backend> visit_tracker(TrackerKind kind, const std::string& url,
                                                const model::TrackerMapping& mapping, http::Client& http,
                                                const base::Clock& clock) {
  switch (kind) {
    case TrackerKind::redmine: {
      tracker::redmine::Settings settings{url, mapping, {}};
      settings.visiting = true;
      return tracker::redmine::make_tracker(http, clock, std::move(settings));
    }
  }
  std::abort();
}

const model::Markup& markup_of(TrackerKind kind, model::MarkupKind markup) {
  switch (kind) {
    case TrackerKind::redmine:
      return tracker::redmine::markup_of(markup);
  }
  std::abort();
}

std::unique_ptr<tracker::Survey> survey_tracker(TrackerKind kind, http::Client& http,
                                                const base::Clock& clock) {
  switch (kind) {
    case TrackerKind::redmine:
      return tracker::redmine::make_survey(http, clock);
  }
  std::abort();
}

}  // namespace estafeta::cli
