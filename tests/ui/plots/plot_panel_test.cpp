#include "ui/plots/plot_panel.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QSignalSpy>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "core/base/error.h"
#include "ui/plots/fake_runs.h"
#include "ui/plots/legend_bar.h"
#include "ui/plots/plot_export.h"
#include "ui/plots/plot_view.h"

namespace scalescope {
namespace {

using namespace testing_plots;

qsizetype pixelsOf(const QImage& image, const QColor& colour) {
  qsizetype count = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      if (image.pixelColor(x, y).rgb() == colour.rgb()) ++count;
    }
  }
  return count;
}

class PlotPanelTest : public testing::Test {
 protected:
  PlotPanelTest() {
    QPalette palette(QColor(240, 240, 240));
    palette.setColor(QPalette::Base, Qt::white);
    panel_.setPalette(palette);
    panel_.resize(1000, 720);
    panel_.show();
  }

  void fill(std::int64_t steps = 1000) {
    panel_.addRun(1, fp32Look);
    panel_.addRun(2, fp16Look);
    panel_.append(1, fakeSteps(Fake::fp32, steps));
    panel_.append(2, fakeSteps(Fake::fp16Mixed, steps));
    settle();
  }

  /// Until the timer has drawn what there was to draw.
  void settle() {
    ASSERT_TRUE(QTest::qWaitFor([this] { return panel_.settled(); }));
    QApplication::processEvents();
    QApplication::processEvents();
  }

  QImage picture() { return panel_.view().grab().toImage(); }
  const PlotCell& cell(PlotKind kind) { return *panel_.view().cells()[indexOf(kind)]; }
  XRange shownX(PlotKind kind = PlotKind::loss) {
    const QCPRange range = cell(kind).rect()->axis(QCPAxis::atBottom)->range();
    return {range.lower, range.upper};
  }
  QPoint placeOf(double x, PlotKind kind = PlotKind::loss) {
    const double pixel = cell(kind).pixelMap()(x, 0.0).x();
    return {static_cast<int>(std::lround(pixel)), cell(kind).rect()->rect().center().y()};
  }
  void wheel(QPoint at, int turns) {
    QWheelEvent event(at, panel_.view().mapToGlobal(at), QPoint(), QPoint(0, 120 * turns),
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&panel_.view(), &event);
  }
  void mouse(QEvent::Type type, QPoint at, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    const bool moves = type == QEvent::MouseMove;
    QMouseEvent event(type, at, panel_.view().mapToGlobal(at),
                      moves ? Qt::NoButton : Qt::LeftButton, Qt::LeftButton, modifiers);
    QApplication::sendEvent(&panel_.view(), &event);
  }
  void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    mouse(QEvent::MouseButtonPress, from, modifiers);
    mouse(QEvent::MouseMove, (from + to) / 2, modifiers);
    mouse(QEvent::MouseMove, to, modifiers);
    mouse(QEvent::MouseButtonRelease, to, modifiers);
  }
  std::vector<ReadOut> readOuts(PlotKind kind) { return panel_.view().crosshair().readOuts(kind); }

  PlotPanel panel_;
};

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

TEST_F(PlotPanelTest, FollowsNewStepsUntilZoomed) {
  fill(100);
  EXPECT_EQ(shownX(), (XRange{0.0, 99.0}));
  auto more = fakeSteps(Fake::fp32, 200);
  panel_.append(1, std::span(more).subspan(100));
  settle();
  EXPECT_EQ(shownX(), (XRange{0.0, 199.0}));
}

TEST_F(PlotPanelTest, ZoomsAllPlotsTogetherAndGoesBack) {
  fill();
  const XRange all = shownX();
  wheel(placeOf(500.0), 3);
  settle();
  const XRange zoomed = shownX();
  EXPECT_NEAR(zoomed.width(), all.width() * 0.512, 1e-6);
  for (const PlotKind kind : allPlotKinds) EXPECT_EQ(shownX(kind), zoomed);

  drag(placeOf(500.0), placeOf(450.0));
  settle();
  const XRange panned = shownX();
  EXPECT_NEAR(panned.from, zoomed.from + 50.0, 2.0);
  EXPECT_NEAR(panned.width(), zoomed.width(), 1e-6);

  drag(placeOf(500.0, PlotKind::stepTime), placeOf(600.0, PlotKind::stepTime), Qt::ShiftModifier);
  settle();
  EXPECT_NEAR(shownX().from, 500.0, 2.0);
  EXPECT_NEAR(shownX().to, 600.0, 2.0);

  panel_.zoomBack();
  settle();
  EXPECT_EQ(shownX(), panned);
  panel_.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&panel_));
  panel_.view().setFocus();
  QTest::keyClick(&panel_.view(), Qt::Key_Backspace);
  settle();
  EXPECT_EQ(shownX(), zoomed);
  mouse(QEvent::MouseButtonDblClick, placeOf(500.0));
  settle();
  EXPECT_EQ(shownX(), all);
}

TEST_F(PlotPanelTest, ReadsOutEveryRunAtTheCrosshair) {
  const auto fp32 = fakeSteps(Fake::fp32, 200);
  fill(200);
  mouse(QEvent::MouseMove, placeOf(120.0));
  const auto values = readOuts(PlotKind::loss);
  ASSERT_EQ(values.size(), 2U);
  EXPECT_EQ(values[0].name, fp32Look.name);
  EXPECT_EQ(values[0].value, readOut(PlotKind::loss, fp32[120].loss));
  EXPECT_EQ(panel_.view().crosshair().step(), 120);
  EXPECT_EQ(readOuts(PlotKind::lossScale)[0].value, QStringLiteral("2⁰"));

  QEvent leave(QEvent::Leave);
  QApplication::sendEvent(&panel_.view(), &leave);
  EXPECT_FALSE(panel_.view().crosshair().x());
  EXPECT_EQ(readOuts(PlotKind::loss)[0].value, readOut(PlotKind::loss, fp32.back().loss));
}

TEST_F(PlotPanelTest, MovingTheCrosshairDrawsNoCurves) {
  fill();
  QSignalSpy replots(&panel_.view(), &QCustomPlot::afterReplot);
  const QImage before = picture();
  for (int step = 100; step < 900; step += 50) mouse(QEvent::MouseMove, placeOf(step));
  QTest::qWait(2 * PlotPanel::refreshInterval);
  EXPECT_EQ(replots.count(), 0);
  EXPECT_NE(picture(), before);
}

TEST_F(PlotPanelTest, AClickNamesItsStep) {
  fill(100);
  QSignalSpy clicked(&panel_, &PlotPanel::stepClicked);
  mouse(QEvent::MouseMove, placeOf(40.0));
  mouse(QEvent::MouseButtonPress, placeOf(40.0));
  mouse(QEvent::MouseButtonRelease, placeOf(40.0));
  ASSERT_EQ(clicked.count(), 1);
  EXPECT_EQ(clicked[0][0].toLongLong(), 40);
}

TEST_F(PlotPanelTest, ShowsAStepThatIsOutOfView) {
  fill();
  wheel(placeOf(100.0), 8);
  settle();
  ASSERT_LT(shownX().to, 900.0);
  panel_.showStep(900);
  settle();
  EXPECT_GE(shownX().to, 900.0);
  EXPECT_LE(shownX().from, 900.0);
  EXPECT_EQ(panel_.view().crosshair().step(), 900);
}

TEST_F(PlotPanelTest, ShowsTheSameOverTimeAndSamples) {
  fill(100);
  panel_.showStep(50);
  panel_.setXAxis(XAxis::samples);
  settle();
  EXPECT_EQ(shownX(), (XRange{64.0, 6400.0}));
  EXPECT_EQ(panel_.view().crosshair().step(), 50);
  panel_.setXAxis(XAxis::wallTime);
  settle();
  EXPECT_NEAR(shownX().to, 10.0, 1e-9);
  EXPECT_GT(pixelsOf(picture(), fp32Look.light), 300);
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
