#include "connector/service/desks/client_digests.h"

#include <algorithm>

#include "connector/base/text.h"
#include "connector/render/desks/client_digest.h"
#include "connector/service/incidents/month_figures.h"
#include "connector/service/site/back_off.h"
#include "connector/tracker/readback.h"

namespace estafeta::service {

namespace {

using base::Status;
using views::DraftProblem;
using Stage = DigestState::Stage;

constexpr std::chrono::minutes kLooksApart{5};
std::string mark_of(const sla::Period& period) {
  return "Estafeta digest " + period_name(period);
}

bool is_written_there(const tracker::ProjectFacts& facts) {
  return facts.wiki && facts.open && !facts.lacking.contains(tracker::Right::view_wiki) &&
         !facts.lacking.contains(tracker::Right::edit_wiki);
}

// What only a person can mend is said; other drafts and desks do not wait for it.
base::Result<DraftProblem> problem_or(const Status& failed) {
  if (ends_pass(failed) || may_mend_itself(failed.code())) return base::fail(failed);
  return DraftProblem::no_wiki;
}

}  // namespace

struct ClientDigests::Of {
  const model::Client& client;
  sla::Period period;
  std::string draft;  // titles of the pages
  std::string page;
};

std::vector<DraftWords> draft_words(const Site& site) {
  std::vector<DraftWords> all;
  for (const auto& language : site.languages()) {
    const auto speaker = site.plain(language);
    all.push_back({speaker.say("client_digest.send_label"), speaker.say("client_digest.word_no"),
                   speaker.say("client_digest.word_send"), speaker.say("client_digest.word_skip")});
  }
  return all;
}

bool is_sent_digest(const Site& site, const std::string& page, const sla::Period& period) {
  return page.starts_with(base::trimmed(site.markup->hidden(mark_of(period))));
}

base::Result<std::optional<DigestText>> digest_text(const Site& site, tracker::Tracker tracker,
                                                    const model::Client& client, const sla::Period& period) {
  auto sent = tracker.pages.page(client.project, digest_page_title(period));
  if (sent && is_sent_digest(site, *sent, period)) return DigestText{std::move(*sent), ""};
  if (!sent && sent.error().code() != base::Code::not_found) return base::fail(sent.error());
  const auto title = draft_title(client.id, period);
  const auto draft = tracker.pages.page(site.mappings.tracker.staff_project, title);
  if (!draft && draft.error().code() == base::Code::not_found) return std::nullopt;
  if (!draft) return base::fail(draft.error());
  return DigestText{read_draft(*draft, draft_words(site), *site.markup).text, title};
}

Status ClientDigests::keep(const views::Cards& cards, bool is_complete, base::Instant now) {
  has_waiting_ = false;
  sight_.forget();
  // Also where it fails: a page that cannot be read is not asked for at each pass.
  looks_ = now >= next_look_;
  if (looks_) next_look_ = now + kLooksApart;
  for (const auto& [id, client] : site_.mappings.clients.all) {
    if (client.digest == model::DigestRhythm::none) continue;
    if (auto kept = keep_one(client, cards, is_complete, now); !kept.ok()) return kept;
  }
  return {};
}

Status ClientDigests::keep_one(const model::Client& client, const views::Cards& cards, bool is_complete,
                               base::Instant now) {
  const auto today = site_.rules.zone.local_date(now);
  const auto period = digest_period(client, today);
  const base::Date after(std::chrono::sys_days(period->until) + std::chrono::days(1));
  if (site_.rules.zone.start_of_day(after) <= site_.settings.live_from) return {};
  const auto known = digest_state(store_, client.id);
  if (!known) return known.error();
  DigestState state = *known;
  const auto name = period_name(*period);
  if (state.period != name) state = {name, Stage::nothing, {}, {}};
  if (state.stage == Stage::settled) return {};
  const Of of{client, *period, draft_title(client.id, *period), digest_page_title(*period)};
  if (state.made_on != today) {
    if (!is_complete) {
      has_waiting_ = true;
      return {};
    }
    if (auto made = make(of, cards, now, state); !made.ok()) return made;
    state.made_on = today;
  }
  if (state.stage == Stage::waiting && looks_) {
    const auto looked = look(of, now, state);
    has_waiting_ = has_waiting_ || !looked.ok();
    if (!looked.ok()) return looked;
  }
  has_waiting_ = has_waiting_ || state.stage == Stage::waiting;
  return state == *known ? Status() : keep_digest_state(store_, client.id, state);
}

base::Result<views::ClientDigest> ClientDigests::gather(const Of& of, const views::Cards& cards,
                                                        base::Instant now) {
  const auto facts = facts_of_period(site_, store_, of.client.id, of.period, now);
  if (!facts) return base::fail(facts.error());
  const views::DigestSources sources{of.client, of.period,     site_.rules.zone,
                                     cards,     facts->report, facts->awaited};
  const auto shown = sight_.titles(of.client, issues_to_name(sources));
  if (!shown) return base::fail(shown.error());
  const auto names = sight_.internal_names(of.client);
  if (!names) return base::fail(names.error());
  return views::client_digest_of(sources, *shown, *names);
}

std::string ClientDigests::page_of(const views::ClientDigest& digest, const model::Client& client) const {
  const auto speaker = site_.in_tracker();
  const auto& markup = *site_.markup;
  const auto plain = site_.plain();
  const DraftWords words{plain.say("client_digest.send_label"), plain.say("client_digest.word_no"), {}, {}};
  return draft_page({render::digest_draft_head(digest, speaker, markup),
                     render::digest_draft_hints(digest, speaker, markup),
                     render::client_digest_text(digest, site_.in_tracker(client.language), markup)},
                    words, markup);
}

Status ClientDigests::make(const Of& of, const views::Cards& cards, base::Instant now, DigestState& state) {
  const auto& project = site_.mappings.tracker.staff_project;
  const auto page = tracker_.pages.page(project, of.draft);
  const bool is_there = page.has_value();
  if (!is_there && page.error().code() != base::Code::not_found) return page.error();
  const views::WaitingDigest waiting{of.client.id, of.draft};
  if (is_there && !read_draft(*page, draft_words(site_), *site_.markup).is_untouched) {
    if (state.stage != Stage::waiting) state.waiting = waiting;
    state.stage = Stage::waiting;
    return {};
  }
  const auto digest = gather(of, cards, now);
  if (!digest) return digest.error();
  if (!is_there && digest->empty()) return {};
  const auto text = page_of(*digest, of.client);
  const auto before = is_there ? *page : "";
  if (tracker::normalised(before) != tracker::normalised(text)) {
    if (auto done = tracker_.pages.replace_page(project, of.draft, before, text); !done.ok()) return done;
  }
  state.stage = Stage::waiting;
  state.waiting = waiting;
  return {};
}

Status ClientDigests::look(const Of& of, base::Instant now, DigestState& state) {
  const auto page = tracker_.pages.page_version(site_.mappings.tracker.staff_project, of.draft);
  if (!page && page.error().code() != base::Code::not_found) return page.error();
  if (!page) {  // somebody deleted it: there is to be none
    state.stage = Stage::settled;
    return {};
  }
  const auto draft = read_draft(page->text, draft_words(site_), *site_.markup);
  state.waiting = {of.client.id, of.draft};
  switch (draft.answer) {
    case DraftAnswer::no:
      return {};
    case DraftAnswer::unclear:
      state.waiting.problem = DraftProblem::unclear;
      state.waiting.detail = draft.word;
      return {};
    case DraftAnswer::skip:
    case DraftAnswer::sent:
      state.stage = Stage::settled;
      return {};
    case DraftAnswer::send:
      return send(of, *page, draft, now, state);
  }
  return {};
}

base::Result<bool> ClientDigests::may_send(const model::Client& client, const base::PrincipalId& who) {
  const auto facts = sight_.facts_of(client.project);
  if (!facts) return base::fail(facts.error());
  return std::any_of((*facts)->members.begin(), (*facts)->members.end(), [&](const auto& member) {
    return member.principal.id == who && !member.is_group &&
           (member.roles.contains("tam") || member.roles.contains("tam_deputy") ||
            member.roles.contains("service_manager"));
  });
}

Status ClientDigests::send(const Of& of, const tracker::PageVersion& page, const Draft& draft,
                           base::Instant now, DigestState& state) {
  const auto refuse = [&](DraftProblem problem, const std::string& detail = "") {
    state.waiting.problem = problem;
    state.waiting.detail = detail;
    return Status();
  };
  const auto allowed = may_send(of.client, page.author.id);
  if (!allowed) return allowed.error();
  if (!*allowed) return refuse(DraftProblem::not_allowed, page.author.name);
  if (!draft.has_text || draft.text.empty()) return refuse(DraftProblem::no_text);
  if (auto may = pauses_.may_write(of.client.project); !may.ok())
    return may.cause() == base::Cause::paused ? refuse(DraftProblem::paused, of.client.project) : may;
  const auto problem = publish(of, draft.text);
  if (!problem) return problem.error();
  if (*problem != DraftProblem::none) {
    return refuse(*problem, *problem == DraftProblem::taken ? of.page : of.client.project);
  }
  const base::Phrase said("client_digest.sent", {{"day", base::format_date(site_.rules.zone.local_date(now))},
                                                 {"person", page.author.name},
                                                 {"page", of.page},
                                                 {"project", of.client.project}});
  const auto sent = with_sent(page.text, site_.in_tracker().say(said), draft_words(site_), *site_.markup);
  auto done = tracker_.pages.replace_page(site_.mappings.tracker.staff_project, of.draft, page.text, sent);
  if (done.ok()) state.stage = Stage::settled;
  return done;
}

// One that is there with our mark was written when the process ended in between.
base::Result<DraftProblem> ClientDigests::publish(const Of& of, const std::string& text) {
  const auto facts = sight_.facts_of(of.client.project);
  if (!facts) return base::fail(facts.error());
  if (!is_written_there(**facts)) return DraftProblem::no_wiki;
  const auto& project = of.client.project;
  const auto there = tracker_.pages.page(project, of.page);
  if (there) return is_sent_digest(site_, *there, of.period) ? DraftProblem::none : DraftProblem::taken;
  if (there.error().code() != base::Code::not_found) return problem_or(there.error());
  const auto done = tracker_.pages.replace_page(
      project, of.page, "", site_.markup->hidden(mark_of(of.period)) + "\n" + text + "\n");
  if (!done.ok()) return problem_or(done);
  return DraftProblem::none;
}

}  // namespace estafeta::service
