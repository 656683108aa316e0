// A Store that forgets what it is told: what a dry run uses, so that it leaves nothing behind.
#pragma once

#include <utility>

#include "connector/store/store.h"

namespace estafeta::service {

class ReadOnlyStore : public store::Store {
 public:
  explicit ReadOnlyStore(store::Store& inner) : inner_(inner) {}

  base::Status begin_batch() override { return {}; }
  base::Status end_batch() override { return {}; }
  base::Result<std::optional<std::string>> part_of(base::IssueId issue) override {
    return inner_.part_of(issue);
  }
  base::Status set_part(base::IssueId, const std::string&) override { return {}; }
  void show_due_of(std::optional<std::set<std::string>> parts) override {
    inner_.show_due_of(std::move(parts));
  }
  base::Result<std::optional<std::string>> value(const std::string& name) override {
    return inner_.value(name);
  }
  base::Status set_value(const std::string&, const std::string&) override { return {}; }
  base::Status begin_intent(const store::Intent&) override { return {}; }
  base::Status end_intent(const std::string&) override { return {}; }
  base::Result<std::vector<store::Intent>> open_intents() override { return inner_.open_intents(); }
  base::Status set_incident(const store::IncidentRecord&) override { return {}; }
  base::Result<std::optional<store::IncidentRecord>> incident(base::IssueId issue) override {
    return inner_.incident(issue);
  }
  base::Status each_incident(const std::function<void(const store::IncidentRecord&)>& visit) override {
    return inner_.each_incident(visit);
  }
  base::Status each_incident_in_trouble(
      const std::function<void(const store::IncidentRecord&)>& visit) override {
    return inner_.each_incident_in_trouble(visit);
  }
  base::Status set_card(base::IssueId, const std::string&) override { return {}; }
  base::Status each_card(
      const std::function<void(base::IssueId change, const std::string& text)>& visit) override {
    return inner_.each_card(visit);
  }
  base::Status look_again(base::IssueId, std::optional<base::Instant>) override { return {}; }
  base::Result<std::vector<base::IssueId>> due(base::Instant now) override { return inner_.due(now); }
  base::Result<std::optional<base::Instant>> next_due() override { return inner_.next_due(); }
  base::Status set_waiting(const store::Waiting&) override { return {}; }
  base::Status end_waiting(base::IssueId) override { return {}; }
  base::Result<std::vector<store::Waiting>> waiting() override { return inner_.waiting(); }
  base::Status set_refusal(const store::Refusal&) override { return {}; }
  base::Status end_refusal(base::IssueId) override { return {}; }
  base::Result<std::vector<store::Refusal>> refusals() override { return inner_.refusals(); }

 private:
  store::Store& inner_;
};

}  // namespace estafeta::service
