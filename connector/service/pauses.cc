#include "connector/service/pauses.h"

#include <sstream>

#include "connector/render/text.h"

namespace estafeta::service {

base::Result<Pauses> Pauses::read(const Site& site, tracker::Tracker& tracker) {
  Pauses pauses;
  const auto page = tracker.page(site.mappings.tracker.staff_project, kPausePage);
  if (!page) {
    if (page.error().code() == base::Code::not_found) return pauses;
    return base::fail(page.error());
  }
  std::istringstream lines(*page);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (line.rfind("* ", 0) != 0 || colon == std::string::npos) continue;
    const auto why = line.find_first_not_of(' ', colon + 1);
    pauses.reasons_[line.substr(2, colon - 2)] =
        why == std::string::npos ? "" : render::one_line(line.substr(why));
  }
  return pauses;
}

std::optional<std::string> Pauses::why(const std::string& project) const {
  for (const auto& key : {std::string(kEverywhere), project}) {
    if (const auto found = reasons_.find(key); found != reasons_.end()) return found->second;
  }
  return std::nullopt;
}

base::Status Pauses::write(const Site& site, tracker::Tracker& tracker) const {
  std::string text = site.in_tracker().say(reasons_.empty() ? "pause.page_none" : "pause.page") + "\n\n";
  for (const auto& [project, reason] : reasons_)
    text += "* " + project + ": " + render::one_line(reason) + "\n";
  return tracker.write_page(site.mappings.tracker.staff_project, kPausePage, text);
}

}  // namespace estafeta::service
