#include "connector/document/value.h"

#include <algorithm>

#include "connector/document/json.h"
#include "connector/document/schema.h"
#include "connector/document/source.h"

namespace estafeta::document {
namespace {

constexpr std::size_t kBriefLength = 60;

bool is_number(const Node& node) {
  return node.kind == Node::Kind::integer || node.kind == Node::Kind::real;
}

bool same_number(const Node& left, const Node& right) {
  const auto a = left.as_integer();
  const auto b = right.as_integer();
  if (a && b) return *a == *b;
  return left.as_real() == right.as_real();
}

bool same_map(const Node& left, const Node& right) {
  if (left.entries.size() != right.entries.size()) return false;
  return std::all_of(left.entries.begin(), left.entries.end(), [&right](const Node::Entry& entry) {
    const Node* other = right.find(entry.first.text);
    return other != nullptr && same_value(entry.second, *other);
  });
}

}  // namespace

bool same_value(const Node& left, const Node& right) {
  if (is_number(left) && is_number(right)) return same_number(left, right);
  if (left.kind != right.kind) return false;
  if (left.is_map()) return same_map(left, right);
  if (left.is_list()) {
    return std::equal(left.items.begin(), left.items.end(), right.items.begin(), right.items.end(),
                      same_value);
  }
  return left.text == right.text;
}

std::string brief(const Node& value) {
  return shorten(value.is_scalar() ? value.text : to_json(value), kBriefLength);
}

}  // namespace estafeta::document
