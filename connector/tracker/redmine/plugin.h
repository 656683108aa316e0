// Estafeta's plugin inside Redmine (install/redmine_estafeta), if it is there: what it offers.
//
// It is asked when something of it is first wanted, and again some minutes later, so that a plugin that was
// put in or taken out meanwhile is noticed. All that it offers can be done without it: who finds it failing
// says so and goes on over stock REST. Not safe for several threads.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "connector/tracker/redmine/rest.h"

namespace estafeta::tracker::redmine {

enum class Ability {
  apply,     // writes without the mails nobody needs (apply.h)
  feed,      // the histories of many issues in one request (feed.h)
  cursor,    // what changed since a cursor, with histories (feed.h)
  views,     // documents of which it draws pages (documents.h)
  settings,  // windows, freezes and absences that people enter (entered.h)
};

class Plugin {
 public:
  // `use`: false to do without it whatever it offers. Both must outlive it.
  Plugin(Rest& rest, const base::Clock& clock, bool use) : rest_(rest), clock_(clock), use_(use) {}

  bool offers(Ability ability);
  // It is gone, or did not answer as it should: without it until it is asked again.
  void failed();
  // The same of one thing alone, which nothing else hangs on.
  void failed(Ability ability) { abilities_.erase(ability); }

 private:
  void ask();

  Rest& rest_;
  const base::Clock& clock_;
  bool use_;
  std::optional<std::chrono::milliseconds> asked_;  // by the steady clock
  std::set<Ability> abilities_;
};

}  // namespace estafeta::tracker::redmine
