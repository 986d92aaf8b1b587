#include <sys/mman.h>
#include <unistd.h>

#include "core/exchange/import_files.h"
#include "fuzz.h"

using namespace scalescope;

namespace {

/// A file without a name, for readers that take a path.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size) : descriptor_(memfd_create("log", 0)) {
    fuzz::require(descriptor_ >= 0 && write(descriptor_, data, size) == static_cast<ssize_t>(size),
                  "the file can be made");
  }
  ~MemoryFile() { close(descriptor_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

void requireRows(const ImportedRun& run) {
  run.rows([](const RunTable& table, std::span<const StoredValue> values) {
    fuzz::require(values.size() == table.columns.size(), "a row has a value for each column");
  });
}

}  // namespace

/// What is imported: logs, and runs that were exported.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file(data, size);
  fuzz::expectReadOrRefused([&] {
    const auto sources = readSources({file.path()});
    fuzz::require(sources && sources->size() == 1, "one file is one source");
    for (const LogTable& log : sources->front().logs) {
      for (const LogColumn& column : log.columns) {
        fuzz::require(column.values.size() == log.rows && column.there.size() == log.rows,
                      "a column has a place for each row");
      }
    }
    for (const ImportedRun& run : runsFromSources(*sources, {})) requireRows(run);
  });
  return 0;
}
