#include "ui/exchange/import_dialog.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

#include "core/base/file.h"
#include "ui/exchange/background_work.h"
#include "ui/exchange/export_dialog.h"

namespace scalescope {
namespace {

class ImportDialogs : public testing::Test {
 protected:
  std::vector<ImportSource> read(const std::string& content) {
    const std::string path = folder_.filePath("log.csv").toStdString();
    replaceFile(path, content);
    return readSources({path}).value();
  }
  static void choose(const ImportDialog& dialog, const std::string& field, const QString& column) {
    QComboBox* box = dialog.chooser(field);
    box->setCurrentIndex(box->findData(column));
    emit box->activated(box->currentIndex());
  }

  QTemporaryDir folder_;
};

TEST_F(ImportDialogs, TakeColumnsForWhatTheirNamesSay) {
  const ImportDialog dialog(read("step,train_loss,foo\n0,1.5,2\n"), MappingMemory());
  EXPECT_EQ(dialog.chooser("loss")->currentText(), "train_loss");
  EXPECT_EQ(dialog.chooser("scale")->currentText(), "–");
  EXPECT_EQ(dialog.problem(), "");
}

TEST_F(ImportDialogs, RememberWhatAPersonChose) {
  const std::string log = "step,train_loss,foo\n0,1.5,2\n";
  MappingMemory memory;
  {
    ImportDialog dialog(read(log), memory);
    choose(dialog, "scale", "foo");
    EXPECT_EQ(dialog.problem(), "");
    dialog.remember(memory);
  }
  const MappingMemory again(memory.remembered());
  const ImportDialog dialog(read(log), again);
  EXPECT_EQ(dialog.chooser("scale")->currentText(), "foo");
  const ImportDialog other(read("step,train_loss,bar\n0,1.5,2\n"), again);
  EXPECT_EQ(other.chooser("scale")->currentText(), "–");
}

TEST_F(ImportDialogs, SayWhatIsWrongAndLetNobodyGoOn) {
  ImportDialog dialog(read("step,train_loss\n0,1.5\n"), MappingMemory());
  choose(dialog, "scale", "train_loss");
  EXPECT_TRUE(dialog.problem().contains("cannot be both")) << dialog.problem().toStdString();
  const auto buttons = dialog.findChildren<QPushButton*>();
  const auto import = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton* each) {
    return each->text().contains("Import");
  });
  ASSERT_NE(import, buttons.end());
  EXPECT_FALSE((*import)->isEnabled());
  choose(dialog, "scale", "");
  EXPECT_TRUE((*import)->isEnabled());
}

TEST(BackgroundWork, IsDoneElsewhereAndItsErrorsComeBack) {
  const auto* here = QThread::currentThread();
  const QThread* there = here;
  workInBackground(nullptr, "work", [&](const WorkProgress& progress) {
    there = QThread::currentThread();
    EXPECT_TRUE(progress(0.5));
  });
  EXPECT_NE(there, here);
  EXPECT_THROW(workInBackground(nullptr, "work",
                                [](const WorkProgress&) { throw std::runtime_error("no"); }),
               std::runtime_error);
}

TEST(ExportDialogs, KnowEveryFormat) {
  const ExportDialog dialog({"a", "b"}, "/tmp");
  EXPECT_EQ(dialog.formatChooser()->count(), static_cast<int>(exportFormatNames().size()));
  EXPECT_EQ(dialog.format(), ExportFormat::csv);
  EXPECT_EQ(dialog.folder(), "/tmp");
}

}  // namespace
}  // namespace scalescope
