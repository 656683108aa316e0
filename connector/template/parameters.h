// The values of a template's parameters, as people write them into the change.
//
// Pure; safe to call from several threads.
#pragma once

#include <string>
#include <string_view>

#include "connector/template/template.h"

namespace estafeta::tmpl {

struct Parameters {
  document::Node values;  // a map with every parameter of the template, in its order, defaults filled in
};

// Lines `name: value`, read as a form (form.h). `source` is what people call the place they stand in. Every
// problem at once, at its line and column; what is missing altogether stands at 0:0. An empty value counts as
// missing unless the parameter may be null.
tl::expected<Parameters, base::Diagnostics> read_parameters(const Template& tmpl, std::string_view text,
                                                            const std::string& source);
tl::expected<Parameters, base::Diagnostics> read_parameters(const Template& tmpl,
                                                            const document::Node& values);

// The parameters that have no value yet, where nothing else is wrong with the text: whoever wrote it is not
// done.
std::vector<std::string> unfilled(const Template& tmpl, std::string_view text);

}  // namespace estafeta::tmpl
