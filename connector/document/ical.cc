#include "connector/document/ical.h"

#include <libical/ical.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "connector/document/source.h"

namespace estafeta::document {
namespace {

using base::Phrase;

constexpr std::chrono::days kLongestEvent{366};

struct Free {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};
using Component = std::unique_ptr<icalcomponent, Free>;
using Iterator = std::unique_ptr<icalrecur_iterator, Free>;

std::optional<std::chrono::sys_days> day_of(const icaltimetype& time) {
  if (icaltime_is_null_time(time)) return std::nullopt;
  const base::Date date{std::chrono::year{time.year}, std::chrono::month{static_cast<unsigned>(time.month)},
                        std::chrono::day{static_cast<unsigned>(time.day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

// Lines on which events begin; libical keeps their order but not their lines.
std::vector<base::Location> beginnings(const Source& source) {
  constexpr std::string_view kBegin = "BEGIN:VEVENT";
  std::vector<base::Location> all;
  const std::string_view text = source.text();
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size() - 1) + 1) {
    const std::string_view line = text.substr(at, kBegin.size());
    const bool begins =
        std::equal(line.begin(), line.end(), kBegin.begin(), kBegin.end(),
                   [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; });
    if (begins) all.push_back(source.at_offset(at));
  }
  return all;
}

class EventReader {
 public:
  EventReader(std::set<base::Date>& days, base::Diagnostics& problems, std::chrono::sys_days until)
      : days_(days), problems_(problems), until_(until) {}

  void read(icalcomponent* event, base::Location where) {
    where_ = std::move(where);
    if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED || has_errors(event)) return;
    const auto start = icalcomponent_get_dtstart(event);
    const auto first = day_of(start);
    const auto length = length_of(event);
    if (!first) return problem("document.ical_no_start");
    if (!start.is_date || !length) return problem("document.ical_not_whole_days");
    if (*length > kLongestEvent) return problem("document.ical_too_long");
    if (has(event, ICAL_RDATE_PROPERTY) || has(event, ICAL_EXDATE_PROPERTY)) {
      return problem("document.ical_not_yearly");
    }
    if (auto* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY)) {
      add_yearly(icalproperty_get_rrule(rule), start, *length);
    } else {
      add(*first, *length);
    }
  }

 private:
  void problem(const char* key, std::string text = "") {
    Phrase what(key);
    if (!text.empty()) what.values.emplace_back("text", std::move(text));
    problems_.push_back({base::Severity::error, std::move(what), where_});
  }

  static bool has(icalcomponent* event, icalproperty_kind kind) {
    return icalcomponent_get_first_property(event, kind) != nullptr;
  }

  bool has_errors(icalcomponent* event) {
    const std::size_t before = problems_.size();
    for (auto* error = icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY); error != nullptr;
         error = icalcomponent_get_next_property(event, ICAL_XLICERROR_PROPERTY)) {
      problem("document.ical_line_bad", icalproperty_get_xlicerror(error));
    }
    return problems_.size() > before;
  }

  // nullopt: not of whole days. The end is the first day that no longer belongs to it.
  static std::optional<std::chrono::days> length_of(icalcomponent* event) {
    if (has(event, ICAL_DURATION_PROPERTY)) {
      const auto duration = icalcomponent_get_duration(event);
      if (duration.is_neg || duration.hours || duration.minutes || duration.seconds) return std::nullopt;
      return std::chrono::days(duration.weeks * 7 + duration.days);
    }
    if (!has(event, ICAL_DTEND_PROPERTY)) return std::chrono::days(1);
    const auto end_time = icalcomponent_get_dtend(event);
    const auto begin = day_of(icalcomponent_get_dtstart(event));
    const auto end = day_of(end_time);
    if (!end_time.is_date || !begin || !end || *end < *begin) return std::nullopt;
    return std::max(*end - *begin, std::chrono::days(1));  // some write the day itself as its end
  }

  void add_yearly(const icalrecurrencetype& rule, const icaltimetype& start, std::chrono::days length) {
    if (rule.freq != ICAL_YEARLY_RECURRENCE) return problem("document.ical_not_yearly");
    const Iterator iterator(icalrecur_iterator_new(rule, start));
    if (!iterator) return problem("document.ical_not_yearly");
    for (auto day = day_of(icalrecur_iterator_next(iterator.get())); day && *day < until_;
         day = day_of(icalrecur_iterator_next(iterator.get()))) {
      add(*day, length);
    }
  }

  void add(std::chrono::sys_days first, std::chrono::days length) {
    for (auto day = first; day < first + length; day += std::chrono::days(1)) days_.insert(base::Date(day));
  }

  std::set<base::Date>& days_;
  base::Diagnostics& problems_;
  std::chrono::sys_days until_;
  base::Location where_;
};

template <typename Use>
void each_child(icalcomponent* parent, icalcomponent_kind kind, Use use) {
  for (auto* child = icalcomponent_get_first_component(parent, kind); child != nullptr;
       child = icalcomponent_get_next_component(parent, kind)) {
    use(child);
  }
}

// Of one calendar, or of several in one file.
std::vector<icalcomponent*> events_of(icalcomponent* root) {
  std::vector<icalcomponent*> events;
  const auto collect = [&events](icalcomponent* calendar) {
    each_child(calendar, ICAL_VEVENT_COMPONENT, [&events](icalcomponent* event) { events.push_back(event); });
  };
  collect(root);
  each_child(root, ICAL_VCALENDAR_COMPONENT, collect);
  return events;
}

}  // namespace

tl::expected<std::set<base::Date>, base::Diagnostics> parse_ical_days(std::string_view text,
                                                                      const std::string& file,
                                                                      base::Date until, Limits limits) {
  const Source source(text, file);
  if (auto problem = source.problem(limits.bytes)) {
    return tl::unexpected(base::Diagnostics{std::move(*problem)});
  }
  icalerror_set_errors_are_fatal(false);
  const Component root(icalparser_parse_string(std::string(source.text()).c_str()));
  const auto events = root ? events_of(root.get()) : std::vector<icalcomponent*>{};
  const auto places = beginnings(source);
  if (events.empty() || events.size() != places.size()) {
    return tl::unexpected(
        base::Diagnostics{{base::Severity::error, Phrase("document.ical_broken"), source.at_offset(0)}});
  }
  std::set<base::Date> days;
  base::Diagnostics problems;
  EventReader reader(days, problems, std::chrono::sys_days(until));
  for (std::size_t i = 0; i < events.size(); ++i) reader.read(events[i], places[i]);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return days;
}

}  // namespace estafeta::document
