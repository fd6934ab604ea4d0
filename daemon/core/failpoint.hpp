#pragma once

// A place between two steps that must not come apart, by name, for tests: tests/faults preloads a library
// that defines this and ends the process here. Without that library it is null, and the place costs one
// comparison; nothing in the environment of an installed program can set it off.
extern "C" [[gnu::weak]] void waymark_failpoint(const char* name);

namespace waymark::core {

inline void failpoint(const char* name) {
  if (waymark_failpoint != nullptr) waymark_failpoint(name);
}

}  // namespace waymark::core
