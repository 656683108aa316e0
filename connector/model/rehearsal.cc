#include "connector/model/rehearsal.h"

namespace estafeta::model {

namespace {

constexpr std::string_view kEnglishMark = "Rehearsal: ";
constexpr std::string_view kRussianMark = "Репетиция: ";

}  // namespace

std::string_view rehearsal_mark(std::string_view language) {
  return language == "ru" ? kRussianMark : kEnglishMark;
}

std::string as_rehearsal(const std::string& title, std::string_view language) {
  if (title.starts_with(kEnglishMark) || title.starts_with(kRussianMark)) return title;
  return std::string(rehearsal_mark(language)) + title;
}

}  // namespace estafeta::model
