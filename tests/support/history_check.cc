#include "tests/support/history_check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace estafeta::testing {
namespace {

using model::Event;
using model::Field;
using model::Issue;
using model::Kind;
using model::LinkChange;
using model::State;

class History {
 public:
  explicit History(const std::vector<Issue>& all) {
    for (const auto& one : all) issues_[one.id] = &one;
  }

  std::vector<Broken> run() {
    keys();
    for (const auto& [id, one] : issues_) {
      if (one->kind == Kind::task) {
        order(*one);
        persons_dates(*one);
        persons_work(*one);
      }
      notes(*one);
      if (one->kind == Kind::incident) thresholds(*one);
    }
    return std::move(found_);
  }

 private:
  void add(Promise promise, const Issue& issue, std::string what) {
    found_.push_back({promise, issue.id, std::move(what)});
  }

  void keys() {
    std::map<std::string, int> seen;
    for (const auto& [id, one] : issues_) {
      const auto& key = one->field(Field::task_key);
      if (!key.empty() && ++seen[key] == 2) add(Promise::key_once, *one, key + " is there twice");
    }
  }

  static State state_at(const Issue& issue, base::Instant at) {
    State state = issue.initial_status.state;
    for (const auto& event : issue.events) {
      if (event.at <= at && event.status) state = event.status->state;
    }
    return state;
  }

  // Whether whoever holds it said that others may go on, or the TAM decided something about it.
  static bool is_let_go(const Issue& issue, base::Instant at) {
    return std::any_of(issue.events.begin(), issue.events.end(), [at](const Event& event) {
      return event.at <= at && std::any_of(event.fields.begin(), event.fields.end(), [](const auto& change) {
               return (change.name == to_string(Field::others_may_go_on) ||
                       change.name == to_string(Field::decision)) &&
                      !change.to.empty() && change.to != "0";
             });
    });
  }

  // The issues that are before this one at that time, by its history; also those that Estafeta took away.
  static std::set<base::IssueId> before(const Issue& issue, base::Instant at) {
    std::set<base::IssueId> found;
    for (const auto& event : issue.events) {
      if (event.at > at) break;
      for (const auto& link : event.links) {
        if (link.type != LinkChange::Type::blocked_by) continue;
        if (link.added) found.insert(link.other);
        if (!link.added && !event.own) found.erase(link.other);
      }
    }
    return found;
  }

  void order(const Issue& task) {
    State state = task.initial_status.state;
    for (const auto& event : task.events) {
      if (!event.status) continue;
      const State was = std::exchange(state, event.status->state);
      if (!event.own || was != State::waiting || state != State::ready || is_let_go(task, event.at)) continue;
      for (const auto id : before(task, event.at)) {
        const auto found = issues_.find(id);
        if (found == issues_.end()) continue;  // removed: a person's act
        const auto& other = *found->second;
        if (state_at(other, event.at) == State::done || is_let_go(other, event.at)) continue;
        add(Promise::order, task,
            "ready at " + base::format_instant(event.at) + " though " + base::to_string(id) + " is " +
                std::string(to_string(state_at(other, event.at))));
      }
    }
  }

  // Clearing a date gives it back.
  void persons_dates(const Issue& task) {
    for (const std::string name : {"start_date", "due_date"}) {
      std::optional<std::string> pinned;
      for (const auto& event : task.events) {
        for (const auto& change : event.fields) {
          if (change.name != name) continue;
          if (!event.own) {
            pinned = change.to.empty() ? std::nullopt : std::optional(change.to);
          } else if (pinned && change.to != *pinned) {
            add(Promise::persons_date, task, name + " " + *pinned + " became " + change.to);
          }
        }
      }
    }
  }

  void persons_work(const Issue& task) {
    State state = task.initial_status.state;
    std::optional<std::string> chosen;
    for (const auto& event : task.events) {
      if (event.status) state = event.status->state;
      for (const auto& change : event.fields) {
        if (change.name != "assignee") continue;
        if (!event.own) chosen = change.to;
        const bool replaced = event.own && chosen && change.to != *chosen && state == State::in_progress;
        if (replaced) add(Promise::persons_work, task, *chosen + " was replaced by " + change.to);
      }
    }
  }

  // The same words again are a repetition where no person did anything in between, to it or to what hangs
  // together with it.
  void notes(const Issue& issue) {
    std::map<std::string, base::Instant> said;
    for (const auto& event : issue.events) {
      if (!event.own || !event.comment) continue;
      const auto [before, is_new] = said.try_emplace(event.comment->text, event.at);
      if (!is_new && !somebody_acted(issue, before->second, event.at))
        add(Promise::note_once, issue, "twice: " + event.comment->text);
      before->second = event.at;
    }
  }

  bool somebody_acted(const Issue& issue, base::Instant from, base::Instant until) const {
    const auto top = issue.parent.value_or(issue.id);
    return std::any_of(issues_.begin(), issues_.end(), [&](const auto& other) {
      const auto& one = *other.second;
      if (one.id != top && one.parent != top) return false;
      return std::any_of(one.events.begin(), one.events.end(), [&](const Event& event) {
        return !event.own && event.at >= from && event.at <= until;
      });
    });
  }

  // A threshold is written down before its note: of each there is at most one.
  void thresholds(const Issue& incident) {
    std::size_t told = 0;
    std::set<std::string> tokens;
    for (const auto& event : incident.events) {
      if (!event.own) continue;
      if (event.comment && event.comment->is_private && event.comment->text.starts_with("SLA ")) ++told;
      for (const auto& change : event.fields) {
        if (change.name == to_string(Field::sla_told)) tokens.insert(change.to);
      }
    }
    if (told > tokens.size()) {
      add(Promise::threshold_once, incident,
          std::to_string(told) + " notes for " + std::to_string(tokens.size()) + " thresholds");
    }
  }

  std::map<base::IssueId, const Issue*> issues_;
  std::vector<Broken> found_;
};

}  // namespace

std::string_view to_string(Promise promise) {
  switch (promise) {
    case Promise::key_once:
      return "key once";
    case Promise::order:
      return "order";
    case Promise::persons_date:
      return "a person's date";
    case Promise::persons_work:
      return "a person's work";
    case Promise::note_once:
      return "note once";
    case Promise::threshold_once:
      return "threshold once";
  }
  return "";
}

std::vector<Broken> broken_promises(const std::vector<Issue>& all) {
  return History(all).run();
}

}  // namespace estafeta::testing
