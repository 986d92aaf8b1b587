#include "core/store/merge.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/store/check.h"
#include "core/store/database.h"
#include "core/store/liveness.h"
#include "core/store/merge_parts.h"
#include "core/store/sqlite_error.h"

namespace scalescope {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kPatience{30000};
constexpr const char* kApart = "/apart-";  ///< in the uid of what was trained on apart
constexpr int kInstructions = 1 << 16;     ///< of SQLite, between looks at whether to go on

/// FNV-1a (Fowler, Noll, Vo), 64 bits, as 16 digits: the same wherever stores are merged.
std::string digestOf(const std::string& text) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

struct SourceExperiment {
  std::int64_t id = 0;
  std::string name, uid;
  std::int64_t steps = 0;  ///< of all its runs, about
};

/// A run of the experiment that someone trains right now: its name, or nothing.
std::optional<std::string> trainedRun(SQLite::Database& db, const std::string& schema,
                                      const std::string& path, std::int64_t experiment) {
  SQLite::Statement rows(db, "SELECT name, writer FROM " + schema +
                                 ".runs WHERE experiment_id = ? AND writer IS NOT NULL");
  rows.bind(1, experiment);
  while (rows.executeStep()) {
    if (isWriterAlive(path, rows.getColumn(1).getInt64())) return rows.getColumn(0).getString();
  }
  return std::nullopt;
}

class Merger {
 public:
  Merger(const std::string& target, const MergeProgress& progress)
      : path_(target), progress_(progress), db_(openForWriting(target, kPatience)) {
    db_.exec(kMergeTables);
    sqlite3_progress_handler(db_.getHandle(), kInstructions, &Merger::lookUp, this);
  }

  MergeReport merge(const std::vector<std::string>& sources) {
    for (std::size_t i = 0; i < sources.size() && !report_.cancelled; ++i) {
      from_ = static_cast<double>(i) / static_cast<double>(sources.size());
      width_ = 1.0 / static_cast<double>(sources.size());
      mergeSource(sources[i]);
    }
    return report_;
  }

 private:
  /// SQLite's own question, in the middle of a statement: anything but 0 breaks it off.
  static int lookUp(void* self) { return static_cast<Merger*>(self)->goOn() ? 0 : 1; }

  bool goOn() {
    if (progress_ && !progress_(from_ + width_ * share_)) report_.cancelled = true;
    return !report_.cancelled;
  }

  void mergeSource(const std::string& source) {
    attachForReading(db_, source, "source", kPatience);
    try {
      db_.exec("DELETE FROM merged_runs");
      const auto experiments = experimentsOf();
      std::int64_t all = 1, done = 0;
      for (const SourceExperiment& each : experiments) all += each.steps;
      for (const SourceExperiment& each : experiments) {
        share_ = static_cast<double>(done) / static_cast<double>(all);
        if (!goOn()) break;
        mergeExperiment(source, each);
        done += each.steps;
      }
    } catch (const SQLite::Exception& error) {
      if (report_.cancelled) return;
      refuseOrFail(error, source,
                   {phrase("cannot be merged into %1: %2"), {path_, explain(error, db_)}});
    }
    db_.exec("DETACH source");
  }

  std::vector<SourceExperiment> experimentsOf() {
    SQLite::Statement rows(
        db_,
        "SELECT id, name, uid, (SELECT coalesce(sum((SELECT coalesce(max(step), 0)"
        " FROM source.steps WHERE run_id = r.id) + 1), 0) FROM source.runs r"
        " WHERE experiment_id = e.id) FROM source.experiments e ORDER BY id");
    std::vector<SourceExperiment> found;
    while (rows.executeStep()) {
      found.push_back({rows.getColumn(0).getInt64(), rows.getColumn(1).getString(),
                       rows.getColumn(2).getString(), rows.getColumn(3).getInt64()});
    }
    return found;
  }

  void mergeExperiment(const std::string& source, const SourceExperiment& each) {
    SQLite::Transaction transaction(db_);
    // Takes the write lock of the target alone: a source may be written on.
    db_.exec("UPDATE main.experiments SET name = name WHERE id < 0");
    if (const auto run = trainedRun(db_, "source", source, each.id)) {
      leaveOut(source, each, *run);
      return;
    }
    if (each.uid.empty()) refuse(source, {phrase("experiment \"%1\" has no uid"), {each.name}});
    const Match match = matchOf(each);
    if (match.target != 0) {
      if (const auto run = trainedRun(db_, "main", path_, match.target)) {
        leaveOut(path_, each, *run);
        return;
      }
    }
    const bool isNew = match.target == 0;
    const std::int64_t target = isNew ? addExperiment(db_, each.id, match.uid) : match.target;
    const std::int64_t changes = addRows(db_, {each.id, target});
    transaction.commit();
    if (isNew) {
      ++(match.uid == each.uid ? report_.added : report_.apart);
    } else {
      ++(changes > 0 ? report_.extended : report_.unchanged);
    }
  }

  void leaveOut(const std::string& store, const SourceExperiment& each, const std::string& run) {
    report_.leftOut.push_back(store + ": experiment \"" + each.name +
                              "\" was left out: its run \"" + run +
                              "\" is being trained right now");
  }

  struct Match {
    std::int64_t target = 0;  ///< 0: none
    std::string uid;          ///< of a new one
  };

  /// Looks through all copies of this experiment, those that were trained on apart too.
  Match matchOf(const SourceExperiment& each) {
    const std::string base = each.uid.substr(0, each.uid.find(kApart));
    std::map<std::string, std::string> differences;  // by uid
    SQLite::Statement rows(db_,
                           "SELECT id, uid FROM main.experiments WHERE uid = ?1"
                           " OR substr(uid, 1, length(?2)) = ?2 ORDER BY uid <> ?3, uid");
    rows.bind(1, base);
    rows.bind(2, base + kApart);
    rows.bind(3, each.uid);
    while (rows.executeStep()) {
      const std::int64_t target = rows.getColumn(0).getInt64();
      const auto difference = firstDifference(db_, {each.id, target});
      if (!difference) return {target, ""};
      differences[rows.getColumn(1).getString()] = *difference;
    }
    std::string uid = each.uid;
    const std::string apart = std::string(base).append(kApart);
    while (differences.contains(uid)) {
      const std::string digest = digestOf(std::string(uid).append(differences[uid]));
      uid = std::string(apart).append(digest);
    }
    return {0, uid};
  }

  std::string path_;
  const MergeProgress& progress_;
  MergeReport report_;
  double from_ = 0.0, width_ = 1.0, share_ = 0.0;
  SQLite::Database db_;
};

/// What is damaged in a source would be damaged in the target, among rows that are whole.
void requireWhole(const std::string& source) {
  const std::vector<std::string> problems = checkStore(source).problems;
  if (problems.empty()) return;
  std::string first = problems.front();
  // What SQLite says begins as this does.
  const std::string begin = source + ": is damaged: ";
  if (first.starts_with(begin)) first.erase(0, begin.size());
  if (problems.size() == 1) refuse(source, {phrase("is damaged: %1"), {first}});
  refuse(source, {phrase("is damaged: %1, and %2 more, which scalescope-cli check lists"),
                  {first, std::to_string(problems.size() - 1)}});
}

}  // namespace

MergeReport mergeStores(const std::string& target, const std::vector<std::string>& sources,
                        const MergeProgress& progress) {
  for (const std::string& source : sources) {
    std::error_code unknown;
    if (fs::equivalent(source, target, unknown)) refuse(source, phrase("is the target itself"));
    upgradeOlder(source, kPatience);
    openForReading(source, kPatience);
    requireWhole(source);
  }
  std::error_code unknown;
  const bool isNew = !fs::exists(target, unknown);
  try {
    return Merger(target, progress).merge(sources);
  } catch (...) {
    // A new target that nothing came into is none.
    for (const char* part : {"", "-wal", "-shm", "-lock"})
      if (isNew) fs::remove(target + part, unknown);
    throw;
  }
}

}  // namespace scalescope
