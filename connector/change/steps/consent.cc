#include "connector/change/steps/consent.h"

#include <string>
#include <utility>
#include <vector>

#include "connector/change/schedule/consent.h"

namespace estafeta::change {

using base::Phrase;

namespace {

Phrase consent_phrase(const char* key, const PlanBuilder& builder, const Node& node, const Consent& consent) {
  auto said = about(key, node);
  said.values.emplace_back("department", builder.rules.departments.find(node.department)->title);
  said.values.emplace_back("until", consent.until);
  return said;
}

}  // namespace

void remark_consent(PlanBuilder& builder) {
  std::vector<Phrase> asked;
  for (const auto& node : builder.tree.nodes) {
    const auto consent = consent_of(builder.rules, builder.situation, node);
    if (!consent) continue;
    switch (consent->how) {
      case Consent::How::asked:
        builder.look_again(consent->until);
        asked.push_back(consent_phrase("consent.asked_of", builder, node, *consent));
        break;
      case Consent::How::moved:
      case Consent::How::moved_later: {
        const bool in_time = consent->how == Consent::How::moved;
        auto said =
            consent_phrase(in_time ? "consent.moved" : "consent.moved_later", builder, node, *consent);
        said.values.emplace_back("person", consent->person);
        said.values.emplace_back("at", consent->at);
        builder.remark(std::move(said));
        break;
      }
      case Consent::How::silent:
      case Consent::How::taken:
        break;
    }
  }
  if (!asked.empty()) builder.remark(Phrase("consent.asked", {{"tasks", std::move(asked)}}));
}

}  // namespace estafeta::change
