#include "connector/messages/sentence.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace estafeta::messages {
namespace {

using Problem = base::Phrase;

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::vector<std::string> split_forms(std::string_view text) {
  std::vector<std::string> forms;
  std::size_t begin = 0;
  while (true) {
    const std::size_t bar = text.find('|', begin);
    forms.emplace_back(text.substr(begin, bar - begin));
    if (bar == std::string_view::npos) return forms;
    begin = bar + 1;
  }
}

// What stands between one pair of braces.
std::optional<Piece> parse_place(std::string_view text) {
  Piece piece;
  const std::size_t mark = text.find_first_of(":@");
  const std::string_view name = text.substr(0, mark);
  if (!is_name(name)) return std::nullopt;
  piece.text = name;
  piece.kind = Piece::Kind::value;
  if (mark == std::string_view::npos) return piece;
  const std::string_view rest = text.substr(mark + 1);
  if (text[mark] == ':') {
    piece.kind = Piece::Kind::plural;
    piece.forms = split_forms(rest);
  } else {
    if (!is_name(rest)) return std::nullopt;
    piece.kind = Piece::Kind::lookup;
    piece.prefix = rest;
  }
  return piece;
}

void add_text(Sentence& sentence, std::string_view text) {
  if (text.empty()) return;
  if (sentence.empty() || sentence.back().kind != Piece::Kind::text) sentence.emplace_back();
  sentence.back().text += text;
}

Problem unbalanced(std::string_view rest) {
  return Problem("messages.lone_brace", {{"text", std::string(rest.substr(0, 40))}});
}

// Takes one place off the front of `rest`; says what is wrong, if anything.
std::optional<Problem> take_place(std::string_view& rest, Sentence& sentence) {
  const std::size_t end = rest.find('}');
  if (end == std::string_view::npos) return unbalanced(rest);
  auto piece = parse_place(rest.substr(1, end - 1));
  if (!piece) return Problem("messages.bad_place", {{"place", std::string(rest.substr(0, end + 1))}});
  sentence.push_back(std::move(*piece));
  rest.remove_prefix(end + 1);
  return std::nullopt;
}

bool is_russian_few(std::int64_t n) {
  return n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14);
}

}  // namespace

tl::expected<Sentence, base::Phrase> parse_sentence(std::string_view text) {
  Sentence sentence;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t brace = rest.find_first_of("{}");
    add_text(sentence, rest.substr(0, brace));
    if (brace == std::string_view::npos) break;
    rest.remove_prefix(brace);
    if (rest.size() > 1 && rest[0] == rest[1]) {
      add_text(sentence, rest.substr(0, 1));
      rest.remove_prefix(2);
    } else if (rest[0] == '}') {
      return tl::unexpected<base::Phrase>(unbalanced(rest));
    } else if (auto problem = take_place(rest, sentence)) {
      return tl::unexpected<base::Phrase>(std::move(*problem));
    }
  }
  return sentence;
}

std::set<std::string> places(const Sentence& sentence) {
  std::set<std::string> names;
  for (const Piece& piece : sentence) {
    if (piece.kind != Piece::Kind::text) names.insert(piece.text);
  }
  return names;
}

std::size_t plural_forms(std::string_view language) {
  return language == "ru" ? 3 : 2;
}

std::size_t plural_form(std::string_view language, std::int64_t n) {
  const std::int64_t size = n < 0 ? -n : n;
  if (language != "ru") return size == 1 ? 0 : 1;
  if (size % 10 == 1 && size % 100 != 11) return 0;
  return is_russian_few(size) ? 1 : 2;
}

}  // namespace estafeta::messages
