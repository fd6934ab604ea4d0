#pragma once

namespace waymark::runtime {

// How the calling thread shares processors with others of the machine. Both are wishes: a system that refuses
// them (a container, a strict unit) goes on without.

// Lets threads of lower niceness run first; as setpriority() takes it, and it cannot be taken back.
void be_nice(int niceness);

// Asks for short turns, so that the wait for the next one is short too, however busy others are. From
// Linux 6.12 on; earlier kernels do not tell turns apart.
void take_short_turns();

}  // namespace waymark::runtime
