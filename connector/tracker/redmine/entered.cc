#include "connector/tracker/redmine/entered.h"

#include "connector/document/json.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

namespace {

constexpr const char* kSettings = "/estafeta/settings.json";

}  // namespace

base::Result<EnteredText> RedmineEntered::entered() {
  if (!plugin_.offers(Ability::settings))
    return base::fail(base::Code::not_found, base::Phrase("tracker.no_settings"));
  const auto answer = rest_.get(kSettings);
  if (!answer) {
    plugin_.failed(Ability::settings);
    return base::fail(answer.error());
  }
  const auto version = text_at(*answer, {"version"});
  if (version.empty()) return base::fail(not_understood(kSettings));
  return EnteredText{version, document::to_json(*answer)};
}

}  // namespace estafeta::tracker::redmine
