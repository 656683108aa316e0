#include "connector/service/desks/kept_pages.h"

#include "connector/service/desks/page_part.h"
#include "connector/tracker/readback.h"

namespace estafeta::service {

using base::Status;

namespace {

std::string name_of(const std::string& title) {
  return "page:" + title;
}

}  // namespace

Status KeptPages::keep(const std::string& title, const std::string& text, bool is_empty) {
  const auto shown = known(title);
  if (!shown) return shown.error();
  if (*shown != nullptr && **shown == text) return {};
  if (*shown == nullptr) {
    const auto page = tracker_.page(project_, title);
    if (!page && page.error().code() != base::Code::not_found) return page.error();
    const bool is_good = page ? tracker::normalised(*page) == tracker::normalised(text) : is_empty;
    if (is_good) return remember(title, text);
  }
  if (auto written = tracker_.write_page(project_, title, text); !written.ok()) return written;
  return remember(title, text);
}

base::Result<const std::string*> KeptPages::known(const std::string& title) {
  if (!shown_.contains(title)) {
    const auto kept = store_.value(name_of(title));
    if (!kept) return base::fail(kept.error());
    if (!*kept) return nullptr;
    shown_[title] = **kept;
  }
  return &shown_.at(title);
}

Status KeptPages::keep_part(const std::string& title, const std::string& part, const std::string& moved,
                            const model::Markup& markup, bool is_empty) {
  const auto found = known(title);
  if (!found) return found.error();
  const std::string shown = *found == nullptr ? "" : **found;
  // Of one that is not there an empty part is remembered.
  if (*found != nullptr && (shown == part || (shown.empty() && is_empty))) return {};
  const auto page = tracker_.page(project_, title);
  if (!page && page.error().code() != base::Code::not_found) return page.error();
  if (!page && is_empty) return remember(title, "");
  if (page && *found == nullptr && has_part(*page, part, markup)) return remember(title, part);
  const std::string before = page ? *page : "";
  const auto text = with_part(before, part, shown, moved, markup);
  if (auto done = tracker_.replace_page(project_, title, before, text); !done.ok()) return done;
  return remember(title, part);
}

Status KeptPages::remember(const std::string& title, const std::string& text) {
  shown_[title] = text;
  return store_.set_value(name_of(title), text);
}

}  // namespace estafeta::service
