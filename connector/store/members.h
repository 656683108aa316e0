// Who shares a store, and which parts of the work each of them has: rows and statements of the database.
//
// A member is a process with a lease; what it has stands and falls with that. Each part (a client's, or the
// site's) has a row that names its holder, and a token that grows each time it changes hands. A part of
// somebody who is no member any more is free. SOCI's errors are thrown on.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connector/store/own_process.h"

namespace soci {
class session;
}

namespace estafeta::store {

struct Member {
  std::int64_t id = 0;
  Process process;
  std::int64_t kept = 0;  // grows each time it keeps what others may want to show
  std::string until;      // as the database words it
  bool is_over = false;   // it may be ended
};

struct Part {
  std::int64_t holder = 0;  // 0: nobody
  std::int64_t token = 0;
};

// Does nothing where they are there.
void make_member_tables(soci::session& session);
// Whether they are there.
bool has_member_tables(soci::session& session);
// By id, those whose lease is over among them.
std::vector<Member> members(soci::session& session);
void add_member(soci::session& session, std::int64_t id, const Process& process);
// Whether it is one still: then its lease holds from now. Inside a transaction it is the fence of what was
// written there: until the end of it nobody can end that member. `kept` is added to Member::kept.
bool renew_member(soci::session& session, std::int64_t id, std::int64_t kept);
// What it had is free then.
void end_member(soci::session& session, std::int64_t id);
// Ends it if its lease is over by now.
void end_member_if_over(soci::session& session, std::int64_t id);

// Makes rows for those that have none.
void make_parts(soci::session& session, const std::set<std::string>& names);
std::map<std::string, Part> parts(soci::session& session);
// False: somebody else was quicker. `seen` must not be a member any more.
bool take_part(soci::session& session, const std::string& name, const Part& seen, std::int64_t taker);
void give_part(soci::session& session, const std::string& name, std::int64_t giver);

// Ends the sessions of whoever wrote under that token: one that was stopped in the middle of a transaction
// keeps rows locked, and would finish it when it wakes. Does nothing on servers that have no such function.
void end_sessions_of(soci::session& session, std::int64_t token);
// What the server's lists show of sessions under that token.
std::string application_of(std::int64_t token);

}  // namespace estafeta::store
