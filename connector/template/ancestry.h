// Which tasks of a template come before which, by `needs`; for the checks, which ask it of every pair that
// matters.
//
// Inside template/ only. Built once and pointing into the template, which must not change meanwhile. Names
// that no task has and rings are borne: other checks say them. Safe to read from several threads.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connector/template/template.h"

namespace estafeta::tmpl {

class Ancestry {
 public:
  explicit Ancestry(const Template& tmpl);

  // Null if there is none of that id.
  const Task* find(const std::string& id) const;
  // Whether a way of `needs` leads from the task back to the giver. A task comes before itself only in a
  // ring.
  bool comes_before(const Task& giver, const Task& task) const;
  // Whether no `needs` on any way back from the task names a task that is not there.
  bool is_whole(const Task& task) const;
  // Whether the giver has ended whenever the task may begin: of alternatives only what comes before each of
  // them, and not what need only have begun.
  bool surely_comes_before(const Task& giver, const Task& task) const;

 private:
  using Number = std::size_t;
  struct Step {
    Number task = 0;
    bool ends_it = true;  // that it has begun will not do
  };
  enum class Known : char { not_yet, no, yes };

  Number number_of(const Task& task) const { return static_cast<Number>(&task - tmpl_.tasks.data()); }
  bool surely(Number giver, Number task, std::vector<Known>& known) const;
  // Visits everything before the task, nearest first, until `look` says to stop; whether it did.
  template <typename Look>
  bool search(Number task, Look look) const;

  const Template& tmpl_;
  std::unordered_map<std::string_view, Number> numbers_;
  std::vector<std::vector<Step>> needs_;  // of each task; what names nothing is not among them
  std::vector<bool> names_nothing_;       // a task with such a need
};

}  // namespace estafeta::tmpl
