// Signed months of clients: a page of the staff project for people, and on it a file for each signing.
//
// The page is `SLA-<client>-2026-10`; its files are never replaced, so a month that was signed again keeps
// the former figures. Only files that Estafeta's own account attached count. One of them that cannot be read
// makes the whole month unreadable: it is never guessed what was signed.
#pragma once

#include <string>
#include <vector>

#include "connector/service/site/site.h"
#include "connector/sla/statistics/sign_off.h"
#include "connector/tracker/tracker.h"

namespace estafeta::service {

std::string sign_off_page(const std::string& client, const std::string& month);

// The oldest first; empty: nobody signed. failed_precondition names a file that is damaged.
base::Result<std::vector<sla::SignOff>> read_sign_offs(const Site& site, tracker::Tracker tracker,
                                                       const std::string& client, const std::string& month);

// Adds the new one to those that are there.
base::Status write_sign_off(const Site& site, tracker::Tracker tracker,
                            const std::vector<sla::SignOff>& former, const sla::SignOff& sign_off);

}  // namespace estafeta::service
