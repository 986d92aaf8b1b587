#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/exchange/export_run.h"
#include "core/exchange/import_files.h"
#include "core/exchange/import_log.h"
#include "core/store/check.h"
#include "core/store/log_details.h"
#include "core/store/run_diagnosis.h"
#include "core/store/store_samples.h"
#include "support/errors.h"

namespace scalescope::test {
namespace {

class Imports : public StoreTest {
 protected:
  std::string file(const std::string& name, const std::string& content) {
    const std::string path = (folder_ / name).string();
    replaceFile(path, content);
    return path;
  }
  std::vector<std::int64_t> import(const std::vector<std::string>& files,
                                   const ImportLabels& labels = {}) {
    const auto sources = readSources(files);
    return importRuns(path_, runsFromSources(*sources, labels));
  }
  /// A document of one run with these rows of its steps.
  static std::string document(const std::string& rows,
                              const std::string& columns = R"("step","loss")") {
    return R"({"scalescope_run":1,"experiment":{"uid":"u","name":"e","seed":18446744073709551615},)"
           R"("run":{"position":2,"name":"r","precision":"fp32","state":"running"},)"
           R"("steps":{"columns":[)" +
           columns + R"(],"rows":[)" + rows + "]}}";
  }
};

TEST_F(Imports, RowsOfOneStepAreOneStep) {
  import({file("amp fp16.csv",
               "step,loss,val_loss,scale,found_inf,wall_time\n"
               "10,1.5,,65536,0,1700000000\n20,inf,,65536,1,1700000002\n"
               "20,,1.25,,,1700000003\n5,2,,32768,0,1699999999\n")});
  const StoreReader reader(path_);
  const RunInfo run = reader.run(1);
  EXPECT_EQ(run.experiment, "amp fp16");
  EXPECT_EQ(run.precision, "fp16-autocast");
  EXPECT_EQ(run.scaler, "dynamic");
  EXPECT_EQ(run.plannedSteps, 21);
  EXPECT_EQ(run.skipped, 1);
  EXPECT_EQ(run.steps, 3);  // that there are, of 5 to 20
  const auto steps = reader.steps(1);
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].step, 5);
  EXPECT_EQ(steps[0].wallTime, 0.0);
  EXPECT_EQ(steps[2].loss, inf);
  EXPECT_FALSE(steps[2].applied);
  EXPECT_EQ(steps[2].wallTime, 4.0);
  const auto evaluations = reader.evaluations(1);
  ASSERT_EQ(evaluations.size(), 1U);
  EXPECT_EQ(evaluations[0].step, 20);
  EXPECT_EQ(evaluations[0].loss, 1.25);
  const auto events = reader.events(1);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].message, "scale grew from 32768 to 65536");
  EXPECT_EQ(events[0].step, 10) << "what came between is not told";
  EXPECT_EQ(events[1].kind, EventKind::overflow);
  EXPECT_EQ(events[1].step, 20);
  EXPECT_EQ(events[1].message, "skipped: the gradients not finite (scale 65536)");
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
}

TEST_F(Imports, WhatALogDoesNotTellIsNotToldOfItsRun) {
  import({file("a.csv", "step,loss,scale\n0,3,8\n1,2,8\n2,,8\n")});
  const StoreReader reader(path_);
  const RunInfo run = reader.run(1);
  EXPECT_TRUE(run.fromLog);
  EXPECT_FALSE(measures(run, "applied"));
  EXPECT_EQ(run.finalLoss, 2.0);  // the last that there is
  const RunDiagnosis diagnosis = diagnose(reader, run);
  EXPECT_EQ(diagnosis.skips.pattern, SkipPattern::notTold);
  EXPECT_FALSE(diagnosis.healthy());
  // What was not measured is not exported, so that it comes back as it was.
  for (const ExportFormat format : {ExportFormat::csv, ExportFormat::json}) {
    const std::string folder = (folder_ / std::string(toString(format))).string();
    const auto files = exportRun(reader, run, format, folder);
    for (const std::string& each : *files)
      EXPECT_EQ(fileBytes(each).find("\"applied\""), std::string::npos);
    const std::string other = (folder_ / (std::string(toString(format)) + ".db")).string();
    importRuns(other, runsFromSources(*readSources(*files), {}));
    EXPECT_EQ(StoreReader(other).run(1).notMeasured, run.notMeasured);
  }
}

TEST_F(Imports, AStepThatWasSkippedIsOneWithAnOverflow) {
  import({file("a.csv", "loss,skipped\n3,1\n2,0\n")});
  const auto steps = StoreReader(path_).steps(1);
  EXPECT_TRUE(steps[0].foundInf);
  EXPECT_FALSE(steps[0].applied);
  EXPECT_FALSE(steps[1].foundInf);
  EXPECT_TRUE(measures(StoreReader(path_).run(1), "found_inf"));
}

TEST_F(Imports, PercentsAreShares) {
  import({file("a.csv", "loss,acc,val_acc\n3,0.5,\n2,97.5,50\n")});
  const StoreReader reader(path_);
  EXPECT_EQ(reader.steps(1)[0].accuracy, 0.005);
  EXPECT_EQ(reader.steps(1)[1].accuracy, 0.975);
  EXPECT_EQ(reader.run(1).accuracy, 0.5);
  import({file("mixed.csv", "loss,acc\n3,50%\n2,90\n")});
  EXPECT_EQ(reader.steps(2)[0].accuracy, 0.5) << "its sign is read once";
  EXPECT_EQ(reader.steps(2)[1].accuracy, 0.9);
  const auto source = readSources({file("b.csv", "loss,acc\n2,97.5\n")})->front();
  EXPECT_NE(mappingNotes(source.logs.front(), source.mapping).front().inEnglish().find("percents"),
            std::string::npos);
}

TEST_F(Imports, ALossThatEndsAsNanIsNotHealthy) {
  import({file("a.csv", "step,loss,scale,skipped\n0,1,8,0\n1,nan,8,0\n2,nan,8,0\n")});
  const StoreReader reader(path_);
  const RunDiagnosis diagnosis = diagnose(reader, reader.run(1));
  EXPECT_FALSE(diagnosis.healthy());
  EXPECT_FALSE(diagnosis.overflowTold);
  ASSERT_EQ(diagnosis.findings.size(), 1U);
  EXPECT_EQ(diagnosis.findings[0].step, 1);
  EXPECT_EQ(diagnosis.findings[0].cause, Cause::lossNotFinite);
}

TEST_F(Imports, AnEvaluationLacksWhatItsLogLacks) {
  import({file("a.csv", "step,val_loss,val_acc\n5,0.5,\n9,nan,0.25\n")});
  const auto evaluations = StoreReader(path_).evaluations(1);
  EXPECT_EQ(evaluations.at(0).absent, 2 | 4 | 8);
  EXPECT_EQ(evaluations.at(1).absent, 4 | 8);
}

TEST_F(Imports, AForkKnowsItsParentAgain) {
  const auto fork = [&](const std::string& parent) {
    std::string text = document("[3,1],[4,2]");
    text.replace(text.find(R"("position":2,"name":"r")"), 23,
                 R"("position":3,"name":"f","parent":)" + parent);
    return file("fork.json", text);
  };
  const std::string parent = file("parent.json", document("[0,3],[1,2],[2,1]"));
  const auto ids = import({fork(R"({"step":3,"experiment":"u","position":2})"), parent});
  const StoreReader reader(path_);
  EXPECT_EQ(reader.run(ids[0]).parent, (Parent{ids[1], 3}));
  EXPECT_FALSE(reader.run(ids[0]).fromLog);
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
  // And its export says so.
  const RunInfo forked = reader.run(ids[0]);
  const auto files = exportRun(reader, forked, ExportFormat::json, (folder_ / "out").string());
  EXPECT_NE(fileBytes(files->front()).find(R"("parent":{"step":3,"experiment":"u","position":2})"),
            std::string::npos);
}

TEST_F(Imports, StepsThatRepeatAreTold) {
  const auto source = readSources({file("a.csv", "epoch,step,loss\n0,0,5\n0,1,4\n1,0,3\n1,1,2\n")});
  const auto notes = mappingNotes(source->front().logs.front(), source->front().mapping);
  EXPECT_EQ(notes.front().inEnglish(), "2 rows repeat a step; the last row of a step counts.");
}

TEST_F(Imports, WhatCheckWouldComplainOfDoesNotComeIn) {
  const std::string gap = file("gap.json", document("[0,3],[2,1]"));
  import({gap});
  EXPECT_EQ(checkStore(path_).problems, std::vector<std::string>{});
  EXPECT_TRUE(StoreReader(path_).run(1).fromLog);
  const auto refuses = [&](const std::string& text, const std::string& word) {
    const std::string path = file("bad.json", text);
    const std::string other = (folder_ / "other.db").string();
    EXPECT_REFUSED(importRuns(other, runsFromSources(*readSources({path}), {})), path, word);
    EXPECT_FALSE(std::filesystem::exists(other));
  };
  refuses(document("[0,-9]", R"("step","samples")"), "from 0 on");
  std::string named = document("[0,1]");
  named.replace(named.find(R"("name":"r")"), 10, R"("name":"r\u001b[31m")");
  refuses(named, "control character");
  std::string dated = document("[0,1]");
  dated.replace(dated.find(R"("name":"e")"), 10, R"("name":"e","created":"yesterday")");
  refuses(dated, "a time such as");
  std::string counted = document("[0,1]");
  counted.insert(
      counted.size() - 1,
      R"(,"tensor_stats":{"columns":["step","name","role","format","position","elements",)"
      R"("zeros","histogram"],"rows":[[0,"w","weight","fp32",0,4,0,"8c01ff"]]})");
  refuses(counted, "step 0");
}

TEST_F(Imports, ValuesThatCannotBeAreRefusedBeforeAnyRow) {
  const auto refuses = [&](const std::string& content, auto&&... parts) {
    const auto sources = readSources({file("a.csv", content)});
    EXPECT_REFUSED(runsFromSources(*sources, {}), "a.csv", "row 2", parts...);
  };
  refuses("loss,found_inf\n1,0\n1,2\n", "0 or 1", "found 2");
  refuses("loss,applied\n1,\n1,0.5\n", "0 or 1", "found 0.5");
  refuses("loss,acc\n1,0.5\n1,-0.1\n", "share");
  refuses("loss,acc\n1,50\n1,101\n", "percents");
  refuses("loss,acc\n1,0.5\n1,1.2\n", "above 2");  // neither a share nor surely a percent
  refuses("loss,step_ms\n1,5\n1,-5\n", "from 0 on");
  refuses("loss,scale\n1,8\n1,-8\n", "above 0");
  refuses("loss,samples\n1,8\n1,8.5\n", "whole number");
}

TEST_F(Imports, ThePrecisionIsThatOfAWholeWordInTheName) {
  import({file("example.csv", "loss\n1\n"), file("camp half-way.csv", "loss\n1\n"),
          file("amp2.csv", "loss\n1\n"), file("behalf.csv", "loss\n1\n")});
  const StoreReader reader(path_);
  EXPECT_EQ(reader.run(1).precision, "unknown");
  EXPECT_EQ(reader.run(2).precision, "fp16-mixed");
  EXPECT_EQ(reader.run(3).precision, "fp16-autocast");
  EXPECT_EQ(reader.run(4).precision, "unknown");
}

TEST_F(Imports, ColumnsThatGoUnusedAreTold) {
  const auto source = readSources({file("a.csv", "loss,temperature,fan\n2,97.5,3\n")})->front();
  EXPECT_EQ(mappingNotes(source.logs.front(), source.mapping).back().inEnglish(),
            "Not used: temperature, fan.");
}

TEST_F(Imports, ColumnsAreThoseOfAllRunsOfALog) {
  auto sources = readSources({file("a.csv", "run,step,loss,val_acc\na,0,2,\nb,0,2,0.5\nb,1,1,\n")});
  const ImportSource& source = sources->front();
  EXPECT_EQ(source.mapping.at("evaluation_accuracy"), "val_acc");
  for (const LogTable& log : source.logs) {
    for (const Sentence& note : mappingNotes(log, source.mapping))
      EXPECT_EQ(note.inEnglish().find("Not used"), std::string::npos);
  }
  const auto ids = importRuns(path_, runsFromSources(*sources, {}));
  EXPECT_TRUE(StoreReader(path_).evaluations(ids[0]).empty());
  EXPECT_EQ(StoreReader(path_).evaluations(ids[1]).size(), 1U);
}

TEST_F(Imports, AScaleChangesAtTheEndOfTheStepBefore) {
  import({file("a.csv", "step,loss,scale,skipped\n4,1,8,0\n5,1,8,1\n6,1,4,0\n")});
  const auto events = StoreReader(path_).events(1);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, EventKind::overflow);
  EXPECT_EQ(events[1].message, "scale backed off from 8 to 4");
  EXPECT_EQ(events[1].step, 5);
}

// As get_scale() gives it when update() was called.
TEST_F(Imports, AScaleThatFallsInTheSkippedRowIsTheNextSteps) {
  const auto scales = [&](const std::string& name, const std::string& rows) {
    const auto ids = import({file(name, "step,loss,scale,found_inf\n" + rows)});
    std::vector<double> found;
    for (const StepRecord& step : StoreReader(path_).steps(ids[0])) found.push_back(step.scale);
    return found;
  };
  EXPECT_EQ(scales("a.csv", "0,1,8,0\n1,1,4,1\n2,1,2,1\n3,1,2,0\n4,1,1,1\n5,1,1,0\n"),
            (std::vector<double>{8, 8, 4, 2, 2, 1}));
  EXPECT_EQ(scales("before.csv", "0,1,8,0\n1,1,8,1\n2,1,4,1\n3,1,2,0\n"),
            (std::vector<double>{8, 8, 4, 2}));
  // Of the first nothing is known but what its update left.
  EXPECT_EQ(scales("start.csv", "0,1,8,1\n1,1,4,1\n2,1,2,1\n3,1,2,0\n").back(), 2.0);
  EXPECT_EQ(scales("fast.csv", "0,1,8,1\n1,1,4,1\n2,1,2,0\n"), (std::vector<double>{8, 4, 2}));
  EXPECT_EQ(scales("slow.csv", "0,1,8,0\n1,1,8,1\n2,1,4,1\n3,1,4,0\n4,1,4,1\n5,1,2,1\n6,1,2,0\n"),
            (std::vector<double>{8, 8, 8, 4, 4, 4, 2}));
  import({file("b.csv", "step,loss,scale,found_inf\n0,1,8,0\n1,1,4,1\n2,1,4,0\n3,1,2,1\n")});
  const auto steps = StoreReader(path_).steps(6);
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[1].scale, 8.0);
  EXPECT_EQ(steps[2].scale, 4.0);
  EXPECT_EQ(steps[3].scale, 4.0);
  const auto events = StoreReader(path_).events(6);
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.front().kind, EventKind::overflow);
  EXPECT_EQ(events.front().step, 1);
  EXPECT_EQ(events[1].step, 1) << "it backed off at the end of that step";
}

TEST_F(Imports, AnEvaluationHasItsOwnTimeAndSamples) {
  import({file("a.csv",
               "step,loss,samples,wall_time,val_loss\n0,1,64,1,\n1,,64,1.5,0.9\n1,0.8,128,9,\n")});
  const StoreReader reader(path_);
  ASSERT_EQ(reader.evaluations(1).size(), 1U);
  EXPECT_EQ(reader.evaluations(1)[0].wallTime, 1.5);
  EXPECT_EQ(reader.steps(1)[1].wallTime, 9.0);
  SQLite::Database db(path_);
  EXPECT_EQ(db.execAndGet("SELECT samples FROM evaluations").getInt(), 64);
}

TEST_F(Imports, ALearningRateIsKept) {
  import({file("a.csv", "step,lr,val_loss\n0,0.1,2.3\n10,0.05,2.2\n")});
  import({file("b.csv", "step,loss,lr,val_loss\n0,1,0.1,\n1,,0.2,\n2,,0.3,5\n")});
  const StoreReader reader(path_);
  ASSERT_EQ(reader.steps(1).size(), 2U);
  EXPECT_EQ(reader.steps(1)[1].learningRate, 0.05);
  EXPECT_EQ(reader.steps(2).size(), 2U) << "that of step 2 is the evaluation's";
}

TEST_F(Imports, SkipsUnderAScaleThatIsNotToldAreNotJudged) {
  import({file("a.csv", "step,loss,skipped\n0,2.3,0\n1,2.2,1\n2,2.1,0\n")});
  const StoreReader reader(path_);
  const RunDiagnosis diagnosis = diagnose(reader, reader.run(1));
  EXPECT_EQ(diagnosis.skips.pattern, SkipPattern::notTold) << diagnosis.skips.sentence;
  import({file("b.csv", "step,loss,scale,skipped\n0,2.3,8,1\n1,2.2,4,1\n2,2.1,4,0\n3,2,4,0\n")});
  EXPECT_EQ(diagnose(reader, reader.run(2)).skips.pattern, SkipPattern::startUp)
      << "what its first step was computed with is not told";
}

TEST_F(Imports, NamesThatAreNotUtf8AreTakenForLatin1) {
  import({file("n\xe9.csv", "L\xf6ss,loss\n1,2\n")});
  EXPECT_EQ(StoreReader(path_).run(1).name, "n\xc3\xa9");
}

TEST_F(Imports, WithoutAStepColumnRowsAreCounted) {
  import({file("a.csv", "loss\n3\n2\n1\n")});
  EXPECT_EQ(StoreReader(path_).steps(1).back().step, 2);
}

TEST_F(Imports, SeveralFilesAreOneExperimentOfRunsThatCanBeToldApart) {
  std::filesystem::create_directories(folder_ / "b");
  const auto ids = import({file("a.csv", "loss\n3\n"), file("b/a.csv", "loss\n2\n")},
                          {.experiment = "both", .run = "", .precision = "fp32"});
  const StoreReader reader(path_);
  EXPECT_EQ(reader.run(ids[0]).experimentId, reader.run(ids[1]).experimentId);
  EXPECT_EQ(reader.run(ids[1]).name, "a (2)");
  EXPECT_EQ(reader.run(ids[1]).experiment, "both");
  EXPECT_EQ(reader.run(ids[1]).precision, "fp32");
}

TEST_F(Imports, ThatAreRefusedChangeNothing) {
  const std::string good = file("good.csv", "loss\n3\n");
  const std::string bad = file("bad.csv", "step,loss\n0,1\n1.5,2\n");
  EXPECT_REFUSED(import({good, bad}), bad, "row 2", "\"step\"", "1.5");
  EXPECT_FALSE(std::filesystem::exists(path_));
  import({good});
  const std::string before = fileBytes(path_);
  EXPECT_REFUSED(import({good, bad}), bad);
  const std::string counts = file("counts.csv", "loss,overflow\n1,2\n1,-3\n");
  EXPECT_REFUSED(import({good, counts}), counts, "\"overflow\"", "-3");
  EXPECT_REFUSED(import({good, good}, {.experiment = "", .run = "x", .precision = ""}), "2 runs");
  EXPECT_EQ(StoreReader(path_).runs().size(), 1U);
  EXPECT_EQ(fileBytes(path_), before);
}

TEST_F(Imports, ADocumentSaysWhatItIs) {
  import({file("d.json", document(R"([0,1.5],[1,"nan"],[2,null])"))});
  const StoreReader reader(path_);
  const RunInfo run = reader.run(1);
  EXPECT_EQ(run.seed, UINT64_MAX);
  EXPECT_EQ(run.index, 2);
  EXPECT_EQ(run.state, RunState::interrupted);  // nobody goes on with it here
  SQLite::Database db(path_);
  EXPECT_EQ(db.execAndGet("SELECT sum(nan_mask) FROM steps").getInt(), 1);
}

TEST_F(Imports, ADamagedDocumentChangesNothing) {
  const auto refused = [&](const std::string& content, const std::string& word) {
    const std::string path = file("d.json", content);
    EXPECT_REFUSED(import({path}), word);
    EXPECT_FALSE(std::filesystem::exists(path_)) << content;
  };
  refused(document("[0,1.5],[0,2]"), "step 0");
  refused(document("[0,1.5,3]"), "steps, row 1");
  refused(document(R"([0,"much"])"), "column \"loss\"");
  refused(document(R"([0.5,1])"), "step");
  refused(document("[0,1]", R"("step","lost")"), "/steps/columns/1");
  refused(document("[0,1]", R"("step","step")"), "/steps/columns/1");
  refused(document("[0,1],"), "not valid JSON");
  refused(R"({"scalescope_run":2,"experiment":{},"run":{"name":"r"}})", "newer");
  refused(R"({"scalescope_run":1,"experiment":{},"run":{}})", "/run");
  refused(
      R"({"scalescope_run":1,"experiment":{"configuration":{"scalescope":1}},"run":{"name":"r"}})",
      "/experiment/configuration");
  refused(R"({"scalescope_run":1,"run":{"name":"r"}})", "experiment");
}

TEST_F(Imports, AStoreWithFlippedBytesIsRefusedOrRead) {
  import({file("a.csv", "step,loss,scale\n0,3,1024\n1,2,512\n")});
  const std::string good = fileBytes(path_);
  std::uint32_t random = 1;
  for (int turn = 0; turn < 200; ++turn) {
    std::string damaged = good;
    for (int i = 0; i < 8; ++i) {
      random = random * 1664525U + 1013904223U;
      damaged[random % damaged.size()] = static_cast<char>(random >> 24);
    }
    const std::string path = file("damaged.sqlite", damaged);
    try {
      const StoreReader reader(path);
      for (const RunInfo& run : reader.runs()) reader.steps(run.id);
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(path), std::string::npos) << error.what();
    }
    EXPECT_EQ(fileBytes(path), damaged);
  }
}

}  // namespace
}  // namespace scalescope::test
