#include "ui/window/questions.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>

// The window's questions, answered.
namespace scalescope {
namespace {

/// Asks, and has `answer` work on the dialog while it waits.
std::optional<ScaleChoice> askedAndAnswered(const std::function<void(QDialog&)>& answer) {
  QTimer::singleShot(0, [answer] {
    auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
    ASSERT_NE(dialog, nullptr);
    answer(*dialog);
  });
  return askLossScale(nullptr, {"fp32", "fp16"}, {1.0, 4096.0});
}

QPushButton* okButton(const QDialog& dialog) {
  return dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
}

TEST(Questions, AskForRunAndLossScaleAtOnce) {
  const auto choice = askedAndAnswered([](QDialog& dialog) {
    auto* run = dialog.findChild<QComboBox*>();
    EXPECT_EQ(run->currentText(), "fp16");
    EXPECT_EQ(dialog.findChild<QLineEdit*>()->text(), "4096");
    run->setCurrentIndex(0);
    EXPECT_EQ(dialog.findChild<QLineEdit*>()->text(), "1");
    dialog.findChild<QLineEdit*>()->setText("2^10");
    okButton(dialog)->click();
  });
  ASSERT_TRUE(choice);
  EXPECT_EQ(choice->run, 0);
  EXPECT_EQ(choice->scale, 1024.0);
}

TEST(Questions, TakeNoLossScaleThatIsNone) {
  const auto choice = askedAndAnswered([](QDialog& dialog) {
    for (const char* text : {"", "zero", "0", "-2", "2^999", "1e31"}) {
      dialog.findChild<QLineEdit*>()->setText(text);
      EXPECT_FALSE(okButton(dialog)->isEnabled()) << text;
    }
    dialog.reject();
  });
  EXPECT_FALSE(choice);
}

}  // namespace
}  // namespace scalescope
