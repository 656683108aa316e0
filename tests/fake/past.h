// A provider's past as a first pass meets it: closed incidents with their histories, worked out from their
// numbers, so that a hundred thousand of them take no memory.
//
// Stands before another reader, which answers what is not about them; polls name only them. The same number
// makes the same incident.
// Not safe for several threads.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "tests/fake/passing.h"

namespace estafeta::tracker::fake {

class Past : public PassingReader {
 public:
  // How histories are read: one an issue, or many in one answer, as over the plugin's feed.
  enum class Way { one_by_one, feed };

  // `count` incidents, of which one ends every `kApart`, the last one at `until`.
  Past(IssueReader& inner, std::int64_t count, base::Instant until, Way way)
      : PassingReader(inner), count_(count), until_(until), way_(way) {}

  // Called with the number of histories read so far, before each answer with histories.
  void before_histories(std::function<void(std::int64_t read)> then) { before_ = std::move(then); }
  std::int64_t histories_read() const { return read_; }
  std::int64_t lists_read() const { return lists_; }

  base::Result<std::vector<model::Issue>> changed(PollCursor& cursor) override;
  base::Result<model::Issue> issue(base::IssueId id) override;
  std::vector<base::Result<model::Issue>> issues(const std::vector<base::IssueId>& ids) override;
  std::size_t histories_at_once() override;
  base::Result<std::vector<model::Issue>> peek(const std::vector<base::IssueId>& ids) override;
  base::Result<std::vector<model::Issue>> issues_since(model::Kind kind, base::Instant since) override;

  static constexpr base::Seconds kApart{240};

 private:
  bool has(base::IssueId id) const;
  base::Instant ended(std::int64_t number) const { return until_ - kApart * (count_ - number); }
  // Of the incidents that ended at that instant or later, the first.
  std::int64_t first_since(base::Instant instant) const;
  model::Issue row(std::int64_t number) const;
  model::Issue with_history(std::int64_t number) const;

  std::int64_t count_;
  base::Instant until_;
  Way way_;
  std::function<void(std::int64_t read)> before_;
  std::int64_t read_ = 0;
  std::int64_t lists_ = 0;
};

}  // namespace estafeta::tracker::fake
