// The tables of a store's file, by version: each release of Estafeta knows the versions before its own and
// brings a file up to it.
//
// SOCI's errors are thrown on. One thread for each session.
#pragma once

namespace soci {
class session;
}

namespace estafeta::store {

inline constexpr int kNewestSchema = 5;

// 0: no table of ours yet.
int schema_version(soci::session& session);
// A database of somebody else's, who never told SQLite a version.
bool is_foreign(soci::session& session, int version);
// From that version to the newest; each step wholly or not at all.
void migrate(soci::session& session, int from);

}  // namespace estafeta::store
