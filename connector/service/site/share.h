// Which of a tracker's issues, and which pages, an engine looks after where several processes share the work:
// parts of it, one for each client's project and those below it, and one for the site, which is all the rest.
//
// A task belongs to the part of its change. Plain data; copies may be used in any thread.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "connector/model/issue.h"
#include "connector/model/mapping.h"

namespace estafeta::service {

inline constexpr const char* kSitePart = "site";

// All parts there are.
std::set<std::string> parts_of(const model::Clients& clients);
std::string part_of_client(const std::string& client_id);
// The client's id; empty: it is the site's.
std::string client_of_part(std::string_view part);

class Share {
 public:
  // Everything: nobody else works here, and nothing is kept by parts.
  Share() = default;
  Share(const model::Clients& clients, std::set<std::string> held)
      : is_all_(false), all_(parts_of(clients)), held_(std::move(held)) {}

  bool is_all() const { return is_all_; }
  bool has_site() const { return is_all_ || held_.contains(kSitePart); }
  // Parts that are not there any more are the site's.
  bool has(const std::string& part) const {
    return is_all_ || (all_.contains(part) ? held_.contains(part) : has_site());
  }
  const std::set<std::string>& all() const { return all_; }
  const std::set<std::string>& held() const { return held_; }

 private:
  bool is_all_ = true;
  std::set<std::string> all_, held_;
};

// By where it stands now.
std::string part_of(const model::Clients& clients, const model::Issue& issue);

}  // namespace estafeta::service
