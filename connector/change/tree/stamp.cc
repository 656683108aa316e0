#include "connector/change/tree/stamp.h"

#include <charconv>
#include <sstream>
#include <vector>

#include "connector/model/markup.h"

namespace estafeta::change {

namespace {

constexpr std::string_view kPage = "Change-";

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(at), text.size());
    auto part = text.substr(0, end);
    while (!part.empty() && (part.back() == '\r' || part.back() == ' ')) part.remove_suffix(1);
    if (!part.empty()) parts.push_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::pair<std::string, std::string> cut(std::string_view text, char at) {
  const auto place = text.find(at);
  if (place == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, place)), std::string(text.substr(place + 1))};
}

void parse_tasks(std::string_view words, Stamp& stamp) {
  for (const auto word : split(words, ' ')) {
    const auto [key, id] = cut(word, '=');
    if (const auto value = number<std::int64_t>(id)) stamp.tasks[key] = base::IssueId{*value};
  }
}

void parse_review(std::string_view words, Stamp& stamp) {
  for (const auto word : split(words, ' ')) {
    if (const auto id = number<std::int64_t>(word)) stamp.review.insert(base::IssueId{*id});
  }
}

void parse_origin(std::string_view line, Stamp& stamp) {
  const auto words = split(line, ' ');
  if (words.size() < 2 || words[1].front() != 'v') return;
  const auto version = number<int>(words[1].substr(1));
  if (!version) return;
  stamp.template_name = words[0];
  stamp.version = *version;
  if (words.size() > 2) stamp.hash = words[2];
}

void parse_line(std::string_view line, Stamp& stamp) {
  const auto [name, rest] = cut(line, ':');
  if (line.starts_with(model::kRecordPage)) {
    stamp.page = line.substr(model::kRecordPage.size());
  } else if (name == "review") {
    parse_review(rest, stamp);
  } else if (name == "tasks") {
    stamp.made = true;
    parse_tasks(rest, stamp);
  } else if (name == "change") {
    const auto words = split(rest, ' ');
    const auto id = words.empty() ? std::nullopt : number<std::int64_t>(words.front());
    if (id) stamp.change = base::IssueId{*id};
  } else if (name == "edges") {
    for (const auto word : split(rest, ' ')) stamp.edges.insert(cut(word, '>'));
  } else if (name == "told") {
    for (const auto word : split(rest, ' ')) stamp.told.emplace(word);
  } else {
    parse_origin(line, stamp);
  }
}

}  // namespace

Stamp parse_stamp(std::string_view text) {
  Stamp stamp;
  for (const auto line : split(text, '\n')) {
    if (line.front() != ' ') parse_line(line, stamp);
  }
  return stamp;
}

bool holds_foreign_stamp(const model::Issue& change) {
  const auto stamp = parse_stamp(change.field(model::Field::change_plan));
  if (stamp.change) return *stamp.change != change.id;
  // Without an id the page tells: its name is that of the change.
  const auto page = stamp.page.substr(stamp.page.find(':') + 1);
  return page.starts_with(kPage) && page != plan_page(change.id);
}

Stamp stamp_of(const model::Issue& change) {
  return holds_foreign_stamp(change) ? Stamp{} : parse_stamp(change.field(model::Field::change_plan));
}

std::string format_stamp(const Stamp& stamp) {
  std::ostringstream text;
  if (!stamp.page.empty()) text << model::kRecordPage << stamp.page << '\n';
  if (!stamp.review.empty()) text << "review:";
  for (const auto id : stamp.review) text << ' ' << id.value;
  if (!stamp.review.empty()) text << '\n';
  if (!stamp.made) return text.str();
  if (stamp.change) text << "change: " << stamp.change->value << '\n';
  if (!stamp.template_name.empty()) {
    text << stamp.template_name << " v" << stamp.version << ' ' << stamp.hash << '\n';
  }
  text << "tasks:";
  for (const auto& [key, id] : stamp.tasks) text << ' ' << key << '=' << id.value;
  text << "\nedges:";
  for (const auto& [from, to] : stamp.edges) text << ' ' << from << '>' << to;
  if (!stamp.told.empty()) text << "\ntold:";
  for (const auto& word : stamp.told) text << ' ' << word;
  text << '\n';
  return text.str();
}

void go_over(Stamp& stamp, const model::DesiredChange& desired) {
  std::erase_if(stamp.told, [](const auto& word) { return word.starts_with(kGoingOver); });
  stamp.told.insert(std::string(kGoingOver) + origin_name(desired));
}

std::optional<std::string> goes_over_to(const Stamp& stamp) {
  for (const auto& word : stamp.told) {
    if (word.starts_with(kGoingOver)) return word.substr(kGoingOver.size());
  }
  return std::nullopt;
}

std::string complete_stamp(std::string_view text, const std::map<std::string, base::IssueId>& made) {
  auto stamp = parse_stamp(text);
  for (auto& [key, id] : stamp.tasks) {
    const auto found = made.find(key);
    if (id.value == 0 && found != made.end()) id = found->second;
  }
  return format_stamp(stamp);
}

std::string revised_key(const std::string& key) {
  return revision_of(key) == 0 ? "" : key.substr(0, key.rfind('/'));
}

int revision_of(std::string_view key) {
  const auto slash = key.rfind("/r");
  int number = 0;
  if (slash == std::string_view::npos) return 0;
  const auto digits = key.substr(slash + 2);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

std::string plan_page(base::IssueId change) {
  return std::string(kPage) + base::to_string(change);
}

std::string origin_name(const model::DesiredChange& desired) {
  return "estafeta-" + desired.template_name + "-v" + std::to_string(desired.version) + "-" +
         desired.hash.substr(0, 12) + ".json";
}

}  // namespace estafeta::change
