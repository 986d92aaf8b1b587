#include "ui/debug/edit_dialog.h"

#include <gtest/gtest.h>

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>
#include <QTimer>

#include "core/train/presets.h"
#include "ui/setup/formats_dialog.h"
#include "ui/setup/number_edit.h"

namespace scalescope {
namespace {

void enter(NumberEdit* field, const QString& text) {
  field->setText(text);
  QTest::keyClick(field, Qt::Key_Return);
}

struct Fields {
  explicit Fields(const EditDialog& dialog)
      : boxes(dialog.findChildren<QComboBox*>()),
        numbers(dialog.findChildren<NumberEdit*>()),
        ok(dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok)) {}
  QList<QComboBox*> boxes;     ///< run, clip by, clip when
  QList<NumberEdit*> numbers;  ///< learning rate, clip at
  QPushButton* ok;
};

TEST(EditDialog, SendsOnlyWhatWasChanged) {
  EditDialog dialog(defaultExperiment(), {}, std::nullopt);
  const Fields fields(dialog);
  EXPECT_EQ(dialog.run(), 1) << "the low-precision run";
  EXPECT_FALSE(fields.ok->isEnabled()) << "nothing is changed yet";
  EXPECT_TRUE(dialog.edit().empty());
  enter(fields.numbers[0], "2^-9");
  EXPECT_TRUE(fields.ok->isEnabled());
  RunEdit expected;
  expected.learningRate = 0.001953125;
  EXPECT_EQ(dialog.edit(), expected);

  fields.boxes[1]->setCurrentIndex(1);
  enter(fields.numbers[1], "0.5");
  fields.boxes[2]->setCurrentIndex(1);
  expected.clip.emplace(ClipConfig{ClipBy::norm, 0.5, ClipWhen::beforeUnscale});
  EXPECT_EQ(dialog.edit(), expected);
}

TEST(EditDialog, StartsFromWhatTheRunHasByNow) {
  RunEdit earlier;
  earlier.learningRate = 0.25;
  earlier.clip.emplace(ClipConfig{ClipBy::value, 2.0, ClipWhen::afterUnscale});
  earlier.layers[0].compute = Format::fp32;
  EditDialog dialog(defaultExperiment(), {{}, earlier}, 128);
  const Fields fields(dialog);
  EXPECT_TRUE(dialog.findChild<QLabel*>()->text().contains("step 128"));
  EXPECT_EQ(fields.numbers[0]->value(), 0.25);
  EXPECT_EQ(fields.boxes[1]->currentIndex(), 2);
  EXPECT_TRUE(dialog.edit().empty());

  fields.boxes[1]->setCurrentIndex(0);
  RunEdit expected;
  expected.clip.emplace();
  EXPECT_EQ(dialog.edit(), expected) << "no clipping is a change too";

  fields.boxes[0]->setCurrentIndex(0);
  EXPECT_EQ(fields.numbers[0]->value(), defaultExperiment().optimizer.lr);
  EXPECT_TRUE(dialog.edit().empty());
}

TEST(EditDialog, AFormatThatIsTakenBackGoesBackToThePolicy) {
  RunEdit earlier;
  earlier.layers[0].compute = Format::fp32;
  EditDialog dialog(defaultExperiment(), {{}, earlier}, std::nullopt);
  QTimer::singleShot(0, &dialog, [&dialog] {
    auto* formats = dialog.findChild<FormatsDialog*>();
    ASSERT_NE(formats, nullptr);
    auto* buttons = formats->findChild<QDialogButtonBox*>();
    buttons->button(QDialogButtonBox::Reset)->click();
    buttons->button(QDialogButtonBox::Ok)->click();
  });
  for (auto* button : dialog.findChildren<QPushButton*>()) {
    if (button->accessibleName() == "Formats") button->click();
  }
  RunEdit expected;
  expected.layers[0] = {};
  EXPECT_EQ(dialog.edit(), expected);
}

}  // namespace
}  // namespace scalescope
