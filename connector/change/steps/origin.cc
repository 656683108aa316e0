#include "connector/change/steps/origin.h"

#include <algorithm>
#include <cctype>

#include "connector/change/steps/plan_builder.h"

namespace estafeta::change {

using base::Phrase;

namespace {

constexpr std::string_view kBegin = "estafeta-";
constexpr std::string_view kEnd = ".json";
constexpr std::size_t kHash = 12;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return std::isxdigit(static_cast<unsigned char>(c)); });
}

}  // namespace

bool is_origin_name(std::string_view name) {
  if (!name.starts_with(kBegin) || !name.ends_with(kEnd)) return false;
  name.remove_prefix(kBegin.size());
  if (name.size() < kEnd.size() + kHash) return false;
  name.remove_suffix(kEnd.size());
  const auto hash = name.substr(name.size() - kHash);
  const auto version = name.substr(0, name.size() - kHash);
  return is_hex(hash) && version.ends_with('-') && version.find("-v") != std::string_view::npos;
}

std::vector<model::Attachment> own_files(const model::Issue& issue, const std::string& name,
                                         const base::PrincipalId& account) {
  std::vector<model::Attachment> own;
  std::copy_if(issue.attachments.begin(), issue.attachments.end(), std::back_inserter(own),
               [&](const auto& file) { return file.name == name && file.author.id == account; });
  std::sort(own.begin(), own.end(), [](const auto& a, const auto& b) { return a.id > b.id; });
  return own;
}

void tell_foreign_origins(PlanBuilder& builder) {
  for (const auto& file : builder.situation.change.attachments) {
    if (!is_origin_name(file.name) || file.author.id == builder.situation.account) continue;
    builder.tell_once("foreign:" + std::to_string(file.id),
                      Phrase("told.foreign_file", {{"file", file.name}, {"person", file.author.name}}));
  }
}

void tell_lost_origin(PlanBuilder& builder) {
  const auto& lost = builder.situation.lost_origin;
  if (!lost.empty()) builder.tell_once("origin:" + lost, Phrase("told.lost_origin", {{"file", lost}}));
}

}  // namespace estafeta::change
