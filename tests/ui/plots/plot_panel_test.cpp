#include "ui/plots/plot_panel.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QToolButton>

#include "core/base/error.h"
#include "ui/plots/legend_bar.h"
#include "ui/plots/panel_fixture.h"
#include "ui/plots/plot_export.h"

namespace scalescope {
namespace {

using namespace testing_plots;

TEST_F(PlotPanelTest, IsDrawnInTheColoursOfBothRuns) {
  fill();
  const QImage image = picture();
  EXPECT_GT(pixelsOf(image, fp32Look.light), 500);
  EXPECT_GT(pixelsOf(image, fp16Look.light), 500);
}

TEST_F(PlotPanelTest, FollowsADarkPalette) {
  fill();
  QPalette dark(QColor(40, 40, 40));
  dark.setColor(QPalette::Base, QColor(20, 20, 20));
  dark.setColor(QPalette::WindowText, Qt::white);
  panel_.setPalette(dark);
  settle();
  const QImage image = picture();
  EXPECT_GT(pixelsOf(image, fp32Look.dark), 500);
  EXPECT_GT(pixelsOf(image, fp16Look.dark), 500);
  EXPECT_EQ(pixelsOf(image, fp32Look.light), 0);
  EXPECT_GT(pixelsOf(image, QColor(20, 20, 20)), 100000);
}

TEST_F(PlotPanelTest, HidesAndShowsARunFromTheLegend) {
  fill();
  QSignalSpy changed(&panel_, &PlotPanel::runVisibilityChanged);
  auto* button = panel_.findChild<LegendBar*>()->button(1);
  ASSERT_NE(button, nullptr);
  button->click();
  settle();
  EXPECT_EQ(pixelsOf(picture(), fp32Look.light), 0);
  EXPECT_GT(pixelsOf(picture(), fp16Look.light), 500);
  ASSERT_EQ(changed.count(), 1);
  EXPECT_EQ(changed[0][1].toBool(), false);
  button->click();
  settle();
  EXPECT_GT(pixelsOf(picture(), fp32Look.light), 500);
}

TEST_F(PlotPanelTest, ForgetsARemovedRun) {
  fill();
  panel_.removeRun(2);
  settle();
  EXPECT_EQ(pixelsOf(picture(), fp16Look.light), 0);
  EXPECT_EQ(panel_.findChild<LegendBar*>()->button(2), nullptr);
  panel_.append(2, fakeSteps(Fake::fp16Mixed, 10));
  EXPECT_FALSE(panel_.hasRun(2));
  panel_.clear();
  settle();
  EXPECT_EQ(pixelsOf(picture(), fp32Look.light), 0);
}

TEST_F(PlotPanelTest, RoutesRecordsOfSeveralRuns) {
  panel_.addRun(10, fp32Look);
  panel_.addRun(11, fp16Look);
  std::vector<StepRecord> mixed;
  for (int i = 0; i < 5; ++i) {
    for (const int run : {0, 1, 2}) {
      StepRecord record;
      record.run = run;
      record.step = i;
      record.loss = run;
      mixed.push_back(record);
    }
  }
  const std::vector<RunKey> keys{10, 11};
  panel_.append(keys, mixed);
  EXPECT_EQ(panel_.model().find(10)->series.size(), 5U);
  EXPECT_EQ(panel_.model().find(11)->series.column(PlotKind::loss).value(4), 1.0);
}

TEST_F(PlotPanelTest, DrawsNothingWhileItIsHidden) {
  fill(100);
  panel_.hide();
  QSignalSpy replots(&panel_.view(), &QCustomPlot::afterReplot);
  auto more = fakeSteps(Fake::fp32, 200);
  panel_.append(1, std::span(more).subspan(100));
  QTest::qWait(3 * PlotPanel::refreshInterval);
  EXPECT_EQ(replots.count(), 0);
  panel_.show();
  settle();
  EXPECT_EQ(shownX().to, 199.0);
}

TEST_F(PlotPanelTest, ManyAppendsAreFewDrawings) {
  fill(10);
  QSignalSpy replots(&panel_.view(), &QCustomPlot::afterReplot);
  const auto more = fakeSteps(Fake::fp32, 5010);
  for (std::size_t i = 10; i < more.size(); ++i) panel_.append(1, std::span(more).subspan(i, 1));
  EXPECT_EQ(replots.count(), 0);
  settle();
  EXPECT_EQ(replots.count(), 1);
  EXPECT_EQ(shownX().to, 5009.0);
}

TEST_F(PlotPanelTest, SettingsComeBack) {
  panel_.setXAxis(XAxis::samples);
  panel_.setSmoothing(0.9);
  panel_.setLogLoss(true);
  panel_.setLogAxis(PlotKind::gradNorm, false);
  const QVariantMap saved = panel_.saveSettings();
  PlotPanel other;
  other.restoreSettings(saved);
  EXPECT_EQ(other.model().settings.xAxis, XAxis::samples);
  EXPECT_EQ(other.model().settings.smoothing, 0.9);
  EXPECT_EQ(other.model().settings.logAxis, panel_.model().settings.logAxis);
  other.restoreSettings({{"xAxis", 77}, {"smoothing", "x"}});
  EXPECT_EQ(other.model().settings.smoothing, 0.0);
}

TEST_F(PlotPanelTest, SavesPictures) {
  fill();
  const QTemporaryDir folder;
  const QString png = folder.filePath("all.png");
  ASSERT_TRUE(panel_.savePicture(png, PictureFormat::png));
  const QImage image(png);
  EXPECT_EQ(image.size(), QSize(2400, 1600));
  EXPECT_GT(pixelsOf(image, fp32Look.light), 1000);
  EXPECT_GT(pixelsOf(image, fp16Look.light), 1000);

  const QString svg = folder.filePath("loss.svg");
  ASSERT_TRUE(panel_.savePicture(svg, PictureFormat::svg, PlotKind::loss));
  QSvgRenderer renderer(svg);
  ASSERT_TRUE(renderer.isValid());
  QImage drawn(renderer.defaultSize(), QImage::Format_RGB32);
  drawn.fill(Qt::white);
  QPainter painter(&drawn);
  renderer.render(&painter);
  painter.end();
  EXPECT_GT(pixelsOf(drawn, fp16Look.light), 100);

  const QString pdf = folder.filePath("all.pdf");
  ASSERT_TRUE(panel_.savePicture(pdf, PictureFormat::pdf));
  QFile file(pdf);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_EQ(file.read(5), QByteArray("%PDF-"));
  EXPECT_GT(file.size(), 10000);

  for (const auto format : {PictureFormat::png, PictureFormat::svg, PictureFormat::pdf}) {
    EXPECT_FALSE(panel_.savePicture(folder.filePath("missing/x"), format));
  }
}

TEST(PlotExport, LeavesAPictureOfEachPlot) {
  const QTemporaryDir folder;
  PlottedRun run{fp32Look, fakeSteps(Fake::fp32, 300), {}};
  run.evaluations = fakeEvaluations(run.steps, 100);
  const PlottedRun other{fp16Look, fakeSteps(Fake::fp16Mixed, 300), {}};
  PictureLook look;
  look.palette = QPalette(Qt::white);
  const QStringList paths = exportPlots({run, other}, PlotSettings(), look, folder.filePath("a/b"));
  EXPECT_EQ(paths.size(), 7);
  for (const QString& path : paths) {
    const QImage image(path);
    ASSERT_FALSE(image.isNull()) << path.toStdString();
    EXPECT_GT(pixelsOf(image, fp16Look.light), 50) << path.toStdString();
  }
  QFile blocked(folder.filePath("file"));
  ASSERT_TRUE(blocked.open(QIODevice::WriteOnly));
  EXPECT_THROW(exportPlots({run}, PlotSettings(), look, folder.filePath("file/x")), Error);
}

}  // namespace
}  // namespace scalescope
