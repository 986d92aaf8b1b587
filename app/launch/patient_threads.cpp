#include "app/launch/patient_threads.h"

#include <unistd.h>

#include <cstdlib>

namespace scalescope {

void usePatientThreads(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT")) return;
  setenv("GOMP_SPINCOUNT", "20000", 1);
  execv("/proc/self/exe", argv);
  // Where that cannot be, the program goes on as it is: slower beside others, with the same
  // results.
}

}  // namespace scalescope
