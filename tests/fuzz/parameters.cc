// What people write into the parameters of a change, for a template with a parameter of each type.
#include "connector/template/parameters.h"

#include "connector/document/json.h"
#include "connector/template/expand.h"
#include "connector/template/parse.h"
#include "tests/fuzz/problems.h"

using namespace estafeta;

namespace {

const tmpl::Template& shop() {
  static const tmpl::Template parsed = tmpl::parse(R"(template: shop
version: 1
title: "Shop {{ system }}"
parameters:
  system: { type: string, pattern: "^[a-z][a-z0-9-]*$", maxLength: 40, title: { en: System name, ru: Имя системы } }
  about: { type: string, default: "" }
  vms: { type: integer, minimum: 1, maximum: 64, default: 2, title: { en: Machines, ru: Машины } }
  share: { type: number, default: 0.5 }
  web: { type: boolean, default: true, title: { en: nginx and php, ru: nginx и php } }
  network: { type: string, enum: [new, existing], default: new }
  begin: { type: string, format: date, default: "2026-12-01" }
  sites: { type: array, items: { type: string }, default: [north, south], uniqueItems: true }
  disks: { type: array, items: { type: object, properties: { size: { type: integer }, fast: { type: boolean } } }, default: [] }
  owner: { type: object, properties: { name: { type: string }, phone: { type: string } }, default: {} }
  note: { type: [string, "null"], default: null }
tasks:
  net: { department: network, for_each: sites, title: "Net {{ item }} of {{ system }}", duration: 1h, gives: { vlan: { type: integer } } }
  vms: { department: unix, title: "{{ vms }} for {{ about }} {{ note }}", duration: 2h, needs: [net], when: { vms: { minimum: 2 } } }
  web: { department: unix, title: Web, description: "{{ share }} {{ disks }} {{ owner }}", duration: 3h, needs: [vms], when: { web: true } }
)",
                                                   "shop.yaml")
                                           .value();
  return parsed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::view(data, size);
  const auto parameters = tmpl::read_parameters(shop(), text, "parameters");
  const auto unfilled = tmpl::unfilled(shop(), text);
  if (!parameters) {
    fuzz::require(!parameters.error().empty(), "a reason for what is refused");
    fuzz::require_said(parameters.error(), text, "parameters");
    return 0;
  }
  fuzz::require(unfilled.empty(), "nothing is missing in what is complete");
  fuzz::require(parameters->values.entries.size() == shop().parameters.size(), "a value for each parameter");
  const auto again = tmpl::read_parameters(shop(), parameters->values);
  fuzz::require(again.has_value(), "what was read is good");
  fuzz::require(document::to_json(again->values) == document::to_json(parameters->values),
                "what was read means the same when it is read again");
  const auto change = tmpl::expand(shop(), *parameters, "ru");
  if (!change) fuzz::require_said(change.error(), text, "parameters");
  return 0;
}
