#include "connector/render/desks/start_page.h"

#include "connector/render/desks/cells.h"
#include "connector/render/kit/text.h"

namespace estafeta::render {
namespace {

using messages::Speaker;

std::string list(const std::vector<views::PageLink>& links, const Speaker& speaker,
                 const model::Markup& markup) {
  std::string text;
  for (const auto& link : links) text += markup.item(markup.page(link.page, speaker.escape(link.title)));
  return text;
}

std::string refused(const std::vector<views::RefusedLine>& lines, const Speaker& speaker,
                    const model::Markup& markup) {
  if (lines.empty()) return "";
  std::string text = markup.heading(speaker.say("start_page.refused")) + "\n" +
                     speaker.say("start_page.refused_how") + "\n\n";
  for (const auto& line : lines) text += markup.item(speaker.escape(line.place) + ": " + line.what);
  return text + "\n";
}

std::string parameters(const views::TemplateView& view, const Speaker& speaker, const model::Markup& markup) {
  if (view.parameters.empty()) return speaker.say("start_page.no_parameters") + "\n";
  Table table{heads({"start_page.head_parameter", "start_page.head_meaning", "start_page.head_allowed",
                     "start_page.head_default"},
                    speaker),
              {}};
  for (const auto& parameter : view.parameters) {
    const auto initial = parameter.is_required ? speaker.say("start_page.required")
                                               : speaker.escape(base::one_line(parameter.initial));
    const auto& allowed = parameter.description.empty() ? parameter.allowed : parameter.description;
    table.rows.push_back({speaker.escape(parameter.id), speaker.escape(base::one_line(parameter.title)),
                          speaker.escape(base::one_line(allowed)), initial});
  }
  const base::Phrase head("start_page.parameters", {{"n", static_cast<std::int64_t>(table.rows.size())}});
  return markup.folded(speaker.say(head), Layout(markup).table(table));
}

}  // namespace

std::string start_page(const views::StartPage& view, const Speaker& speaker, const model::Markup& markup) {
  std::string text =
      speaker.say("start_page.title") + "\n\n" + refused(view.refused, speaker, markup) +
      markup.heading(speaker.say("start_page.desks")) + "\n" + list(view.desks, speaker, markup) + "\n" +
      markup.heading(speaker.say("start_page.dossiers")) + "\n" + list(view.dossiers, speaker, markup) +
      "\n" + markup.heading(speaker.say("start_page.departments")) + "\n" +
      list(view.departments, speaker, markup) + "\n" + markup.heading(speaker.say("start_page.templates")) +
      "\n" + speaker.say("start_page.how") + "\n";
  for (const auto& one : view.templates) {
    const auto what = one.description.empty() ? one.title : one.description;
    text += "\n" + markup.heading(speaker.escape(one.name)) + "\n" + speaker.escape(base::one_line(what)) +
            "\n\n" + parameters(one, speaker, markup);
  }
  return text;
}

}  // namespace estafeta::render
