#include <QDialog>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QMimeData>
#include <QTableView>
#include <QTimer>

#include "core/base/file.h"
#include "core/store/writer.h"
#include "ui/exchange/import_dialog.h"
#include "ui/plots/plot_panel.h"
#include "ui/runs/run_label.h"
#include "ui/runs/runs_view.h"
#include "ui/window/window_fixture.h"

namespace scalescope {
namespace {

class ExchangeTest : public WindowTest {
 protected:
  QString write(const QString& name, const std::string& content) {
    replaceFile(file(name).toStdString(), content);
    return file(name);
  }

  /// Accepts the dialog of imports as soon as it is there.
  void acceptImport() {
    auto* timer = new QTimer(&watch_);
    QObject::connect(timer, &QTimer::timeout, [timer] {
      auto* dialog = qobject_cast<ImportDialog*>(QApplication::activeModalWidget());
      if (dialog == nullptr) return;
      timer->stop();
      dialog->accept();
    });
    timer->start(20);
  }

  QObject watch_;
};

TEST_F(ExchangeTest, ALogThatIsImportedIsInTheTableAndThePlots) {
  const auto window = makeWindow();
  acceptImport();
  window->importFiles({write("amp fp16.csv", "step,train_loss,loss_scale\n0,2,1024\n10,1,512\n")});
  ASSERT_TRUE(QTest::qWaitFor(
      [&] {
        const PlotRun* run = window->plots().model().find(1);
        return run && run->series.size() == 2;
      },
      20'000));
  EXPECT_EQ(window->runs().run(0).precision, "fp16-autocast");
}

TEST_F(ExchangeTest, FilesThatAreDroppedAreOpenedForWhatTheyAre) {
  StoreWriter(file("other.sqlite").toStdString()).close();
  const QString config = write(
      "c.json",
      R"({"scalescope": 1, "name": "dropped", "dataset": {"kind": "synthetic"}, "network": {"input": [2],
          "layers": [{"type": "linear", "out": 3}]}, "runs": [{"name": "a", "precision": "fp32"}]})");
  const auto window = makeWindow();
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(config), QUrl::fromLocalFile(file("other.sqlite"))});
  QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(window.get(), &enter);
  EXPECT_TRUE(enter.isAccepted());
  QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(window.get(), &drop);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->document().config().name == "dropped"; }));
  QMimeData text;
  text.setText("no file");
  QDragEnterEvent none(QPoint(100, 100), Qt::CopyAction, &text, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(window.get(), &none);
  EXPECT_FALSE(none.isAccepted());
}

TEST_F(ExchangeTest, ReportsAndExportsHoldTheRunsOfThePlots) {
  const auto window = makeWindow();
  setSteps(*window, 30);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window->actions().start->isEnabled(); }, 10'000));
  window->startTraining();
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return !window->session().active() && window->runs().rowCount() == 2; }, 30'000));
  EXPECT_EQ(window->chosenRuns().size(), 2U);
  ASSERT_TRUE(window->saveReport(file("report.html")));
  const std::string page = readFile(file("report.html").toStdString(), 64u << 20);
  for (const char* part : {"<h2>Results</h2>", "<svg", "<h2>Verdicts</h2>", "fp16", "a processor",
                           "&quot;scalescope&quot;: 1", "</html>"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part;
  }
  EXPECT_EQ(page.find("http://localhost"), std::string::npos);
  window->exportRuns(window->chosenRuns(), ExportFormat::json, file("out"));
  EXPECT_EQ(QDir(file("out")).entryList({"*.json"}).size(), 2);
  // One that is selected is in the plots of the page, whatever the window shows.
  for (int row = 0; row < 2; ++row) window->runs().setOverlaid(window->runs().run(row).id, false);
  window->findChild<RunsView*>()->table()->selectRow(0);
  ASSERT_EQ(window->chosenRuns().size(), 1U);
  const std::string label =
      runLabel(*window->runs().find(window->chosenRuns().front())).toStdString();
  ASSERT_TRUE(window->saveReport(file("one.html")));
  const std::string one = readFile(file("one.html").toStdString(), 64u << 20);
  const auto drawing = one.find("<svg");
  ASSERT_NE(drawing, std::string::npos);
  EXPECT_EQ(one.find("No steps yet"), std::string::npos);
  EXPECT_NE(one.find("<polyline", drawing), std::string::npos);
  EXPECT_NE(one.find(label, drawing), std::string::npos) << label;
}

}  // namespace
}  // namespace scalescope
