// A module for LD_PRELOAD that makes one chosen call of the whole program go wrong. Tests only.
//
//   WAYMARK_FAULT=CALL:N:EFFECT    the N-th CALL (from 1) after the start of main's libraries; 0 counts only
//   WAYMARK_FAULT_UNDER=DIR        only calls on files below DIR (its real path); without it all regular files,
//                                  and whatever is opened by name
//   WAYMARK_FAULT_REPORT=FILE      at the end, or when it strikes: "CALL COUNT" and a line of what was struck
//
// CALL    open read write sync rename unlink truncate mmap malloc; change = write, sync, rename, unlink, truncate;
//         failpoint/NAME counts the passages of waymark_failpoint("NAME") (daemon/core/failpoint.hpp)
// EFFECT  eio enospc emfile    that call fails; with a + behind it (eio+), and every later one of the kind
//         short                half of the bytes are read or written; EIO where there are none
//         null                 the allocation fails; + as above
//         kill                 the process is gone before the call; kill_after: after it
//         drop half torn       power is lost before the call: of what was not synced nothing, the first half, or
//                              a part by random sectors is on the disk (WAYMARK_FAULT_SEED). Names follow the
//                              model of a journaling file system: a sync makes all earlier renames last.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum call { call_open, call_read, call_write, call_sync, call_rename, call_unlink, call_truncate, call_mmap,
            call_malloc, call_failpoint, calls };

// 0: do it. An errno: fail with it. short_count: do half of it.
enum { short_count = -1 };
int strike(enum call call, const char* what);
// After the call was done, for kill_after.
void struck_after(void);

bool below(const char* path);
// -1 in `path[0] == 0` when it has none.
void path_of(int descriptor, char* path, size_t size);
// A regular file or a directory of those that count.
bool counts(int descriptor, char* path, size_t size);

// --- power.c: what is not synced
void power_start(void);
bool power_wanted(void);
void power_lock(void);
void power_unlock(void);
// Before the change; `path` is that of the descriptor.
void power_write(int descriptor, const char* path, off_t at, size_t size);
void power_truncate(int descriptor, const char* path, off_t size);
void power_truncate_path(const char* path);
void power_synced(int descriptor);
void power_created(const char* path);
void power_renamed(const char* from, const char* to);
void power_unlink(const char* path);
// Takes back what was not synced, with the lock held.
void power_lose(const char* how);
