#include "connector/cli/progress_line.h"

namespace estafeta::cli {

namespace {

using base::Phrase;

constexpr std::chrono::minutes kEvery{1};

std::int64_t whole_minutes(std::chrono::milliseconds time) {
  return std::chrono::duration_cast<std::chrono::minutes>(time).count() + 1;
}

}  // namespace

void ProgressLine::estimate(std::size_t incidents, std::size_t a_second) {
  if (incidents == 0) return;
  clear();
  const std::chrono::milliseconds time(static_cast<std::int64_t>(1000 * incidents / a_second));
  out_ << speaker_.say(Phrase("try.estimate", {{"incidents", static_cast<std::int64_t>(incidents)},
                                               {"minutes", whole_minutes(time)}}))
       << std::endl;
}

void ProgressLine::show(std::size_t read, std::size_t all) {
  const auto now = clock_.steady();
  if (!begun_) {
    begun_ = {now, read};
    said_ = now;
  }
  if (!terminal_ && now - said_ < kEvery) return;
  said_ = now;
  clear();
  const auto fresh = static_cast<std::int64_t>(read - begun_->read);
  const std::chrono::milliseconds left =
      fresh == 0 ? std::chrono::milliseconds(0)
                 : (now - begun_->at) * static_cast<std::int64_t>(all - read) / fresh;
  out_ << speaker_.say(Phrase("try.progress", {{"read", static_cast<std::int64_t>(read)},
                                               {"all", static_cast<std::int64_t>(all)},
                                               {"minutes", whole_minutes(left)}}));
  if (!terminal_) out_ << "\n";
  out_ << std::flush;
}

void ProgressLine::clear() {
  if (terminal_) out_ << "\r\033[K" << std::flush;
}

}  // namespace estafeta::cli
