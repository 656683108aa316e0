// A secret that cannot be printed: it has no to_string, no stream operator and no formatter.
// reveal() is for the one line that puts it into a request.
#pragma once

#include <string>
#include <utility>

namespace estafeta::base {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

}  // namespace estafeta::base
