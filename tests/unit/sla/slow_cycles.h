// Clocks in cycles told step by step of time: slow, obvious, and written apart from the product.
//
// As in slow_reference.h everything lies on whole steps. First the cycles of a life are cut out, then each is
// walked through on its own.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/sla/lives.h"

namespace estafeta::sla {

class SlowCycles {
 public:
  SlowCycles(const Policy& policy, std::size_t clock, const model::Incident& life, base::Seconds step)
      : policy_(policy), rule_(policy.clocks[clock]), clock_(clock), life_(life), step_(step) {}

  // `due` and `breached_at` as far as steps go: the first whole step not before them.
  model::ClockJudgement judge(base::Instant now) {
    collect(now);
    find_cycles();
    model::ClockJudgement shown;
    shown.clock = rule_.name;
    model::Cycles count;
    for (std::size_t i = 0; i < cycles_.size(); ++i) {
      const Cycle& cycle = cycles_[i];
      const auto one = judge_cycle(cycle, now);
      if (one.state == model::ClockState::none) continue;
      shown = one;
      count.number = static_cast<int>(i + 1);
      count.began = cycle.start;
      ++count.judged;
      if (one.state == model::ClockState::breached) ++count.breached;
    }
    if (count.judged > 0) shown.cycles = count;
    return shown;
  }

 private:
  struct Word {
    base::Instant at;
    SlaEvent event;
  };
  struct Cycle {
    base::Instant start;
    std::size_t started_by = 0;  // the word; so many: the creation
    std::optional<base::Instant> stop;
    std::string priority;  // when it stopped, or now
  };

  // A correction that says that the customer was answered is a public word of staff.
  void collect(base::Instant now) {
    words_.clear();
    for (const SlaEvent& event : life_.events) {
      if (event.at <= now) words_.push_back({event.at, event});
    }
    for (const model::Correction& correction : life_.corrections) {
      if (correction.type == model::Correction::Type::answered && correction.entered <= now)
        words_.push_back({*correction.from, event(*correction.from, Actor::staff, {.comment = "public"})});
    }
    std::stable_sort(words_.begin(), words_.end(),
                     [](const Word& one, const Word& other) { return one.at < other.at; });
    for (Word& word : words_) word.at = std::max(word.at, life_.created);
  }

  bool ends(const model::StatusWord& status) const { return any_matches(rule_.stop_in, status); }

  void find_cycles() {
    cycles_.clear();
    model::StatusWord status = life_.status;
    std::string priority = life_.priority;
    bool open = false;
    const auto start = [&](base::Instant when, std::size_t word) {
      cycles_.push_back({when, word, {}, priority});
      open = true;
    };
    const auto stop = [&](base::Instant when, std::size_t word) {
      open = false;
      if (cycles_.back().started_by == word) return cycles_.pop_back();  // in the same event: never was
      cycles_.back().stop = when;
    };
    const bool asked = rule_.from_creation && life_.by == Actor::customer;
    if ((rule_.kind == ClockKind::update || asked) && !ends(status)) start(life_.created, words_.size());
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const auto& [when, event] = words_[i];
      priority = event.priority.value_or(priority);
      if (open) cycles_.back().priority = priority;
      if (event.status) {
        const bool ended_before = ends(status);
        status = *event.status;
        if (open && ends(status)) stop(when, i);
        if (rule_.kind == ClockKind::update && ended_before && !ends(status)) start(when, i);
      }
      if (event.comment != SlaEvent::CommentKind::open) continue;
      if (open && event.by == Actor::staff) stop(when, i);
      const Actor starter = rule_.kind == ClockKind::update ? Actor::staff : Actor::customer;
      if (!open && event.by == starter && !ends(status)) start(when, i);
    }
  }

  // Whether a cycle that runs then would be paused.
  bool paused_at(base::Instant when) const {
    bool paused = any_matches(rule_.pause_in, life_.status);
    for (const auto& [at, event] : words_) {
      if (at > when) break;
      const bool spoke = event.by == Actor::customer && event.comment == SlaEvent::CommentKind::open;
      if (event.status) paused = any_matches(rule_.pause_in, *event.status);
      if (spoke && !event.status && rule_.resume_on_customer_comment) paused = false;
    }
    return paused;
  }

  bool excluded(base::Instant t, base::Instant now) const {
    return std::any_of(life_.corrections.begin(), life_.corrections.end(), [&](const auto& correction) {
      return correction.type == model::Correction::Type::excluded && correction.entered <= now &&
             *correction.from <= t && t < *correction.until;
    });
  }

  model::ClockJudgement judge_cycle(const Cycle& cycle, base::Instant now) const {
    model::ClockJudgement judgement;
    judgement.clock = rule_.name;
    const Target* target = policy_.target_for(life_, cycle.priority);
    const base::Seconds amount =
        target == nullptr ? base::Seconds(0) : target->open_time(clock_, cycle.start);
    if (amount == base::Seconds(0)) return judgement;
    base::Seconds used{0};
    std::optional<base::Instant> reached;
    const auto tick = [&](base::Instant t) {
      if (target->hours.is_open(t)) used += step_;
      if (!reached && used >= amount) reached = t + step_;
    };
    const base::Instant end = cycle.stop.value_or(now);
    for (base::Instant t = cycle.start; t < end; t += step_) {
      if (!paused_at(t) && !excluded(t, now)) tick(t);
    }
    judgement.target = amount;
    judgement.elapsed = used;
    judgement.stopped_at = cycle.stop;
    const bool paused = !cycle.stop && paused_at(now);
    const auto warn = policy_.warn_at.front().share;
    const bool risk = used.count() * warn.denominator >= warn.numerator * amount.count();
    judgement.state = used > amount ? model::ClockState::breached
                      : cycle.stop  ? model::ClockState::met
                      : paused      ? model::ClockState::paused
                      : risk        ? model::ClockState::at_risk
                                    : model::ClockState::running;
    if (used > amount) judgement.breached_at = reached;
    if (judgement.state == model::ClockState::paused) return judgement;
    for (base::Instant t = end; !reached; t += step_) tick(t);
    judgement.due = reached;
    return judgement;
  }

  const Policy& policy_;
  const ClockRule& rule_;
  const std::size_t clock_;
  const model::Incident life_;
  const base::Seconds step_;
  std::vector<Word> words_;
  std::vector<Cycle> cycles_;
};

}  // namespace estafeta::sla
