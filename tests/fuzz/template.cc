// A template: read, checked, and, where it is good, its forms filled in by their own defaults and expanded.
#include "connector/template/expand.h"
#include "connector/template/parameters.h"
#include "connector/template/parse.h"
#include "connector/template/skeleton.h"
#include "tests/fuzz/problems.h"

using namespace estafeta;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::view(data, size);
  const std::string file = "t.yaml";
  fuzz::require_said(tmpl::lint(text, file, {"network", "unix", "duty"}, {"tam", "security"}), text, file);
  const auto tmpl = tmpl::parse(text, file);
  if (!tmpl) {
    fuzz::require(!tmpl.error().empty(), "a reason for what is refused");
    fuzz::require_said(tmpl.error(), text, file);
    return 0;
  }
  for (const std::string language : {"en", "ru"}) {
    const std::string form = tmpl::skeleton(*tmpl, language);
    const auto parameters = tmpl::read_parameters(*tmpl, form, file);
    if (!parameters) {
      fuzz::require_said(parameters.error(), form, file);
      continue;
    }
    const auto change = tmpl::expand(*tmpl, *parameters, language);
    if (!change) fuzz::require_said(change.error(), text, file);
    for (const auto& task : tmpl->tasks) tmpl::hand_over_form(task, language);
  }
  return 0;
}
