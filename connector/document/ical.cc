#include "connector/document/ical.h"

#include <libical/ical.h>

#include <algorithm>
#include <array>
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

// The lines of one event as they stand in the file; libical keeps neither their places nor what it cannot
// read.
struct EventText {
  base::Location where;  // of its BEGIN
  std::vector<std::pair<std::string, base::Location>> properties;

  // Where the property of that name stands, the first of them or a later one; of the event if nowhere.
  const base::Location& place_of(std::string_view name, std::size_t number = 0) const {
    for (const auto& [property, place] : properties) {
      if (property == name && number-- == 0) return place;
    }
    return where;
  }
};

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); });
  return out;
}

std::vector<EventText> event_texts(const Source& source) {
  std::vector<EventText> all;
  bool within = false;
  const std::string_view text = source.text();
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size() - 1) + 1) {
    const auto line = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
    if (line.starts_with(' ') || line.starts_with('\t')) continue;  // goes on the line before
    const auto begins = upper(line.substr(0, std::string_view("BEGIN:VEVENT").size()));
    if (begins.starts_with("END:VEVENT")) within = false;
    if (within)
      all.back().properties.emplace_back(upper(line.substr(0, line.find_first_of(";:\r"))),
                                         source.at_offset(at));
    if (begins != "BEGIN:VEVENT") continue;
    within = true;
    all.push_back({source.at_offset(at), {}});
  }
  return all;
}

// What is read of an event; anything else may be empty or wrong.
bool is_read(std::string_view property) {
  static constexpr std::array<std::string_view, 10> kRead{
      "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "STATUS", "RECURRENCE-ID", "UID"};
  return std::find(kRead.begin(), kRead.end(), property) != kRead.end();
}

// "No value for DESCRIPTION property. …", "Can't parse as DATE value in DTSTAMP property. …": whose it is; ""
// for what is no property at all.
std::string property_in(std::string_view message) {
  const auto end = message.find(" property");
  if (end == std::string_view::npos) return "";
  const auto begin = message.rfind(' ', end - 1);
  const auto name =
      begin == std::string_view::npos ? std::string_view() : message.substr(begin + 1, end - begin - 1);
  const bool is_name =
      name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string_view::npos;
  return is_name ? std::string(name) : "";
}

class EventReader {
 public:
  EventReader(base::Diagnostics& problems, std::chrono::sys_days until)
      : problems_(problems), until_(until) {}

  void read(icalcomponent* event, const EventText& text) {
    text_ = &text;
    if (has_errors(event)) return;
    const bool is_cancelled = icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED;
    const bool is_instance = has(event, ICAL_RECURRENCEID_PROPERTY);
    if (is_cancelled && !is_instance) return;
    std::optional<std::chrono::sys_days> instead_of;
    if (is_instance && !(instead_of = instance_of(event))) return;
    if (!is_cancelled) read_days(event);
    if (instead_of) changed_.push_back({uid_of(event), *instead_of, text.place_of("RECURRENCE-ID")});
  }

  // All days, those that single instances leave free taken out.
  std::set<base::Date> days() {
    for (const auto& change : changed_) {
      const auto same = [&](const Stretch& one) {
        return !one.is_instance && one.uid == change.uid && one.first == change.instead_of;
      };
      std::erase_if(stretches_, same);
    }
    std::set<base::Date> days;
    for (const auto& one : stretches_) {
      for (auto day = one.first; day < one.first + one.length; day += std::chrono::days(1))
        days.insert(base::Date(day));
    }
    return days;
  }

 private:
  struct Stretch {
    std::string uid;
    bool is_instance = false;  // one that was moved
    std::chrono::sys_days first;
    std::chrono::days length{1};
  };
  struct Changed {
    std::string uid;
    std::chrono::sys_days instead_of;
    base::Location where;
  };

  void problem(const char* key, const base::Location& where, std::string text = "") {
    Phrase what(key);
    if (!text.empty()) what.values.emplace_back("text", std::move(text));
    problems_.push_back({base::Severity::error, std::move(what), where});
  }
  void problem(const char* key) { problem(key, text_->where); }

  static bool has(icalcomponent* event, icalproperty_kind kind) {
    return icalcomponent_get_first_property(event, kind) != nullptr;
  }
  static std::string uid_of(icalcomponent* event) {
    const char* uid = icalcomponent_get_uid(event);
    return uid == nullptr ? "" : uid;
  }

  bool has_errors(icalcomponent* event) {
    const std::size_t before = problems_.size();
    for (auto* error = icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY); error != nullptr;
         error = icalcomponent_get_next_property(event, ICAL_XLICERROR_PROPERTY)) {
      const std::string message = icalproperty_get_xlicerror(error);
      const auto property = property_in(message);
      if (!property.empty() && !is_read(property)) continue;
      problem("document.ical_line_bad", text_->place_of(property), message);
    }
    return problems_.size() > before;
  }

  // The day on which the instance would be that this event stands for.
  std::optional<std::chrono::sys_days> instance_of(icalcomponent* event) {
    const auto& where = text_->place_of("RECURRENCE-ID");
    auto* property = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
    const auto time = icalproperty_get_recurrenceid(property);
    const auto day = day_of(time);
    const bool and_later = icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nullptr;
    if (!day || !time.is_date || and_later || uid_of(event).empty()) {
      problem("document.ical_instance", where);
      return std::nullopt;
    }
    return day;
  }

  void read_days(icalcomponent* event) {
    const auto start = icalcomponent_get_dtstart(event);
    const auto first = day_of(start);
    const auto length = length_of(event);
    if (!first) return problem("document.ical_no_start");
    if (!start.is_date || !length) return problem("document.ical_not_whole_days");
    if (*length > kLongestEvent) return problem("document.ical_too_long");
    static constexpr std::array<std::pair<icalproperty_kind, const char*>, 3> kOtherWays{
        {{ICAL_RDATE_PROPERTY, "RDATE"}, {ICAL_EXDATE_PROPERTY, "EXDATE"}, {ICAL_EXRULE_PROPERTY, "EXRULE"}}};
    for (const auto& [kind, name] : kOtherWays) {
      if (has(event, kind)) return problem("document.ical_not_yearly", text_->place_of(name));
    }
    auto* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    if (rule == nullptr) return add(event, *first, *length);
    const auto yearly = icalproperty_get_rrule(rule);
    if (icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY) != nullptr)
      return problem("document.ical_not_yearly", text_->place_of("RRULE", 1));
    add_yearly(event, yearly, start, *length);
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

  void add_yearly(icalcomponent* event, const icalrecurrencetype& rule, const icaltimetype& start,
                  std::chrono::days length) {
    const auto& where = text_->place_of("RRULE");
    if (rule.freq != ICAL_YEARLY_RECURRENCE) return problem("document.ical_not_yearly", where);
    const Iterator iterator(icalrecur_iterator_new(rule, start));
    if (!iterator) return problem("document.ical_not_yearly", where);
    for (auto day = day_of(icalrecur_iterator_next(iterator.get())); day && *day < until_;
         day = day_of(icalrecur_iterator_next(iterator.get()))) {
      add(event, *day, length);
    }
  }

  void add(icalcomponent* event, std::chrono::sys_days first, std::chrono::days length) {
    stretches_.push_back({uid_of(event), has(event, ICAL_RECURRENCEID_PROPERTY), first, length});
  }

  base::Diagnostics& problems_;
  std::chrono::sys_days until_;
  const EventText* text_ = nullptr;
  std::vector<Stretch> stretches_;
  std::vector<Changed> changed_;
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
  const auto texts = event_texts(source);
  if (events.empty() || events.size() != texts.size()) {
    return tl::unexpected(
        base::Diagnostics{{base::Severity::error, Phrase("document.ical_broken"), source.at_offset(0)}});
  }
  base::Diagnostics problems;
  EventReader reader(problems, std::chrono::sys_days(until));
  for (std::size_t i = 0; i < events.size(); ++i) reader.read(events[i], texts[i]);
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return reader.days();
}

}  // namespace estafeta::document
