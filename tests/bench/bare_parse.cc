// The yardstick for large files: RapidJSON's streaming reader alone, with a handler that only counts.
//
// Usage: bare_parse same|default FILE
//   same     with the flags Estafeta parses foreign text with: iterative, numbers as texts, UTF-8 checked
//   default  recursive, numbers converted, UTF-8 not checked
#include <rapidjson/filereadstream.h>
#include <rapidjson/reader.h>

#include <array>
#include <cstdio>
#include <string_view>

namespace {

struct Counter : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Counter> {
  bool Default() {
    ++tokens;
    return true;
  }
  std::size_t tokens = 0;
};

constexpr unsigned kSame = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                           rapidjson::kParseValidateEncodingFlag;

}  // namespace

int main(int argc, char** argv) {
  std::FILE* file = argc == 3 ? std::fopen(argv[2], "rb") : nullptr;
  if (file == nullptr) {
    std::fputs("Usage: bare_parse same|default FILE\n", stderr);
    return 2;
  }
  static std::array<char, 65536> buffer;
  rapidjson::FileReadStream stream(file, buffer.data(), buffer.size());
  rapidjson::Reader reader;
  Counter counter;
  const auto result = std::string_view(argv[1]) == "same"
                          ? reader.Parse<kSame>(stream, counter)
                          : reader.Parse<rapidjson::kParseDefaultFlags>(stream, counter);
  std::fclose(file);
  std::printf("%zu tokens\n", counter.tokens);
  return result.IsError() ? 1 : 0;
}
