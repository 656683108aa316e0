// A file for an issue or a page.
#pragma once

#include <string>

namespace estafeta::tracker {

struct Upload {
  std::string name;
  std::string content;
  std::string content_type = "application/octet-stream";
};

}  // namespace estafeta::tracker
