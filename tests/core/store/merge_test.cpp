#include "core/store/merge.h"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <algorithm>

#include "core/numerics/counted.h"
#include "core/store/check.h"
#include "core/store/fork.h"
#include "core/store/store_samples.h"

namespace scalescope::test {
namespace {

using Lines = std::vector<std::string>;

// Every row of a store, known by its experiment's uid and its run's name instead of by ids.
constexpr std::array<const char*, 12> contents{
    "SELECT 'experiment', uid, name, created, program, seed, planned_steps, configuration FROM "
    "experiments",
    "SELECT 'run', e.uid, r.name, position, precision, scaler, backend, device, library, threads, "
    "state, state_message, steps_done, memory_peak, parent_step, details, (SELECT pe.uid || p.name "
    "FROM runs p JOIN experiments pe ON pe.id = p.experiment_id WHERE p.id = r.parent_run)",
    "SELECT 'step', e.uid, r.name, t.* FROM steps t",
    "SELECT 'block', e.uid, r.name, t.* FROM step_blocks t",
    "SELECT 'statistics', e.uid, r.name, t.* FROM statistics_steps t",
    "SELECT 'tensor', e.uid, r.name, n.name, n.role, n.format, n.position, hex(t.histogram), t.* "
    "FROM "
    "tensor_stats t JOIN tensors n USING (run_id, tensor)",
    "SELECT 'divergence', e.uid, r.name, t.* FROM divergence t",
    "SELECT 'event', e.uid, (SELECT name FROM runs WHERE id = t.run_id), t.step, t.kind, t.value, "
    "t.message, t.action, t.nan_mask FROM events t JOIN experiments e ON e.id = t.experiment_id",
    "SELECT 'evaluation', e.uid, r.name, t.* FROM evaluations t",
    "SELECT 'checkpoint', e.uid, r.name, t.step, hex(t.data), (SELECT count(*) FROM events v WHERE "
    "v.experiment_id = e.id AND v.id <= t.last_event) FROM checkpoints t",
    "SELECT 'tag', e.uid, r.name, t.tag FROM tags t",
    "SELECT 'note', e.uid, r.name, t.note FROM notes t",
};

Lines linesOf(const std::string& path) {
  SQLite::Database db(path, SQLite::OPEN_READWRITE);
  Lines lines;
  for (std::string sql : contents) {
    const bool ofRun =
        sql.find("experiments e") == std::string::npos && sql.find("r.name") != std::string::npos;
    if (sql.find("'run'") != std::string::npos) {
      sql += " FROM runs r JOIN experiments e ON e.id = r.experiment_id";
    } else if (ofRun) {
      sql += " JOIN runs r ON r.id = t.run_id JOIN experiments e ON e.id = r.experiment_id";
    }
    SQLite::Statement rows(db, sql);
    while (rows.executeStep()) {
      std::string line;
      for (int i = 0; i < rows.getColumnCount(); ++i) {
        const std::string name = rows.getColumn(i).getName();
        if (name == "run_id" || name == "tensor" || name == "histogram") continue;
        line += (rows.getColumn(i).isNull() ? "NULL" : rows.getColumn(i).getString()) + "|";
      }
      lines.push_back(line);
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::int64_t number(const std::string& path, const std::string& sql) {
  SQLite::Database db(path, SQLite::OPEN_READWRITE);
  return db.execAndGet(sql).getInt64();
}

class Merge : public StoreTest {
 protected:
  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  /// Copies a store that nobody has open.
  std::string copyOf(const std::string& store, const std::string& name) const {
    std::filesystem::copy_file(store, file(name));
    return file(name);
  }

  /// An experiment of two runs with every kind of row.
  static std::vector<std::int64_t> train(const std::string& store, std::int64_t steps,
                                         const std::string& name = "spirals") {
    StoreWriter writer(store);
    const auto ids = writer.begin(sampleConfig(name), sampleBackend());
    write(writer, 0, steps, 0.0);
    writer.close();
    return ids;
  }

  /// Goes on with the experiment of this run; `shift` makes another training of it.
  static void goOn(const std::string& store, std::int64_t experiment, std::int64_t from,
                   std::int64_t to, double shift, RunState state = RunState::stopped) {
    StoreWriter writer(store);
    writer.resume(experiment, from);
    write(writer, from, to, shift);
    for (int run = 0; run < 2; ++run) writer.write(StateRecord{run, to, state, "", 4096});
    writer.close();
  }

  static void write(StoreWriter& writer, std::int64_t from, std::int64_t to, double shift) {
    const auto tensors = std::make_shared<const TensorTable>(
        TensorTable{{"input", TensorRole::activation, Format::fp16},
                    {"layers.0.weight.grad", TensorRole::gradient, Format::fp16}});
    const auto names =
        std::make_shared<const ParameterNames>(ParameterNames{"", "layers.0.weight"});
    for (std::int64_t step = from; step < to; ++step) {
      for (int run = 0; run < 2; ++run) {
        StepRecord record = sampleStep(run, step);
        record.loss += shift;
        if (step % 50 == 7) {
          record.loss = nan;
          record.gradNorm = inf;
          record.applied = false;
          writer.write(EventRecord{run, step, EventKind::overflow, 1.0, "input overflowed"});
        }
        writer.write(record);
        if (step % 20 == 0) {
          const TensorStatistics statistics = counted({0.5F, 65536.0F, 1e-9F}, Format::fp16);
          StatisticsRecord counts{run, step, tensors, {}, 1024.0};
          for (std::size_t i = 0; i < 2; ++i)
            counts.summaries.push_back(summarise(statistics, {3, 0, 1, 1}));
          writer.write(counts);
          writer.write(DivergenceRecord{run, step, names, {{1.0, 0.5, 0.0}, {nan, inf, 0.0}}});
        }
        if (step % 50 == 49) {
          writer.write(EvaluationRecord{run, step + 1, 1.5 + shift, 0.5, 16 * (step + 1), 3.0});
          writer.write(sampleCheckpoint(run, step + 1));
        }
      }
      if (step == 10) writer.write(EventRecord{-1, step, EventKind::note, nan, "of both"});
    }
  }

  static void expectWhole(const std::string& store) {
    EXPECT_EQ(checkStore(store).problems, Lines{});
  }
};

TEST_F(Merge, BringsEverythingOnceIntoANewStore) {
  train(path_, 200);
  train(path_, 130, "another");
  const auto lines = linesOf(path_);
  const MergeReport first = mergeStores(file("all.sqlite"), {path_});
  EXPECT_EQ(first.added, 2);
  EXPECT_EQ(linesOf(file("all.sqlite")), lines);
  expectWhole(file("all.sqlite"));
  const MergeReport second = mergeStores(file("all.sqlite"), {path_, path_});
  EXPECT_EQ(second.unchanged, 4);
  EXPECT_EQ(second.added + second.extended + second.apart, 0);
  EXPECT_EQ(linesOf(file("all.sqlite")), lines);
  EXPECT_EQ(linesOf(path_), lines) << "a source is only read";
}

TEST_F(Merge, JoinsStoresWithTheirTagsNotesAndForks) {
  const auto ids = train(path_, 100);
  {
    StoreWriter writer(path_);
    writer.setTags(ids[0], {"good", "sweep:a"});
    writer.setNote(ids[1], "scale halves at once");
    writer.begin(sampleConfig("fork"), sampleBackend(), {{ids[0], 50}, {ids[1], 50}});
    write(writer, 50, 80, 0.25);
  }
  train(file("b.sqlite"), 60, "b");
  train(file("all.sqlite"), 10, "already there");
  Lines expected = linesOf(file("all.sqlite"));
  for (const std::string& each : {path_, file("b.sqlite")}) {
    const auto lines = linesOf(each);
    expected.insert(expected.end(), lines.begin(), lines.end());
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(mergeStores(file("all.sqlite"), {path_, file("b.sqlite")}).added, 3);
  EXPECT_EQ(linesOf(file("all.sqlite")), expected);
  expectWhole(file("all.sqlite"));
}

TEST_F(Merge, ExtendsARunThatWentOnElsewhere) {
  const auto ids = train(path_, 120);
  const std::string copy = copyOf(path_, "copy.sqlite");
  goOn(copy, 1, 100, 300, 0.0);
  {
    StoreWriter writer(copy);
    writer.setTags(ids[0], {"longer"});
    writer.setNote(ids[0], "went on\nto 300");
    StoreWriter here(path_);
    here.setTags(ids[0], {"short"});
    here.setNote(ids[0], "to 300\nhere");
  }
  EXPECT_EQ(mergeStores(path_, {copy}).extended, 1);
  const StoreReader reader(path_);
  EXPECT_EQ(reader.steps(ids[0]).size(), 300u);
  EXPECT_EQ(reader.run(ids[0]).state, RunState::stopped);
  EXPECT_EQ(reader.run(ids[0]).tags, (Lines{"longer", "short"}));
  EXPECT_EQ(reader.run(ids[0]).note, "to 300\nhere\nwent on");
  EXPECT_EQ(reader.lastCheckpoint(ids[0])->step, 300);
  expectWhole(path_);
  EXPECT_EQ(number(path_, "SELECT count(*) FROM step_blocks WHERE size = 64 AND run_id = 1"), 4);
  const auto lines = linesOf(path_);
  EXPECT_EQ(mergeStores(path_, {copy}).unchanged, 1);
  EXPECT_EQ(linesOf(path_), lines);
  // The other way round, the copy has all the steps already.
  EXPECT_EQ(mergeStores(copy, {path_}).extended, 1);
  EXPECT_EQ(StoreReader(copy).run(ids[0]).tags, (Lines{"longer", "short"}));
  EXPECT_EQ(mergeStores(copy, {path_}).unchanged, 1);
}

TEST_F(Merge, GoesOnToTheSameEventsAfterwards) {
  train(path_, 120);
  mergeStores(file("all.sqlite"), {path_});
  goOn(path_, 1, 100, 200, 0.0);
  goOn(file("all.sqlite"), 1, 100, 200, 0.0);
  EXPECT_EQ(linesOf(file("all.sqlite")), linesOf(path_));
}

TEST_F(Merge, KeepsBothWhereBothCopiesWentOn) {
  train(path_, 100);
  const std::string left = copyOf(path_, "left.sqlite");
  const std::string right = copyOf(path_, "right.sqlite");
  goOn(left, 1, 100, 200, 0.0);
  goOn(right, 1, 100, 250, 0.5);
  EXPECT_EQ(mergeStores(path_, {left}).extended, 1);
  EXPECT_EQ(mergeStores(path_, {right}).apart, 1);
  EXPECT_EQ(number(path_, "SELECT count(*) FROM experiments"), 2);
  EXPECT_EQ(StoreReader(path_).steps(3).size(), 250u);
  EXPECT_DOUBLE_EQ(StoreReader(path_).steps(3)[200].loss, 2.0 / 201 + 0.5);
  expectWhole(path_);
  const auto lines = linesOf(path_);
  EXPECT_EQ(mergeStores(path_, {right, left}).unchanged, 2);
  EXPECT_EQ(linesOf(path_), lines);
  // What goes on apart finds its own copy again, and so does a merge of merged stores.
  goOn(right, 1, 250, 300, 0.5);
  EXPECT_EQ(mergeStores(path_, {right}).extended, 1);
  EXPECT_EQ(StoreReader(path_).steps(3).size(), 300u);
  EXPECT_EQ(mergeStores(right, {path_}).apart, 1);
  EXPECT_EQ(mergeStores(right, {path_}).unchanged, 2);
  EXPECT_EQ(number(right, "SELECT count(*) FROM experiments"), 2);
}

TEST_F(Merge, OtherTimesAloneAreNoOtherTraining) {
  train(path_, 50);
  const std::string copy = copyOf(path_, "copy.sqlite");
  SQLite::Database(copy, SQLite::OPEN_READWRITE)
      .exec("UPDATE steps SET step_ms = step_ms * 2, wall_time = NULL, nan_mask = nan_mask | 64");
  EXPECT_EQ(mergeStores(path_, {copy}).unchanged, 1);
}

TEST_F(Merge, AnotherReasonIsNoOtherOverflow) {
  train(path_, 120);
  const auto events = number(path_, "SELECT count(*) FROM events");
  const std::string copy = copyOf(path_, "copy.sqlite");
  SQLite::Database(copy, SQLite::OPEN_READWRITE)
      .exec("UPDATE events SET message = message || '. Who knows?' WHERE kind = 'overflow'");
  EXPECT_EQ(mergeStores(path_, {copy}).unchanged, 1);
  EXPECT_EQ(number(path_, "SELECT count(*) FROM events"), events);
}

TEST_F(Merge, SeesADifferenceInEachTable) {
  train(path_, 60);
  for (const char* change :
       {"UPDATE steps SET loss = NULL, nan_mask = nan_mask | 1 WHERE step = 30 AND run_id = 2",
        "UPDATE evaluations SET accuracy = 0.25 WHERE run_id = 1",
        "UPDATE tensor_stats SET underflow = 2 WHERE step = 40 AND run_id = 2 AND tensor = 1",
        "UPDATE divergence SET gradient_cosine = 0.5 WHERE step = 20 AND position = 0 AND run_id = "
        "2",
        "UPDATE experiments SET seed = 8",
        "UPDATE runs SET precision = 'bf16-mixed' WHERE id = 2"}) {
    const std::string copy = copyOf(path_, "copy.sqlite"), all = copyOf(path_, "all.sqlite");
    SQLite::Database(copy, SQLite::OPEN_READWRITE).exec(change);
    EXPECT_EQ(mergeStores(all, {copy}).apart, 1) << change;
    EXPECT_EQ(mergeStores(all, {copy}).unchanged, 1) << change;
    for (const std::string& each : {copy, all}) std::filesystem::remove(each);
  }
}

TEST_F(Merge, LeavesOutWhatIsBeingTrained) {
  train(path_, 30);
  const std::string copy = copyOf(path_, "copy.sqlite");
  StoreWriter writer(copy);
  writer.begin(sampleConfig("busy"), sampleBackend());
  writer.write(sampleStep(0, 0));
  writer.flush();
  const MergeReport report = mergeStores(file("all.sqlite"), {copy});
  EXPECT_EQ(report.added, 1);
  ASSERT_EQ(report.leftOut.size(), 1u);
  EXPECT_NE(report.leftOut[0].find("\"busy\""), std::string::npos);
  writer.close();
  EXPECT_EQ(mergeStores(file("all.sqlite"), {copy}).added, 1);
}

TEST_F(Merge, BrokenOffLeavesWholeExperiments) {
  for (const char* name : {"a", "b", "c"}) train(path_, 100, name);
  const MergeReport report =
      mergeStores(file("all.sqlite"), {path_}, [](double share) { return share < 0.5; });
  EXPECT_TRUE(report.cancelled);
  EXPECT_EQ(report.added, 2);
  expectWhole(file("all.sqlite"));
  EXPECT_EQ(number(file("all.sqlite"), "SELECT count(*) FROM experiments"), 2);
  EXPECT_EQ(mergeStores(file("all.sqlite"), {path_}).added, 1);
  EXPECT_EQ(linesOf(file("all.sqlite")), linesOf(path_));
}

TEST_F(Merge, RefusesWhatIsNoSourceAndLeavesTheTargetAsItWas) {
  train(path_, 20);
  const std::string all = file("all.sqlite"), broken = file("broken.sqlite");
  const auto refused = [&](const std::vector<std::string>& sources) {
    return errorOf([&] { mergeStores(all, sources); });
  };
  EXPECT_NE(refused({path_, file("none.sqlite")}).find("there is no such file"), std::string::npos);
  std::ofstream(broken) << "no database at all, but long enough to be taken for one, perhaps";
  EXPECT_NE(refused({path_, broken}).find("is not an SQLite database"), std::string::npos);
  std::filesystem::remove(broken);
  SQLite::Database(copyOf(path_, "broken.sqlite"), SQLite::OPEN_READWRITE)
      .exec("PRAGMA user_version = 999");
  EXPECT_NE(refused({path_, broken}).find("newer ScaleScope"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(all));
  EXPECT_NE(errorOf([&] { mergeStores(path_, {path_}); }).find("target itself"), std::string::npos);
}

TEST_F(Merge, RefusesADamagedSourceAndLeavesTheTargetAsItWas) {
  train(path_, 20);
  const std::string all = copyOf(path_, "all.sqlite");
  const auto lines = linesOf(all);
  for (const char* damage : {"UPDATE experiments SET configuration = '{}'",
                             "UPDATE steps SET step = step + 4611686018427387904"}) {
    const std::string broken = copyOf(path_, "broken.sqlite");
    SQLite::Database(broken, SQLite::OPEN_READWRITE).exec(damage);
    ASSERT_FALSE(checkStore(broken).problems.empty()) << damage;
    const std::string message = errorOf([&] { mergeStores(all, {path_, broken}); });
    EXPECT_NE(message.find("broken.sqlite: is damaged"), std::string::npos) << message;
    EXPECT_EQ(linesOf(all), lines) << damage;
    std::filesystem::remove(broken);
  }
}

TEST_F(Merge, RefusesRowsThatNoStoreCanHold) {
  train(path_, 20);
  const std::string all = copyOf(path_, "all.sqlite");
  const auto lines = linesOf(all);
  SQLite::Database db(path_, SQLite::OPEN_READWRITE);
  db.exec(
      "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql,"
      " 'found_inf IN (0, 1)', '1') WHERE name = 'steps'; PRAGMA writable_schema = RESET;"
      "INSERT INTO steps (run_id, step, found_inf) VALUES (1, 20, 7)");
  EXPECT_NE(errorOf([&] { mergeStores(all, {path_}); }).find(path_), std::string::npos);
  EXPECT_EQ(linesOf(all), lines);
  const std::string fresh = (folder_ / "new.sqlite").string();
  EXPECT_NE(errorOf([&] { mergeStores(fresh, {path_}); }), "");
  EXPECT_FALSE(std::filesystem::exists(fresh)) << "nothing came into it";
}

}  // namespace
}  // namespace scalescope::test
