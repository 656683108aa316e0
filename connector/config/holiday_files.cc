#include "connector/config/holiday_files.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "connector/calendar/calendar.h"
#include "connector/document/ical.h"

namespace estafeta::config {
namespace {

using document::Node;

constexpr base::Date kUntil{std::chrono::floor<std::chrono::days>(calendar::kHorizonEnd)};

std::set<base::Date> days_of(const Node& item, const std::string& folder, Reader& reader) {
  const Node* file = reader.map(item, {"file"}) ? reader.required(item, "file") : nullptr;
  const std::string name = file == nullptr ? "" : reader.text(*file);
  if (name.empty()) return {};
  const std::string path = (std::filesystem::path(folder) / name).string();
  const auto text = document::read_file(path);
  if (!text) {
    reader.error(file->where, text.error().phrase());
    return {};
  }
  auto days = document::parse_ical_days(*text, path, kUntil);
  if (days) return std::move(*days);
  reader.problems().insert(reader.problems().end(), days.error().begin(), days.error().end());
  return {};
}

Node date_node(base::Date date, const base::Location& where) {
  Node node;
  node.kind = Node::Kind::string;
  node.where = where;
  node.text = base::format_date(date);
  return node;
}

void put_dates(Node& holidays, const std::string& folder, Reader& reader) {
  std::vector<Node> items;
  for (Node& item : holidays.items) {
    if (item.is_map()) {
      for (const base::Date day : days_of(item, folder, reader)) items.push_back(date_node(day, item.where));
    } else {
      items.push_back(std::move(item));
    }
  }
  holidays.items = std::move(items);
}

}  // namespace

Node with_holiday_dates(Node calendars, const std::string& folder, Reader& reader) {
  for (auto& [name, calendar] : calendars.entries) {
    for (auto& [key, value] : calendar.entries) {
      if (key.text == "holidays" && value.is_list()) put_dates(value, folder, reader);
    }
  }
  return calendars;
}

}  // namespace estafeta::config
