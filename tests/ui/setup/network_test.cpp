#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>

#include "core/train/presets.h"
#include "ui/setup/layer_fields.h"
#include "ui/setup/network_editor.h"

namespace scalescope {
namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

TEST(NetworkModel, IsAValidModelThroughEditsAndUndo) {
  ConfigDocument document(defaultExperiment());
  NetworkModel model(document);
  QAbstractItemModelTester tester(&model, fatal);
  const int rows = model.rowCount();
  model.insert(0, LayerType::conv2d);
  model.insert(model.rowCount(), LayerType::relu);
  model.move(0, 3);
  model.remove(2);
  EXPECT_EQ(model.rowCount(), rows + 1);
  while (document.undoStack()->canUndo()) document.undoStack()->undo();
  EXPECT_EQ(model.rowCount(), rows);
  document.load(ExperimentConfig{});
  EXPECT_EQ(model.rowCount(), 0);
}

TEST(NetworkModel, ShowsShapesParametersAndErrorsAsItIsEdited) {
  ConfigDocument document(defaultExperiment());
  NetworkModel model(document);
  EXPECT_EQ(model.index(0, NetworkModel::outputColumn).data().toString(), shapeText({32, 26, 26}));
  EXPECT_EQ(model.index(5, NetworkModel::outputColumn).data().toString(), "576");
  EXPECT_EQ(model.totalParameters(), 320 + 18496 + 73856 + 1290);
  ASSERT_TRUE(model.setData(model.index(0, NetworkModel::settingsColumn), "out 32, kernel 40",
                            Qt::EditRole));
  EXPECT_FALSE(model.error(0).isEmpty());
  EXPECT_EQ(model.index(0, NetworkModel::outputColumn).data().toString(), model.error(0));
  document.undoStack()->undo();
  EXPECT_TRUE(model.error(0).isEmpty());
  EXPECT_FALSE(model.setData(model.index(0, NetworkModel::settingsColumn), "size 3", Qt::EditRole));
}

TEST(NetworkModel, ATypeCanBeChanged) {
  ConfigDocument document(defaultExperiment());
  NetworkModel model(document);
  ASSERT_TRUE(model.setData(model.index(4, 0), "maxpool2d", Qt::EditRole));
  EXPECT_EQ(document.config().network.layers[4].type, LayerType::maxpool2d);
  EXPECT_FALSE(model.setData(model.index(4, 0), "teapot", Qt::EditRole));
}

TEST(NetworkEditor, TheSelectedLayersFieldsEditTheDocument) {
  ConfigDocument document(defaultExperiment());
  NetworkEditor editor(document);
  editor.table()->setCurrentIndex(editor.model()->index(2, 0));
  auto* out = editor.findChild<QSpinBox*>("out");
  ASSERT_NE(out, nullptr);
  EXPECT_EQ(out->value(), 64);
  out->setValue(16);
  EXPECT_EQ(document.config().network.layers[2].out, 16);
  document.undoStack()->undo();
  EXPECT_EQ(out->value(), 64);
}

TEST(NetworkEditor, ButtonsMoveTheSelectedLayer) {
  ConfigDocument document(defaultExperiment());
  NetworkEditor editor(document);
  editor.table()->setCurrentIndex(editor.model()->index(1, 0));
  for (QToolButton* button : editor.findChildren<QToolButton*>()) {
    if (button->accessibleName() == "Move the selected layer up") button->click();
  }
  EXPECT_EQ(document.config().network.layers[0].type, LayerType::relu);
  EXPECT_EQ(editor.table()->currentIndex().row(), 0);
}

}  // namespace
}  // namespace scalescope
