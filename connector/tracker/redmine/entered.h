// What people enter in the pages of Estafeta's plugin (/estafeta/settings.json); stock Redmine has no such
// pages.
//
// Errors as the ports'. Not safe for several threads.
#pragma once

#include <string>

#include "connector/tracker/entered.h"
#include "connector/tracker/redmine/plugin.h"
#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

class RedmineEntered : public Entered {
 public:
  RedmineEntered(Rest& rest, Plugin& plugin) : rest_(rest), plugin_(plugin) {}

  std::string told_version() override { return rest_.entered_version(); }
  base::Result<EnteredText> entered() override;

 private:
  Rest& rest_;
  Plugin& plugin_;
};

}  // namespace estafeta::tracker::redmine
