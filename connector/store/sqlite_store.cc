#include "connector/store/sqlite_store.h"

#include <fcntl.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "connector/store/database.h"
#include "connector/store/lock.h"
#include "connector/store/memory_store.h"
#include "connector/store/rows.h"
#include "connector/store/schema.h"
#include "connector/store/sql_store.h"
#include "connector/store/sqlite_fault.h"

namespace estafeta::store {

namespace {

class SqliteFile : public Database {
 public:
  // Without a lock it is only read.
  SqliteFile(std::string path, std::optional<FileLock> lock, std::unique_ptr<soci::session> session)
      : path_(std::move(path)), lock_(std::move(lock)), session_(std::move(session)) {}

  base::Result<soci::session*> session() override { return session_.get(); }
  bool is_connected() override { return true; }
  base::Status meaning(const soci::soci_error& error) const override { return broken(path_, error); }
  // Under its lock nobody else writes.
  base::Status may_commit(soci::session&, std::int64_t) override { return {}; }

 private:
  std::string path_;
  std::optional<FileLock> lock_;
  std::unique_ptr<soci::session> session_;
};

// Judgements name clients' incidents: nobody else on the machine need read them. The files beside it get the
// mode that it has when they are made.
void make_private(const std::string& path) {
  const int made = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made >= 0) close(made);
  chmod(path.c_str(), S_IRUSR | S_IWUSR);
}

base::Result<std::unique_ptr<Store>> open_locked(const std::string& path, FileLock lock) {
  try {
    make_private(path);
    auto session = std::make_unique<soci::session>(soci::sqlite3, "db=" + path + " timeout=5");
    std::string mode;
    // Who only looks is not held up while a batch is open. A file system that cannot do it keeps the old way.
    *session << "PRAGMA journal_mode = WAL", soci::into(mode);
    *session << "PRAGMA synchronous = FULL";
    const int version = sqlite_dialect().version(*session);
    if (version > kNewestSchema) return base::fail(newer(path, version));
    if (is_foreign(*session, sqlite_dialect())) return base::fail(not_a_store(path));
    const auto migrated = migrate(*session, sqlite_dialect(), version, [] { return base::Status(); });
    if (!migrated.ok()) return base::fail(migrated);
    return in_database(std::make_unique<SqliteFile>(path, std::move(lock), std::move(session)));
  } catch (const soci::soci_error& error) {
    return base::fail(cannot_open(path, error));
  }
}

// Null where there is no file, or an older one.
base::Result<std::unique_ptr<soci::session>> open_beside(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return nullptr;
  if (std::filesystem::is_directory(path, error)) return base::fail(is_folder(path));
  try {
    auto session = std::make_unique<soci::session>(soci::sqlite3, "db=" + path + " timeout=5 readonly=1");
    const int version = sqlite_dialect().version(*session);
    if (version > kNewestSchema) return base::fail(newer(path, version));
    if (version < kNewestSchema) return nullptr;
    return session;
  } catch (const soci::soci_error& thrown) {
    return base::fail(cannot_open(path, thrown));
  }
}

// Does nothing where there is nothing to read.
base::Status read_beside(const std::string& path, const std::function<void(soci::session&)>& read) {
  const auto session = open_beside(path);
  if (!session) return session.error();
  if (*session == nullptr) return {};
  try {
    read(**session);
    return {};
  } catch (const soci::soci_error& thrown) {
    return cannot_open(path, thrown);
  }
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return base::fail(is_folder(path));
  if (!folder.empty() && !std::filesystem::is_directory(folder, error)) {
    return base::fail(base::Code::failed_precondition,
                      base::Phrase("store.no_folder", {{"folder", folder.string()}}));
  }
  auto lock = FileLock::take(path);
  if (!lock) return base::fail(lock.error());
  return open_locked(path, std::move(*lock));
}

bool is_damaged(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  try {
    soci::session session(soci::sqlite3, "db=" + path + " timeout=5 readonly=1");
    if (is_foreign(session, sqlite_dialect())) return true;
    std::string verdict;
    session << "PRAGMA quick_check(1)", soci::into(verdict);
    return verdict != "ok";
  } catch (const soci::soci_error& thrown) {
    return fault_of(thrown) != Fault::other;
  }
}

base::Result<std::unique_ptr<Store>> view_of_sqlite(const std::string& path) {
  auto session = open_beside(path);
  if (!session) return base::fail(session.error());
  if (*session == nullptr) return in_memory();
  return view_of_database(std::make_unique<SqliteFile>(path, std::nullopt, std::move(*session)));
}

base::Status read_sqlite_incidents(const std::string& path,
                                   const std::function<void(const IncidentRecord&)>& visit) {
  return read_beside(path, [&](soci::session& session) { visit_incidents(session, Which::all, visit); });
}

base::Result<std::optional<std::string>> read_sqlite_value(const std::string& path, const std::string& name) {
  std::optional<std::string> found;
  const auto done = read_beside(path, [&](soci::session& session) { found = value_of(session, name); });
  if (!done.ok()) return base::fail(done);
  return found;
}

}  // namespace estafeta::store
