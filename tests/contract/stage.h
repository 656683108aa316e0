// What a contract test needs besides the port: a project with people in it who act on the tracker themselves.
//
// One stage stands on the fake, one on a real Redmine that was provisioned and given demo people; tests
// cannot tell them apart.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "connector/tracker/tracker.h"
#include "tests/fake/fake.h"

namespace estafeta::testing {

enum class Person { tam, engineer, client };

class Stage {
 public:
  virtual ~Stage() = default;

  virtual tracker::Tracker tracker() = 0;
  virtual std::string project() const { return "aurora"; }
  std::string sub_project() const { return "aurora-shop"; }  // of that one, with the same members
  virtual base::PrincipalId group() const = 0;               // a department's, member of the project
  virtual base::PrincipalId stranger() const = 0;            // somebody who is no member of it

  virtual base::Result<base::IssueId> open_issue(Person who, const tracker::NewIssue& issue) = 0;
  // Refusals are the tracker's affair and may be silent: tests look at what came of it.
  virtual void act(Person who, base::IssueId id, const tracker::fake::PersonalEdit& edit) = 0;
  virtual void mark_duplicate(Person who, base::IssueId duplicate, base::IssueId original) = 0;
  // A relation that says no more than that they belong together.
  virtual void tie(Person who, base::IssueId one, base::IssueId other) = 0;
  // A hand-made relation: what follows may not begin before the day after the other is due.
  virtual void let_follow(Person who, base::IssueId earlier, base::IssueId later) = 0;
  // For an issue; the stage's project keeps times, the staff project none.
  virtual void record_time(Person who, base::IssueId id, base::Date day, base::Seconds time) = 0;
  virtual base::PrincipalId id_of(Person who) const = 0;
  // A private note by an account that may write notes but none that are private.
  virtual base::Status private_note_without_the_right(base::IssueId id, const std::string& text) = 0;
};

enum class Reached { by_its_ports, over_http };
std::unique_ptr<Stage> make_fake_stage(Reached reached = Reached::by_its_ports);
// Null, and why, when no Redmine is given by the environment.
std::unique_ptr<Stage> make_redmine_stage(std::string& why_not);

}  // namespace estafeta::testing
