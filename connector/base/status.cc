#include "connector/base/status.h"

#include "connector/base/time.h"

namespace estafeta::base {

namespace {

struct ValueText {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(Instant instant) const { return format_instant(instant); }
  std::string operator()(Seconds seconds) const { return std::to_string(seconds.count()) + "s"; }
  std::string operator()(const std::vector<std::string>& list) const { return joined(list); }
  std::string operator()(const std::vector<Phrase>& list) const { return joined(list); }

  static std::string one(const std::string& text) { return text; }
  static std::string one(const Phrase& phrase) { return to_string(phrase); }
  template <typename T>
  static std::string joined(const std::vector<T>& list) {
    std::string out = "[";
    for (const T& item : list) out += (out.size() > 1 ? ", " : "") + one(item);
    return out + "]";
  }
};

}  // namespace

const PhraseValue* Phrase::find(std::string_view name) const {
  for (const auto& [key_of, value] : values) {
    if (key_of == name) return &value;
  }
  return nullptr;
}

std::string to_string(const Phrase& phrase) {
  std::string out = phrase.key;
  if (phrase.values.empty()) return out;
  out += "{";
  bool first = true;
  for (const auto& [name, value] : phrase.values) {
    out += (first ? "" : ", ") + name + "=" + std::visit(ValueText{}, value);
    first = false;
  }
  return out + "}";
}

std::string_view to_string(Code code) {
  switch (code) {
    case Code::ok:
      return "ok";
    case Code::unavailable:
      return "unavailable";
    case Code::aborted:
      return "aborted";
    case Code::failed_precondition:
      return "failed_precondition";
    case Code::invalid_argument:
      return "invalid_argument";
    case Code::not_found:
      return "not_found";
    case Code::permission_denied:
      return "permission_denied";
    case Code::held:
      return "held";
    case Code::internal:
      return "internal";
  }
  return "internal";
}

Code code_from(std::string_view text) {
  for (const Code code : {Code::ok, Code::unavailable, Code::aborted, Code::failed_precondition,
                          Code::invalid_argument, Code::not_found, Code::permission_denied, Code::held}) {
    if (to_string(code) == text) return code;
  }
  return Code::internal;
}

std::string to_string(const Status& status) {
  if (status.ok()) return "ok";
  return std::string(to_string(status.code())) + ": " + to_string(status.phrase());
}

}  // namespace estafeta::base
