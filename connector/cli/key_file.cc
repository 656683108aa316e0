#include "connector/cli/key_file.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>

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

Status is_private(const std::string& file) {
  struct stat about {};
  if (stat(file.c_str(), &about) != 0) {
    return {Code::failed_precondition, Phrase("cli.no_key", {{"file", file}})};
  }
  if (about.st_uid != 0 && about.st_uid != geteuid()) {
    return {Code::failed_precondition,
            Phrase("cli.key_of_another",
                   {{"file", file}, {"owner", name_of(about.st_uid)}, {"user", name_of(geteuid())}})};
  }
  const bool for_a_group = about.st_uid == 0 && (about.st_mode & kGroup) == S_IRGRP;
  const mode_t open_to = for_a_group ? kOthers : kOthers | kGroup;
  if ((about.st_mode & open_to) == 0) return {};
  return {Code::failed_precondition,
          Phrase("cli.key_readable", {{"file", file}, {"mode", octal(about.st_mode)}})};
}

}  // namespace

base::Result<base::Secret> read_key(const std::string& file) {
  if (auto closed = is_private(file); !closed.ok()) return base::fail(std::move(closed));
  const auto text = document::read_file(file, 4096);
  if (!text) return base::fail(Code::failed_precondition, Phrase("cli.no_key", {{"file", file}}));
  const auto end = text->find_last_not_of(" \t\r\n");
  if (end == std::string::npos) {
    return base::fail(Code::failed_precondition, Phrase("cli.empty_key", {{"file", file}}));
  }
  return base::Secret(text->substr(0, end + 1));
}

}  // namespace estafeta::cli
