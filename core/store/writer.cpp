#include "core/store/writer.h"

#include <SQLiteCpp/Transaction.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <future>
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>

#include "core/base/error.h"
#include "core/store/backlog.h"
#include "core/store/database.h"
#include "core/store/liveness.h"
#include "core/store/record_inserter.h"
#include "core/store/record_queue.h"
#include "core/store/run_registry.h"
#include "core/store/sqlite_error.h"

namespace scalescope {
namespace {

// Bounds of one transaction: others get their turn, and the WAL stays small.
constexpr std::size_t mostRecords = 8192;
constexpr std::size_t mostBytes = 32u << 20;

/// Bytes of memory that a record takes while it waits.
std::size_t weight(const Record& record) {
  std::size_t bytes = sizeof(Record);
  if (const auto* checkpoint = std::get_if<CheckpointRecord>(&record)) {
    bytes += checkpoint->data.size();
  } else if (const auto* statistics = std::get_if<StatisticsRecord>(&record)) {
    for (const TensorSummary& each : statistics->summaries) {
      bytes += sizeof each + each.histogram.size();
    }
  } else if (const auto* divergence = std::get_if<DivergenceRecord>(&record)) {
    bytes += divergence->values.size() * sizeof(TensorDivergence);
  }
  return bytes;
}

}  // namespace

struct StoreWriter::Impl {
  Impl(const std::string& file, ErrorHandler handler, StoreOptions choices)
      : path(file), onError(std::move(handler)), options(choices), backlog(choices.mostWaiting) {
    connection.emplace(path, options);
    try {
      interruptAbandonedRuns(connection->db, connection->mark);
    } catch (const SQLite::Exception& error) {
      refuse(path, explain(error, connection->db));
    }
    thread = std::thread([this] { loop(); });
  }

  struct Connection {
    Connection(const std::string& file, const StoreOptions& choices)
        : db(openForWriting(file, choices.patience)), mark(file), inserter(prepared(file)) {}
    SQLite::Database db;
    WriterMark mark;
    RecordInserter inserter;

   private:
    RecordInserter prepared(const std::string& file) {
      try {
        return RecordInserter(db);
      } catch (const SQLite::Exception& error) {  // a table or a column is not there
        refuse(file, explain(error, db));
      }
    }
  };

  void loop();
  void writePending();
  void writeSome();
  void foldJournal();
  void writeBatch();
  void insert(const Record& record, std::vector<std::pair<int, std::string>>& refused);
  void reportFailure(const Sentence& reason);
  void reportRefused(const std::vector<std::pair<int, std::string>>& refused);
  void finish();
  void requireWritten() const;
  std::vector<std::int64_t> startWriting(RegisteredExperiment experiment);
  std::size_t waiting() const { return pending.size() - next; }
  void close();

  /// Carries out `work` on the writer's thread, after all records written so far, and hands its
  /// result or error back.
  template <typename Work>
  auto call(Work work) {
    using Result = decltype(work());
    auto task = std::make_shared<std::packaged_task<Result()>>([this, work = std::move(work)] {
      try {
        return work();
      } catch (const SQLite::Exception& error) {
        fail(path, explain(error, connection->db));
      }
    });
    auto result = task->get_future();
    if (!queue.push(RecordQueue::Job([task] { (*task)(); })))
      fail(path, phrase("is closed already"));
    return result.get();
  }

  const std::string path;
  const ErrorHandler onError;
  const StoreOptions options;
  RecordQueue queue;
  Backlog backlog;
  std::thread thread;

  // Of the writer's thread alone, once it runs.
  std::optional<Connection> connection;
  std::vector<Record> pending;  ///< those from `next` on are not on disk yet
  std::size_t next = 0;
  std::size_t batch = mostRecords;  ///< of one transaction; less where the disk is nearly full
  std::optional<RecordQueue::Time> retryAt;  ///< set while writing fails
  std::optional<Sentence> failure;           ///< why it does
  std::set<int> refusedRuns;                 ///< of this experiment, reported already
};

void StoreWriter::Impl::loop() {
  for (bool ended = false; !ended;) {
    const RecordQueue::Taken taken = queue.take(pending, options.commitEvery, retryAt);
    writePending();
    for (const auto& job : taken.jobs) job();
    ended = taken.ended;
  }
  finish();
}

void StoreWriter::Impl::writePending() {
  try {
    while (waiting() > 0) writeSome();
  } catch (const SQLite::Exception& error) {
    retryAt = std::chrono::steady_clock::now() + options.retryEvery;
    reportFailure(explain(error, connection->db));
    backlog.setFailing(true);
    return;
  }
  pending.clear();
  next = 0;
  retryAt.reset();
  failure.reset();
}

/// On a disk that is nearly full, what does not fit in one transaction may fit in part.
void StoreWriter::Impl::writeSome() {
  try {
    writeBatch();
    batch = std::min(batch * 2, mostRecords);
  } catch (const SQLite::Exception& error) {
    connection->inserter.rolledBack();
    if (!isFull(error) || batch == 1) throw;
    batch = std::max<std::size_t>(std::min(batch, waiting()) / 8, 1);
    foldJournal();
  }
}

/// Moves what is committed into the file, so that the journal gives its room back.
void StoreWriter::Impl::foldJournal() {
  try {
    connection->db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const SQLite::Exception&) {
    // There is no room for that either; the next transaction will tell.
  }
}

void StoreWriter::Impl::writeBatch() {
  std::vector<std::pair<int, std::string>> refused;
  SQLite::Transaction transaction(connection->db, SQLite::TransactionBehavior::IMMEDIATE);
  std::size_t end = next;
  std::size_t bytes = 0;
  for (; end < pending.size() && end - next < batch && bytes < mostBytes; ++end) {
    insert(pending[end], refused);
    bytes += weight(pending[end]);
  }
  transaction.commit();
  next = end;
  backlog.remove(bytes);
  reportRefused(refused);
}

/// A row that SQLite refuses would be refused again at every try and hold up all that follow.
void StoreWriter::Impl::insert(const Record& record,
                               std::vector<std::pair<int, std::string>>& refused) {
  try {
    connection->inserter.insert(record);
  } catch (const Error& error) {
    refused.emplace_back(runOf(record), error.in(options.say));
  } catch (const std::logic_error& error) {
    refused.emplace_back(runOf(record), error.what());
  } catch (const SQLite::Exception& error) {
    if (!isRefusedRow(error)) throw;
    refused.emplace_back(runOf(record), error.what());
  }
}

void StoreWriter::Impl::reportFailure(const Sentence& reason) {
  const bool isNews = !failure;
  failure = reason;
  if (isNews && onError) {
    onError(
        options.say(phrase("%1: %2; %3 records wait in memory, and writing them is tried again"),
                    {path, reason.in(options.say), std::to_string(waiting())}));
  }
}

void StoreWriter::Impl::reportRefused(const std::vector<std::pair<int, std::string>>& refused) {
  for (const auto& [run, reason] : refused) {
    if (refusedRuns.insert(run).second && onError) {
      onError(options.say(
          phrase("%1: a record of run %2 of the experiment has no place in the store: %3"),
          {path, std::to_string(run), reason}));
    }
  }
}

void StoreWriter::Impl::requireWritten() const {
  if (waiting() > 0) {
    fail(path, {phrase("%1; %2 records are not written yet"),
                {failure.value_or(""), std::to_string(waiting())}});
  }
}

std::vector<std::int64_t> StoreWriter::Impl::startWriting(RegisteredExperiment experiment) {
  refusedRuns.clear();
  connection->inserter.setExperiment(experiment);
  return std::move(experiment.runs);
}

void StoreWriter::Impl::finish() {
  try {
    interruptRunsOf(connection->db, connection->mark.id());
  } catch (const SQLite::Exception& error) {
    reportFailure(explain(error, connection->db));  // the next to open the store will do it
  }
  connection.reset();
}

void StoreWriter::Impl::close() {
  if (!thread.joinable()) return;
  queue.end();
  thread.join();
  if (waiting() > 0) {
    fail(path, {phrase("%1; %2 records could not be written"),
                {failure.value_or(""), std::to_string(waiting())}});
  }
}

StoreWriter::StoreWriter(const std::string& path, ErrorHandler onError, StoreOptions options)
    : impl_(std::make_unique<Impl>(path, std::move(onError), options)) {}

StoreWriter::~StoreWriter() {
  try {
    close();
  } catch (const std::exception&) {
    // The error handler has said it when writing began to fail.
  }
}

std::vector<std::int64_t> StoreWriter::begin(const ExperimentConfig& config,
                                             const BackendInfo& backend,
                                             const std::vector<Parent>& parents) {
  return impl_->call([&] {
    impl_->requireWritten();
    auto& [db, mark, inserter] = *impl_->connection;
    return impl_->startWriting(registerExperiment(db, config, backend, parents, mark));
  });
}

std::vector<std::int64_t> StoreWriter::resume(std::int64_t experiment, std::int64_t step,
                                              const std::vector<std::int64_t>& leftOut) {
  return impl_->call([&] {
    impl_->requireWritten();
    auto& [db, mark, inserter] = *impl_->connection;
    return impl_->startWriting(resumeExperiment(db, experiment, step, leftOut, mark));
  });
}

void StoreWriter::write(Record record) {
  impl_->backlog.add(weight(record));
  impl_->queue.push(std::move(record));
}

bool StoreWriter::failing() const { return impl_->backlog.failing(); }

bool StoreWriter::awaitRoom() { return impl_->backlog.awaitRoom(); }

void StoreWriter::flush() {
  impl_->call([&] { impl_->requireWritten(); });
}

void StoreWriter::close() { impl_->close(); }

void StoreWriter::setTags(std::int64_t run, const std::vector<std::string>& tags) {
  impl_->call([&] { replaceTags(impl_->connection->db, run, tags); });
}

void StoreWriter::setNote(std::int64_t run, const std::string& note) {
  impl_->call([&] { replaceNote(impl_->connection->db, run, note); });
}

void StoreWriter::removeRun(std::int64_t run) {
  impl_->call([&] { deleteRun(impl_->connection->db, run, impl_->connection->mark); });
}

std::string defaultStorePath() {
  namespace fs = std::filesystem;
  const auto variable = [](const char* name) -> fs::path {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  fs::path data = variable("XDG_DATA_HOME");
  fs::path home = variable("HOME");
  if (!home.is_absolute()) {
    const passwd* user = getpwuid(getuid());
    home = user == nullptr ? "/" : user->pw_dir;
  }
  if (!data.is_absolute()) data = home / ".local" / "share";  // as the XDG rules say
  return (data / "scalescope" / "runs.sqlite").string();
}

}  // namespace scalescope
