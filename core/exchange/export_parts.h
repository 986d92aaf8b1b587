#pragma once

#include <memory>
#include <vector>

#include "core/base/new_file.h"
#include "core/exchange/export_run.h"
#include "core/store/run_tables.h"

// What exportRun() is made of.
namespace scalescope {

/// Reports progress over rows now and then.
class RowCounter {
 public:
  RowCounter(const StoreReader& reader, std::int64_t run, const Progress& progress);
  bool next();  ///< one more row is done; false: break off

 private:
  const Progress& progress_;
  std::int64_t rows_ = 0;
  std::int64_t done_ = 0;
};

/// Files that appear together once all of them are whole.
using NewFiles = std::vector<std::unique_ptr<NewFile>>;

// Each writes into files of its own; false: broken off.
bool writeCsv(const StoreReader& reader, const RunInfo& run, const std::string& stem,
              RowCounter& rows, NewFiles& files);
bool writeJson(const StoreReader& reader, const RunInfo& run, const std::string& stem,
               RowCounter& rows, NewFiles& files);
bool writeTensorboard(const StoreReader& reader, const RunInfo& run, const std::string& stem,
                      RowCounter& rows, NewFiles& files);

}  // namespace scalescope
