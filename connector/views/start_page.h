// Where everything is that Estafeta keeps in the tracker's wiki: whom it has a page for, and of which
// templates changes are made. In one language. Plain data; no thread rule.
#pragma once

#include <string>
#include <vector>

#include "connector/views/template_view.h"

namespace estafeta::views {

struct PageLink {
  std::string title;
  std::string page;  // may not be there yet
};

// Something in a file of the configuration that is not in force.
struct RefusedLine {
  std::string place;  // `landscape.yaml:12`
  std::string what;   // worded, escaped
};

struct StartPage {
  std::vector<RefusedLine> refused;
  std::vector<PageLink> desks;
  std::vector<PageLink> dossiers;
  std::vector<PageLink> departments;
  std::vector<TemplateView> templates;
};

}  // namespace estafeta::views
