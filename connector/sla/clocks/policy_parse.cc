#include "connector/sla/clocks/policy_parse.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include "connector/document/nearest.h"
#include "connector/sla/clocks/policy.h"
#include "connector/sla/clocks/warning.h"

namespace estafeta::sla {

namespace {

using base::Diagnostics;
using base::Location;
using base::Phrase;
using document::Node;
using model::State;

// Sums of elapsed seconds over this many parts stay far within 128 bits.
constexpr std::int64_t kMostParts = std::int64_t{1} << 60;

std::vector<StatusMatch> ended() {
  return {{State::resolved, {}}, {State::closed, {}}, {State::cancelled, {}}};
}

ClockRule response_rule() {
  ClockRule rule;
  rule.name = "response";
  rule.stop_on_staff_comment = true;
  rule.stop_on_left_new = true;
  rule.stop_in = ended();
  return rule;
}

ClockRule resolution_rule() {
  ClockRule rule;
  rule.name = "resolution";
  rule.stop_in = ended();
  rule.pause_in = {{State::on_hold, {}}};
  return rule;
}

constexpr std::array<std::string_view, 5> kOfIssues{"priority", "client", "project", "tracker", "category"};

// What an attribute of `when` may be called: Estafeta's fields, and what every issue has.
bool is_attribute(std::string_view name) {
  return std::find(kOfIssues.begin(), kOfIssues.end(), name) != kOfIssues.end() || model::field_from(name);
}

std::vector<std::string> attribute_words() {
  std::vector<std::string> words(kOfIssues.begin(), kOfIssues.end());
  for (int i = 0; i < model::kFieldCount; ++i) words.emplace_back(to_string(static_cast<model::Field>(i)));
  return words;
}

std::vector<std::string> status_words() {
  std::vector<std::string> words;
  for (int i = static_cast<int>(State::fresh); i <= static_cast<int>(State::cancelled); ++i)
    words.emplace_back(to_string(static_cast<State>(i)));
  for (const model::HoldReason reason : model::kHoldReasons)
    words.push_back("on_hold:" + std::string(to_string(reason)));
  return words;
}

bool is_name(std::string_view text) {
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos;
}

// `8h`; `2bd`, `2bd_end`, `end_of_day`.
std::optional<Amount> parse_amount(std::string_view text) {
  if (const auto time = base::parse_duration(text)) return Amount{Amount::Kind::time, *time, 0};
  if (text == "end_of_day") return Amount{Amount::Kind::closing, base::Seconds(0), 0};
  Amount amount{Amount::Kind::same_time, base::Seconds(0), 0};
  constexpr std::string_view kEnd = "_end";
  if (text.ends_with(kEnd)) {
    amount.kind = Amount::Kind::closing;
    text.remove_suffix(kEnd.size());
  }
  constexpr int kMostDays = 1000;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), amount.days);
  const bool is_days = error == std::errc() && std::string_view(rest, text.data() + text.size()) == "bd";
  if (!is_days || text.front() == '-' || amount.days < 1 || amount.days > kMostDays) return std::nullopt;
  return amount;
}

std::optional<StatusMatch> parse_status_match(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto state = model::state_from(text.substr(0, colon));
  if (!state || *state == State::unknown) return std::nullopt;
  if (colon == std::string_view::npos) return StatusMatch{*state, std::nullopt};
  const auto reason = model::hold_reason_from(text.substr(colon + 1));
  if (*state != State::on_hold || !reason || *reason == model::HoldReason::none) return std::nullopt;
  return StatusMatch{*state, reason};
}

template <typename Table>
std::vector<std::string> words_of(const Table& table) {
  std::vector<std::string> words;
  for (const auto& [word, read] : table) words.emplace_back(word);
  return words;
}

class PolicyReader {
 public:
  PolicyReader(const calendar::CalendarSet& calendars, Diagnostics& diagnostics)
      : calendars_(calendars), diagnostics_(diagnostics) {}

  Policy read(const Node& node) {
    policy_.clocks = {response_rule(), resolution_rule()};
    if (const Node* clocks = node.find("clocks")) read_clocks(*clocks);  // targets name them
    // How a target in days counts depends on it.
    if (const Node* retarget = node.find("on_retarget")) read_on_retarget(*retarget);
    for (const auto& [key, value] : node.entries) read_entry(key, value);
    if (node.find("targets") == nullptr) problem(node.where, "sla.targets_missing");
    if (policy_.carry_fraction) find_parts(node.where);
    return std::move(policy_);
  }

 private:
  // The keys there are, each with what reads it.
  static const std::array<std::pair<std::string_view, void (PolicyReader::*)(const Node&)>, 6> kKeys;
  static const std::array<std::pair<std::string_view, void (PolicyReader::*)(ClockRule&, const Node&)>, 10>
      kSettings;

  void problem(const Location& where, const char* key) {
    diagnostics_.push_back({base::Severity::error, Phrase(key), where});
  }
  void problem(const Location& where, const char* key, std::string text) {
    diagnostics_.push_back({base::Severity::error, Phrase(key, {{"text", std::move(text)}}), where});
  }

  // With what may have been meant, where something is near enough.
  void unknown(const Location& where, const std::string& key, const std::string& text,
               const std::vector<std::string>& known) {
    const std::string near = document::nearest(text, known);
    base::Phrase what(near.empty() ? key : key + "_near", {{"text", text}});
    if (!near.empty()) what.values.emplace_back("near", near);
    diagnostics_.push_back({base::Severity::error, std::move(what), where});
  }

  // The place of the value among the words, 0 if it is none of them (which is reported).
  std::size_t read_word(const Node& value, std::initializer_list<std::string_view> words) {
    const auto found = std::find(words.begin(), words.end(), value.text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    diagnostics_.push_back(
        {base::Severity::error,
         Phrase("sla.word_unknown",
                {{"text", value.text}, {"words", std::vector<std::string>(words.begin(), words.end())}}),
         value.where});
    return 0;
  }

  void unknown_key(const Node::Key& key, const char* message, std::vector<std::string> known) {
    diagnostics_.push_back({base::Severity::error,
                            Phrase(message, {{"text", key.text}, {"known", std::move(known)}}), key.where});
  }

  void read_entry(const Node::Key& key, const Node& value) {
    for (const auto& [word, read] : kKeys) {
      if (key.text == word) return (this->*read)(value);
    }
    unknown_key(key, "sla.policy_key_unknown", words_of(kKeys));
  }

  void read_elsewhere(const Node&) {}

  void read_on_retarget(const Node& value) {
    policy_.carry_fraction = read_word(value, {"retroactive", "carry_fraction"}) == 1;
  }

  void read_warn_at(const Node& value) { policy_.warn_at = read_warnings(value, diagnostics_); }

  void read_credits_of(const Node& value) {
    std::vector<std::string> clocks;
    for (const ClockRule& clock : policy_.clocks) clocks.push_back(clock.name);
    policy_.credits = read_credits(value, clocks, calendars_, diagnostics_);
  }

  void read_clocks(const Node& value) {
    clocks_known_ = value.is_map() || value.is_null();
    if (!clocks_known_) return problem(value.where, "sla.clocks_not_a_map");
    for (const auto& [key, rule] : value.entries) {
      if (!is_name(key.text) || key.text == "when" || key.text == "calendar") {
        problem(key.where, "sla.clock_name_bad", key.text);
        refused_clocks_.insert(key.text);
        continue;
      }
      ClockRule& clock = clock_named(key.text);
      const auto problems_before = diagnostics_.size();
      if (!rule.is_map() && !rule.is_null()) problem(rule.where, "sla.clock_not_a_map", key.text);
      if (const Node* kind = rule.find("kind")) read_kind(clock, *kind);
      for (const auto& [word, setting] : rule.entries) read_setting(clock, word, setting);
      check_start(key.text, rule);
      if (diagnostics_.size() > problems_before) continue;  // what stops it may be what was wrong
      if (clock.stop_in.empty() && !clock.stop_on_staff_comment && !clock.stop_on_left_new) {
        problem(key.where, "sla.clock_never_stops", key.text);
      }
    }
  }

  // Of two lines that say when it starts, one would be passed over.
  void check_start(const std::string& clock, const Node& rule) {
    const Node* on = rule.find("on");
    if (on != nullptr && rule.find("start_in") != nullptr)
      problem(on->where, "sla.clock_starts_twice", clock);
  }

  ClockRule& clock_named(const std::string& name) {
    for (ClockRule& clock : policy_.clocks) {
      if (clock.name == name) return clock;
    }
    policy_.clocks.emplace_back().name = name;
    return policy_.clocks.back();
  }

  void read_setting(ClockRule& clock, const Node::Key& word, const Node& value) {
    for (const auto& [known, read] : kSettings) {
      if (word.text != known) continue;
      if (!suits(clock, word.text)) return unsuited(clock, word);
      return (this->*read)(clock, value);
    }
    unknown_key(word, "sla.clock_key_unknown", words_of(kSettings));
  }

  void read_setting_elsewhere(ClockRule&, const Node&) {}

  // It settles what the other settings may be, and what they are if nothing is said.
  void read_kind(ClockRule& clock, const Node& value) {
    if (clock.name == "response" || clock.name == "resolution") {
      return problem(value.where, "sla.kind_of_default_clock", clock.name);
    }
    clock.kind = read_word(value, {to_string(ClockKind::next_reply), to_string(ClockKind::update)}) == 0
                     ? ClockKind::next_reply
                     : ClockKind::update;
    clock.stop_in = ended();
  }

  // What starts and stops a cycle is settled by its kind.
  static bool suits(const ClockRule& clock, std::string_view setting) {
    constexpr std::array<std::string_view, 5> kOfOnce{"on", "start_in", "stop_on", "on_reopen",
                                                      "staff_created"};
    if (setting == "from_creation") return clock.kind == ClockKind::next_reply;
    return !clock.runs_in_cycles() || std::find(kOfOnce.begin(), kOfOnce.end(), setting) == kOfOnce.end();
  }

  void unsuited(const ClockRule& clock, const Node::Key& word) {
    diagnostics_.push_back({base::Severity::error,
                            Phrase("sla.clock_key_unsuited",
                                   {{"text", word.text}, {"kind", std::string(to_string(clock.kind))}}),
                            word.where});
  }

  void read_from_creation(ClockRule& clock, const Node& value) {
    clock.from_creation = read_word(value, {"false", "true"}) == 1;
  }

  void read_on(ClockRule& clock, const Node& value) {
    switch (
        read_word(value, {"ready", to_string(StartOn::assigned_to_group), to_string(StartOn::contract)})) {
      case 0:
        clock.start_in = {{State::ready, {}}};
        break;
      case 1:
        clock.start_on = StartOn::assigned_to_group;
        break;
      default:
        clock.start_on = StartOn::contract;
    }
  }

  void read_start_in(ClockRule& clock, const Node& value) { clock.start_in = read_statuses(value); }
  void read_stop_in(ClockRule& clock, const Node& value) { clock.stop_in = read_statuses(value); }
  void read_pause_in(ClockRule& clock, const Node& value) { clock.pause_in = read_statuses(value); }

  void read_resume_on(ClockRule& clock, const Node& value) {
    clock.resume_on_customer_comment = false;
    for (const Node* item : value.values()) {
      read_word(*item, {"customer_comment"});
      clock.resume_on_customer_comment = true;
    }
  }

  void read_on_reopen(ClockRule& clock, const Node& value) {
    clock.new_cycle = read_word(value, {"resume", "new_cycle"}) == 1;
  }

  void read_staff_created(ClockRule& clock, const Node& value) {
    clock.skip_staff_created = read_word(value, {"count", "skip"}) == 1;
  }

  void read_stop_on(ClockRule& clock, const Node& value) {
    clock.stop_on_staff_comment = false;
    clock.stop_on_left_new = false;
    for (const Node* item : value.values()) {
      const bool left_new = read_word(*item, {"staff_comment", "left_new"}) == 1;
      (left_new ? clock.stop_on_left_new : clock.stop_on_staff_comment) = true;
    }
  }

  std::vector<StatusMatch> read_statuses(const Node& value) {
    std::vector<StatusMatch> list;
    if (value.is_map()) problem(value.where, "sla.statuses_not_a_list");
    for (const Node* item : value.values()) {
      if (const auto match = parse_status_match(item->text)) {
        list.push_back(*match);
      } else {
        unknown(item->where, "sla.status_unknown", item->text, status_words());
      }
    }
    return list;
  }

  void read_targets(const Node& value) {
    if (!value.is_list() || value.items.empty()) return problem(value.where, "sla.targets_missing");
    for (const Node& item : value.items) read_target(item);
  }

  void read_target(const Node& node) {
    if (!node.is_map()) return problem(node.where, "sla.target_not_a_map");
    Target target;
    target.amounts.resize(policy_.clocks.size());
    if (const Node* calendar = node.find("calendar")) read_calendar(target, *calendar);  // days are its
    for (const auto& [key, value] : node.entries) {
      if (key.text == "when") {
        read_when(target, value);
      } else if (key.text != "calendar") {
        read_amount(target, key, value);
      }
    }
    if (node.find("calendar") == nullptr) problem(node.where, "sla.calendar_missing");
    policy_.targets.push_back(std::move(target));
  }

  void read_when(Target& target, const Node& value) {
    if (!value.is_map()) return problem(value.where, "sla.when_not_a_map");
    for (const auto& [attribute, wanted] : value.entries) {
      if (attribute.text == "created") {
        read_created(target, wanted);
        continue;
      }
      if (!is_attribute(attribute.text))
        unknown(attribute.where, "sla.attribute_unknown", attribute.text, attribute_words());
      auto& values = target.when[attribute.text];
      for (const Node* item : wanted.values()) values.push_back(item->text);
      if (values.empty()) problem(wanted.where, "sla.when_empty", attribute.text);
    }
  }

  void read_created(Target& target, const Node& value) {
    if (!value.is_map() || value.entries.empty()) return problem(value.where, "sla.created_not_a_map");
    for (const auto& [word, name] : value.entries) {
      if (word.text != "in" && word.text != "out_of") {
        problem(word.where, "sla.created_word_unknown", word.text);
      } else if (const calendar::Calendar* hours = calendar_named(name)) {
        target.created.push_back({word.text == "in", name.text, *hours});
      }
    }
  }

  void read_calendar(Target& target, const Node& value) {
    target.calendar = value.text;
    if (const calendar::Calendar* found = calendar_named(value)) target.hours = *found;
  }

  // Null: there is none, which is reported.
  const calendar::Calendar* calendar_named(const Node& value) {
    if (const calendar::Calendar* found = calendars_.find(value.text)) return found;
    std::vector<std::string> known;
    for (const auto& [name, calendar] : calendars_.all()) known.push_back(name);
    unknown(value.where, "sla.calendar_unknown", value.text, known);
    return nullptr;
  }

  void read_amount(Target& target, const Node::Key& key, const Node& value) {
    const auto clock = std::find_if(policy_.clocks.begin(), policy_.clocks.end(),
                                    [&](const ClockRule& rule) { return rule.name == key.text; });
    const auto amount = parse_amount(value.text);
    if (!amount) problem(value.where, "sla.duration_bad", value.text);
    if (amount && amount->kind != Amount::Kind::time) check_days(target, value);
    if (clock == policy_.clocks.end()) {
      if (!clocks_known_ || refused_clocks_.contains(key.text)) return;  // said already
      std::vector<std::string> known{"when", "calendar"};
      for (const ClockRule& rule : policy_.clocks) known.push_back(rule.name);
      unknown(key.where, "sla.target_key_unknown", key.text, known);
    } else if (amount) {
      target.amounts[static_cast<std::size_t>(clock - policy_.clocks.begin())] = *amount;
    }
  }

  // Days need dates, and shares of targets need to add up.
  void check_days(const Target& target, const Node& value) {
    if (target.calendar == "24x7") {
      problem(value.where, "sla.days_without_dates", value.text);
    } else if (policy_.carry_fraction) {
      problem(value.where, "sla.days_carried", value.text);
    }
  }

  void find_parts(const Location& where) {
    for (std::size_t index = 0; index < policy_.clocks.size(); ++index) {
      ClockRule& clock = policy_.clocks[index];
      if (!policy_.carries(index)) continue;
      for (const Target& target : policy_.targets) {
        const std::int64_t amount = target.amounts[index].time.count();
        if (amount == 0) continue;
        const std::int64_t factor = amount / std::gcd(clock.parts, amount);
        if (factor > kMostParts / clock.parts) return problem(where, "sla.targets_too_uneven", clock.name);
        clock.parts *= factor;
      }
    }
  }

  const calendar::CalendarSet& calendars_;
  Diagnostics& diagnostics_;
  Policy policy_;
  bool clocks_known_ = true;              // `clocks` could be read
  std::set<std::string> refused_clocks_;  // clocks of one's own whose names will not do
};

// `valid_from` is read with the version, `clocks` and `on_retarget` before the targets.
constexpr std::array<std::pair<std::string_view, void (PolicyReader::*)(const Node&)>, 6> PolicyReader::kKeys{
    {{"valid_from", &PolicyReader::read_elsewhere},
     {"targets", &PolicyReader::read_targets},
     {"clocks", &PolicyReader::read_elsewhere},
     {"warn_at", &PolicyReader::read_warn_at},
     {"credits", &PolicyReader::read_credits_of},
     {"on_retarget", &PolicyReader::read_elsewhere}}};

constexpr std::array<std::pair<std::string_view, void (PolicyReader::*)(ClockRule&, const Node&)>, 10>
    PolicyReader::kSettings{{{"kind", &PolicyReader::read_setting_elsewhere},
                             {"from_creation", &PolicyReader::read_from_creation},
                             {"on", &PolicyReader::read_on},
                             {"start_in", &PolicyReader::read_start_in},
                             {"stop_on", &PolicyReader::read_stop_on},
                             {"stop_in", &PolicyReader::read_stop_in},
                             {"pause_in", &PolicyReader::read_pause_in},
                             {"resume_on", &PolicyReader::read_resume_on},
                             {"on_reopen", &PolicyReader::read_on_reopen},
                             {"staff_created", &PolicyReader::read_staff_created}}};

void report(Diagnostics& diagnostics, const Location& where, const char* key, std::string text) {
  diagnostics.push_back({base::Severity::error, Phrase(key, {{"text", std::move(text)}}), where});
}

std::optional<PolicyVersion> parse_version(const Node& node, const calendar::CalendarSet& calendars,
                                           Diagnostics& diagnostics) {
  const Node* begin = node.find("valid_from");
  const auto valid_from = begin == nullptr ? std::nullopt : base::parse_date(begin->text);
  if (!valid_from) {
    report(diagnostics, begin == nullptr ? node.where : begin->where, "sla.valid_from_bad",
           begin == nullptr ? "" : begin->text);
  }
  auto policy = parse_policy(node, calendars, diagnostics);
  if (!valid_from || !policy) return std::nullopt;
  return PolicyVersion{*valid_from, std::move(*policy)};
}

std::vector<PolicyVersion> parse_versions(const std::string& name, const Node& node,
                                          const calendar::CalendarSet& calendars, Diagnostics& diagnostics) {
  std::vector<PolicyVersion> versions;
  if (!node.is_list() || node.items.empty()) report(diagnostics, node.where, "sla.versions_missing", name);
  for (const Node& item : node.items) {
    auto version = parse_version(item, calendars, diagnostics);
    if (!version) continue;
    const bool twice = std::any_of(versions.begin(), versions.end(), [&](const PolicyVersion& other) {
      return other.valid_from == version->valid_from;
    });
    if (twice) report(diagnostics, item.where, "sla.version_twice", base::format_date(version->valid_from));
    versions.push_back(std::move(*version));
  }
  return versions;
}

}  // namespace

std::optional<Policy> parse_policy(const Node& node, const calendar::CalendarSet& calendars,
                                   Diagnostics& diagnostics) {
  Diagnostics found;
  Policy policy;
  if (node.is_map()) {
    policy = PolicyReader(calendars, found).read(node);
  } else {
    found.push_back({base::Severity::error, Phrase("sla.policy_not_a_map"), node.where});
  }
  diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  if (!found.empty()) return std::nullopt;
  return policy;
}

PolicySet parse_policies(const Node& node, const calendar::CalendarSet& calendars, Diagnostics& diagnostics) {
  PolicySet set;
  if (!node.is_map() && !node.is_null()) {
    diagnostics.push_back({base::Severity::error, Phrase("sla.policies_not_a_map"), node.where});
  }
  for (const auto& [key, value] : node.entries) {
    Diagnostics found;
    auto versions = parse_versions(key.text, value, calendars, found);
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
    if (found.empty()) set.add(key.text, std::move(versions));
  }
  return set;
}

}  // namespace estafeta::sla
