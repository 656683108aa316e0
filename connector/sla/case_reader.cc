#include "connector/sla/case_reader.h"

#include <utility>

namespace estafeta::sla {

namespace {

constexpr int kEnd = std::istream::traits_type::eof();
constexpr std::size_t kLongestCase = 1 << 20;

}  // namespace

CaseReader::CaseReader(std::istream& in, std::string file) : in_(in), where_{std::move(file), 1, 1} {}

int CaseReader::get() {
  const int c = in_.rdbuf()->sbumpc();
  if (c == '\n') {
    ++where_.line;
    where_.column = 1;
  } else if (c != kEnd && (static_cast<unsigned>(c) & 0xC0U) != 0x80U) {
    ++where_.column;  // not the later bytes of a character
  }
  return c;
}

int CaseReader::skip_space() {
  for (;;) {
    const int c = in_.rdbuf()->sgetc();
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return c;
    get();
  }
}

void CaseReader::fail(const char* key) {
  problem_ = base::Diagnostic{base::Severity::error, base::Phrase(key), where_};
}

bool CaseReader::begin_array() {
  begun_ = true;
  if (skip_space() != '[') {
    fail("sla.cases_not_an_array");
    return false;
  }
  get();
  return true;
}

// Moves to the brace that opens the next element; false at the end of the array or after a failure.
bool CaseReader::reached_element() {
  int c = skip_space();
  const bool comma = c == ',' && !first_;
  if (comma) {
    get();
    c = skip_space();
  }
  if (c == '{' && (comma || first_)) {
    first_ = false;
    return true;
  }
  if (c == ']' && !comma) {
    get();
    if (skip_space() == kEnd) return false;
  }
  fail("sla.cases_not_an_array");
  return false;
}

std::string CaseReader::take_object() {
  std::string text;
  int depth = 0;
  bool quoted = false;
  bool escaped = false;
  do {
    const int c = get();
    if (c == kEnd || text.size() == kLongestCase) {
      fail(c == kEnd ? "sla.cases_cut_short" : "sla.case_too_long");
      return {};
    }
    text.push_back(static_cast<char>(c));
    if (quoted) {
      quoted = escaped || c != '"';
      escaped = !escaped && c == '\\';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  } while (depth > 0);
  return text;
}

std::optional<CaseReader::Element> CaseReader::next() {
  if (problem_ || (!begun_ && !begin_array()) || !reached_element()) return std::nullopt;
  Element element;
  element.where = where_;
  element.text = take_object();
  if (problem_) return std::nullopt;
  return element;
}

}  // namespace estafeta::sla
