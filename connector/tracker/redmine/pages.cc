#include "connector/tracker/redmine/pages.h"

#include <algorithm>

#include "connector/tracker/readback.h"
#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/uploads.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

using base::Code;
using base::Phrase;
using base::Result;
using base::Status;
using document::Node;
using http::Method;

namespace {

std::string page_path(const std::string& project, const std::string& title) {
  return "/projects/" + http::escape(project) + "/wiki/" + http::escape(title) + ".json";
}

Status page_changed(const std::string& project, const std::string& title) {
  return {Code::aborted, Phrase("tracker.page_changed", {{"project", project}, {"title", title}})};
}

Status as_page(const Status& status, const std::string& project, const std::string& title) {
  if (status.code() == Code::not_found) {
    return {Code::not_found, Phrase("tracker.no_page", {{"project", project}, {"title", title}})};
  }
  return status.code() == Code::aborted ? page_changed(project, title) : status;
}

}  // namespace

Result<std::string> RedminePages::page(const std::string& project, const std::string& title) {
  auto version = page_version(project, title);
  if (!version) return base::fail(version.error());
  return std::move(version->text);
}

Result<PageVersion> RedminePages::page_version(const std::string& project, const std::string& title) {
  const auto node = rest_.get(page_path(project, title));
  if (!node) return base::fail(as_page(node.error(), project, title));
  const Node* found = node->find("wiki_page");
  if (found == nullptr) return base::fail(not_understood(page_path(project, title)));
  return PageVersion{with_lf(text_at(*found, {"text"})),
                     decode_principal(found->find("author")).value_or(model::Principal{}),
                     base::parse_instant(text_at(*found, {"updated_on"}))};
}

Status RedminePages::write_page(const std::string& project, const std::string& title,
                                const std::string& text) {
  return put_page(project, title, nullptr, text);
}

Status RedminePages::replace_page(const std::string& project, const std::string& title,
                                  const std::string& before, const std::string& text) {
  return put_page(project, title, &before, text);
}

Status RedminePages::put_page(const std::string& project, const std::string& title, const std::string* before,
                              const std::string& text) {
  const std::string path = page_path(project, title);
  const auto current = rest_.get(path);
  if (!current && current.error().code() != Code::not_found) return current.error();
  const std::string there = current ? normalised(text_at(*current, {"wiki_page", "text"})) : "";
  if (before != nullptr && there != normalised(*before)) return page_changed(project, title);
  if (current && there == normalised(text)) return {};
  std::optional<std::int64_t> version;
  if (current) version = integer_at(*current, {"wiki_page", "version"});
  const auto answer = rest_.write(Method::put, path, encode_page(text, version));
  if (!answer) return as_page(answer.error(), project, title);
  const auto after = rest_.get(path);
  if (!after) return as_page(after.error(), project, title);
  const auto written = base::parse_instant(text_at(*after, {"wiki_page", "updated_on"}));
  if (written && integer_at(*after, {"wiki_page", "version"}) != version) rest_.told_by_write(*written);
  if (normalised(text_at(*after, {"wiki_page", "text"})) == normalised(text)) return {};
  return page_changed(project, title);
}

Result<std::vector<model::Attachment>> RedminePages::page_files(const std::string& project,
                                                                const std::string& title) {
  const auto node = rest_.get(page_path(project, title), {{"include", "attachments"}});
  if (!node) return base::fail(as_page(node.error(), project, title));
  const Node* found = node->find("wiki_page");
  if (found == nullptr) return base::fail(not_understood(page_path(project, title)));
  auto files = decode_attachments(*found);
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return files;
}

Status RedminePages::attach_to_page(const std::string& project, const std::string& title,
                                    const Upload& file) {
  const std::string path = page_path(project, title);
  const auto before = rest_.get(path);
  if (!before) return as_page(before.error(), project, title);
  const auto tokens = upload(rest_, {file});
  if (!tokens) return tokens.error();
  const auto body = encode_page(text_at(*before, {"wiki_page", "text"}),
                                integer_at(*before, {"wiki_page", "version"}), *tokens);
  const auto answer = rest_.write(Method::put, path, body);
  if (!answer) return as_page(answer.error(), project, title);
  const auto files = page_files(project, title);
  if (!files) return files.error();
  const auto named = [&](const model::Attachment& attachment) { return attachment.name == file.name; };
  if (std::any_of(files->begin(), files->end(), named)) return {};
  return {Code::failed_precondition,
          Phrase("tracker.page_file_lost", {{"title", title}, {"file", file.name}})};
}

Status RedminePages::remove_from_page(const model::Attachment& file) {
  const auto answer = rest_.write(Method::del, "/attachments/" + std::to_string(file.id) + ".json", "");
  if (!answer && answer.error().code() != Code::not_found) return answer.error();
  return {};
}

}  // namespace estafeta::tracker::redmine
