#include "connector/service/telemetry/state_text.h"

#include <vector>

namespace estafeta::service {

namespace {

using base::Phrase;

Phrase how_it_is(const ServiceState& state, bool runs) {
  if (state.doing == Doing::stopped) return {"status.stopped", {{"at", state.doing_since}}};
  if (!runs) return {"status.gone", {{"process", state.process}, {"told", state.told}}};
  return {
      "status.runs",
      {{"since", state.started}, {"process", state.process}, {"release", state.version}, {"url", state.url}}};
}

std::optional<Phrase> what_it_does(const ServiceState& state) {
  switch (state.doing) {
    case Doing::starting:
      return Phrase("status.starting");
    case Doing::passing:
      return Phrase("status.passing", {{"since", state.doing_since}, {"issues", state.looked_at}});
    case Doing::waiting:
      return Phrase("status.waiting", {{"until", state.until.value_or(state.doing_since)}});
    case Doing::resting:
      return Phrase("status.resting", {{"until", state.until.value_or(state.doing_since)}});
    case Doing::stopped:
      break;
  }
  return std::nullopt;
}

std::optional<Phrase> last_pass_of(const ServiceState& state) {
  if (!state.last_pass && state.failing) return std::nullopt;  // which is said
  if (!state.last_pass) return Phrase("status.no_pass");
  return Phrase{"status.last_pass",
                {{"at", state.last_pass->began},
                 {"issues", std::int64_t{state.last_pass->looked_at}},
                 {"writes", std::int64_t{state.last_pass->writes}}}};
}

Phrase next_due_of(const ServiceState& state) {
  if (state.due > 0) return {"status.due", {{"n", state.due}}};
  if (!state.next_due) return Phrase("status.none_due");
  return {"status.next_due", {{"at", *state.next_due}}};
}

Phrase unfinished_line(const Unfinished& one) {
  std::vector<std::pair<std::string, base::PhraseValue>> values{{"issue", one.issue.value}, {"why", one.why}};
  if (!one.next) return {"sync.unfinished_paused", std::move(values)};
  values.emplace_back("next", *one.next);
  return {"sync.unfinished", std::move(values)};
}

// A pass tells; before the first one nothing is known of it.
std::vector<std::string> queue_lines(const ServiceState& state, const messages::Speaker& speaker) {
  if (!state.last_pass) return {};
  std::vector<std::string> lines{speaker.say(next_due_of(state))};
  const auto stand_still = state.for_person + state.to_retry;
  if (stand_still == 0) {
    lines.push_back(speaker.say("status.nothing_stands"));
    return lines;
  }
  lines.push_back(speaker.say(Phrase("status.stand_still", {{"n", stand_still}})));
  for (const auto& one : state.unfinished) lines.push_back("  " + speaker.say(unfinished_line(one)));
  const auto more = stand_still - static_cast<std::int64_t>(state.unfinished.size());
  if (more > 0) lines.push_back("  " + speaker.say(Phrase("status.more", {{"n", more}})));
  return lines;
}

}  // namespace

std::string state_text(const ServiceState& state, bool runs, const messages::Speaker& speaker) {
  std::string text;
  const auto line = [&](const Phrase& what) { text += speaker.say(what) + "\n"; };
  line(how_it_is(state, runs));
  if (const auto doing = what_it_does(state); doing && runs) line(*doing);
  if (const auto last = last_pass_of(state)) line(*last);
  if (state.failing) {
    line({"status.failing", {{"since", state.failing->since}, {"why", state.failing->why}}});
  }
  for (const auto& one : queue_lines(state, speaker)) text += one + "\n";
  line({"status.files", {{"at", state.files_read}}});
  if (!state.refused.empty()) {
    line({"status.refused", {{"n", static_cast<std::int64_t>(state.refused.size())}}});
    for (const auto& one : state.refused) text += "  " + one + "\n";
  }
  if (!state.from_next_start.empty()) line({"status.from_next_start", {{"settings", state.from_next_start}}});
  if (!state.listener.empty() && runs) line({"status.listener", {{"address", state.listener}}});
  return text;
}

bool needs_somebody(const ServiceState& state, bool runs) {
  const bool is_down = !runs && state.doing != Doing::stopped;
  return is_down || state.failing || state.for_person > 0 || !state.refused.empty() ||
         !state.from_next_start.empty();
}

}  // namespace estafeta::service
