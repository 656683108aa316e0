#include "connector/template/hand_over.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "connector/document/json.h"
#include "connector/document/nearest.h"
#include "connector/document/schema.h"
#include "connector/template/form.h"

namespace estafeta::tmpl {
namespace {

using base::Phrase;
using document::Node;

// As it is filled into texts: lists as people write them, everything else as JSON writes it.
std::string text_of(const Node& value) {
  if (value.kind == Node::Kind::string) return value.text;
  const bool plain_list = value.is_list() && std::all_of(value.items.begin(), value.items.end(),
                                                         [](const Node& item) { return item.is_scalar(); });
  if (!plain_list) return document::to_json(value);
  std::string text;
  for (const auto& item : value.items) text += (text.empty() ? "" : ", ") + text_of(item);
  return text;
}

class HandOverReader {
 public:
  HandOverReader(const std::vector<model::Give>& gives, std::string_view text) : gives_(gives) {
    schemas_.reserve(gives.size());
    for (const auto& give : gives) {
      auto schema = document::parse_json(give.schema, give.name);
      schemas_.push_back(schema ? std::move(*schema) : Node{});
    }
    std::vector<FormField> fields;
    for (std::size_t at = 0; at < gives.size(); ++at)
      fields.push_back({gives[at].name, gives[at].titles, &schemas_[at]});
    entries_ = read_form(text, "", fields, problems_);
  }

  model::HandOver read() {
    for (const auto& entry : entries_) take(entry);
    if (gives_.empty()) return std::move(found_);
    for (const auto& problem : problems_) say(problem);
    for (const auto& give : gives_) {
      if (may_be_empty(give)) continue;
      if (!said_.contains(give.name) && found_.find(give.name) == nullptr) miss(give);
    }
    std::stable_sort(said_at_.begin(), said_at_.end(),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    for (auto& [line, phrase] : said_at_) found_.problems.push_back(std::move(phrase));
    return std::move(found_);
  }

 private:
  bool may_be_empty(const model::Give& give) const {
    const auto& schema = schemas_[static_cast<std::size_t>(&give - gives_.data())];
    return schema.find("type") != nullptr && document::validate(Node{}, schema, give.name).empty();
  }

  void take(const FormEntry& entry) {
    if (entry.kind == FormEntry::Kind::remark) {
      found_.remarks.push_back(entry.typed);
    } else if (entry.kind == FormEntry::Kind::unknown) {
      if (!entry.typed.empty()) found_.values.push_back({entry.name, entry.typed});
    } else if (!entry.value) {
      said_.insert(entry.name);
    } else if (!entry.value->is_null()) {
      check(entry);
    }
  }
  void check(const FormEntry& entry) {
    const auto give = std::find_if(gives_.begin(), gives_.end(),
                                   [&](const model::Give& one) { return one.name == entry.name; });
    const auto& schema = schemas_[static_cast<std::size_t>(give - gives_.begin())];
    auto wrong = document::validate(*entry.value, schema, entry.name);
    if (wrong.empty()) {
      const auto text = text_of(*entry.value);
      const bool is_single = schema.find("enum") != nullptr || entry.value->kind == Node::Kind::integer ||
                             entry.value->kind == Node::Kind::real ||
                             entry.value->kind == Node::Kind::boolean;
      if (!text.empty()) found_.values.push_back({entry.name, text, is_single});
      return;
    }
    problems_.insert(problems_.end(), wrong.begin(), wrong.end());
  }

  void say(const base::Diagnostic& problem) {
    const std::int64_t line = problem.where.line;
    const auto name = name_at(problem);
    if (!name.empty()) said_.insert(name);
    const std::vector<Phrase> why{problem.what};
    said_at_.emplace_back(
        line, name.empty() ? Phrase("hand_over.bad_line", {{"line", line}, {"why", why}})
                           : Phrase("hand_over.unfit", {{"name", name}, {"line", line}, {"why", why}}));
  }
  // Of the last value that begins on that line or above it.
  std::string name_at(const base::Diagnostic& problem) const {
    std::string name;
    for (const auto& entry : entries_) {
      if (entry.where.line > problem.where.line) break;
      name = entry.kind == FormEntry::Kind::field ? entry.name : "";
    }
    if (const auto* at = problem.what.find("at"); name.empty() && at != nullptr)
      return std::get<std::string>(*at);
    return name;
  }

  void miss(const model::Give& give) {
    constexpr std::int64_t kNowhere = 1 << 30;
    for (const auto& entry : entries_) {
      if (entry.kind != FormEntry::Kind::unknown || entry.typed.empty()) continue;
      if (document::nearest(entry.name, {give.name}).empty()) continue;
      const std::int64_t line = entry.where.line;
      said_at_.emplace_back(
          line, Phrase("hand_over.misspelt", {{"name", give.name}, {"line", line}, {"typed", entry.name}}));
      return;
    }
    said_at_.emplace_back(kNowhere,
                          give.title.empty()
                              ? Phrase("hand_over.untitled", {{"name", give.name}})
                              : Phrase("hand_over.missing", {{"name", give.name}, {"title", give.title}}));
  }

  const std::vector<model::Give>& gives_;
  std::vector<Node> schemas_;
  std::vector<FormEntry> entries_;
  base::Diagnostics problems_;
  std::set<std::string> said_;                            // values that are there but cannot be used
  std::vector<std::pair<std::int64_t, Phrase>> said_at_;  // by line
  model::HandOver found_;
};

}  // namespace

model::HandOver read_hand_over(const std::vector<model::Give>& gives, std::string_view text) {
  return HandOverReader(gives, text).read();
}

std::vector<model::PastHandOver> read_past_hand_overs(const std::vector<model::Give>& gives,
                                                      const model::Issue& issue) {
  std::vector<model::PastHandOver> all;
  for (const auto& event : issue.events) {
    for (const auto& change : event.fields) {
      if (change.name != to_string(model::Field::hand_over)) continue;
      if (all.empty()) all.push_back({base::JournalId{0}, read_hand_over(gives, change.from)});
      all.push_back({event.journal, read_hand_over(gives, change.to)});
    }
  }
  if (all.empty())
    all.push_back({base::JournalId{0}, read_hand_over(gives, issue.field(model::Field::hand_over))});
  return all;
}

}  // namespace estafeta::tmpl
