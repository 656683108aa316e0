// Wiki pages over REST, and the files that hang on them.
//
// Redmine keeps a version a page: a write on an older one is refused. Errors are those of the Tracker port.
// Not safe for several threads.
#pragma once

#include <string>
#include <vector>

#include "connector/model/issue.h"
#include "connector/tracker/redmine/rest.h"
#include "connector/tracker/tracker.h"

namespace estafeta::tracker::redmine {

class Pages {
 public:
  explicit Pages(Rest& rest) : rest_(rest) {}

  base::Result<std::string> text(const std::string& project, const std::string& title);
  base::Status write(const std::string& project, const std::string& title, const std::string& text);
  // By id: the order in which they were attached.
  base::Result<std::vector<model::Attachment>> files(const std::string& project, const std::string& title);
  base::Status attach(const std::string& project, const std::string& title, const Upload& file);
  base::Status remove(const model::Attachment& file);

 private:
  Rest& rest_;
};

}  // namespace estafeta::tracker::redmine
