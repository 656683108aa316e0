#include "connector/store/memory_store.h"

#include <algorithm>
#include <map>
#include <utility>

#include "connector/store/above.h"
#include "connector/store/store.h"

namespace estafeta::store {

namespace {

using Visit = std::function<void(const IncidentRecord&)>;

class MemoryStore : public Store {
 public:
  explicit MemoryStore(std::unique_ptr<Store> below = nullptr) : below_(std::move(below)) {}

  base::Status begin_batch() override { return {}; }
  base::Status end_batch() override { return {}; }
  base::Result<std::optional<std::string>> part_of(base::IssueId issue) override {
    const auto found = parts_.find(issue);
    if (found != parts_.end()) return found->second;
    return below_ ? below_->part_of(issue) : std::nullopt;
  }
  base::Status set_part(base::IssueId issue, const std::string& part) override {
    parts_[issue] = part;
    return {};
  }
  void show_due_of(std::optional<std::set<std::string>> parts) override { shown_ = std::move(parts); }
  base::Result<std::optional<std::string>> value(const std::string& name) override {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    return found->second;
  }
  base::Status set_value(const std::string& name, const std::string& text) override {
    values_[name] = text;
    return {};
  }
  base::Status begin_intent(const Intent& intent) override {
    intents_[intent.key] = intent.begun;
    return {};
  }
  base::Status end_intent(const std::string& key) override {
    intents_.erase(key);
    return {};
  }
  base::Result<std::vector<Intent>> open_intents() override {
    std::vector<Intent> open;
    for (const auto& [key, begun] : intents_) open.push_back({key, begun});
    return open;
  }
  base::Status set_incident(const IncidentRecord& record) override {
    incidents_[record.issue] = record;
    return {};
  }
  base::Result<std::optional<IncidentRecord>> incident(base::IssueId issue) override {
    const auto found = incidents_.find(issue);
    if (found != incidents_.end()) return found->second;
    if (below_) return below_->incident(issue);
    return std::nullopt;
  }
  base::Status each_incident(const Visit& visit) override {
    return each_above(
        [this](const Visit& below) { return below_ ? below_->each_incident(below) : base::Status(); }, visit);
  }
  base::Status each_incident_in_trouble(const Visit& visit) override {
    const auto in_trouble = [&visit](const IncidentRecord& record) {
      if (record.in_trouble) visit(record);
    };
    return each_above(
        [this](const Visit& below) {
          return below_ ? below_->each_incident_in_trouble(below) : base::Status();
        },
        in_trouble);
  }
  base::Status set_card(base::IssueId change, const std::string& text) override {
    if (text.empty()) {
      cards_.erase(change);
    } else {
      cards_[change] = text;
    }
    return {};
  }
  base::Status each_card(
      const std::function<void(base::IssueId change, const std::string& text)>& visit) override {
    for (const auto& [change, text] : cards_) visit(change, text);
    return {};
  }
  base::Status look_again(base::IssueId issue, std::optional<base::Instant> at) override {
    if (at) {
      again_[issue] = *at;
    } else {
      again_.erase(issue);
    }
    return {};
  }
  base::Result<std::vector<base::IssueId>> due(base::Instant now) override {
    std::vector<std::pair<base::Instant, base::IssueId>> come;
    for (const auto& [issue, at] : again_) {
      if (at <= now && is_shown(issue)) come.emplace_back(at, issue);
    }
    std::sort(come.begin(), come.end());
    std::vector<base::IssueId> issues;
    for (const auto& [at, issue] : come) issues.push_back(issue);
    return issues;
  }

  base::Result<std::optional<base::Instant>> next_due() override {
    std::optional<base::Instant> next;
    for (const auto& [issue, at] : again_) {
      if (is_shown(issue)) next = std::min(next.value_or(at), at);
    }
    return next;
  }

  base::Status set_waiting(const Waiting& waiting) override {
    waiting_[waiting.issue] = waiting;
    return {};
  }
  base::Status end_waiting(base::IssueId issue) override {
    waiting_.erase(issue);
    return {};
  }
  base::Result<std::vector<Waiting>> waiting() override {
    std::vector<Waiting> all;
    for (const auto& [issue, one] : waiting_) all.push_back(one);
    return all;
  }
  base::Status set_refusal(const Refusal& refusal) override {
    refusals_[refusal.issue] = refusal;
    return {};
  }
  base::Status end_refusal(base::IssueId issue) override {
    refusals_.erase(issue);
    return {};
  }
  base::Result<std::vector<Refusal>> refusals() override {
    std::vector<Refusal> all;
    for (const auto& [issue, one] : refusals_) all.push_back(one);
    return all;
  }

 private:
  bool is_shown(base::IssueId issue) const {
    const auto part = parts_.find(issue);
    return !shown_ || part == parts_.end() || shown_->contains(part->second);
  }
  // Ours in their places among those of `each_below`, by id.
  base::Status each_above(const std::function<base::Status(const Visit&)>& each_below,
                          const Visit& visit) const {
    Above<IncidentRecord> above(incidents_,
                                [&](base::IssueId, const IncidentRecord& record) { visit(record); });
    const auto done = each_below([&](const IncidentRecord& record) {
      if (above.shows(record.issue)) visit(record);
    });
    above.finish();
    return done;
  }

  std::unique_ptr<Store> below_;  // may be null
  std::optional<std::set<std::string>> shown_;
  std::map<base::IssueId, std::string> parts_;
  std::map<std::string, std::string> values_;
  std::map<std::string, base::Instant> intents_;
  std::map<base::IssueId, IncidentRecord> incidents_;
  std::map<base::IssueId, std::string> cards_;
  std::map<base::IssueId, base::Instant> again_;
  std::map<base::IssueId, Waiting> waiting_;
  std::map<base::IssueId, Refusal> refusals_;
};

}  // namespace

std::unique_ptr<Store> in_memory() {
  return std::make_unique<MemoryStore>();
}

std::unique_ptr<Store> in_memory_above(std::unique_ptr<Store> incidents) {
  return std::make_unique<MemoryStore>(std::move(incidents));
}

}  // namespace estafeta::store
