// Documents by Estafeta's plugin (/estafeta/documents.json); stock Redmine keeps none.
//
// Errors as the ports'. Not safe for several threads.
#pragma once

#include <string>
#include <utility>

#include "connector/tracker/documents.h"
#include "connector/tracker/redmine/plugin.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

class RedmineDocuments : public Documents {
 public:
  // `zone`: in which sentences of documents tell times; pages tell theirs in the same one.
  RedmineDocuments(Rest& rest, Plugin& plugin, std::string zone)
      : rest_(rest), plugin_(plugin), zone_(std::move(zone)) {}

  bool keeps_documents() override { return plugin_.offers(Ability::views); }
  base::Result<std::map<std::string, std::string>> digests() override;
  base::Status publish(const std::vector<Document>& documents, const std::vector<std::string>& dropped,
                       base::Instant seen) override;

 private:
  Rest& rest_;
  Plugin& plugin_;
  const std::string zone_;
};

}  // namespace estafeta::tracker::redmine
