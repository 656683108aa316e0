// Issues of the fake tracker as a Redmine's REST interface shows them.
#pragma once

#include <string>

#include "connector/document/json_writer.h"
#include "connector/model/issue.h"
#include "tests/fake/redmine_names.h"
#include "tests/fake/world.h"

namespace estafeta::tracker::fake {

// Of one world and its names, which must outlive it. One thread.
class RedmineJson {
 public:
  RedmineJson(const World& world, RedmineNames& names) : world_(world), names_(names) {}

  // `issue` as World::read() or World::list() gives it; what a list lacks is left out.
  void issue(document::JsonWriter& json, const model::Issue& issue) const;
  static void relation(document::JsonWriter& json, std::int64_t id, base::IssueId from, base::IssueId to,
                       const char* type);
  void attachments(document::JsonWriter& json, const std::vector<model::Attachment>& files) const;

 private:
  void history(document::JsonWriter& json, const model::Issue& issue) const;
  void details(document::JsonWriter& json, const model::Issue& issue, const model::Event& event) const;
  void field(document::JsonWriter& json, const model::FieldChange& change) const;
  void relations(document::JsonWriter& json, const model::Issue& issue) const;
  void custom_fields(document::JsonWriter& json, const model::Issue& issue) const;

  const World& world_;
  RedmineNames& names_;
};

}  // namespace estafeta::tracker::fake
