#include "connector/sla/statistics/sign_off.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "connector/document/json.h"
#include "connector/document/json_writer.h"
#include "connector/document/node.h"

namespace estafeta::sla {

namespace {

using base::Instant;
using base::Seconds;
using document::JsonWriter;
using document::Node;

constexpr int kVersion = 1;

void write(JsonWriter& json, const char* key, const std::optional<Seconds>& time) {
  json.key(key);
  if (time) {
    json.value(std::int64_t{time->count()});
  } else {
    json.null();
  }
}

void write(JsonWriter& json, const SignedClock& clock) {
  json.begin_object().key("issue").value(clock.issue.value).key("clock").value(clock.clock);
  if (clock.cycle != 0) json.key("cycle").value(clock.cycle);
  json.key("standing").value(to_string(clock.standing));
  if (clock.standing == Standing::left_out) json.key("rule").value(to_string(clock.rule));
  json.key("counted_at").value(clock.counted_at);
  write(json, "target_s", clock.target);
  write(json, "elapsed_s", clock.elapsed);
  json.key("facts").value(clock.facts).key("corrections").value(clock.corrections).end_object();
}

class Reader {
 public:
  const Node& member(const Node& node, const char* key) {
    static const Node nothing;
    const Node* found = node.find(key);
    if (found == nullptr) good_ = false;
    return found == nullptr ? nothing : *found;
  }
  std::string text(const Node& node, const char* key) { return member(node, key).text; }

  Instant instant(const Node& node, const char* key) {
    const auto read = base::parse_instant(text(node, key));
    good_ = good_ && read.has_value();
    return read.value_or(Instant{});
  }

  std::optional<Seconds> seconds(const Node& node, const char* key) {
    const auto read = member(node, key).as_integer();
    return read ? std::optional(Seconds(*read)) : std::nullopt;
  }

  template <typename Enum>
  Enum word(const Node& node, const char* key, int words) {
    const std::string spelled = text(node, key);
    for (int i = 0; i < words; ++i) {
      if (to_string(static_cast<Enum>(i)) == spelled) return static_cast<Enum>(i);
    }
    good_ = false;
    return {};
  }

  SignedClock clock(const Node& node) {
    SignedClock clock;
    clock.issue = {member(node, "issue").as_integer().value_or(0)};
    clock.clock = text(node, "clock");
    if (const auto* cycle = node.find("cycle"))
      clock.cycle = static_cast<int>(cycle->as_integer().value_or(0));
    clock.standing = word<Standing>(node, "standing", kStandings);
    if (clock.standing == Standing::left_out) clock.rule = word<LeftOut>(node, "rule", kLeftOutRules);
    clock.counted_at = instant(node, "counted_at");
    clock.target = seconds(node, "target_s");
    clock.elapsed = seconds(node, "elapsed_s");
    clock.facts = text(node, "facts");
    clock.corrections = text(node, "corrections");
    return clock;
  }
  bool good() const { return good_; }

 private:
  bool good_ = true;
};

// FNV-1a: the same in every release, and nobody's security rests on it.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
    mix(0x1F);  // so that "ab", "c" differs from "a", "bc"
  }
  void add(std::int64_t number) { add(std::to_string(number)); }
  void add(const model::StatusWord& status) {
    add(to_string(status.state));
    add(to_string(status.reason));
  }
  std::string text() const {
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(value_));
    return digits.data();
  }

 private:
  void mix(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001B3ULL; }
  std::uint64_t value_ = 0xCBF29CE484222325ULL;
};

void add(Hash& hash, const model::SlaEvent& event) {
  hash.add(event.at.time_since_epoch().count());
  hash.add(to_string(event.by));
  if (event.status) hash.add(*event.status);
  hash.add(event.priority.value_or("-"));
  hash.add(event.department.value_or("-"));
  hash.add(static_cast<std::int64_t>(event.comment));
}

}  // namespace

std::string to_json(const SignOff& sign_off) {
  JsonWriter json;
  json.begin_object().key("version").value(kVersion).key("client").value(sign_off.client);
  json.key("month").value(sign_off.month).key("by").value(sign_off.by).key("at").value(sign_off.at);
  json.key("zone").value(sign_off.zone);
  if (!sign_off.key.empty()) json.key("key").value(sign_off.key);
  json.key("clocks").begin_array();
  for (const SignedClock& clock : sign_off.clocks) write(json, clock);
  return json.end_array().end_object().text();
}

std::optional<SignOff> sign_off_from_json(std::string_view text) {
  constexpr document::Limits kLimits{std::size_t{64} << 20, 8};
  const auto node = document::parse_json(text, "sign-off", kLimits);
  if (!node) return std::nullopt;
  Reader reader;
  if (reader.member(*node, "version").as_integer() != kVersion) return std::nullopt;
  SignOff read;
  read.client = reader.text(*node, "client");
  read.month = reader.text(*node, "month");
  read.by = reader.text(*node, "by");
  read.at = reader.instant(*node, "at");
  read.zone = reader.text(*node, "zone");
  if (const auto* key = node->find("key"); key != nullptr) read.key = key->text;
  for (const Node& item : reader.member(*node, "clocks").items) read.clocks.push_back(reader.clock(item));
  if (!reader.good() || !parse_month(read.month)) return std::nullopt;
  return read;
}

std::string fingerprint(const model::Incident& incident, Instant then) {
  Hash hash;
  hash.add(incident.created.time_since_epoch().count());
  hash.add(to_string(incident.by));
  hash.add(incident.status);
  hash.add(incident.priority);
  hash.add(incident.department);
  std::vector<const model::SlaEvent*> events;
  for (const model::SlaEvent& event : incident.events) {
    if (event.at <= then) events.push_back(&event);
  }
  std::stable_sort(events.begin(), events.end(), [](const auto* a, const auto* b) { return a->at < b->at; });
  for (const model::SlaEvent* event : events) add(hash, *event);
  return hash.text();
}

std::string corrections_fingerprint(const model::Incident& incident, Instant then) {
  Hash hash;
  for (const model::Correction& correction : incident.corrections) {
    if (correction.entered > then) continue;
    hash.add(to_string(correction.type));
    for (const auto& instant : {correction.from, correction.until}) {
      hash.add(instant ? instant->time_since_epoch().count() : std::int64_t{0});
    }
  }
  return hash.text();
}

void sign(SignOff& sign_off, const calendar::Zone& zone, const Record& record, const Judged& judged) {
  const std::string client = client_of(record, judged);
  if (client != sign_off.client) return;
  for (const Outcome& outcome : outcomes(record, judged, sign_off.at)) {
    if (outcome.open() || format_month(zone.local_date(outcome.counted_at)) != sign_off.month) continue;
    sign_off.clocks.push_back(
        {record.incident.id, outcome.clock, outcome.standing, outcome.rule, outcome.counted_at,
         outcome.judgement.target, outcome.judgement.elapsed, fingerprint(record.incident, sign_off.at),
         corrections_fingerprint(record.incident, sign_off.at), outcome.counted_cycle()});
  }
}

}  // namespace estafeta::sla
