#include "connector/service/loop.h"

#include <algorithm>

namespace estafeta::service {

namespace {

using std::chrono::milliseconds;

// One pass makes what the next one finds done; more in a row means that something never settles.
constexpr int kMostBusyPasses = 10;
constexpr milliseconds kShortest{1'000};
// The tracker serves people first: where news follows news, it is left alone for this many times as long as
// the last pass kept it busy.
constexpr int kRest = 2;
constexpr milliseconds kLongestRest{300};
// News that follows news is waited for: whoever saves often is not looked at between two saves, but after so
// long all the same.
constexpr milliseconds kQuiet{250};
constexpr milliseconds kLongestUnrest{3'000};
// Between two looks whether the other service still keeps the tracker, or whether files were changed while
// the tracker is left alone.
constexpr milliseconds kStandBy{60'000};
constexpr milliseconds kBackoffBase{1'000};
constexpr milliseconds kBackoffCap{300'000};

milliseconds backoff(int failures, double chance) {
  const auto grown = kBackoffBase * (std::int64_t{1} << std::min(failures, 20));
  return milliseconds(static_cast<std::int64_t>(
      static_cast<double>(std::min<milliseconds>(kBackoffCap, grown).count()) * chance));
}

}  // namespace

Loop::Loop(Engine& engine, store::Store& store, const base::Clock& clock, base::Stopper& stopper,
           http::Chance chance, base::Seconds poll_interval, LoopLog& log)
    : engine_(engine),
      store_(store),
      clock_(clock),
      stopper_(stopper),
      chance_(std::move(chance)),
      poll_interval_(poll_interval),
      log_(log) {
  engine_.stop_when([this] { return stopper_.stopped() || (breaks_off_ && breaks_off_()); });
}

void Loop::run() {
  while (!stopper_.stopped()) {
    const auto rest = rests_until_ ? rests_until_() : std::nullopt;
    if (is_outdated_ && is_outdated_()) return;
    if (rest && *rest > clock_.now()) {
      leave_alone(*rest);
      continue;
    }
    const auto began = clock_.steady();
    log_.begins();
    const auto may = may_pass_ ? may_pass_() : base::Status();
    const auto result = may.ok() ? engine_.pass() : base::fail(may);
    if (!result && result.error().cause() == base::Cause::stopped) return;
    const auto wait = result ? after(*result) : may.ok() ? after(result.error()) : standing_by(may);
    if (result && is_over_) {
      const auto over = is_over_();
      if (over && *over) return;
      if (!over) log_.failed(over.error());
    }
    if (!result) log_.could_not(result.error());
    log_.waits(wait);
    if (wait.count() > 0 && !stopper_.stopped()) wait_out(wait, clock_.steady() - began);
  }
}

void Loop::leave_alone(base::Instant until) {
  const auto step = std::min<milliseconds>(until - clock_.now(), kStandBy);
  log_.rests(until, step);
  stopper_.sleep(step);
}

void Loop::wait_out(milliseconds wait, milliseconds was_busy) {
  const auto rest = std::min({kRest * was_busy, kLongestRest, wait});
  if (rest.count() > 0) stopper_.sleep(rest);
  if (stopper_.stopped() || wait <= rest) return;
  const auto napped = clock_.steady();
  stopper_.nap(wait - rest);
  if (clock_.steady() - napped < wait - rest) wait_for_quiet();
}

void Loop::wait_for_quiet() {
  const auto began = clock_.steady();
  while (!stopper_.stopped() && clock_.steady() - began < kLongestUnrest) {
    const auto asked = clock_.steady();
    stopper_.nap(kQuiet);
    const auto left = kQuiet - (clock_.steady() - asked);
    if (left.count() <= 0) return;
    stopper_.sleep(std::chrono::ceil<milliseconds>(left));
  }
}

milliseconds Loop::after(const PassResult& result) {
  if (!last_failure_.ok()) log_.works_again(last_failure_);
  last_failure_ = {};
  failures_ = 0;
  log_.passed(result);
  busy_passes_ = result.writes == 0 ? 0 : busy_passes_ + 1;
  if (busy_passes_ > 0 && busy_passes_ < kMostBusyPasses) return milliseconds(0);
  const auto now = clock_.now();
  const auto next = store_.next_due();
  if (!next) return after(next.error());
  const auto until = std::min(next->value_or(now + poll_interval_), now + poll_interval_);
  return std::max<milliseconds>(until - now, kShortest);
}

milliseconds Loop::standing_by(const base::Status& why) {
  if (why.code() == base::Code::unavailable) return after(why);
  if (why != last_failure_) log_.failed(why);
  last_failure_ = why;
  return kStandBy;
}

milliseconds Loop::after(const base::Status& failure) {
  if (failure != last_failure_) log_.failed(failure);
  last_failure_ = failure;
  return std::max(kShortest, backoff(++failures_, chance_()));
}

}  // namespace estafeta::service
