#include "connector/service/desks/kept_pages.h"

#include "connector/tracker/readback.h"

namespace estafeta::service {

using base::Status;

namespace {

std::string name_of(const std::string& title) {
  return "page:" + title;
}

}  // namespace

Status KeptPages::keep(const std::string& title, const std::string& text, bool is_empty) {
  if (!shown_.contains(title)) {
    const auto kept = store_.value(name_of(title));
    if (!kept) return kept.error();
    if (*kept) shown_[title] = **kept;
  }
  const auto shown = shown_.find(title);
  if (shown != shown_.end() && shown->second == text) return {};
  if (shown == shown_.end()) {
    const auto page = tracker_.page(project_, title);
    if (!page && page.error().code() != base::Code::not_found) return page.error();
    const bool is_good = page ? tracker::normalised(*page) == tracker::normalised(text) : is_empty;
    if (is_good) return remember(title, text);
  }
  if (auto written = tracker_.write_page(project_, title, text); !written.ok()) return written;
  return remember(title, text);
}

Status KeptPages::remember(const std::string& title, const std::string& text) {
  shown_[title] = text;
  return store_.set_value(name_of(title), text);
}

}  // namespace estafeta::service
