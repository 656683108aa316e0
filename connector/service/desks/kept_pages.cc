#include "connector/service/desks/kept_pages.h"

#include "connector/service/desks/page_part.h"
#include "connector/tracker/readback.h"

namespace estafeta::service {

using base::Status;

namespace {

std::string name_of(const std::string& title) {
  return "page:" + title;
}

std::string day_name_of(const std::string& title) {
  return "page_day:" + title;
}

}  // namespace

Status KeptPages::keep(const std::string& title, const std::string& text, bool is_empty) {
  const auto done = write(title, text, is_empty);
  return done ? Status() : done.error();
}

base::Result<bool> KeptPages::write(const std::string& title, const std::string& text, bool is_empty) {
  const auto shown = known(title);
  if (!shown) return base::fail(shown.error());
  if (*shown != nullptr && **shown == text) return false;
  bool is_good = false;
  if (*shown == nullptr) {
    const auto page = tracker_.page(project_, title);
    if (!page && page.error().code() != base::Code::not_found) return base::fail(page.error());
    is_good = page ? tracker::normalised(*page) == tracker::normalised(text) : is_empty;
  }
  auto done = is_good ? Status() : tracker_.write_page(project_, title, text);
  if (done.ok()) done = remember(title, text);
  if (!done.ok()) return base::fail(std::move(done));
  return !is_good;
}

Status KeptPages::keep_daily(const std::string& title, const std::string& text, bool is_empty,
                             const calendar::Zone& zone, base::Instant now) {
  const auto shown = known(title);
  if (!shown) return shown.error();
  if (*shown != nullptr && **shown == text) return {};
  const auto today = zone.local_date(now);
  const auto written = written_on(title, zone);
  if (!written) return written.error();
  if (*written == today) return {};
  const auto done = write(title, text, is_empty);
  if (!done) return done.error();
  return *done ? store_.set_value(day_name_of(title), base::format_date(today)) : Status();
}

base::Result<std::optional<base::Date>> KeptPages::written_on(const std::string& title,
                                                              const calendar::Zone& zone) {
  const auto kept = store_.value(day_name_of(title));
  if (!kept) return base::fail(kept.error());
  if (*kept) return base::parse_date(**kept);
  const auto page = tracker_.page_version(project_, title);
  if (!page && page.error().code() != base::Code::not_found) return base::fail(page.error());
  if (!page || !page->written) return std::nullopt;
  const auto day = zone.local_date(*page->written);
  if (auto set = store_.set_value(day_name_of(title), base::format_date(day)); !set.ok())
    return base::fail(std::move(set));
  return day;
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
