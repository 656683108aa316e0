#include "connector/render/desks/client_digest.h"

#include <algorithm>
#include <cstdlib>

#include "connector/base/time.h"
#include "connector/render/desks/dossier.h"
#include "connector/render/kit/html.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using base::Phrase;
using messages::Speaker;
using model::Block;
using views::ClientDigest;

std::int64_t count(std::size_t n) {
  return static_cast<std::int64_t>(n);
}

// What there is none of is left out: a month of incidents would begin with what was not done.
std::string summary(const ClientDigest& digest, const Speaker& speaker) {
  std::string text;
  const auto add = [&](const Phrase& said) { text += (text.empty() ? "" : " ") + speaker.say(said); };
  const auto add_count = [&](const char* key, std::size_t n) {
    if (n > 0) add(Phrase(key, {{"n", count(n)}}));
  };
  add_count("client_digest.n_done", digest.done.size());
  add_count("client_digest.n_coming", digest.coming.size());
  add_count("client_digest.n_needs", digest.needs.size());
  const auto promised = std::count_if(digest.done.begin(), digest.done.end(),
                                      [](const auto& one) { return one.promised.has_value(); });
  const auto kept =
      std::count_if(digest.done.begin(), digest.done.end(), [](const auto& one) { return one.is_kept(); });
  if (promised > 0)
    add(Phrase("client_digest.kept", {{"kept", std::int64_t{kept}}, {"n", std::int64_t{promised}}}));
  std::int64_t met = 0, decided = 0;
  for (const auto& clock : digest.clocks) {
    met += clock.met;
    decided += clock.met + clock.breached;
  }
  if (decided > 0) add(Phrase("client_digest.targets", {{"met", met}, {"n", decided}}));
  return text;
}

std::string done_line(const views::DigestDone& done, const Speaker& speaker) {
  const char* key = !done.promised   ? "client_digest.done_line"
                    : done.is_kept() ? "client_digest.done_kept"
                                     : "client_digest.done_late";
  return speaker.say(Phrase(key, {{"issue", done.request.value},
                                  {"title", one_line(done.title)},
                                  {"day", base::format_date(done.on)},
                                  {"promised", base::format_date(done.promised.value_or(done.on))}}));
}

std::string coming_line(const views::DigestComing& coming, const Speaker& speaker) {
  const Phrase said(coming.promised ? "client_digest.coming_promised" : "client_digest.coming_line",
                    {{"issue", coming.request.value},
                     {"title", one_line(coming.title)},
                     {"day", coming.promised ? base::format_date(*coming.promised) : ""}});
  return speaker.say(said);
}

std::string need_line(const views::DigestNeed& need, const Speaker& speaker) {
  const Phrase said(need.since ? "client_digest.need_since" : "client_digest.need_line",
                    {{"issue", need.issue.value},
                     {"title", one_line(need.title)},
                     {"day", need.since ? base::format_date(*need.since) : ""}});
  return speaker.say(said);
}

std::string clock_line(const views::DigestClock& clock, const Speaker& speaker) {
  return speaker.say(Phrase("client_digest.clock", {{"clock", clock.clock},
                                                    {"met", std::int64_t{clock.met}},
                                                    {"n", std::int64_t{clock.met + clock.breached}}}));
}

std::string breach_line(const views::DigestBreach& breach, const Speaker& speaker) {
  std::string clocks;
  for (const auto& clock : breach.clocks)
    clocks += (clocks.empty() ? "" : ", ") + speaker.word("clock", clock);
  std::string text = speaker.say(
      Phrase("client_digest.breach",
             {{"issue", breach.incident.value}, {"title", one_line(breach.title)}, {"clocks", clocks}}));
  const auto add = [&](const char* key, const std::string& said) {
    if (!said.empty()) text += ". " + speaker.say(Phrase(key, {{"text", within_sentence(said)}}));
  };
  add("client_digest.cause", breach.cause);
  add("client_digest.measure", breach.measure);
  return text;
}

template <typename Items, typename Line>
std::string part(const char* heading, const Items& items, const Speaker& speaker, const model::Markup& markup,
                 Line line) {
  if (items.empty()) return "";
  std::string text = "\n" + markup.heading(speaker.say(heading)) + "\n";
  for (const auto& item : items) text += markup.item(line(item, speaker));
  return text;
}

std::string hint_line(const views::DigestHint& hint, const Speaker& speaker) {
  return speaker.say(Phrase("client_digest.hint_" + std::string(to_string(hint.type)),
                            {{"issue", hint.issue.value}, {"text", one_line(hint.text)}}));
}

}  // namespace

std::string digest_period(const sla::Period& period, const Speaker& speaker) {
  if (sla::is_month(period)) return period_said(period, speaker);
  return base::format_date(period.from) + " – " + base::format_date(period.until);
}

std::string client_digest_text(const ClientDigest& digest, const Speaker& speaker,
                               const model::Markup& markup) {
  const Phrase title("client_digest.title",
                     {{"client", digest.client}, {"period", digest_period(digest.period, speaker)}});
  return markup.heading(speaker.say(title)) + "\n" + summary(digest, speaker) + "\n" +
         part("client_digest.needs", digest.needs, speaker, markup, need_line) +
         part("client_digest.done", digest.done, speaker, markup, done_line) +
         (digest.done.empty() ? "" : "\n" + speaker.say("client_digest.mark_how") + "\n") +
         part("client_digest.coming", digest.coming, speaker, markup, coming_line) +
         part("client_digest.sla", digest.clocks, speaker, markup, clock_line) +
         part("client_digest.breaches", digest.breaches, speaker, markup, breach_line);
}

std::string digest_draft_head(const ClientDigest& digest, const Speaker& speaker,
                              const model::Markup& markup) {
  const Phrase title("client_digest.draft_title",
                     {{"client", digest.client}, {"period", digest_period(digest.period, speaker)}});
  return markup.heading(speaker.say(title)) + "\n" + speaker.say("client_digest.draft_how") + "\n\n" +
         speaker.say("client_digest.draft_send") + "\n";
}

std::string digest_draft_hints(const ClientDigest& digest, const Speaker& speaker,
                               const model::Markup& markup) {
  const auto hints = part("client_digest.hints", digest.hints, speaker, markup, hint_line);
  return (hints.empty() ? "" : hints.substr(1) + "\n") + markup.heading(speaker.say("client_digest.below"));
}

std::string digest_plain(const std::vector<Block>& blocks) {
  std::string text;
  bool is_list = false;
  for (const auto& block : blocks) {
    const bool is_item = block.type == Block::Type::item;
    if (!text.empty() && !(is_item && is_list)) text += "\n";
    is_list = is_item;
    switch (block.type) {
      case Block::Type::heading:
        text += block.text + "\n" + std::string(width(block.text), '-') + "\n";
        break;
      case Block::Type::item:
        text += "- " + block.text + "\n";
        break;
      case Block::Type::paragraph:
        text += block.text + "\n";
        break;
    }
  }
  return text;
}

std::string digest_html(const std::vector<Block>& blocks, const std::string& language) {
  std::string body, list, title;
  const auto end_list = [&] {
    if (!list.empty()) body += element("ul", {}, "\n" + list) + "\n";
    list.clear();
  };
  for (const auto& block : blocks) {
    const bool is_title = title.empty() && block.type == Block::Type::heading;
    if (is_title) title = block.text;
    if (block.type != Block::Type::item) end_list();
    std::string html;
    for (const char c : html_escape(block.text))
      html += c == '\n' ? std::string("<br>\n") : std::string(1, c);
    switch (block.type) {
      case Block::Type::heading:
        body += element(is_title ? "h1" : "h2", {}, html) + "\n";
        break;
      case Block::Type::item:
        list += element("li", {}, html) + "\n";
        break;
      case Block::Type::paragraph:
        body += element("p", {}, html) + "\n";
        break;
    }
  }
  end_list();
  return printable_page(title, language, body);
}

}  // namespace estafeta::render
