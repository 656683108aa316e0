// Where Estafeta was told to stop writing: a page of the staff project that everybody can see and mend by
// hand.
//
// One line per pause, `* aurora: why`, or `* all: why`. No page or an empty one: nothing is paused.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "connector/base/status.h"
#include "connector/service/site/site.h"
#include "connector/tracker/directory.h"
#include "connector/tracker/pages.h"

namespace estafeta::service {

inline constexpr const char* kPausePage = "Estafeta-pause";
inline constexpr const char* kEverywhere = "all";

class Pauses {
 public:
  static base::Result<Pauses> read(const Site& site, tracker::Pages& pages);

  // Why nothing is written in that project; none: it is not paused.
  std::optional<std::string> why(const std::string& project) const;
  const std::map<std::string, std::string>& all() const { return reasons_; }

  void pause(const std::string& project, const std::string& why) { reasons_[project] = why; }
  // The same for what a person asks for. invalid_argument: the tracker shows no such project, or there is no
  // reason; otherwise as the ports.
  base::Status pause_on_order(const Site& site, tracker::Directory& directory, const std::string& project,
                              const std::string& why);
  // Whether a person may ask to resume it. invalid_argument: it is not paused, and the tracker shows no such
  // project; otherwise as the ports.
  base::Status may_resume(const Site& site, tracker::Directory& directory, const std::string& project) const;
  // Whether a pause ended by it, and what to say: what stands still all the same is named, so that nobody
  // waits in vain. The page is still to be written.
  std::pair<bool, base::Phrase> resume_on_order(const std::string& project);
  base::Status write(const Site& site, tracker::Pages& pages) const;

 private:
  std::map<std::string, std::string> reasons_;  // project, or kEverywhere -> why
};

}  // namespace estafeta::service
