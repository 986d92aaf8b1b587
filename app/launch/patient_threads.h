#pragma once

namespace scalescope {

/// Makes OpenMP's threads wait at a barrier for some tens of microseconds before they sleep: as
/// fast as spinning on a quiet machine, and far kinder to others on a busy one. By default GNU
/// OpenMP spins for so long that a step takes 100 times as long once another program, or the
/// window's drawing, wants the core. The library reads its settings before main(), so the program
/// starts itself once more with them. To be called first in main(); does nothing where a person has
/// set OMP_WAIT_POLICY or GOMP_SPINCOUNT.
void usePatientThreads(char** argv);

}  // namespace scalescope
