#include "shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static const char* const names[calls] = {"open",   "read",     "write", "sync",   "rename",
                                         "unlink", "truncate", "mmap",  "malloc", "failpoint"};

static struct {
  bool on, change, persists, counts_only;
  enum call call;
  char failpoint[64];
  long at;
  char effect[16];
  int error;
  char under[PATH_MAX];
  size_t under_size;
  int report;
} plan = {.report = -1};

static atomic_long count;
static atomic_bool done;
static _Thread_local int busy;  // what the shim itself does is not counted
static _Thread_local bool kill_follows;

static void report(const char* what) {
  char line[PATH_MAX + 64];
  if (plan.report < 0) return;
  const int size = snprintf(line, sizeof line, "%ld %s\n", (long)count, what);
  if (size > 0) syscall(SYS_write, plan.report, line, (size_t)size < sizeof line ? (size_t)size : sizeof line - 1);
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

__attribute__((constructor)) static void start(void) {
  const char* fault = getenv("WAYMARK_FAULT");
  if (!fault) return;
  ++busy;
  const char* colon = strchr(fault, ':');
  const char* last = strrchr(fault, ':');
  if (!colon || last == colon) {
    fprintf(stderr, "WAYMARK_FAULT is CALL:N:EFFECT\n");
    _exit(3);
  }
  const size_t size = (size_t)(colon - fault);
  bool known = false;
  if (size > 10 && strncmp(fault, "failpoint/", 10) == 0 && size - 10 < sizeof plan.failpoint) {
    memcpy(plan.failpoint, fault + 10, size - 10);
    plan.call = call_failpoint;
    known = true;
  }
  if (strncmp(fault, "change", size) == 0 && size == 6) plan.change = known = true;
  for (int i = 0; i < calls; ++i) {
    if (strlen(names[i]) == size && strncmp(fault, names[i], size) == 0) {
      plan.call = (enum call)i;
      known = true;
    }
  }
  plan.at = strtol(colon + 1, NULL, 10);
  snprintf(plan.effect, sizeof plan.effect, "%s", last + 1);
  const size_t length = strlen(plan.effect);
  if (length && plan.effect[length - 1] == '+') {
    plan.persists = true;
    plan.effect[length - 1] = 0;
  }
  plan.error = !strcmp(plan.effect, "enospc") ? ENOSPC
               : !strcmp(plan.effect, "emfile") ? EMFILE
               : !strcmp(plan.effect, "null")   ? ENOMEM
                                                : EIO;
  const char* under = getenv("WAYMARK_FAULT_UNDER");
  if (under && !realpath(under, plan.under)) known = false;
  plan.under_size = strlen(plan.under);
  if (power_wanted() && !under) known = false;
  const char* to = getenv("WAYMARK_FAULT_REPORT");
  if (to) plan.report = (int)syscall(SYS_openat, AT_FDCWD, to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (!known) {
    fprintf(stderr, "WAYMARK_FAULT or WAYMARK_FAULT_UNDER is not understood\n");
    _exit(3);
  }
  // Children are not meant.
  unsetenv("WAYMARK_FAULT");
  unsetenv("LD_PRELOAD");
  if (power_wanted()) power_start();
  plan.on = true;
  --busy;
}

__attribute__((destructor)) static void end(void) {
  if (plan.on && !done) report("passed");
}

bool power_wanted(void) {
  return !strcmp(plan.effect, "drop") || !strcmp(plan.effect, "half") || !strcmp(plan.effect, "torn");
}

static bool counted(enum call call, const char* what) {
  if (plan.change) return call >= call_write && call <= call_truncate;
  if (call != plan.call) return false;
  return call != call_failpoint || strcmp(plan.failpoint, what) == 0;
}

int strike(enum call call, const char* what) {
  if (!plan.on || busy || !counted(call, what)) return 0;
  const long number = atomic_fetch_add(&count, 1) + 1;
  if (plan.at == 0 || (plan.persists ? number < plan.at : number != plan.at)) return 0;
  if (!atomic_exchange(&done, true)) {
    char line[PATH_MAX + 16];
    ++busy;
    snprintf(line, sizeof line, "%s %s", names[call], what);
    report(line);
    --busy;
  }
  if (!strcmp(plan.effect, "kill")) die();
  if (power_wanted()) {
    power_lose(plan.effect);
    die();
  }
  if (!strcmp(plan.effect, "kill_after")) {
    kill_follows = true;
    return 0;
  }
  if (!strcmp(plan.effect, "short") && (call == call_read || call == call_write)) return short_count;
  return plan.error;
}

void struck_after(void) {
  if (kill_follows) die();
}

// --- which files

bool below(const char* path) {
  if (!plan.under_size) return true;
  return strncmp(path, plan.under, plan.under_size) == 0 && (path[plan.under_size] == '/' || !path[plan.under_size]);
}

void path_of(int descriptor, char* path, size_t size) {
  char link[48];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, size - 1);
  path[length < 0 ? 0 : length] = 0;
}

bool counts(int descriptor, char* path, size_t size) {
  if (!plan.on || busy || descriptor < 3 || descriptor == plan.report) return false;
  struct stat status;
  const int before = errno;
  const bool file = fstat(descriptor, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
  path[0] = 0;
  if (file) path_of(descriptor, path, size);
  errno = before;
  return file && below(path);
}

// The path with its folder made real; what is not there yet has one, too.
static void full_path(int folder, const char* path, char* full, size_t size) {
  char parent[PATH_MAX], real[PATH_MAX];
  if (path[0] == '/') {
    snprintf(parent, sizeof parent, "%s", path);
  } else if (folder == AT_FDCWD) {
    char here[PATH_MAX];
    if (!getcwd(here, sizeof here)) here[0] = 0;
    if ((size_t)snprintf(parent, sizeof parent, "%s/%s", here, path) >= sizeof parent) parent[0] = 0;
  } else {
    path_of(folder, real, sizeof real);
    if ((size_t)snprintf(parent, sizeof parent, "%s/%s", real, path) >= sizeof parent) parent[0] = 0;
  }
  char* slash = strrchr(parent, '/');
  if (!slash || slash == parent) {
    snprintf(full, size, "%s", parent);
    return;
  }
  *slash = 0;
  snprintf(full, size, "%s/%s", realpath(parent, real) ? real : parent, slash + 1);
}

// --- the calls

#define FAIL(code, value)   \
  do {                      \
    const int fail_ = code; \
    if (fail_ > 0) {        \
      errno = fail_;        \
      return value;         \
    }                       \
  } while (0)

static int opened(int folder, const char* path, int flags, mode_t mode) {
  if (!plan.on || busy) return (int)syscall(SYS_openat, folder, path, flags, mode);
  char full[PATH_MAX];
  ++busy;
  full_path(folder, path, full, sizeof full);
  const bool meant = below(full) && strncmp(full, "/proc/", 6) != 0 && strncmp(full, "/dev/", 5) != 0;
  --busy;
  if (!meant) return (int)syscall(SYS_openat, folder, path, flags, mode);
  const bool power = power_wanted() && (flags & (O_CREAT | O_TRUNC));
  struct stat status;
  bool there = false;
  if (power) power_lock();
  FAIL(strike(call_open, full), -1);  // here and below: never with power lost
  if (power) {
    there = lstat(full, &status) == 0;
    if (there && (flags & O_TRUNC) && !(flags & O_EXCL)) power_truncate_path(full);
  }
  const int descriptor = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (power) {
    const int before = errno;
    if (descriptor >= 0 && !there && (flags & O_CREAT)) power_created(full);
    power_unlock();
    errno = before;
  }
  struck_after();
  return descriptor;
}

#define OPEN_MODE(flags)                             \
  mode_t mode = 0;                                   \
  if ((flags) & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) { \
    va_list arguments;                               \
    va_start(arguments, flags);                      \
    mode = va_arg(arguments, mode_t);                \
    va_end(arguments);                               \
  }

int open(const char* path, int flags, ...) {
  OPEN_MODE(flags)
  return opened(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  OPEN_MODE(flags)
  return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}
int openat(int folder, const char* path, int flags, ...) {
  OPEN_MODE(flags)
  return opened(folder, path, flags, mode);
}
int openat64(int folder, const char* path, int flags, ...) {
  OPEN_MODE(flags)
  return opened(folder, path, flags | O_LARGEFILE, mode);
}
int __open_2(const char* path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __open64_2(const char* path, int flags) { return opened(AT_FDCWD, path, flags | O_LARGEFILE, 0); }
int __openat64_2(int folder, const char* path, int flags) { return opened(folder, path, flags | O_LARGEFILE, 0); }

// The C library opens these by itself: through the call above, so that it counts.
static FILE* opened_stream(const char* path, const char* how) {
  const bool plus = strchr(how, '+') != NULL;
  int flags = plus ? O_RDWR : how[0] == 'r' ? O_RDONLY : O_WRONLY;
  if (how[0] == 'w') flags |= O_CREAT | O_TRUNC;
  if (how[0] == 'a') flags |= O_CREAT | O_APPEND;
  if (strchr(how, 'x')) flags |= O_EXCL;
  if (strchr(how, 'e')) flags |= O_CLOEXEC;
  const int descriptor = opened(AT_FDCWD, path, flags, 0666);
  return descriptor < 0 ? NULL : fdopen(descriptor, how);
}
FILE* fopen(const char* path, const char* how) { return opened_stream(path, how); }
FILE* fopen64(const char* path, const char* how) { return opened_stream(path, how); }

static ssize_t read_at(int descriptor, void* to, size_t size, off_t at, bool positioned) {
  char path[PATH_MAX];
  if (counts(descriptor, path, sizeof path)) {
    const int effect = strike(call_read, path);
    FAIL(effect, -1);
    if (effect == short_count) size = size / 2;
  }
  const ssize_t result = positioned ? syscall(SYS_pread64, descriptor, to, size, at)
                                    : syscall(SYS_read, descriptor, to, size);
  struck_after();
  return result;
}
ssize_t read(int descriptor, void* to, size_t size) { return read_at(descriptor, to, size, 0, false); }
ssize_t pread(int descriptor, void* to, size_t size, off_t at) { return read_at(descriptor, to, size, at, true); }
ssize_t pread64(int descriptor, void* to, size_t size, off_t at) { return read_at(descriptor, to, size, at, true); }
ssize_t __read_chk(int descriptor, void* to, size_t size, size_t room) {
  (void)room;
  return read_at(descriptor, to, size, 0, false);
}
ssize_t __pread64_chk(int descriptor, void* to, size_t size, off_t at, size_t room) {
  (void)room;
  return read_at(descriptor, to, size, at, true);
}

static ssize_t write_at(int descriptor, const void* from, size_t size, off_t at, bool positioned) {
  char path[PATH_MAX];
  const bool meant = counts(descriptor, path, sizeof path);
  const bool power = meant && power_wanted();
  if (power) power_lock();
  if (meant) {
    const int effect = strike(call_write, path);
    FAIL(effect, -1);
    if (effect == short_count && size > 1) size = size / 2;
  }
  if (power) {
    off_t place = at;
    if (!positioned) {
      const int flags = fcntl(descriptor, F_GETFL);
      struct stat status;
      place = (flags & O_APPEND) && fstat(descriptor, &status) == 0 ? status.st_size
                                                                   : lseek(descriptor, 0, SEEK_CUR);
    }
    power_write(descriptor, path, place, size);
  }
  const ssize_t result = positioned ? syscall(SYS_pwrite64, descriptor, from, size, at)
                                    : syscall(SYS_write, descriptor, from, size);
  if (power) {
    const int before = errno;
    power_unlock();
    errno = before;
  }
  struck_after();
  return result;
}
ssize_t write(int descriptor, const void* from, size_t size) { return write_at(descriptor, from, size, 0, false); }
ssize_t pwrite(int descriptor, const void* from, size_t size, off_t at) {
  return write_at(descriptor, from, size, at, true);
}
ssize_t pwrite64(int descriptor, const void* from, size_t size, off_t at) {
  return write_at(descriptor, from, size, at, true);
}
// Streams of the C++ library write so. One part after the other, as a kernel may do.
ssize_t writev(int descriptor, const struct iovec* parts, int number) {
  char path[PATH_MAX];
  if (!counts(descriptor, path, sizeof path)) return syscall(SYS_writev, descriptor, parts, number);
  ssize_t all = 0;
  for (int i = 0; i < number; ++i) {
    const ssize_t result = write_at(descriptor, parts[i].iov_base, parts[i].iov_len, 0, false);
    if (result < 0) return all > 0 ? all : -1;
    all += result;
    if ((size_t)result < parts[i].iov_len) break;
  }
  return all;
}

static int synced(int descriptor, long number) {
  char path[PATH_MAX];
  if (!counts(descriptor, path, sizeof path)) return (int)syscall(number, descriptor);
  const bool power = power_wanted();
  if (power) power_lock();
  FAIL(strike(call_sync, path), -1);
  // Nothing of a test needs the disk itself: what counts is what would be there.
  if (power) {
    power_synced(descriptor);
    power_unlock();
  }
  struck_after();
  return 0;
}
int fsync(int descriptor) { return synced(descriptor, SYS_fsync); }
int fdatasync(int descriptor) { return synced(descriptor, SYS_fdatasync); }

static int truncated(int descriptor, off_t size) {
  char path[PATH_MAX];
  if (!counts(descriptor, path, sizeof path)) return (int)syscall(SYS_ftruncate, descriptor, size);
  const bool power = power_wanted();
  if (power) power_lock();
  FAIL(strike(call_truncate, path), -1);
  if (power) power_truncate(descriptor, path, size);
  const int result = (int)syscall(SYS_ftruncate, descriptor, size);
  if (power) {
    const int before = errno;
    power_unlock();
    errno = before;
  }
  struck_after();
  return result;
}
int ftruncate(int descriptor, off_t size) { return truncated(descriptor, size); }
int ftruncate64(int descriptor, off_t size) { return truncated(descriptor, size); }

static int renamed(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  if (!plan.on || busy) return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
  char source[PATH_MAX], target[PATH_MAX];
  ++busy;
  full_path(from_folder, from, source, sizeof source);
  full_path(to_folder, to, target, sizeof target);
  --busy;
  if (!below(source)) return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
  const bool power = power_wanted();
  if (power) power_lock();
  FAIL(strike(call_rename, target), -1);
  if (power && !(flags & RENAME_NOREPLACE)) power_unlink(target);
  const int result = (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
  if (power) {
    const int before = errno;
    if (result == 0) power_renamed(source, target);
    power_unlock();
    errno = before;
  }
  struck_after();
  return result;
}
int rename(const char* from, const char* to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_folder, const char* from, int to_folder, const char* to) {
  return renamed(from_folder, from, to_folder, to, 0);
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  return renamed(from_folder, from, to_folder, to, flags);
}

static int unlinked(int folder, const char* path, int flags) {
  if (!plan.on || busy || (flags & AT_REMOVEDIR)) return (int)syscall(SYS_unlinkat, folder, path, flags);
  char full[PATH_MAX];
  ++busy;
  full_path(folder, path, full, sizeof full);
  --busy;
  if (!below(full)) return (int)syscall(SYS_unlinkat, folder, path, flags);
  const bool power = power_wanted();
  if (power) power_lock();
  FAIL(strike(call_unlink, full), -1);
  if (power) power_unlink(full);
  const int result = (int)syscall(SYS_unlinkat, folder, path, flags);
  if (power) {
    const int before = errno;
    power_unlock();
    errno = before;
  }
  struck_after();
  return result;
}
int unlink(const char* path) { return unlinked(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char* path, int flags) { return unlinked(folder, path, flags); }
int remove(const char* path) {
  const int result = unlinked(AT_FDCWD, path, 0);
  return result == 0 || errno != EISDIR ? result : rmdir(path);
}

void* mmap64(void* where, size_t size, int protection, int flags, int descriptor, off_t at) {
  char path[PATH_MAX];
  if (!(flags & MAP_ANONYMOUS) && counts(descriptor, path, sizeof path)) FAIL(strike(call_mmap, path), MAP_FAILED);
  void* const result = (void*)syscall(SYS_mmap, where, size, protection, flags, descriptor, at);
  struck_after();
  return result;
}
void* mmap(void* where, size_t size, int protection, int flags, int descriptor, off_t at) {
  return mmap64(where, size, protection, flags, descriptor, at);
}

// --- allocations

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t number, size_t size);
void* __libc_realloc(void* old, size_t size);
void* __libc_memalign(size_t alignment, size_t size);

void* malloc(size_t size) {
  FAIL(strike(call_malloc, ""), NULL);
  return __libc_malloc(size);
}
void* calloc(size_t number, size_t size) {
  FAIL(strike(call_malloc, ""), NULL);
  return __libc_calloc(number, size);
}
void* realloc(void* old, size_t size) {
  FAIL(strike(call_malloc, ""), NULL);
  return __libc_realloc(old, size);
}
void* aligned_alloc(size_t alignment, size_t size) {
  FAIL(strike(call_malloc, ""), NULL);
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** result, size_t alignment, size_t size) {
  if (strike(call_malloc, "") > 0) return ENOMEM;
  *result = __libc_memalign(alignment, size);
  return *result ? 0 : ENOMEM;
}

// --- named places of the program

void waymark_failpoint(const char* name);
void waymark_failpoint(const char* name) {
  if (strike(call_failpoint, name) > 0) abort();
  struck_after();
}
