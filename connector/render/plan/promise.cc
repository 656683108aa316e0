#include "connector/render/plan/promise.h"

#include <utility>

#include "connector/render/kit/text.h"

namespace estafeta::render {

namespace {

using base::Phrase;
using model::DelayShare;
using model::Promise;
using model::PromiseMove;
using model::Side;

Phrase line_of(const PromiseMove& move) {
  const auto said = [](const std::string& text) {
    return text.empty() ? std::vector{Phrase("promise.not_said")}
                        : std::vector{Phrase("promise.said", {{"text", one_line(text)}})};
  };
  return Phrase(move.to.empty() ? "promise.taken_back" : "promise.moved", {{"at", move.at},
                                                                           {"person", move.person},
                                                                           {"from", move.from},
                                                                           {"to", move.to},
                                                                           {"side", said(move.side)},
                                                                           {"reason", said(move.reason)}});
}

// What the client reads of each share: whose work it was, or what moved the date without any.
const char* client_key(const DelayShare& share) {
  if (share.cause == DelayShare::Cause::plan) return "for_client.share_plan";
  if (share.cause == DelayShare::Cause::grown) return "for_client.share_grown";
  if (share.cause == DelayShare::Cause::date) return "for_client.share_date";
  switch (share.side) {
    case Side::client:
      return "for_client.share_client";
    case Side::vendor:
      return "for_client.share_vendor";
    case Side::us:
      return "for_client.share_us";
  }
  return "for_client.share_us";
}

}  // namespace

std::vector<Phrase> promise_lines(const Promise& promise) {
  std::vector<Phrase> lines;
  if (!promise.delay) {
    lines.push_back(Phrase("promise.kept", {{"promised", base::format_date(promise.day)},
                                            {"forecast", base::format_date(promise.forecast)}}));
  }
  for (const auto& move : promise.moves) lines.push_back(line_of(move));
  return lines;
}

std::string text_for_client(const Promise& promise, const std::string& title,
                            const messages::Speaker& speaker) {
  if (!promise.delay) return "";
  const auto& delay = *promise.delay;
  std::vector<Phrase> shares;
  for (const std::string key : {"for_client.share_client", "for_client.share_vendor", "for_client.share_us",
                                "for_client.share_date", "for_client.share_grown", "for_client.share_plan"}) {
    std::int64_t days = 0;
    for (const auto& share : delay.shares) days += client_key(share) == key ? share.days : 0;
    if (days > 0) shares.push_back(Phrase(key, {{"n", days}}));
  }
  return speaker.say(Phrase("for_client.late", {{"title", one_line(title)},
                                                {"promised", base::format_date(promise.day)},
                                                {"forecast", base::format_date(promise.forecast)},
                                                {"n", delay.days},
                                                {"shares", std::move(shares)}}));
}

std::string promise_block(const Promise& promise, const std::string& client_text,
                          const messages::Speaker& speaker, const model::Markup& markup) {
  std::string text;
  for (const auto& line : promise_lines(promise)) text += markup.item(speaker.say(line));
  if (client_text.empty()) return text;
  return text + (text.empty() ? "" : "\n") + speaker.say("promise.for_client") + "\n\n" +
         markup.quote(client_text);
}

}  // namespace estafeta::render
