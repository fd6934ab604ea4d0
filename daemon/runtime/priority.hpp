#pragma once

namespace waymark::runtime {

// Which threads the processor serves first. A system that refuses goes on without.

// Niceness of the threads that collect, record and evaluate: a scrape and a page come first.
inline constexpr int collecting_niceness = 10;
inline constexpr int page_niceness = 5;

// The calling thread, and those that it makes, do work that nobody waits for by the millisecond: threads of
// lower niceness (as of setpriority()) run first, and it does not interrupt them when it has something to do.
void work_in_background(int niceness);

// The calling thread, and those that it makes, work for a moment at a time and answer somebody: as soon as it
// has something to do it runs, where another thread would otherwise end its turn of some milliseconds first.
// Linux 6.12 and later; before, niceness alone decides.
void answer_at_once();

}  // namespace waymark::runtime
