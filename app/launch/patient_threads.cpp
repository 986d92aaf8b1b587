#include "app/launch/patient_threads.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace scalescope {

void usePatientThreads(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") || std::getenv("GOMP_SPINCOUNT")) return;
  setenv("GOMP_SPINCOUNT", "1000", 1);
  // By its own path, so that it keeps its name in lists of processes.
  std::error_code unknown;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", unknown);
  if (!unknown) execv(program.c_str(), argv);
  // Where that cannot be, the program goes on as it is: slower beside others, with the same
  // results.
}

}  // namespace scalescope
