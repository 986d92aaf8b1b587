#include "core/store/replay.h"

#include <SQLiteCpp/Database.h>

#include "core/store/check.h"
#include "core/store/fork.h"
#include "core/store/resumption.h"
#include "core/store/store_samples.h"
#include "core/train/fixtures.h"

// Stored runs that are trained again, and runs that go on from them.
namespace scalescope::test {
namespace {

class Again : public StoreTest {
 protected:
  static std::shared_ptr<const Dataset> data() {
    static const auto dataset = madeUpDataset();
    return dataset;
  }

  /// Trains and stores; `during` may do something to the experiment before every step.
  std::vector<std::int64_t> train(const std::string& patch,
                                  const std::function<void(Experiment&)>& during = {}) {
    const ExperimentConfig config = configWith(patch);
    StoreWriter writer(path_);
    std::vector<std::int64_t> ids;
    std::vector<Record> early;
    Experiment experiment(config, data(), factoryUnderTest(), [&](const Record& record) {
      ids.empty() ? early.push_back(record) : writer.write(record);
    });
    experiment.checkpointEvery = 5;
    ids = writer.begin(config, experiment.trainer(0).backend().info());
    for (const Record& record : early) writer.write(record);
    while (!experiment.finished()) {
      if (during) during(experiment);
      experiment.advance();
    }
    experiment.finish(RunState::finished);
    writer.close();
    return ids;
  }

  ReplayReport replay(std::int64_t run) {
    const StoreReader reader(path_);
    return Replay(reader, path_, reader.run(run)).run(data(), factoryUnderTest());
  }

  void change(const std::string& sql) {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE);
    db.exec(sql);
  }

  std::int64_t fork(std::int64_t parent, const ForkRequest& request) {
    const StoreReader reader(path_);
    const Fork fork = planFork(reader, path_, reader.run(parent), request);
    StoreWriter writer(path_);
    std::vector<std::int64_t> ids;
    std::vector<Record> early;
    Experiment experiment(fork.config, data(), factoryUnderTest(), [&](const Record& record) {
      ids.empty() ? early.push_back(record) : writer.write(record);
    });
    startFork(fork, experiment);
    ids = beginFork(writer, fork, experiment.trainer(0).backend().info());
    for (const Record& record : early) writer.write(record);
    while (!experiment.finished()) experiment.advance();
    experiment.finish(RunState::finished);
    writer.close();
    told_ = ids;
    return ids.front();
  }
  std::vector<std::int64_t> told_;  ///< ids of the runs of the last fork
};

constexpr const char* kOverflowing = R"({"statistics_every": 3, "eval_every": 4, "runs": [
    {"name": "fp32", "precision": "fp32"},
    {"name": "fp16", "precision": "fp16-mixed", "scaler": {"kind": "dynamic", "init": 1e9, "interval": 3}}]})";

TEST_F(Again, AReplayComparesTheDistanceFromTheFp32Run) {
  const auto ids = train(kOverflowing);
  change(
      "UPDATE divergence SET weight_distance = weight_distance * 1.5 WHERE step = 6 AND "
      "tensor = '' AND run_id = " +
      std::to_string(ids[1]));
  const ReplayReport report = replay(ids[1]);
  EXPECT_EQ(report.differsAt, 6);
  EXPECT_EQ(report.difference, "divergence of the whole model");
  EXPECT_EQ(replay(ids[0]).differsAt, std::nullopt);
}

TEST_F(Again, AReplayComesOutTheSame) {
  for (const std::int64_t id : train(kOverflowing)) {
    const ReplayReport report = replay(id);
    EXPECT_EQ(report.steps, 12);
    EXPECT_FALSE(report.differsAt) << report.difference;
  }
}

TEST_F(Again, AReplaySaysWhereItDiffers) {
  const auto ids = train(kOverflowing);
  change("UPDATE steps SET loss = loss * 1.0000000000001 WHERE run_id = 2 AND step = 7");
  ReplayReport report = replay(ids[1]);
  EXPECT_EQ(report.differsAt, 7);
  EXPECT_EQ(report.steps, 7);
  EXPECT_NE(report.difference.find("loss: "), std::string::npos);
  change(
      "UPDATE tensor_stats SET underflow = underflow + 1 WHERE run_id = 2 AND step = 3 AND tensor "
      "= 0");
  report = replay(ids[1]);
  EXPECT_EQ(report.differsAt, 3);
  EXPECT_NE(report.difference.find("statistics of input"), std::string::npos);
}

TEST_F(Again, WhatPeopleDidIsDoneAgain) {
  const auto ids =
      train(R"({"inject": [{"step": 2, "run": "fp16", "tensor": "input", "multiply": 100}]})",
            [](Experiment& experiment) {
              RunEdit edit;
              edit.learningRate = 0.001;
              edit.layers[6].compute = Format::fp32;
              if (experiment.stepsDone() == 4) experiment.setScale(1, 32.0F);
              if (experiment.stepsDone() == 6) experiment.edit(1, edit);
              if (experiment.stepsDone() != 8) return;
              Injection injection;
              injection.tensor = "layers.0.weight.grad";
              injection.value = 10.0;
              experiment.inject(injection);
            });
  for (const std::int64_t id : ids) {
    const ReplayReport report = replay(id);
    EXPECT_FALSE(report.differsAt) << *report.differsAt << ": " << report.difference;
    EXPECT_EQ(report.steps, 12);
  }
  change("UPDATE events SET action = NULL WHERE kind = 'edit'");
  EXPECT_EQ(replay(ids[1]).differsAt, 6);
}

TEST_F(Again, AForkWithNothingChangedIsItsParent) {
  const auto ids = train(kOverflowing);
  const std::int64_t id = fork(ids[1], {.step = 10});
  const StoreReader reader(path_);
  const RunInfo run = reader.run(id);
  EXPECT_EQ(run.parent, (Parent{ids[1], 10}));
  EXPECT_EQ(run.name, "fp16 fork at 10");
  EXPECT_EQ(run.steps, 2);
  const auto parent = reader.steps(ids[1], 10);
  const auto steps = reader.steps(id);
  ASSERT_EQ(steps.size(), parent.size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    StepRecord expected = parent[i];
    expected.run = steps[i].run;
    EXPECT_TRUE(sameNumbers(steps[i], expected)) << i;
  }
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
  EXPECT_FALSE(replay(id).differsAt);
}

TEST_F(Again, AForkGoesAnotherWay) {
  const auto ids = train(kOverflowing);
  ForkRequest request;
  request.step = 7;
  errorOf([&] { fork(ids[1], request); });  // there is no checkpoint
  request.step = 10;
  request.name = "bf16";
  request.precision = "bf16-mixed";
  request.learningRate = 0.001;
  request.steps = 20;
  const std::int64_t id = fork(ids[1], request);
  const auto steps = StoreReader(path_).steps(id);
  ASSERT_EQ(steps.size(), 10U);
  EXPECT_EQ(steps[0].step, 10);
  EXPECT_EQ(steps[0].scale, 1.0) << "BF16's own scaler: none";
  EXPECT_EQ(steps[0].learningRate, 0.001);
  EXPECT_EQ(StoreReader(path_).run(id).precision, "bf16-mixed");
  EXPECT_FALSE(replay(id).differsAt);

  ForkRequest scripted;
  scripted.scaler = ScalerConfig{};
  scripted.scaler->kind = ScalerKind::scripted;
  scripted.scaler->scales = {{0, 4.0}, {11, 8.0}};
  scripted.step = 10;
  const auto scaled = StoreReader(path_).steps(fork(ids[0], scripted));
  ASSERT_EQ(scaled.size(), 2U);
  EXPECT_EQ(scaled[0].scale, 4.0);
  EXPECT_EQ(scaled[1].scale, 8.0);
}

TEST_F(Again, AForkOutlivesItsParent) {
  const auto ids = train(kOverflowing);
  const std::int64_t id = fork(ids[1], {.step = 10});
  StoreWriter(path_).removeRun(ids[1]);
  EXPECT_EQ(StoreReader(path_).run(id).parent, (Parent{0, 10}));
  EXPECT_FALSE(replay(id).differsAt);
}

TEST_F(Again, RefusesWhatCannotBeForked) {
  const auto ids = train(kOverflowing);
  const StoreReader reader(path_);
  const auto refusal = [&](const ForkRequest& request) {
    return errorOf([&] { planFork(reader, path_, reader.run(ids[0]), request); });
  };
  EXPECT_NE(refusal({.step = 3}).find("it has them at 12, 10"), std::string::npos);
  EXPECT_NE(refusal({.step = 12}).find("needs more steps"), std::string::npos) << "at its end";
  EXPECT_EQ(planFork(reader, path_, reader.run(ids[0]), {}).step, 10) << "before its end";
  ForkRequest request;
  request.step = 10;
  request.precision = "fp4";
  EXPECT_NE(refusal(request).find("fp4"), std::string::npos);
}

TEST_F(Again, AReplayCanBeCancelled) {
  const auto ids = train(kOverflowing);
  const StoreReader reader(path_);
  std::int64_t done = 0;
  const ReplayReport report =
      Replay(reader, path_, reader.run(ids[0]))
          .run(
              data(), factoryUnderTest(), [&](std::int64_t steps) { done = steps; },
              [&] { return done == 4; });
  EXPECT_TRUE(report.cancelled);
  EXPECT_EQ(report.steps, 4);
}

TEST_F(Again, EveryRowIsCompared) {
  const auto ids = train(kOverflowing);
  const std::string run = " AND run_id = " + std::to_string(ids[1]);
  const auto differs = [&](const std::string& sql, std::int64_t at, const std::string& words) {
    SQLite::Database db(path_, SQLite::OPEN_READWRITE);
    db.exec("BEGIN");
    db.exec(sql);
    ASSERT_GT(db.getChanges(), 0) << sql;
    db.exec("COMMIT");
    const ReplayReport report = replay(ids[1]);
    EXPECT_EQ(report.differsAt, at) << sql << ": " << report.difference;
    EXPECT_NE(report.difference.find(words), std::string::npos) << report.difference;
  };
  const std::string undo =
      "UPDATE evaluations SET accuracy = accuracy - 0.125 WHERE step = 8" + run;
  differs("UPDATE evaluations SET accuracy = accuracy + 0.125 WHERE step = 8" + run, 7,
          "evaluation");
  change(undo);
  EXPECT_FALSE(replay(ids[1]).differsAt);
  differs("UPDATE events SET value = value * 2 WHERE kind = 'scale-change' AND step = 1" + run, 1,
          "events of the loss scale");
  change("UPDATE events SET value = value / 2 WHERE kind = 'scale-change' AND step = 1" + run);
  differs("DELETE FROM steps WHERE step = 5" + run, 5, "no row");
}

TEST_F(Again, AForkBesideItsFp32RunHasDivergence) {
  const auto ids = train(kOverflowing);
  ForkRequest request;
  request.step = 10;
  request.steps = 22;
  request.precision = "bf16-mixed";
  request.learningRate = 0.01;
  request.withFp32 = true;
  const std::int64_t id = fork(ids[1], request);
  const StoreReader reader(path_);
  ASSERT_EQ(told_.size(), 2U);
  EXPECT_EQ(reader.run(told_[1]).parent, (Parent{ids[0], 10}));
  EXPECT_EQ(reader.run(told_[1]).precision, "fp32");
  EXPECT_EQ(reader.run(told_[1]).name, "fp32 fork at 10");
  const auto distances = reader.divergence(id);
  ASSERT_EQ(distances.size(), 4U) << "steps 12, 15, 18, 21";
  EXPECT_GT(distances.front().values.front().weightDistance.value_or(0.0), 0.0);
  EXPECT_EQ(reader.steps(told_[1]).front().learningRate, 0.01) << "trained as the fork is";
  EXPECT_EQ(replay(id).difference, "");
  EXPECT_EQ(replay(told_[1]).difference, "");
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
}

TEST_F(Again, NoForkBesideAnFp32RunThatIsNotThere) {
  const auto ids = train(R"({"runs": [{"name": "fp16", "precision": "fp16-mixed"}]})");
  const StoreReader reader(path_);
  ForkRequest request;
  request.withFp32 = true;
  request.steps = 30;
  const auto refused = [&](const char* words) {
    const std::string message =
        errorOf([&] { planFork(reader, path_, reader.run(ids[0]), request); });
    EXPECT_NE(message.find(words), std::string::npos) << message;
  };
  refused("no FP32 run beside it");
  request.precision = "fp32";
  refused("an FP32 run itself");
}

}  // namespace
}  // namespace scalescope::test
