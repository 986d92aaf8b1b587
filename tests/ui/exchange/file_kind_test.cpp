#include "ui/exchange/file_kind.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>

#include "core/base/file.h"

namespace scalescope {
namespace {

TEST(FileKinds, AreToldByContent) {
  const QTemporaryDir folder;
  const auto kindOf = [&](const char* name, const std::string& content) {
    const std::string path = folder.filePath(name).toStdString();
    replaceFile(path, content);
    return fileKind(path);
  };
  const std::string database("SQLite format 3\0 and so on", 26);
  EXPECT_EQ(kindOf("a.db", database), FileKind::store);
  EXPECT_EQ(kindOf("a.json", database), FileKind::store);
  EXPECT_EQ(kindOf("text.db", "no database"), FileKind::noStore);
  EXPECT_EQ(kindOf("empty.sqlite", ""), FileKind::noStore);
  EXPECT_EQ(kindOf("c.json", R"({"scalescope": 1})"), FileKind::configuration);
  EXPECT_EQ(kindOf("c.txt", " \n{\"runs\": []}"), FileKind::configuration);
  EXPECT_EQ(kindOf("broken.json", "{\n  \"scalescope\": 1,\n  \"runs\""), FileKind::configuration);
  EXPECT_EQ(kindOf("run.json", R"({"scalescope_run": 1, "runs": 0})"), FileKind::log);
  EXPECT_EQ(kindOf("state.json", R"({"log_history": []})"), FileKind::log);
  EXPECT_EQ(kindOf("log.json", "{\"step\": 1}\n{\"step\": 2}\n"), FileKind::log);
  EXPECT_EQ(kindOf("log.csv", "step,loss\n1,2\n"), FileKind::log);
  EXPECT_EQ(fileKind(folder.path().toStdString()), FileKind::log);
  EXPECT_EQ(fileKind(folder.filePath("missing.json").toStdString()), FileKind::configuration);
}

}  // namespace
}  // namespace scalescope
