// What people write into the hand-over field of a task that gives a value of each type.
#include "connector/template/hand_over.h"

#include "connector/document/source.h"
#include "tests/fuzz/problems.h"

using namespace estafeta;

namespace {

const std::vector<model::Give> kGives{
    {"vlan",
     R"({"type":"integer","minimum":1,"maximum":4094})",
     "VLAN number",
     {"VLAN number", "Номер VLAN"}},
    {"subnet", R"({"type":"string","minLength":9})", "Subnet", {"Subnet", "Подсеть"}},
    {"hosts", R"({"type":"array","items":{"type":"string"}})", "", {}},
    {"ready", R"({"type":"boolean"})", "Ready", {"Ready", "Готово"}},
    {"size", R"({"type":"string","enum":["small","large"]})", "", {}},
    {"owner",
     R"({"type":"object","properties":{"name":{"type":"string"},"phone":{"type":"string"}}})",
     "",
     {}},
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::view(data, size);
  const auto read = tmpl::read_hand_over(kGives, text);
  for (const auto& problem : read.problems) fuzz::require_said(problem);
  if (document::is_utf8(text)) {
    for (const auto& value : read.values) {
      fuzz::require(document::is_utf8(value.name) && document::is_utf8(value.text),
                    "whole letters of a value");
    }
    for (const auto& remark : read.remarks)
      fuzz::require(document::is_utf8(remark), "whole letters of a remark");
  }
  fuzz::require(read == tmpl::read_hand_over(kGives, text), "the same text means the same");
  tmpl::read_hand_over({}, text);
  return 0;
}
