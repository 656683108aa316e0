#include "connector/document/node.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <system_error>

namespace estafeta::document {
namespace {

struct Digits {
  std::string_view text;
  int base = 10;
  bool negative = false;
};

// The sign and prefix of the core schema taken off: `+5`, `0x1F`, `0o17`.
Digits digits_of(std::string_view text) {
  Digits digits{text};
  if (text.starts_with('-') || text.starts_with('+')) {
    digits.negative = text.front() == '-';
    digits.text.remove_prefix(1);
  }
  if (digits.text.starts_with("0x")) digits.base = 16;
  if (digits.text.starts_with("0o")) digits.base = 8;
  if (digits.base != 10) digits.text.remove_prefix(2);
  return digits;
}

base::Status unreadable(const std::string& path, const std::error_code& error) {
  if (error == std::errc::no_such_file_or_directory) {
    return {base::Code::not_found, base::Phrase("document.no_file", {{"path", path}})};
  }
  if (error == std::errc::permission_denied) {
    return {base::Code::permission_denied, base::Phrase("document.file_forbidden", {{"path", path}})};
  }
  return {base::Code::invalid_argument, base::Phrase("document.file_unreadable", {{"path", path}})};
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto entry = std::find_if(entries.begin(), entries.end(),
                                  [key](const Entry& candidate) { return candidate.first.text == key; });
  return entry == entries.end() ? nullptr : &entry->second;
}

std::vector<const Node*> Node::values() const {
  std::vector<const Node*> values;
  for (const Node& item : items) values.push_back(&item);
  if (is_scalar()) values.push_back(this);
  return values;
}

std::string Node::text_at(std::string_view key) const {
  const Node* found = find(key);
  return found == nullptr || !found->is_scalar() ? "" : found->text;
}

std::optional<std::int64_t> Node::as_integer() const {
  if (kind != Kind::integer) return std::nullopt;
  const auto [digits, base, negative] = digits_of(text);
  const std::string signed_digits = (negative ? "-" : "") + std::string(digits);
  std::int64_t value = 0;
  const auto* end = signed_digits.data() + signed_digits.size();
  const auto result = std::from_chars(signed_digits.data(), end, value, base);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

std::optional<double> Node::as_real() const {
  if (const auto integer = as_integer()) return static_cast<double>(*integer);
  if (kind != Kind::real && kind != Kind::integer) return std::nullopt;
  const std::string_view unsigned_plus = std::string_view(text).substr(text.starts_with('+') ? 1 : 0);
  double value = 0;
  const auto* end = unsigned_plus.data() + unsigned_plus.size();
  const auto result = std::from_chars(unsigned_plus.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

std::optional<bool> Node::as_boolean() const {
  if (kind != Kind::boolean) return std::nullopt;
  return text == "true";
}

base::Result<std::string> read_file(const std::string& path, std::size_t cap) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return base::fail(unreadable(path, {errno, std::generic_category()}));
  // Piece by piece: the room of the longest file is not taken for every short one.
  constexpr std::size_t kPiece = 64 * 1024;
  std::string text;
  while (file && text.size() <= cap) {
    const std::size_t had = text.size();
    text.resize(std::min(had + kPiece, cap + 1));
    file.read(&text[had], static_cast<std::streamsize>(text.size() - had));
    if (file.bad()) return base::fail(unreadable(path, {EISDIR, std::generic_category()}));
    text.resize(had + static_cast<std::size_t>(file.gcount()));
  }
  text.shrink_to_fit();
  if (text.size() > cap) {
    return base::fail(
        base::Code::invalid_argument,
        base::Phrase("document.file_too_large", {{"path", path}, {"limit", static_cast<std::int64_t>(cap)}}));
  }
  return text;
}

}  // namespace estafeta::document
