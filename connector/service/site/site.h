// A site: its settings, mappings, policies and templates, all read and checked. What everything in service/
// is given; immutable once loaded.
#pragma once

#include <map>
#include <set>
#include <string>

#include "connector/base/diagnostic.h"
#include "connector/calendar/zone.h"
#include "connector/change/tree/situation.h"
#include "connector/config/mappings.h"
#include "connector/config/settings.h"
#include "connector/config/templates.h"
#include "connector/messages/catalogue.h"
#include "connector/model/markup.h"
#include "connector/model/register.h"
#include "connector/views/organisation.h"

namespace estafeta::service {

struct Site {
  config::Settings settings;
  config::Mappings mappings;
  std::map<std::string, config::TemplateFile> templates;  // by the template's name
  change::Rules rules;
  model::Register registered;             // as people keep it in the tracker
  const model::Markup* markup = nullptr;  // of the tracker; there in every loaded site
  // What the files say now and is not in force because it is wrong; people are shown it.
  base::Diagnostics refused = {};

  // Speaks as the tracker's issues do: the site's language, markup with values escaped, the site's zone.
  // The speaker holds while the site does and does not move.
  messages::Speaker in_tracker() const;
  // The same in another language of the catalogue.
  messages::Speaker in_tracker(const std::string& language) const;
  // The same without markup, for fields and the terminal.
  messages::Speaker plain() const;
  // The same in another language of the catalogue.
  messages::Speaker plain(const std::string& language) const;
  const std::string& language() const { return mappings.tracker.language; }
  // Those of the catalogue and the site's own.
  std::set<std::string> languages() const;
  // Holds as long.
  views::Organisation organisation() const;
};

// What of them the rules of changes need.
change::Rules rules_of(const config::Mappings& mappings, const config::Settings& settings);

struct LoadedSite {
  Site site;
  base::Diagnostics problems;  // the site is good only without errors among them
  bool rules_hold = false;     // but for templates: those with errors are left out, or as they were before
};

// How that kind of tracker marks up texts; what it refers to must hold for ever.
using MarkupOf = const model::Markup& (*)(config::TrackerKind kind, model::MarkupKind markup);

// Reads the settings file and all it names. `sentences` are used where the mappings have no folder messages/,
// `former` for templates that are wrong now.
LoadedSite load_site(const std::string& settings_file, MarkupOf markup_of,
                     const messages::Catalogue* sentences = nullptr, const config::FormerText& former = {});

}  // namespace estafeta::service
