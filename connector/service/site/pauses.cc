#include "connector/service/site/pauses.h"

#include <sstream>

#include "connector/base/text.h"
#include "connector/render/kit/text.h"
#include "connector/service/site/known.h"

namespace estafeta::service {

namespace {

// People mend the page by hand: with a hyphen, without spaces, without a reason. What might be a pause is
// one.
std::optional<std::pair<std::string, std::string>> parse_line(const std::string& line) {
  const std::string text(base::trimmed(line));
  if (text.empty() || (text.front() != '*' && text.front() != '-')) return std::nullopt;
  const auto colon = text.find(':');
  const auto end_of_name = colon == std::string::npos ? colon : colon - 1;
  const std::string project(base::trimmed(std::string_view(text).substr(1, end_of_name)));
  const bool is_name = !project.empty() && project.find_first_of(" \t*-") != 0 &&
                       project.find_first_of(" \t") == std::string::npos;
  if (!is_name) return std::nullopt;
  return std::pair(
      project, colon == std::string::npos
                   ? ""
                   : render::one_line(std::string(base::trimmed(std::string_view(text).substr(colon + 1)))));
}

base::Phrase resumed(const std::map<std::string, std::string>& left, const std::string& project,
                     bool was_paused) {
  const auto everywhere = left.find(kEverywhere);
  if (project != kEverywhere) {
    if (everywhere != left.end()) {
      return {was_paused ? "pause.resumed_in_vain" : "pause.was_not_but_all",
              {{"project", project}, {"why", everywhere->second}}};
    }
    return {was_paused ? "pause.resumed" : "pause.was_not", {{"project", project}}};
  }
  std::vector<std::string> projects;
  for (const auto& [name, why] : left) projects.push_back(name);
  if (projects.empty()) return base::Phrase(was_paused ? "pause.resumed_all" : "pause.was_not_all");
  return {was_paused ? "pause.resumed_but" : "pause.was_not_all_but", {{"projects", projects}}};
}

// invalid_argument: the tracker shows no project of that name.
base::Status is_project(const Site& site, tracker::Directory& directory, const std::string& project) {
  if (project == kEverywhere) return {};
  const auto facts = directory.project(project);
  if (facts) return {};
  if (facts.error().code() != base::Code::not_found) return facts.error();
  const auto known = known_project(site, project);
  return {base::Code::invalid_argument, known.ok() ? facts.error().phrase() : known.phrase()};
}

}  // namespace

base::Result<Pauses> Pauses::read(const Site& site, tracker::Pages& pages) {
  Pauses pauses;
  const auto page = pages.page(site.mappings.tracker.staff_project, kPausePage);
  if (!page) {
    if (page.error().code() == base::Code::not_found) return pauses;
    return base::fail(page.error());
  }
  std::istringstream lines(*page);
  for (std::string line; std::getline(lines, line);) {
    if (const auto pause = parse_line(line)) pauses.reasons_[pause->first] = pause->second;
  }
  return pauses;
}

std::optional<std::string> Pauses::why(const std::string& project) const {
  for (const auto& key : {std::string(kEverywhere), project}) {
    if (const auto found = reasons_.find(key); found != reasons_.end()) return found->second;
  }
  return std::nullopt;
}

base::Status Pauses::may_resume(const Site& site, tracker::Directory& directory,
                                const std::string& project) const {
  // A pause can be ended even where its project is gone.
  return reasons_.contains(project) ? base::Status() : is_project(site, directory, project);
}

std::pair<bool, base::Phrase> Pauses::resume_on_order(const std::string& project) {
  const bool was_paused = reasons_.erase(project) != 0;
  return {was_paused, resumed(reasons_, project, was_paused)};
}

base::Status Pauses::pause_on_order(const Site& site, tracker::Directory& directory,
                                    const std::string& project, const std::string& why) {
  if (base::trimmed(why).empty()) return {base::Code::invalid_argument, base::Phrase("pause.no_reason")};
  if (auto there = is_project(site, directory, project); !there.ok()) return there;
  pause(project, why);
  return {};
}

base::Status Pauses::write(const Site& site, tracker::Pages& pages) const {
  std::string text = site.in_tracker().say(reasons_.empty() ? "pause.page_none" : "pause.page") + "\n\n";
  for (const auto& [project, reason] : reasons_)
    text += "* " + project + ": " + render::one_line(reason) + "\n";
  return pages.write_page(site.mappings.tracker.staff_project, kPausePage, text);
}

}  // namespace estafeta::service
