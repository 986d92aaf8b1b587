// Trains nothing, but writes a store as training does, until it is killed:  store_child STORE
// After every step it prints how many steps it has handed over, so that the test knows what must be
// found.
#include <chrono>
#include <cstdio>
#include <thread>

#include "core/store/store_samples.h"

int main(int argc, char** argv) {
  using namespace scalescope;
  if (argc != 2) return 2;
  try {
    StoreWriter writer(argv[1]);
    writer.begin(test::sampleConfig("killed"), test::sampleBackend());
    for (std::int64_t step = 0;; ++step) {
      for (int run = 0; run < 2; ++run) {
        writer.write(test::sampleStep(run, step));
        if (step == 0) writer.write(StateRecord{run, 0, RunState::running, "", 0});
        if ((step + 1) % 100 == 0) writer.write(test::sampleCheckpoint(run, step + 1));
      }
      const double now =
          std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
              .count();
      std::printf("%lld %.6f\n", static_cast<long long>(step + 1), now);
      std::fflush(stdout);
      std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
