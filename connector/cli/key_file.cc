#include "connector/cli/key_file.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "connector/base/supervisor.h"
#include "connector/document/node.h"

namespace estafeta::cli {

namespace {

using base::Code;
using base::Phrase;
using base::Status;

constexpr mode_t kOthers = S_IRWXO;
constexpr mode_t kGroup = S_IRWXG;

std::string octal(mode_t mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode & 07777));
  return text.data();
}

std::string name_of(uid_t user) {
  const passwd* known = getpwuid(user);
  return known == nullptr ? std::to_string(user) : known->pw_name;
}

// The sentences that differ with what the file holds.
struct Sentences {
  const char *missing, *is_folder, *of_another, *readable, *empty;
};
constexpr Sentences kOfKey{"cli.no_key", "cli.key_is_folder", "cli.key_of_another", "cli.key_readable",
                           "cli.empty_key"};
constexpr Sentences kOfPassword{"cli.no_password", "cli.password_is_folder", "cli.password_of_another",
                                "cli.password_readable", "cli.empty_password"};

Status is_private(const std::string& file, const Sentences& say) {
  struct stat about {};
  if (stat(file.c_str(), &about) != 0) {
    return {Code::not_found, Phrase(say.missing, {{"file", file}})};
  }
  if (S_ISDIR(about.st_mode)) {
    return {Code::invalid_argument, Phrase(say.is_folder, {{"file", file}})};
  }
  if (about.st_uid != 0 && about.st_uid != geteuid()) {
    return {Code::failed_precondition,
            Phrase(say.of_another,
                   {{"file", file}, {"owner", name_of(about.st_uid)}, {"user", name_of(geteuid())}})};
  }
  const bool for_a_group = about.st_uid == 0 && (about.st_mode & kGroup) == S_IRGRP;
  const mode_t open_to = for_a_group ? kOthers : kOthers | kGroup;
  if ((about.st_mode & open_to) == 0) return {};
  return {Code::failed_precondition, Phrase(say.readable, {{"file", file}, {"mode", octal(about.st_mode)}})};
}

// Where it is to be read: handed over by the manager, or where it lies.
std::string handed_over(const std::string& file) {
  const std::string folder = base::credentials_folder();
  if (folder.empty()) return file;
  const auto handed = std::filesystem::path(folder) / std::filesystem::path(file).filename();
  std::error_code error;
  return std::filesystem::exists(handed, error) ? handed.string() : file;
}

// What editors and copying put into the file beside the key.
enum class Stray { none, quote, blank, line_break, control, foreign, sign };

const char* name_of(Stray stray) {
  switch (stray) {
    case Stray::none:
      return "";
    case Stray::quote:
      return "quote";
    case Stray::blank:
      return "blank";
    case Stray::line_break:
      return "line_break";
    case Stray::control:
      return "control";
    case Stray::foreign:
      return "foreign";
    case Stray::sign:
      return "sign";
  }
  return "";
}

// A key is a token as HTTP has them (RFC 9110, token68); Redmine's are of letters and digits only.
Stray stray_in(char c) {
  constexpr std::string_view kSigns = "-._~+/=";
  const auto code = static_cast<unsigned char>(c);
  if (code > 127) return Stray::foreign;
  if (c == '\n' || c == '\r') return Stray::line_break;
  if (c == ' ' || c == '\t') return Stray::blank;
  if (code < 32 || code == 127) return Stray::control;
  if (c == '"' || c == '\'' || c == '`') return Stray::quote;
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || kSigns.find(c) != std::string_view::npos ? Stray::none : Stray::sign;
}

base::Result<std::string> private_text(const std::string& file, const Sentences& say) {
  if (auto closed = is_private(file, say); !closed.ok()) return base::fail(std::move(closed));
  auto text = document::read_file(file, 4096);
  if (!text) return base::fail(Code::not_found, Phrase(say.missing, {{"file", file}}));
  return text;
}

// Of its encoding.
std::string_view without_mark(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

}  // namespace

base::Result<base::Secret> read_key(const std::string& path) {
  const std::string file = handed_over(path);
  const auto text = private_text(file, kOfKey);
  if (!text) return base::fail(text.error());
  constexpr const char* kBlanks = " \t\r\n";
  const std::string_view rest = without_mark(*text);
  const auto begin = rest.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    return base::fail(Code::failed_precondition, Phrase(kOfKey.empty, {{"file", file}}));
  }
  const auto end = rest.find_last_not_of(kBlanks) + 1;
  // Up to the first that is wrong each byte is a character.
  for (auto at = begin; at < end; ++at) {
    const Stray stray = stray_in(rest[at]);
    if (stray == Stray::none) continue;
    return base::fail(Code::failed_precondition,
                      Phrase("cli.key_character", {{"file", file},
                                                   {"kind", std::string(name_of(stray))},
                                                   {"place", static_cast<std::int64_t>(at) + 1}}));
  }
  return base::Secret(std::string(rest.substr(begin, end - begin)));
}

base::Result<base::Secret> read_password(const std::string& path) {
  const std::string file = handed_over(path);
  const auto text = private_text(file, kOfPassword);
  if (!text) return base::fail(text.error());
  const std::string_view all = without_mark(*text);
  const std::string_view line = all.substr(0, all.find_first_of("\r\n"));
  if (line.empty()) {
    return base::fail(Code::failed_precondition, Phrase(kOfPassword.empty, {{"file", file}}));
  }
  return base::Secret(std::string(line));
}

}  // namespace estafeta::cli
