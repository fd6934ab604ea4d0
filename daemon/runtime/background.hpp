#pragma once

namespace waymark::runtime {

// The calling thread, and those that it makes, do work that nobody waits for by the millisecond: threads of
// lower niceness (as of setpriority()) run first, and it does not interrupt them when it has something to do.
// A system that refuses goes on without.
void work_in_background(int niceness);

}  // namespace waymark::runtime
