#include "connector/tracker/redmine/errors.h"

#include "connector/document/json.h"
#include "connector/document/node.h"
#include "connector/http/answer.h"

namespace estafeta::tracker::redmine {

namespace {

constexpr std::size_t kMostSentences = 20;

base::Status unprocessable(const http::Request& request, const http::Response& response) {
  const auto body = document::parse_json(response.body, request.path);
  const document::Node* errors = body ? body->find("errors") : nullptr;
  if (errors == nullptr || !errors->is_list()) return http::status_of(request, response);
  if (errors->items.empty()) {
    return {base::Code::aborted, base::Phrase("tracker.written_meanwhile", {{"path", request.path}})};
  }
  std::vector<std::string> sentences;
  for (const auto& sentence : errors->items) {
    if (sentences.size() < kMostSentences) sentences.push_back(sentence.text);
  }
  return {base::Code::invalid_argument,
          base::Phrase("tracker.refused", {{"path", request.path}, {"sentences", std::move(sentences)}}),
          base::Cause::refused};
}

}  // namespace

base::Status meaning_of(const http::Request& request, const http::Response& response) {
  return response.status == 422 ? unprocessable(request, response) : http::status_of(request, response);
}

base::Status refused_file(const base::Status& status, const std::string& file) {
  const base::PhraseValue* sentences = status.phrase().find("sentences");
  if (status.cause() != base::Cause::refused || sentences == nullptr) return status;
  return {status.code(), base::Phrase("tracker.file_refused", {{"file", file}, {"sentences", *sentences}}),
          status.cause()};
}

base::Status not_understood(const std::string& path) {
  return {base::Code::unavailable, base::Phrase("tracker.not_understood", {{"path", path}}),
          base::Cause::not_understood};
}

bool is_hidden(const base::Status& status) {
  return status.code() == base::Code::not_found || status.cause() == base::Cause::forbidden;
}

base::Status hidden(const std::string& path) {
  return {base::Code::not_found, base::Phrase("http.not_found", {{"path", path}})};
}

base::Status as_issue(const base::Status& status, base::IssueId id) {
  if (!is_hidden(status)) return status;
  return {base::Code::not_found, base::Phrase("tracker.no_issue", {{"issue", id.value}})};
}

base::Phrase ignored_filter(const std::string& field) {
  return base::Phrase("tracker.filter_ignored", {{"field", field}});
}

}  // namespace estafeta::tracker::redmine
