#include "core/exchange/log_table.h"

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/exchange/log_fields.h"
#include "core/exchange/log_number.h"
#include "core/store/store_samples.h"
#include "support/errors.h"

namespace scalescope::test {
namespace {

class Logs : public StoreTest {
 protected:
  std::string file(const std::string& name, const std::string& content) {
    const std::string path = (folder_ / name).string();
    replaceFile(path, content);
    return path;
  }
  LogTable read(const std::string& name, const std::string& content) {
    auto logs = readLog(file(name, content));
    EXPECT_EQ(logs->size(), 1U);
    return logs->front();
  }
  static std::vector<double> values(const LogTable& log, const std::string& column) {
    const LogColumn* found = log.find(column);
    std::vector<double> there;
    for (std::size_t i = 0; found && i < found->values.size(); ++i) {
      if (found->there[i]) there.push_back(found->values[i]);
    }
    return there;
  }
};

TEST(LogNumbers, AreReadAsLogsWriteThem) {
  EXPECT_EQ(numberOfCell("1e-3"), 0.001);
  EXPECT_EQ(numberOfCell("+2"), 2.0);
  EXPECT_EQ(numberOfCell("12.5%"), 0.125);
  EXPECT_EQ(numberOfCell("True"), 1.0);
  EXPECT_EQ(numberOfCell("-Infinity"), -inf);
  EXPECT_EQ(numberOfCell("1e999"), inf);
  EXPECT_EQ(numberOfCell("1e-999"), 0.0);
  EXPECT_TRUE(std::isnan(numberOfCell("NaN").value()));
  for (const char* text : {"", "x", "1 2", "--1", "+-1", "%", "0x10", "1,5"})
    EXPECT_FALSE(numberOfCell(text)) << text;
}

TEST_F(Logs, ATableOfTrainingAndEvaluationRows) {
  const LogTable log = read("metrics.csv",
                            "epoch,step,train_loss,val_loss,note\n"
                            "0,49,2.5,,warm\n0,49,,2.25,\n1,99,nan,,\n");
  EXPECT_EQ(log.run, "metrics");
  EXPECT_EQ(log.rows, 3U);
  EXPECT_EQ(values(log, "step"), (std::vector<double>{49, 49, 99}));
  EXPECT_EQ(values(log, "val_loss"), std::vector<double>{2.25});
  EXPECT_EQ(log.find("train_loss")->count(), 2U);
  ASSERT_EQ(log.notes.size(), 1U);
  EXPECT_NE(log.notes[0].inEnglish().find("\"note\" holds text in 1 row"), std::string::npos);
  EXPECT_EQ(
      guessMapping(log),
      (LogMapping{{"step", "step"}, {"loss", "train_loss"}, {"evaluation_loss", "val_loss"}}));
}

TEST_F(Logs, SemicolonsAndTabsMayPartFieldsAndCommasDecimals) {
  const LogTable spreadsheet = read("a.csv", "step;loss;note\n1;0,5;\"a;b\"\n2;1,25e-3;\n3;1.5;\n");
  EXPECT_EQ(values(spreadsheet, "loss"), (std::vector<double>{0.5, 1.25e-3, 1.5}));
  EXPECT_EQ(values(read("b.tsv", "step\tloss\n1\t0.5\n2\t\n"), "loss"), std::vector<double>{0.5});
  // Commas that are part of a name do not make it another kind of file.
  EXPECT_EQ(values(read("c.csv", "\"a;b;c\",step\n0.5,1\n"), "a;b;c"), std::vector<double>{0.5});
}

TEST_F(Logs, ThousandsAndFractionsAreToldApart) {
  const LogTable commas =
      read("a.csv", "x\n\"2,5\"\n\"1,234.5\"\n\"1,234,567.25\"\n\"-0,125\"\n\"1.234,5\"\n");
  EXPECT_EQ(values(commas, "x"), (std::vector<double>{2.5, 1234.5, 1234567.25, -0.125, 1234.5}));
  // May be either; or is neither.
  const LogTable texts =
      read("b.csv", "y,x\n1,\"1,234\"\n1,\"12,34.5\"\n1,\"1.2,3.4\"\n1,\"1,2,3\"\n");
  EXPECT_EQ(values(texts, "x"), std::vector<double>{});
  EXPECT_EQ(values(read("c.csv", "y;x\n1;1,234\n1;1.234.567,5\n"), "x"),
            (std::vector<double>{1.234, 1234567.5}));
}

TEST_F(Logs, NumbersOfPythonThatJsonLacks) {
  const LogTable lines = read("a.jsonl",
                              "{\"loss\": NaN, \"note\": \"NaN \\\" Infinity\"}\n"
                              "{\"loss\": -Infinity}\n{\"loss\": Infinity}\n");
  ASSERT_EQ(values(lines, "loss").size(), 3U);
  EXPECT_TRUE(std::isnan(values(lines, "loss")[0]));
  EXPECT_EQ(values(lines, "loss")[1], -inf);
  EXPECT_EQ(values(lines, "loss")[2], inf);
  EXPECT_TRUE(std::isnan(values(read("b.json", "[{\"loss\": NaN}]"), "loss").at(0)));
  EXPECT_REFUSED(readLog(file("c.jsonl", "{\"loss\": NaNo}\n{\"loss\": 1}\n")), "line 1");
}

TEST_F(Logs, ADownloadOfTensorboardIsNamedByItsFile) {
  const std::string text = "Wall time,Step,Value\n1700000000.5,10,2.5\n1700000001.5,20,1.5\n";
  const LogTable log = read("run-.-tag-train_loss.csv", text);
  EXPECT_EQ(values(log, "train_loss"), (std::vector<double>{2.5, 1.5}));
  EXPECT_EQ(guessMapping(log).at("loss"), "train_loss");
  EXPECT_EQ(values(read("val_loss.csv", text), "val_loss").size(), 2U);
  EXPECT_EQ(values(read("Step.csv", text), "Value").size(), 2U);
}

TEST_F(Logs, NamesOfManyLoggersAreKnown) {
  const LogTable log = read("a.csv",
                            "Iteration,Train/Loss,amp/scale,gnorm,lr,Train/Acc,wall,Val Loss,"
                            "val_acc1,skipped\n1,2,3,4,5,6,7,8,9,0\n");
  const LogMapping mapping = guessMapping(log);
  const LogMapping expected{{"step", "Iteration"},   {"loss", "Train/Loss"},
                            {"scale", "amp/scale"},  {"grad_norm", "gnorm"},
                            {"learning_rate", "lr"}, {"accuracy", "Train/Acc"},
                            {"wall_time", "wall"},   {"evaluation_loss", "Val Loss"},
                            {"skipped", "skipped"},  {"evaluation_accuracy", "val_acc1"}};
  EXPECT_EQ(mapping, expected);
}

TEST_F(Logs, LinesOfSeveralRuns) {
  const auto logs =
      readLog(file("log.jsonl",
                   "{\"run\": \"a\", \"step\": 0, \"loss\": 1.5, \"amp\": {\"scale\": 8}}\n\n"
                   "{\"run\": \"b\", \"step\": 0, \"loss\": \"nan\"}\n"
                   "{\"type\": \"evaluation\", \"run\": \"a\", \"step\": 2, \"loss\": 1}\n"
                   "{\"run\": \"a\", \"st"));
  ASSERT_EQ(logs->size(), 2U);
  EXPECT_EQ(logs->at(0).run, "a");
  EXPECT_EQ(values(logs->at(0), "amp/scale"), std::vector<double>{8});
  EXPECT_EQ(values(logs->at(0), "step"), (std::vector<double>{0, 2}));
  EXPECT_EQ(values(logs->at(0), "evaluation/loss"), std::vector<double>{1});
  EXPECT_TRUE(std::isnan(values(logs->at(1), "loss").at(0)));
  EXPECT_NE(logs->at(0).notes.at(0).inEnglish().find("last line is cut"), std::string::npos);
}

TEST_F(Logs, ADocumentWithAList) {
  const LogTable log = read("trainer_state.json",
                            "{\"epoch\": 3, \"log_history\": [\n{\"step\": 10, \"loss\": 2},\n"
                            "{\"step\": 10, \"eval_loss\": 3}]}");
  EXPECT_EQ(log.rows, 2U);
  EXPECT_EQ(values(log, "eval_loss"), std::vector<double>{3});
  EXPECT_EQ(read("list.json", "[{\"a\": 1}, {\"a\": 2}]").rows, 2U);
}

TEST_F(Logs, WhatIsNoneIsRefusedWithItsPlace) {
  const auto refused = [&](const std::string& content, const std::string& word,
                           const std::string& more = "") {
    const std::string path = file("log", content);
    EXPECT_REFUSED(readLog(path), path, word, more);
  };
  refused("", "is empty");
  refused(
      "\x7f"
      "ELF\x02\x01\x01\x03\"x",
      "is neither CSV nor JSON");
  refused("  \n", "is empty");
  refused("a,b\n1\n", "line 2", "1 fields");
  refused("a,a\n1,2\n", "column 2", "second column");
  refused("1,2\n3,4\n", "names the columns", "number 1");
  refused("step,loss\n", "no row");
  refused("{\"a\": 1}\nnonsense\n{\"a\": 2}\n", "line 2");
  refused("{\"a\": 1}\n{\"a\": x}\n{\"a\": 2}\n", "log: line 2, column 7");
  refused("{\"a\": 1}\n[1]\n", "line 2", "found array");
  refused(std::string("\x02\0\0\0\0\0\0\0{}", 10), "weights");
  refused("[1, 2]", "list of objects");
  refused(std::string("\x01\x02\0\x03\x04\x05\x06\x07\x08\x09\x0a\x0b", 12), "neither");
  refused(std::string("\x05\0\0\0\0\0\0\0zzzz", 12), "byte 0", "checksum");
  refused(std::string(2000, '['), "");
  EXPECT_REFUSED(readLog((folder_ / "none").string()), "no such file");
  std::filesystem::create_directory(folder_ / "empty");
  EXPECT_REFUSED(readLog((folder_ / "empty").string()), "no event file");
}

TEST_F(Logs, ReadingCanBeBrokenOff) {
  std::string lines = "step,loss\n";
  for (int i = 0; i < 10000; ++i) lines += std::to_string(i) + ",1\n";
  double seen = 0.0;
  const auto stop = [&](double done) {
    seen = done;
    return false;
  };
  EXPECT_FALSE(readLog(file("long.csv", lines), stop).has_value());
  EXPECT_GT(seen, 0.0);
  EXPECT_LE(seen, 1.0);
}

TEST(LogMappings, MustMakeSense) {
  LogTables tables("log");
  tables.row("");
  tables.set("step", 0);
  tables.set("loss", 1);
  const LogTable log = tables.take("x").front();
  EXPECT_NO_THROW(requireMapping({{"loss", "loss"}}, log, "x"));
  EXPECT_REFUSED(requireMapping({{"los", "loss"}}, log, "x"), "no field \"los\"");
  EXPECT_REFUSED(requireMapping({{"loss", "los"}}, log, "x"), "no column \"los\"");
  EXPECT_REFUSED(requireMapping({{"loss", "loss"}, {"scale", "loss"}}, log, "x"), "both");
  EXPECT_REFUSED(requireMapping({{"step", "step"}}, log, "x"), "no column stands for");
  EXPECT_REFUSED(requireMapping({{"applied", "loss"}, {"skipped", "step"}}, log, "x"),
                 "one of them");
}

}  // namespace
}  // namespace scalescope::test
