#include "tests/ledger/fault_vfs.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <sqlite3.h>

namespace waymark::ledger::test {

namespace {

struct Plan {
  int at = 0;
  int code = 0;
  int count = 0;
  bool triggered = false;
  std::function<void()> action;

  int next() {
    ++count;
    if (at == 0 || count < at) return SQLITE_OK;
    triggered = true;
    if (action) action();
    return code;
  }
} plan;

sqlite3_vfs* real = nullptr;
int read_code = SQLITE_OK;
sqlite3_vfs shim;

// The real file lies behind it in the same allocation.
struct File {
  sqlite3_file base;
  [[nodiscard]] sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

sqlite3_file* inner(sqlite3_file* file) {
  return reinterpret_cast<File*>(file)->inner();
}
const sqlite3_io_methods* of(sqlite3_file* file) {
  return inner(file)->pMethods;
}

int xClose(sqlite3_file* f) {
  return of(f)->xClose(inner(f));
}
int xRead(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
  if (read_code != SQLITE_OK) return read_code;
  return of(f)->xRead(inner(f), to, size, at);
}
int xWrite(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
  if (const int code = plan.next(); code != SQLITE_OK) {
    of(f)->xWrite(inner(f), from, size / 2, at);  // torn
    return code;
  }
  return of(f)->xWrite(inner(f), from, size, at);
}
int xTruncate(sqlite3_file* f, sqlite3_int64 size) {
  const int code = plan.next();
  return code != SQLITE_OK ? code : of(f)->xTruncate(inner(f), size);
}
int xSync(sqlite3_file* f, int flags) {
  const int code = plan.next();
  return code != SQLITE_OK ? code : of(f)->xSync(inner(f), flags);
}
int xFileSize(sqlite3_file* f, sqlite3_int64* size) {
  return of(f)->xFileSize(inner(f), size);
}
int xLock(sqlite3_file* f, int level) {
  return of(f)->xLock(inner(f), level);
}
int xUnlock(sqlite3_file* f, int level) {
  return of(f)->xUnlock(inner(f), level);
}
int xCheckReservedLock(sqlite3_file* f, int* out) {
  return of(f)->xCheckReservedLock(inner(f), out);
}
int xFileControl(sqlite3_file* f, int op, void* arg) {
  if (op == SQLITE_FCNTL_LAST_ERRNO && read_code != SQLITE_OK) {
    *static_cast<int*>(arg) = EIO;
    return SQLITE_OK;
  }
  return of(f)->xFileControl(inner(f), op, arg);
}
int xSectorSize(sqlite3_file* f) {
  return of(f)->xSectorSize(inner(f));
}
int xDeviceCharacteristics(sqlite3_file* f) {
  return of(f)->xDeviceCharacteristics(inner(f));
}
int xShmMap(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  return of(f)->xShmMap(inner(f), page, size, extend, out);
}
int xShmLock(sqlite3_file* f, int offset, int n, int flags) {
  return of(f)->xShmLock(inner(f), offset, n, flags);
}
void xShmBarrier(sqlite3_file* f) {
  of(f)->xShmBarrier(inner(f));
}
int xShmUnmap(sqlite3_file* f, int remove) {
  return of(f)->xShmUnmap(inner(f), remove);
}

constexpr sqlite3_io_methods methods = {2,
                                        xClose,
                                        xRead,
                                        xWrite,
                                        xTruncate,
                                        xSync,
                                        xFileSize,
                                        xLock,
                                        xUnlock,
                                        xCheckReservedLock,
                                        xFileControl,
                                        xSectorSize,
                                        xDeviceCharacteristics,
                                        xShmMap,
                                        xShmLock,
                                        xShmBarrier,
                                        xShmUnmap,
                                        nullptr,
                                        nullptr};

int xOpen(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  file->pMethods = nullptr;
  const int code = real->xOpen(real, name, inner(file), flags, out);
  if (inner(file)->pMethods != nullptr) file->pMethods = &methods;
  return code;
}

int xDelete(sqlite3_vfs*, const char* name, int sync) {
  const int code = plan.next();
  return code != SQLITE_OK ? code : real->xDelete(real, name, sync);
}

}  // namespace

FaultVfs::FaultVfs() {
  plan = {};
  real = sqlite3_vfs_find(nullptr);
  shim = *real;
  shim.zName = "waymark-faults";
  shim.szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
  shim.xOpen = xOpen;
  shim.xDelete = xDelete;
  sqlite3_vfs_register(&shim, 1);
}

FaultVfs::~FaultVfs() {
  sqlite3_vfs_unregister(&shim);
  sqlite3_vfs_register(real, 1);
}

void FaultVfs::fail(int at, int code) {
  plan = {at, code, 0, false, {}};
}
void FaultVfs::call(int at, std::function<void()> action) {
  plan = {at, SQLITE_OK, 0, false, std::move(action)};
}
void FaultVfs::fail_reads(int code) {
  read_code = code;
}
bool FaultVfs::triggered() const {
  return plan.triggered;
}

}  // namespace waymark::ledger::test
