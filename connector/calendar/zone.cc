#include "connector/calendar/zone.h"

#include <date/tz.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>

#include "connector/calendar/zone_rule.h"

namespace estafeta::calendar {

namespace {

using base::Instant;

struct Entry {
  const date::time_zone* zone;  // null: UTC, which needs no tzdata
  std::string name;
  std::optional<ZoneRule> rule;  // holds from the last change that tzdata lists
};

const Entry& entry_of(const void* zone) {
  return *static_cast<const Entry*>(zone);
}

std::optional<ZoneRule> rule_of(const std::string& name) {
  std::ifstream file("/usr/share/zoneinfo/" + name, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (content.size() < 2 || content.back() != '\n') return std::nullopt;
  const std::size_t before = content.rfind('\n', content.size() - 2);
  if (before == std::string::npos) return std::nullopt;
  return parse_zone_rule(std::string_view(content).substr(before + 1, content.size() - before - 2));
}

const date::time_zone* locate(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

// Entries are never removed, so that a Zone may point to its own.
const Entry* find_entry(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, std::unique_ptr<Entry>> entries;
  const std::lock_guard lock(mutex);
  if (const auto known = entries.find(name); known != entries.end()) return known->second.get();
  const bool is_utc = name == "UTC";
  const date::time_zone* zone = is_utc || name.empty() ? nullptr : locate(name);
  if (zone == nullptr && !is_utc) return nullptr;
  auto entry = std::make_unique<Entry>(Entry{zone, name, rule_of(name)});
  return entries.emplace(name, std::move(entry)).first->second.get();
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
  const Entry* entry = find_entry(std::string(name));
  if (entry == nullptr) return std::nullopt;
  return Zone(entry);
}

Zone Zone::utc() {
  static const Zone zone = *find("UTC");
  return zone;
}

std::string Zone::name() const {
  return entry_of(zone_).name;
}

ZoneStretch Zone::stretch_at(Instant instant) const {
  constexpr Instant kFarAway = std::chrono::sys_days(std::chrono::year{9999} / 1 / 1);
  const Entry& entry = entry_of(zone_);
  if (entry.zone == nullptr) return {Instant::min(), Instant::max(), base::Seconds(0)};
  const date::sys_info info = entry.zone->get_info(instant);
  ZoneStretch listed{info.begin, info.end, info.offset};
  if (!entry.rule || listed.end < kFarAway) return listed;
  const ZoneStretch ruled = entry.rule->stretch_at(instant);
  return {std::max(listed.begin, ruled.begin), ruled.end, ruled.offset};
}

LocalTime Zone::local_time(Instant instant) const {
  const Instant local = instant + stretch_at(instant).offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const auto second = static_cast<int>((local - day).count());
  const auto weekday = static_cast<int>(std::chrono::weekday(day).iso_encoding());
  return {base::Date(day), second / 3600, second / 60 % 60, second % 60, weekday};
}

base::Date Zone::local_date(Instant instant) const {
  return local_time(instant).date;
}

Instant Zone::instant_of(base::Date date, base::Seconds after_midnight) const {
  const Instant local = std::chrono::sys_days(date) + after_midnight;  // as if it were UTC
  ZoneStretch stretch = stretch_at(local - std::chrono::hours(30));
  while (stretch.end + stretch.offset <= local) stretch = stretch_at(stretch.end);
  return std::max(stretch.begin, local - stretch.offset);
}

bool zone_exists(std::string_view name) {
  return Zone::find(name).has_value();
}

std::string format_local_clock(Instant instant, const Zone& zone) {
  const LocalTime local = zone.local_time(instant);
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%02d:%02d", local.hour, local.minute);
  return buffer.data();
}

std::string format_local(Instant instant, const Zone& zone) {
  return base::format_date(zone.local_date(instant)) + " " + format_local_clock(instant, zone);
}

}  // namespace estafeta::calendar
