#include "ui/plots/plot_picture.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QTemporaryDir>

#include "ui/plots/plot_kind.h"

namespace scalescope {
namespace {

/// An SVG of all plots of so many runs.
QString pictureOf(int runs) {
  PlotModel model;
  for (RunKey key = 1; key <= runs; ++key) {
    PlotRun& run = model.add(key, {QString("a long name, seed=%1;").arg(key), Qt::blue, Qt::cyan});
    StepRecord step;
    for (step.step = 0; step.step < 10; ++step.step) run.series.append(step);
  }
  QTemporaryDir folder;
  const QString path = folder.filePath("all.svg");
  const std::vector<PlotKind> kinds(allPlotKinds.begin(), allPlotKinds.end());
  EXPECT_TRUE(writePicture(model, {0.0, 10.0}, kinds, {}, PictureFormat::svg, path));
  QFile file(path);
  EXPECT_TRUE(file.open(QIODevice::ReadOnly));
  return QString::fromUtf8(file.readAll());
}

TEST(PlotPicture, NamesEveryRunThatItDraws) {
  const QString picture = pictureOf(24);
  for (int run = 1; run <= 24; ++run)
    EXPECT_TRUE(picture.contains(QString("seed=%1;").arg(run))) << run;
}

TEST(PlotPicture, TellsHowManyItDoesNotName) {
  const QString picture = pictureOf(200);
  int named = 0;
  for (int run = 1; run <= 200; ++run) named += picture.contains(QString("seed=%1;").arg(run));
  EXPECT_GT(named, 20);
  EXPECT_TRUE(picture.contains(QString("and %1 more").arg(200 - named))) << named;
}

}  // namespace
}  // namespace scalescope
