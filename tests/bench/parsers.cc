// What taking a file of incidents apart costs: Estafeta's parser for large files, and simdjson in its place.
//
// Usage: parsers FILE
//   Prints, for each, the CPU time until every object of the array was laid out as tokens. simdjson gets the
//   text of one object after another, since no file is held in memory whole, and its tree is walked into the
//   tokens that the rest of Estafeta reads; it knows neither lines nor keys that stand twice.
#include <simdjson.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "connector/document/array_reader.h"

namespace {

using estafeta::document::FlatToken;
using estafeta::document::Node;

constexpr std::size_t kPiece = 1U << 20U;

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

class Tokens {
 public:
  void lay_out(simdjson::dom::element element) {
    tokens_.clear();
    add(element);
  }

 private:
  std::size_t open(Node::Kind kind, std::string_view text = {}) {
    FlatToken token;
    token.kind = kind;
    token.text = text.data();
    token.text_length = static_cast<std::uint32_t>(text.size());
    tokens_.push_back(token);
    return tokens_.size() - 1;
  }
  void close(std::size_t at) { tokens_[at].span = static_cast<std::uint32_t>(tokens_.size() - at); }

  void add(simdjson::dom::element element) {
    using simdjson::dom::element_type;
    switch (element.type()) {
      case element_type::OBJECT: {
        const auto at = open(Node::Kind::map);
        for (const auto field : simdjson::dom::object(element)) {
          open(Node::Kind::string, field.key);
          add(field.value);
        }
        return close(at);
      }
      case element_type::ARRAY: {
        const auto at = open(Node::Kind::list);
        for (const auto item : simdjson::dom::array(element)) add(item);
        return close(at);
      }
      case element_type::STRING:
        open(Node::Kind::string, std::string_view(element));
        return;
      default:
        open(Node::Kind::null);
    }
  }

  std::vector<FlatToken> tokens_;
};

// What comes after the object that begins at `at`; null: it does not end here.
const char* end_of_object(const char* at, const char* end) {
  int depth = 0;
  bool in_text = false;
  for (; at < end; ++at) {
    if (in_text) {
      if (*at == '\\') {
        ++at;
      } else {
        in_text = *at != '"';
      }
    } else if (*at == '"') {
      in_text = true;
    } else if (*at == '{' || *at == '[') {
      ++depth;
    } else if ((*at == '}' || *at == ']') && --depth == 0) {
      return at + 1;
    }
  }
  return nullptr;
}

std::size_t with_ours(const char* file, bool expecting) {
  std::ifstream in(file, std::ios::binary);
  estafeta::base::Diagnostics problems;
  estafeta::document::ArrayReader reader(in, file, problems);
  for (const char* key : {"calendars", "policy"}) {
    if (expecting) reader.expect_again(key);
  }
  std::size_t objects = 0;
  while (reader.next()) ++objects;
  return objects;
}

std::size_t with_simdjson(const char* file) {
  std::ifstream in(file, std::ios::binary);
  simdjson::dom::parser parser;
  Tokens tokens;
  std::string text, piece(kPiece, '\0');
  std::size_t objects = 0;
  while (true) {
    in.read(piece.data(), static_cast<std::streamsize>(kPiece));
    const auto got = static_cast<std::size_t>(in.gcount());
    text.append(piece, 0, got);
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    const char* const end = text.data() + text.size();
    std::size_t done = 0;
    while (true) {
      const auto begin = text.find('{', done);
      const char* after = begin == std::string::npos ? nullptr : end_of_object(text.data() + begin, end);
      if (after == nullptr) break;
      const auto length = static_cast<std::size_t>(after - text.data()) - begin;
      simdjson::dom::element element;
      if (parser.parse(text.data() + begin, length, false).get(element) != simdjson::SUCCESS) return 0;
      tokens.lay_out(element);
      done = begin + length;
      ++objects;
    }
    if (got == 0) return objects;
    text.erase(0, done);
  }
}

void time(const char* what, const std::function<std::size_t()>& parse) {
  const double before = cpu_seconds();
  const std::size_t objects = parse();
  std::printf("%-40s %zu objects, %.3f s\n", what, objects, cpu_seconds() - before);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("Usage: parsers FILE\n", stderr);
    return 2;
  }
  time("document/flat_parser", [&] { return with_ours(argv[1], false); });
  time("document/flat_parser, as sla eval uses it", [&] { return with_ours(argv[1], true); });
  time("simdjson", [&] { return with_simdjson(argv[1]); });
  return 0;
}
