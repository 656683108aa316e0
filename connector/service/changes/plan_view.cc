#include "connector/service/changes/plan_view.h"

#include "connector/change/steps/reconcile.h"
#include "connector/change/tree/stamp.h"
#include "connector/render/kit/note.h"
#include "connector/render/plan/promise.h"
#include "connector/tracker/readback.h"

namespace estafeta::service {

namespace {

constexpr std::string_view kDigestMark = "estafeta:";

// In the client's language, where one is named.
std::string text_for_client(const Site& site, const model::Promise& promise,
                            const change::Situation& situation) {
  auto style = render::tracker_style(site.mappings.tracker, *site.markup);
  if (situation.client && !situation.client->language.empty()) style.language = situation.client->language;
  return render::text_for_client(promise, situation.change.subject, {site.mappings.messages, style});
}

}  // namespace

render::PlanView plan_view(const Site& site, const model::Plan& plan, const change::Situation& situation) {
  render::PlanView view;
  view.title = situation.change.subject;
  view.state = situation.change.status.state;
  const auto stamp = change::stamp_of(situation.change);
  if (situation.desired) {
    view.template_name = situation.desired->template_name;
    view.version = situation.desired->version;
    view.hash = situation.desired->hash;
    view.approvers = approvers_of(site, *situation.desired);
  }
  view.provisional = !stamp.made;
  view.departments = &site.mappings.departments;
  view.schedule = plan.schedule;
  view.zone = site.rules.zone;
  view.now = situation.now;
  for (const auto& remark : plan.remarks) view.remarks.push_back(remark.said);
  view.promise = plan.promise;
  view.window = plan.window;
  if (plan.promise) view.client_text = text_for_client(site, *plan.promise, situation);
  const auto speaker = site.plain();
  for (const auto& task : plan.schedule.tasks) {
    if (task.holder) view.holders[task.key] = speaker.say(*task.holder);
  }
  return view;
}

std::map<std::string, std::string> approvers_of(const Site& site, const model::DesiredChange& desired) {
  std::map<std::string, std::string> approvers;
  const auto& roles = site.mappings.tracker.roles;
  for (const auto& task : desired.tasks) {
    if (const auto role = roles.find(task.approver); role != roles.end()) approvers[task.key] = role->second;
  }
  return approvers;
}

std::string plan_page_text(const Site& site, const model::Plan& plan, const change::Situation& situation,
                           const std::map<std::string, base::IssueId>& issues, const std::string& picture,
                           bool is_whole, bool was_edited) {
  auto view = plan_view(site, plan, situation);
  view.was_edited = was_edited;
  for (auto& task : view.schedule.tasks) {
    if (const auto made = issues.find(task.key); made != issues.end()) task.issue = made->second;
  }
  const auto& markup = *site.markup;
  std::string text = render::plan_page(view, site.in_tracker(), markup);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (!picture.empty()) {
    text += "\n\n" + markup.picture(picture + ".png") + "\n\n" +
            site.in_tracker().say("plan.picture_beside") + " " + markup.file(picture + ".svg");
  }
  if (!is_whole) return text + "\n";
  const std::string mark = std::string(kDigestMark) + change::page_digest(plan, site.rules.zone) + "." +
                           change::fingerprint(tracker::normalised(text));
  return text + "\n\n" + markup.hidden(mark);
}

bool is_edited(const std::string& page, const std::string& unfinished) {
  if (page.empty()) return false;
  const auto at = page.rfind(kDigestMark);
  if (at == std::string::npos) return tracker::normalised(page) != tracker::normalised(unfinished);
  const auto line = page.rfind('\n', at);
  const auto line_end = page.find('\n', at);
  const auto dot = page.find('.', at);
  // Written before its last line told what it says.
  if (line == std::string::npos || dot == std::string::npos || dot > line_end) return false;
  const auto end = page.find_first_not_of("0123456789abcdef", dot + 1);
  const auto said = page.substr(dot + 1, end == std::string::npos ? end : end - dot - 1);
  const bool is_longer = line_end != std::string::npos && !tracker::normalised(page.substr(line_end)).empty();
  return is_longer || said != change::fingerprint(tracker::normalised(page.substr(0, line)));
}

std::string digest_of_page(const std::string& page) {
  const auto at = page.rfind(kDigestMark);
  if (at == std::string::npos) return {};
  const auto begin = at + kDigestMark.size();
  const auto end = page.find_first_not_of("0123456789abcdef", begin);
  return page.substr(begin, end == std::string::npos ? end : end - begin);
}

}  // namespace estafeta::service
