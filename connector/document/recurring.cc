#include "connector/document/recurring.h"

#include <utility>

namespace estafeta::document {
namespace {

constexpr std::size_t kShortest = 32;
constexpr std::size_t kLongest = 1 << 14;
constexpr std::size_t kMost = 64;

}  // namespace

const RecurringTexts::Text* RecurringTexts::find(std::string_view ahead) {
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    if (!ahead.starts_with(texts_[i].text)) continue;
    if (i == 0) return &texts_[0];
    std::swap(texts_[i - 1], texts_[i]);
    return &texts_[i - 1];
  }
  return nullptr;
}

std::uint32_t RecurringTexts::add(std::string_view text) {
  if (text.size() < kShortest || text.size() > kLongest) return 0;
  if (texts_.size() == kMost) texts_.pop_back();
  texts_.push_back({std::string(text), ++last_});
  return last_;
}

}  // namespace estafeta::document
