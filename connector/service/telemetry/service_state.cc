#include "connector/service/telemetry/service_state.h"

#include <algorithm>
#include <array>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"

namespace estafeta::service {

namespace {

using document::JsonWriter;
using document::Node;

constexpr int kStateVersion = 1;
// A first pass takes long; so does one that waits out a time-out of the tracker.
constexpr base::Seconds kPassMayTake{10 * 60};

Doing doing_from(std::string_view text) {
  constexpr std::array kAll{Doing::starting, Doing::passing, Doing::waiting, Doing::stopped, Doing::resting};
  const auto found =
      std::find_if(kAll.begin(), kAll.end(), [&](Doing one) { return to_string(one) == text; });
  return found == kAll.end() ? Doing::starting : *found;
}

std::int64_t number_in(const Node& node, const char* key) {
  const auto* found = node.find(key);
  return found == nullptr ? 0 : found->as_integer().value_or(0);
}

bool truth_in(const Node& node, const char* key) {
  const auto* found = node.find(key);
  return found != nullptr && found->as_boolean().value_or(false);
}

std::vector<std::string> texts_in(const Node& node, const char* key) {
  std::vector<std::string> texts;
  const auto* all = node.find(key);
  if (all == nullptr) return texts;
  for (const auto& one : all->items) texts.push_back(one.text);
  return texts;
}

std::optional<base::Instant> time_in(const Node& node, const char* key) {
  return base::parse_instant(node.text_at(key));
}

void write_unfinished(JsonWriter& json, const Unfinished& one) {
  json.object([&] {
    json.key("issue").value(one.issue).key("next").value(one.next);
    json.key("for_person").value(one.for_person).key("why").value(one.why);
  });
}

Unfinished unfinished_from(const Node& node) {
  return {
      {number_in(node, "issue")}, time_in(node, "next"), truth_in(node, "for_person"), node.text_at("why")};
}

void write_last_pass(JsonWriter& json, const LastPass& pass) {
  json.object([&] {
    json.key("began").value(pass.began).key("ms").value(std::int64_t{pass.took.count()});
    json.key("looked_at").value(pass.looked_at).key("writes").value(pass.writes);
  });
}

LastPass last_pass_from(const Node& node) {
  return {time_in(node, "began").value_or(base::Instant{}), std::chrono::milliseconds(number_in(node, "ms")),
          static_cast<int>(number_in(node, "looked_at")), static_cast<int>(number_in(node, "writes"))};
}

void write_failing(JsonWriter& json, const Failing& failing) {
  json.object([&] {
    json.key("since").value(failing.since).key("code").value(to_string(failing.code));
    json.key("why").value(failing.why);
  });
}

Failing failing_from(const Node& node) {
  return {time_in(node, "since").value_or(base::Instant{}), base::code_from(node.text_at("code")),
          node.text_at("why")};
}

}  // namespace

std::string_view to_string(Doing doing) {
  switch (doing) {
    case Doing::starting:
      return "starting";
    case Doing::passing:
      return "passing";
    case Doing::waiting:
      return "waiting";
    case Doing::stopped:
      return "stopped";
    case Doing::resting:
      return "resting";
  }
  return "starting";
}

std::string to_json(const ServiceState& state) {
  JsonWriter json;
  json.object([&] {
    json.key("version").value(kStateVersion).key("release").value(state.version);
    json.key("process").value(state.process).key("url").value(state.url);
    json.key("listener").text_or_null(state.listener);
    json.key("language").value(state.language).key("zone").value(state.zone);
    json.key("started").value(state.started).key("told").value(state.told);
    json.key("doing").value(to_string(state.doing)).key("doing_since").value(state.doing_since);
    json.key("until").value(state.until).key("looked_at").value(state.looked_at);
    if (state.last_pass) write_last_pass(json.key("last_pass"), *state.last_pass);
    if (state.failing) write_failing(json.key("failing"), *state.failing);
    json.key("due").value(state.due).key("next_due").value(state.next_due);
    json.key("for_person").value(state.for_person).key("to_retry").value(state.to_retry);
    json.key("unfinished").list(state.unfinished, [&](const auto& one) { write_unfinished(json, one); });
    json.key("files_read").value(state.files_read).key("refused").values(state.refused);
    json.key("from_next_start").values(state.from_next_start);
  });
  return json.text();
}

std::optional<ServiceState> state_from_json(std::string_view text) {
  const auto node = document::parse_json(text, "state");
  if (!node || number_in(*node, "version") != kStateVersion) return std::nullopt;
  ServiceState state;
  state.version = node->text_at("release");
  state.process = number_in(*node, "process");
  state.url = node->text_at("url");
  state.listener = node->text_at("listener");
  state.language = node->text_at("language");
  state.zone = node->text_at("zone");
  state.started = time_in(*node, "started").value_or(base::Instant{});
  state.told = time_in(*node, "told").value_or(base::Instant{});
  state.doing = doing_from(node->text_at("doing"));
  state.doing_since = time_in(*node, "doing_since").value_or(base::Instant{});
  state.until = time_in(*node, "until");
  state.looked_at = number_in(*node, "looked_at");
  if (const auto* pass = node->find("last_pass")) state.last_pass = last_pass_from(*pass);
  if (const auto* failing = node->find("failing")) state.failing = failing_from(*failing);
  state.due = number_in(*node, "due");
  state.next_due = time_in(*node, "next_due");
  state.for_person = number_in(*node, "for_person");
  state.to_retry = number_in(*node, "to_retry");
  if (const auto* all = node->find("unfinished")) {
    for (const auto& one : all->items) state.unfinished.push_back(unfinished_from(one));
  }
  state.files_read = time_in(*node, "files_read").value_or(base::Instant{});
  state.refused = texts_in(*node, "refused");
  state.from_next_start = texts_in(*node, "from_next_start");
  return state;
}

Readiness readiness_of(const ServiceState& state, base::Seconds poll_interval, base::Instant now) {
  Readiness found;
  if (state.failing) found.reasons.push_back("passes fail: " + std::string(to_string(state.failing->code)));
  if (!state.last_pass) {
    found.reasons.emplace_back("no pass has been made yet");
  } else if (state.doing != Doing::resting && state.last_pass->began + poll_interval + kPassMayTake < now) {
    found.reasons.push_back("the last pass began at " + base::format_instant(state.last_pass->began));
  }
  return found;
}

ServiceState SharedState::get() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace estafeta::service
