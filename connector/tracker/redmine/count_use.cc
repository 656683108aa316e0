#include "connector/tracker/redmine/count_use.h"

#include <algorithm>

#include "connector/tracker/redmine/survey.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

namespace {

using document::Node;

class Counter {
 public:
  Counter(const Node& issue, const std::map<std::string, std::string>& status_names, Use& use)
      : issue_(issue), names_(status_names), use_(use) {}

  void count() {
    ++use_.issues;
    for (const Node& journal : items_at(issue_, "journals")) journals_.push_back(&journal);
    std::sort(journals_.begin(), journals_.end(),
              [](const Node* a, const Node* b) { return integer_at(*a, {"id"}) < integer_at(*b, {"id"}); });
    author_ = text_at(issue_, {"author", "id"});
    if (PersonUse* author = person(issue_.find("author"))) ++author->reported;
    count_statuses();
    count_projects();
    count_people();
  }

 private:
  std::string status(const std::string& id) const {
    const auto known = names_.find(id);
    return known == names_.end() ? "#" + id : known->second;
  }

  // The values an attribute took, the one at creation first.
  std::vector<std::string> values(const std::string& attribute, const std::string& now) const {
    std::vector<std::string> after;
    std::optional<std::string> first;
    for (const Node* journal : journals_) {
      for (const Node& detail : items_at(*journal, "details")) {
        if (text_at(detail, {"property"}) != "attr" || text_at(detail, {"name"}) != attribute) continue;
        if (!first) first = text_at(detail, {"old_value"});
        after.push_back(text_at(detail, {"new_value"}));
      }
    }
    after.insert(after.begin(), first.value_or(now));
    return after;
  }

  void count_statuses() {
    const std::string now = text_at(issue_, {"status", "id"});
    const auto taken = values("status_id", now);
    ++use_.statuses[status(now)].now;
    ++use_.statuses[status(taken.front())].first;
    for (std::size_t i = 1; i < taken.size(); ++i) ++use_.statuses[status(taken[i])].entered;
  }

  void count_projects() {
    const std::string now = text_at(issue_, {"project", "id"});
    ++use_.projects[now];
    const std::string first = values("project_id", now).front();
    if (first != now) ++use_.projects[first];
  }

  void count_people() {
    for (const Node* journal : journals_) {
      PersonUse* who = person(journal->find("user"));
      if (who == nullptr) continue;
      const bool others = text_at(*journal, {"user", "id"}) != author_;
      if (!text_at(*journal, {"notes"}).empty()) ++who->commented;
      for (const Node& detail : items_at(*journal, "details")) {
        if (others && text_at(detail, {"name"}) == "status_id") ++who->moved;
      }
    }
    const std::string assignee = text_at(issue_, {"assigned_to", "id"});
    for (const std::string& id : values("assigned_to_id", assignee)) {
      if (!id.empty() && id != author_) ++use_.people[{id}].assigned;
    }
    if (const auto who = decode_principal(issue_.find("assigned_to"))) use_.people[who->id].name = who->name;
  }

  PersonUse* person(const Node* node) {
    const auto who = decode_principal(node);
    if (!who || who->id.value.empty()) return nullptr;
    PersonUse& use = use_.people[who->id];
    use.name = who->name;
    use.projects.insert(text_at(issue_, {"project", "id"}));
    return &use;
  }

  const Node& issue_;
  const std::map<std::string, std::string>& names_;
  Use& use_;
  std::vector<const Node*> journals_;
  std::string author_;
};

}  // namespace

void count_use(const Node& issue, const std::map<std::string, std::string>& status_names, Use& use) {
  Counter(issue, status_names, use).count();
}

}  // namespace estafeta::tracker::redmine
