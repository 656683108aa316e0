// A change in a tracker that does what it is told, for tests: people act on it, plans are applied to it.
// Every act leaves the events a real tracker's history would show. Times move only by wait().
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connector/change/steps/reconcile.h"
#include "connector/model/issue.h"

namespace estafeta::change {

// Departments network, vmware, unix, backup (09:00-18:00 Moscow, Monday to Friday) and duty (24x7), each with
// a group of its name; TAM `tam`, service manager `vera`, client `carol`; the change is #12 in project
// aurora; it is Monday 2026-06-15, 09:00 in Moscow.
class World {
 public:
  World();

  Rules rules;
  Situation situation;

  model::Issue& change() { return situation.change; }
  // By local key, or `#57`, or `change`; fails the test if there is none.
  model::Issue& issue(const std::string& name);
  bool has(const std::string& name) const;

  void wait(base::Seconds time) { situation.now += time; }
  void move_and_decide(const std::string& who, const std::string& name, model::State state,
                       const std::string& decision, const std::string& reason);
  void move(const std::string& who, const std::string& name, model::State state,
            model::HoldReason reason = model::HoldReason::none);
  void fill(const std::string& who, const std::string& name, model::Field field, const std::string& value,
            const std::string& comment = "");
  void comment(const std::string& who, const std::string& name, const std::string& text);
  void assign(const std::string& who, const std::string& name, const std::string& person);
  void rename(const std::string& who, const std::string& name, const std::string& subject);
  void set_date(const std::string& who, const std::string& name, bool due, base::Date date);
  // The promised day and its side in one save; an empty side is left as it is.
  void promise(const std::string& who, const std::string& day, const std::string& side,
               const std::string& reason);
  void link(const std::string& who, const std::string& from, const std::string& to, bool added = true);
  // By `precedes`: the tracker moves dates by it.
  void precede(const std::string& who, const std::string& from, const std::string& to);
  // The relation is gone, and no history tells of it.
  void lose_link(const std::string& from, const std::string& to);
  // A child made by hand; its number.
  base::IssueId add(const std::string& who, const std::string& subject, const std::string& department,
                    model::State state = model::State::waiting);
  // A task two days old, so far outside the change, becomes its child.
  void move_in(const std::string& who, const std::string& subject, const std::string& department);
  // A task that a department makes below that one.
  base::IssueId add_below(const std::string& who, const std::string& parent, const std::string& subject);
  // Another tracker is chosen for it.
  void turn(const std::string& who, const std::string& name, model::Kind kind);
  // A task of another change; it is called by its number.
  void add_elsewhere(base::IssueId id, base::IssueId change, const std::string& subject);
  void remove(const std::string& name);
  // Out of the change (its parent cleared, or moved to another project), and in again.
  void take_out(const std::string& name);
  void bring_back(const std::string& name);

  model::Plan plan();
  void apply(const model::Plan& plan);
  // Plans and applies until nothing is left to do; fails the test if that takes more than a few passes.
  void settle();

 private:
  model::Event& happen(model::Issue& issue, const std::string& who);
  void change_field(model::Event& event, const std::string& name, std::string& place,
                    const std::string& value);
  void create(const model::Action& action);
  void update(const model::Action& action);
  void put_values(model::Issue& issue, model::Event& event, const model::IssueChange& change);
  void put_assignee(model::Issue& issue, model::Event& event, const std::string& name);
  void note_untouched_texts();
  // As the service does before it asks.
  void read_hand_overs();
  void agree_to_proposal();

  std::vector<model::Issue> elsewhere_;
  std::int64_t next_issue_ = 13;
  std::int64_t next_relation_ = 1;
  std::int64_t next_journal_ = 100;
};

// Whether a plan asks for nothing.
bool is_idle(const model::Plan& plan);

}  // namespace estafeta::change
