#include "connector/tracker/redmine/watching.h"

#include <algorithm>

#include "connector/tracker/redmine/codec.h"
#include "connector/tracker/redmine/encode.h"
#include "connector/tracker/redmine/errors.h"
#include "connector/tracker/redmine/values.h"

namespace estafeta::tracker::redmine {

using base::Code;
using base::Phrase;
using http::Method;

namespace {

std::string path_of(base::IssueId issue) {
  return "/issues/" + base::to_string(issue);
}

}  // namespace

// Redmine answers 200 whether or not it added anybody, so the list is read back.
base::Status Watching::add(base::IssueId issue, const base::PrincipalId& who) {
  const auto answer = rest_.write(Method::post, path_of(issue) + "/watchers.json", encode_watcher(who));
  if (!answer) return as_issue(answer.error(), issue);
  const auto after = rest_.get(path_of(issue) + ".json", {{"include", "watchers"}});
  if (!after) return as_issue(after.error(), issue);
  const auto* body = after->find("issue");
  const auto watching = body == nullptr ? std::vector<base::PrincipalId>() : watchers_of(*body);
  if (std::find(watching.begin(), watching.end(), who) != watching.end()) return {};
  return {Code::failed_precondition,
          Phrase("tracker.not_watching", {{"issue", issue.value}, {"who", who.value}})};
}

base::Status Watching::remove(base::IssueId issue, const base::PrincipalId& who) {
  const auto answer =
      rest_.write(Method::del, path_of(issue) + "/watchers/" + http::escape(who.value) + ".json", "");
  // An issue or a group that is gone has no watcher either.
  if (!answer && answer.error().code() != Code::not_found) return answer.error();
  return {};
}

}  // namespace estafeta::tracker::redmine
