// Where nothing may be written in this pass: the page of pauses, read when it is first needed.
//
// One thread; errors as the ports'.
#pragma once

#include <optional>
#include <string>

#include "connector/service/site/pauses.h"
#include "connector/service/site/site.h"

namespace estafeta::service {

class PassPauses {
 public:
  // Both must outlive it.
  PassPauses(const Site& site, tracker::Pages& pages) : site_(site), pages_(pages) {}

  void begin_pass() { read_.reset(); }
  // failed_precondition with Cause::paused says why nothing is written in that project.
  base::Status may_write(const std::string& project);
  // Writing there stops now and for later passes, on a page that people see.
  base::Status pause(const std::string& project, const std::string& why);

 private:
  const Site& site_;
  tracker::Pages& pages_;
  std::optional<Pauses> read_;
};

}  // namespace estafeta::service
