// Rows in the order of their issues, some of which stand above others and hide them.
//
// For whoever reads what lies below one after another, and has rows of its own that lie above. One thread.
#pragma once

#include <functional>
#include <map>
#include <utility>

#include "connector/base/ids.h"

namespace estafeta::store {

template <typename Row>
class Above {
 public:
  using Visit = std::function<void(base::IssueId, const Row&)>;

  // `rows` must outlive it.
  Above(const std::map<base::IssueId, Row>& rows, Visit visit)
      : rows_(rows), next_(rows.begin()), visit_(std::move(visit)) {}

  // Visits ours that come before that one. True: none of ours hides it.
  bool shows(base::IssueId below) {
    for (; next_ != rows_.end() && next_->first < below; ++next_) visit_(next_->first, next_->second);
    return !rows_.contains(below);
  }
  // Visits those that come after all below.
  void finish() {
    for (; next_ != rows_.end(); ++next_) visit_(next_->first, next_->second);
  }

 private:
  const std::map<base::IssueId, Row>& rows_;
  typename std::map<base::IssueId, Row>::const_iterator next_;
  Visit visit_;
};

}  // namespace estafeta::store
