// What the tests of views share: instants and days by their text, an office, and who speaks English.
#pragma once

#include <string>

#include "connector/calendar/parse_calendars.h"
#include "connector/document/node.h"
#include "connector/document/yaml.h"
#include "connector/messages/catalogue.h"
#include "connector/render/kit/note.h"
#include "tests/support/source_dir.h"

namespace estafeta::views {

inline base::Instant at(const std::string& text) {
  return base::parse_instant(text).value();
}

inline base::Date day(const std::string& text) {
  return base::parse_date(text).value();
}

// Nine to six from Monday to Friday, by UTC.
inline calendar::CalendarSet office() {
  base::Diagnostics problems;
  const auto node = document::parse_yaml(
      "office: { timezone: UTC, week: { mon: ['09:00-18:00'], tue: ['09:00-18:00'], wed: ['09:00-18:00'], "
      "thu: ['09:00-18:00'], fri: ['09:00-18:00'] } }\n",
      "calendars.yaml");
  return calendar::parse_calendars(*node, problems);
}

inline messages::Speaker speaker() {
  static const auto loaded = messages::load_catalogue(tests::source_dir() + "/mappings/messages");
  return {loaded.catalogue, render::plain_style({})};
}

}  // namespace estafeta::views
