#include "tests/faults/failing_disk.h"

#include <sqlite3.h>

#include <map>
#include <memory>

namespace estafeta::testing {
namespace {

constexpr const char* kName = "failing";

struct Disk {
  sqlite3_vfs* real = nullptr;
  sqlite3_vfs vfs{};
  // SQLite's own methods by those that stand in for them.
  std::map<const sqlite3_io_methods*, const sqlite3_io_methods*> real_methods;
  std::map<const sqlite3_io_methods*, std::unique_ptr<sqlite3_io_methods>> methods;
  int left = -1;  // writes until they fail; negative: none does
  int error = SQLITE_OK;
  int failed = 0;
};

Disk& disk() {
  static Disk one;
  return one;
}

bool fails() {
  auto& one = disk();
  if (one.left < 0) return false;
  if (one.left > 1) {
    --one.left;
    return false;
  }
  ++one.failed;
  return true;
}

const sqlite3_io_methods& real_of(const sqlite3_file* file) {
  return *disk().real_methods.at(file->pMethods);
}

int write(sqlite3_file* file, const void* bytes, int length, sqlite3_int64 offset) {
  return fails() ? disk().error : real_of(file).xWrite(file, bytes, length, offset);
}

int sync(sqlite3_file* file, int flags) {
  return fails() ? disk().error : real_of(file).xSync(file, flags);
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto& one = disk();
  const int done = one.real->xOpen(one.real, name, file, flags, flags_out);
  if (done != SQLITE_OK || file->pMethods == nullptr) return done;
  auto& own = one.methods[file->pMethods];
  if (!own) {
    own = std::make_unique<sqlite3_io_methods>(*file->pMethods);
    own->xWrite = write;
    own->xSync = sync;
    one.real_methods[own.get()] = file->pMethods;
  }
  file->pMethods = own.get();
  return done;
}

}  // namespace

FailingDisk::FailingDisk() {
  auto& one = disk();
  one.real = sqlite3_vfs_find(nullptr);
  one.vfs = *one.real;
  one.vfs.zName = kName;
  one.vfs.xOpen = open;
  sqlite3_vfs_register(&one.vfs, 1);
}

FailingDisk::~FailingDisk() {
  mend();
  sqlite3_vfs_unregister(&disk().vfs);
  sqlite3_vfs_register(disk().real, 1);
}

void FailingDisk::fail_from(int nth, Failure failure) {
  disk().left = nth;
  disk().error = failure == Failure::full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

void FailingDisk::mend() {
  disk().left = -1;
}

int FailingDisk::failed() const {
  return disk().failed;
}

}  // namespace estafeta::testing
