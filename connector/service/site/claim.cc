#include "connector/service/site/claim.h"

#include <sstream>

#include "connector/base/text.h"

namespace estafeta::service {

namespace {

using base::Code;
using base::Phrase;
using base::Status;

constexpr base::Seconds kLook{60};  // a keeper, for questions
// Without an answer for so long the keeper has ended: a pass may be long.
constexpr base::Seconds kUnanswered{5 * 60};
constexpr base::Seconds kAskAgain{15 * 60};

constexpr char kKeeps = '*';
constexpr char kAsks = '-';
constexpr const char* kBetween = " | ";

struct Page {
  std::optional<ServiceName> keeper, asker;
};

Page parse(const std::string& text) {
  Page page;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string said(base::trimmed(line));
    const auto between = said.find(kBetween);
    if (said.size() < 2 || between == std::string::npos) continue;
    const ServiceName name{std::string(base::trimmed(said.substr(1, between - 1))),
                           std::string(base::trimmed(said.substr(between + 3)))};
    if (said.front() == kKeeps) page.keeper = name;
    if (said.front() == kAsks) page.asker = name;
  }
  return page;
}

base::Result<Page> read(const Site& site, tracker::Pages& tracker) {
  const auto text = tracker.page(site.mappings.tracker.staff_project, kServicePage);
  if (text) return parse(*text);
  if (text.error().code() == Code::not_found) return Page{};
  return base::fail(text.error());
}

std::string line_of(char sign, const ServiceName& name) {
  return std::string(1, sign) + " " + name.place + kBetween + name.process + "\n";
}

Status write_claim(const Site& site, tracker::Pages& tracker, const Page& page) {
  std::string text = site.in_tracker().say("claim.page") + "\n\n";
  if (page.keeper) text += line_of(kKeeps, *page.keeper);
  if (page.asker) text += line_of(kAsks, *page.asker);
  return tracker.write_page(site.mappings.tracker.staff_project, kServicePage, text);
}

}  // namespace

base::Result<std::optional<ServiceName>> Claim::keeper(const Site& site, tracker::Pages& tracker) {
  const auto page = read(site, tracker);
  if (!page) return base::fail(page.error());
  return page->keeper;
}

Status Claim::release(const Site& site, tracker::Pages& tracker, const ServiceName& self) {
  auto page = read(site, tracker);
  if (!page) return page.error();
  if (page->keeper != self) return {};
  page->keeper.reset();
  return write_claim(site, tracker, *page);
}

Status Claim::hold() {
  const auto now = clock_.now();
  if (kept_at_ && now < *kept_at_ + kLook) return {};
  const auto page = read(site_, tracker_);
  if (!page && page.error().code() == Code::unavailable) return page.error();
  if (!page) return {};  // said by the check of the tracker
  const bool is_predecessor = page->keeper && page->keeper->place == self_.place && !has_kept_;
  if (!page->keeper || page->keeper == self_ || is_predecessor) {
    has_kept_ = true;
    const bool is_as_it_is = page->keeper == self_ && !page->asker;
    kept_at_ = now;
    return is_as_it_is ? Status() : take();
  }
  kept_at_.reset();
  return stand_by(*page->keeper, page->asker);
}

// The page is not worth a failure: without a wiki nobody could ever begin.
Status Claim::take() {
  has_kept_ = true;
  kept_at_ = clock_.now();
  asked_at_.reset();
  const auto written = write_claim(site_, tracker_, {self_, std::nullopt});
  return written.code() == Code::unavailable ? written : Status();
}

Status Claim::stand_by(const ServiceName& keeper, const std::optional<ServiceName>& asker) {
  const auto now = clock_.now();
  const bool asks = asker == self_;
  if (asks && asked_at_ && now >= *asked_at_ + kUnanswered) return take();
  if (!asks && (!asked_at_ || now >= *asked_at_ + kAskAgain)) {
    if (auto asked = write_claim(site_, tracker_, {keeper, self_}); !asked.ok()) return asked;
    asked_at_ = now;
  }
  return {Code::failed_precondition, Phrase("service.kept_elsewhere", {{"place", keeper.place},
                                                                       {"process", keeper.process},
                                                                       {"own", self_.place},
                                                                       {"page", std::string(kServicePage)}})};
}

}  // namespace estafeta::service
