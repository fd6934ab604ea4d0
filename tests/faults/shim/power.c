// What was written and not synced, with what stood there before.

#include "shim.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum kind { kind_write, kind_truncate, kind_created, kind_renamed, kind_unlinked, kind_gone };

struct change {
  enum kind kind;
  dev_t device;
  ino_t inode;
  int descriptor;  // own one, never closed: closing would drop the program's locks
  off_t at, size_before;
  size_t size;  // written
  unsigned char* before;
  size_t before_size;
  char *path, *other;
};

static struct change* changes;
static size_t number, room;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static uint64_t seed = 1;

void* __libc_malloc(size_t size);
void* __libc_realloc(void* old, size_t size);

void power_start(void) {
  const char* text = getenv("WAYMARK_FAULT_SEED");
  if (text) seed = strtoull(text, NULL, 10) * 2654435761U + 1;
}
void power_lock(void) { pthread_mutex_lock(&mutex); }
void power_unlock(void) { pthread_mutex_unlock(&mutex); }

static uint64_t random_number(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return seed;
}

static void broken(const char* what) {
  fprintf(stderr, "fault shim: %s: %s\n", what, strerror(errno));
  _exit(3);
}

static char* copy(const char* text) {
  char* result = __libc_malloc(strlen(text) + 1);
  return strcpy(result, text);
}

static struct change* add(enum kind kind) {
  if (number == room) {
    room = room ? 2 * room : 256;
    changes = __libc_realloc(changes, room * sizeof *changes);
  }
  changes[number] = (struct change){.kind = kind, .descriptor = -1};
  return &changes[number++];
}

// One of our own for this inode, for as long as the process lives.
static int own(dev_t device, ino_t inode, const char* path) {
  static struct {
    dev_t device;
    ino_t inode;
    int descriptor;
  } held[256];
  static size_t holding;
  for (size_t i = 0; i < holding; ++i) {
    if (held[i].device == device && held[i].inode == inode) return held[i].descriptor;
  }
  const int descriptor = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
  if (descriptor < 0) broken(path);
  if (holding < 256) {
    held[holding].device = device;
    held[holding].inode = inode;
    held[holding++].descriptor = descriptor;
  }
  return descriptor;
}

static void keep(struct change* change, const char* path, off_t from, off_t to) {
  if (to <= from) return;
  change->before_size = (size_t)(to - from);
  change->before = __libc_malloc(change->before_size);
  if (syscall(SYS_pread64, change->descriptor, change->before, change->before_size, from) !=
      (long)change->before_size) {
    broken(path);
  }
}

static void note(enum kind kind, const char* through, off_t at, size_t size) {
  struct stat status;
  if (stat(through, &status) != 0 || !S_ISREG(status.st_mode)) return;
  const int descriptor = own(status.st_dev, status.st_ino, through);
  struct change* change = add(kind);
  change->device = status.st_dev;
  change->inode = status.st_ino;
  change->descriptor = descriptor;
  change->at = at;
  change->size = size;
  change->size_before = status.st_size;
  if (kind == kind_write) {
    const off_t end = at + (off_t)size;
    keep(change, through, at, end < status.st_size ? end : status.st_size);
  } else {
    keep(change, through, at, status.st_size);
  }
}

void power_write(int descriptor, const char* path, off_t at, size_t size) {
  char through[48];
  (void)path;
  snprintf(through, sizeof through, "/proc/self/fd/%d", descriptor);
  note(kind_write, through, at, size);
}
void power_truncate(int descriptor, const char* path, off_t size) {
  char through[48];
  (void)path;
  snprintf(through, sizeof through, "/proc/self/fd/%d", descriptor);
  note(kind_truncate, through, size, 0);
}
void power_truncate_path(const char* path) { note(kind_truncate, path, 0, 0); }

void power_created(const char* path) { add(kind_created)->path = copy(path); }
void power_renamed(const char* from, const char* to) {
  struct change* change = add(kind_renamed);
  change->path = copy(from);
  change->other = copy(to);
}
// A second name outside of the folder keeps what is removed.
void power_unlink(const char* path) {
  static unsigned next;
  char other[PATH_MAX];
  const char* keeping = getenv("WAYMARK_FAULT_KEEP");
  if (!keeping) return;
  snprintf(other, sizeof other, "%s/kept.%d.%u", keeping, (int)getpid(), next++);
  if (link(path, other) != 0) return;  // nothing there
  struct change* change = add(kind_unlinked);
  change->path = copy(path);
  change->other = copy(other);
}

// The file's bytes, and every name so far: a journal is written in order.
void power_synced(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return;
  for (size_t i = 0; i < number; ++i) {
    struct change* change = &changes[i];
    const bool content = change->kind == kind_write || change->kind == kind_truncate;
    if (content && (change->device != status.st_dev || change->inode != status.st_ino)) continue;
    if (content) free(change->before);
    if (change->kind == kind_unlinked) syscall(SYS_unlinkat, AT_FDCWD, change->other, 0);
    change->kind = kind_gone;
  }
  size_t left = 0;
  for (size_t i = 0; i < number; ++i) {
    if (changes[i].kind != kind_gone) changes[left++] = changes[i];
  }
  number = left;
}

static void put(int descriptor, const unsigned char* from, size_t size, off_t at) {
  while (size > 0) {
    const long written = syscall(SYS_pwrite64, descriptor, from, size, at);
    if (written <= 0) broken("taking back");
    from += written;
    size -= (size_t)written;
    at += written;
  }
}

static void take_back(const struct change* change, bool torn) {
  switch (change->kind) {
    case kind_write:
      if (torn) {
        // Sectors of 512 bytes stay or go, each for itself; the size stays.
        for (size_t from = 0; from < change->size; from += 512) {
          if (random_number() & 1) continue;
          const size_t end = from + 512 < change->size ? from + 512 : change->size;
          static const unsigned char nothing[512];
          if (from < change->before_size) {
            const size_t until = end < change->before_size ? end : change->before_size;
            put(change->descriptor, change->before + from, until - from, change->at + (off_t)from);
          } else {
            put(change->descriptor, nothing, end - from, change->at + (off_t)from);
          }
        }
        return;
      }
      put(change->descriptor, change->before, change->before_size, change->at);
      if (syscall(SYS_ftruncate, change->descriptor, change->size_before) != 0) broken("taking back");
      return;
    case kind_truncate:
      if (syscall(SYS_ftruncate, change->descriptor, change->size_before) != 0) broken("taking back");
      put(change->descriptor, change->before, change->before_size, change->at);
      return;
    case kind_created: syscall(SYS_unlinkat, AT_FDCWD, change->path, 0); return;
    case kind_renamed:
      syscall(SYS_renameat2, AT_FDCWD, change->other, AT_FDCWD, change->path, 0);
      return;
    case kind_unlinked:
      syscall(SYS_renameat2, AT_FDCWD, change->other, AT_FDCWD, change->path, 0);
      return;
    case kind_gone: return;
  }
}

void power_lose(const char* how) {
  const size_t kept = strcmp(how, "half") == 0 ? number / 2 : 0;
  const bool torn = strcmp(how, "torn") == 0;
  // Names are journaled in order: torn keeps those of the first half, and tears contents only.
  for (size_t i = number; i-- > kept;) {
    const bool content = changes[i].kind == kind_write || changes[i].kind == kind_truncate;
    if (torn && (content ? changes[i].kind == kind_truncate : i < number / 2)) continue;
    take_back(&changes[i], torn);
  }
}
