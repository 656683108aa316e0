// Wiki pages over REST, and the files that hang on them.
//
// Redmine keeps a version a page: a write on an older one is refused. Errors as the ports'.
// Not safe for several threads.
#pragma once

#include <string>
#include <vector>

#include "connector/tracker/pages.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

class RedminePages : public Pages {
 public:
  explicit RedminePages(Rest& rest) : rest_(rest) {}

  base::Result<std::string> page(const std::string& project, const std::string& title) override;
  base::Result<PageVersion> page_version(const std::string& project, const std::string& title) override;
  base::Status write_page(const std::string& project, const std::string& title,
                          const std::string& text) override;
  base::Status replace_page(const std::string& project, const std::string& title, const std::string& before,
                            const std::string& text) override;
  // By id: the order in which they were attached.
  base::Result<std::vector<model::Attachment>> page_files(const std::string& project,
                                                          const std::string& title) override;
  base::Status attach_to_page(const std::string& project, const std::string& title,
                              const Upload& file) override;
  base::Status remove_from_page(const model::Attachment& file) override;

 private:
  base::Status put_page(const std::string& project, const std::string& title, const std::string* before,
                        const std::string& text);

  Rest& rest_;
};

}  // namespace estafeta::tracker::redmine
