#include "tests/unit/render/speakers.h"

#include "connector/base/time.h"
#include "connector/render/kit/note.h"
#include "connector/tracker/redmine/markup.h"
#include "tests/support/source_dir.h"

namespace estafeta::render {
namespace {

const messages::Catalogue& shipped() {
  static const auto loaded = messages::load_catalogue(tests::source_dir() + "/mappings/messages");
  return loaded.catalogue;
}

}  // namespace

model::TrackerMapping site(const std::string& language, const std::string& zone) {
  model::TrackerMapping mapping;
  mapping.language = language;
  mapping.zone = zone;
  return mapping;
}

messages::Speaker plain(const std::string& language, const std::string& zone) {
  return {shipped(), plain_style(site(language, zone))};
}
messages::Speaker escaping(const std::string& language) {
  return {shipped(), tracker_style(site(language), textile())};
}

const model::Markup& textile() {
  return tracker::redmine::markup_of(model::MarkupKind::textile);
}
const model::Markup& markdown() {
  return tracker::redmine::markup_of(model::MarkupKind::markdown);
}

base::Instant at(const std::string& text) {
  return base::parse_instant(text).value();
}

}  // namespace estafeta::render
