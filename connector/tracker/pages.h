// The port to pages of text beside the issues, a wiki's, and their files.
//
// Writes are read back. Errors and thread rule as tracker/tracker.h says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connector/base/status.h"
#include "connector/base/time.h"
#include "connector/model/issue.h"
#include "connector/tracker/upload.h"

namespace estafeta::tracker {

// A page as it stands, and who wrote its last version when; no id, no time: the tracker does not tell.
struct PageVersion {
  std::string text;
  model::Principal author;
  std::optional<base::Instant> written;
};

class Pages {
 public:
  virtual ~Pages() = default;

  // not_found where there is no such page.
  virtual base::Result<std::string> page(const std::string& project, const std::string& title) = 0;
  // The same with who wrote it last.
  virtual base::Result<PageVersion> page_version(const std::string& project, const std::string& title) = 0;
  // Writes only if the text differs (normalised); aborted if somebody else wrote in between.
  virtual base::Status write_page(const std::string& project, const std::string& title,
                                  const std::string& text) = 0;
  // The same only where the page still says `before` (normalised), as it was read; empty: there was none.
  // aborted if it says something else.
  virtual base::Status replace_page(const std::string& project, const std::string& title,
                                    const std::string& before, const std::string& text) = 0;
  // The files of a page, oldest first; not_found where there is no such page.
  virtual base::Result<std::vector<model::Attachment>> page_files(const std::string& project,
                                                                  const std::string& title) = 0;
  // Adds a file to a page that is there; one of the same name stays beside it.
  virtual base::Status attach_to_page(const std::string& project, const std::string& title,
                                      const Upload& file) = 0;
  // Succeeds when the page has no such file afterwards; permission_denied where Estafeta's role may not.
  virtual base::Status remove_from_page(const model::Attachment& file) = 0;
};

}  // namespace estafeta::tracker
