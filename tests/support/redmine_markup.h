// For service::load_site: every tracker of a test marks up texts as Redmine does.
#pragma once

#include "connector/config/settings.h"
#include "connector/tracker/redmine/markup.h"

namespace estafeta::tests {

inline const model::Markup& redmine_markup(config::TrackerKind, model::MarkupKind markup) {
  return tracker::redmine::markup_of(markup);
}

}  // namespace estafeta::tests
