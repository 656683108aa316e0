#include "connector/service/changes/preview_request.h"

#include "connector/document/json.h"
#include "connector/render/documents/preview.h"
#include "connector/service/changes/preview.h"

namespace estafeta::service {

namespace {

std::string text_at(const document::Node& request, std::string_view key) {
  const auto* found = request.find(key);
  return found == nullptr ? "" : found->text;
}

}  // namespace

std::string answer_preview(const Site& site, std::string_view text, base::Instant now) {
  const auto request = document::parse_json(text, "preview");
  if (!request) return render::problems_document(request.error(), site.plain());
  const auto language = text_at(*request, "language");
  const auto speaker = site.plain(language.empty() ? site.language() : language);
  const auto desired = expand_template(site, text_at(*request, "template"), text_at(*request, "parameters"),
                                       speaker.style().language);
  if (!desired) return render::problems_document(desired.error(), speaker);
  const auto view = preview(site, *desired, text_at(*request, "project"), now);
  if (view) return render::preview_document(*view, speaker);
  return render::problems_document({{base::Severity::error, view.error().phrase(), {}}}, speaker);
}

}  // namespace estafeta::service
