#include "connector/service/site/pass_pauses.h"

namespace estafeta::service {

base::Status PassPauses::may_write(const std::string& project) {
  if (!read_) {
    auto read = Pauses::read(site_, pages_);
    if (!read) return read.error();
    read_ = std::move(*read);
  }
  const auto why = read_->why(project);
  if (!why) return {};
  return {base::Code::failed_precondition,
          base::Phrase("service.paused", {{"project", project}, {"why", *why}}), base::Cause::paused};
}

base::Status PassPauses::pause(const std::string& project, const std::string& why) {
  auto pauses = Pauses::read(site_, pages_);
  if (!pauses) return pauses.error();
  pauses->pause(project, why);
  read_ = *pauses;
  return pauses->write(site_, pages_);
}

}  // namespace estafeta::service
