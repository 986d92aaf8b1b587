#include <gtest/gtest.h>

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <cmath>

#include "ui/microscope/bit_strip.h"
#include "ui/microscope/microscope_dialog.h"
#include "ui/microscope/number_microscope.h"
#include "ui/style/theme.h"

namespace scalescope {
namespace {

struct Microscope : testing::Test {
  NumberMicroscope view;
  QLineEdit* edit = view.findChild<QLineEdit*>();

  void SetUp() override {
    view.resize(1500, 400);
    view.show();
  }
  void write(const QString& text) {
    edit->clear();
    QTest::keyClicks(edit, text);
  }
  BitStrip* strip(Format format) {
    const auto index = std::find(kShownFormats.begin(), kShownFormats.end(), format);
    return view.findChildren<BitStrip*>().at(index - kShownFormats.begin());
  }
  const NumberAnatomy& number(Format format) {
    const auto index = std::find(kShownFormats.begin(), kShownFormats.end(), format);
    return view.numbers()[static_cast<std::size_t>(index - kShownFormats.begin())];
  }
  template <class Widget>
  Widget* named(const QString& name) {
    for (auto* widget : view.findChildren<Widget*>()) {
      if (widget->accessibleName().startsWith(name)) return widget;
    }
    ADD_FAILURE() << name.toStdString();
    return nullptr;
  }
};

TEST_F(Microscope, ShowsWhatIsWrittenInEveryFormat) {
  write("2^-24");
  EXPECT_EQ(number(Format::fp16).kind, NumberKind::subnormal);
  EXPECT_EQ(number(Format::fp16).code, 1U);
  EXPECT_EQ(strip(Format::fp16)->code(), 1U);
  EXPECT_EQ(number(Format::e5m2).kind, NumberKind::zero);
  EXPECT_EQ(named<QLabel>("Value in FP16")->text(), "5.96046448e-08");
  EXPECT_EQ(named<QLabel>("Kind of the number in FP8 E5M2")->text(), "zero");
  EXPECT_EQ(named<QToolButton>("Below in FP16")->text(), "0");
}

TEST_F(Microscope, SaysWhatIsNoNumberAndKeepsTheLast) {
  write("1.5");
  write("1.5x");
  auto* problem = named<QLabel>("What is wrong");
  EXPECT_TRUE(problem->isVisible());
  EXPECT_TRUE(problem->text().contains("\"1.5x\" is not a number"));
  EXPECT_EQ(number(Format::fp32).value, 1.5);
  write("3");
  EXPECT_FALSE(problem->isVisible());
}

TEST_F(Microscope, AClickTogglesABit) {
  view.showValue(1.0, Format::fp16);
  BitStrip* bits = strip(Format::fp16);
  QTest::mouseClick(bits, Qt::LeftButton, {}, bits->cell(0).center());
  EXPECT_EQ(number(Format::fp16).code, 0x3c01U);
  EXPECT_EQ(edit->text(), "1.0009765625");
  EXPECT_EQ(number(Format::fp32).value, 1.0 + 0x1p-10);
  EXPECT_EQ(number(Format::bf16).value, 1.0);
  QTest::mouseClick(bits, Qt::LeftButton, {}, bits->cell(15).center());
  EXPECT_EQ(number(Format::fp16).value, -1.0 - 0x1p-10);
  QTest::mouseClick(bits, Qt::LeftButton, {}, QPoint(1, 1));  // beside all cells
  EXPECT_EQ(number(Format::fp16).value, -1.0 - 0x1p-10);
}

TEST_F(Microscope, KeysMoveToggleAndTypeOver) {
  view.showValue(1.0, Format::e4m3);  // 0 0111 000
  BitStrip* bits = strip(Format::e4m3);
  bits->setFocus();
  EXPECT_EQ(bits->currentBit(), 7);
  QTest::keyClick(bits, Qt::Key_Space);
  EXPECT_EQ(number(Format::e4m3).value, -1.0);
  QTest::keyClick(bits, Qt::Key_End);
  QTest::keyClick(bits, Qt::Key_1);
  EXPECT_EQ(number(Format::e4m3).value, -1.125);
  QTest::keyClick(bits, Qt::Key_1);  // is one already
  EXPECT_EQ(number(Format::e4m3).value, -1.125);
  QTest::keyClick(bits, Qt::Key_Left);
  EXPECT_EQ(bits->currentBit(), 1);
  QTest::keyClick(bits, Qt::Key_Home);
  QTest::keyClick(bits, Qt::Key_0);
  EXPECT_EQ(number(Format::e4m3).value, 1.125);
  EXPECT_EQ(bits->currentBit(), 6);
  QTest::keyClick(bits, Qt::Key_Up);
  EXPECT_EQ(number(Format::e4m3).value, 1.25);
  QTest::keyClick(bits, Qt::Key_Down);
  QTest::keyClick(bits, Qt::Key_Down);
  EXPECT_EQ(number(Format::e4m3).value, 1.0);
  EXPECT_TRUE(bits->accessibleDescription().startsWith("0 0111 000. Bit 6, exponent: 0"));
}

TEST_F(Microscope, ANeighbourCanBeGoneTo) {
  view.showValue(65504.0, Format::fp16);
  named<QToolButton>("Above in FP16")->click();
  EXPECT_EQ(number(Format::fp16).kind, NumberKind::infinite);
  EXPECT_EQ(edit->text(), "inf");
  EXPECT_FALSE(named<QToolButton>("Above in FP16")->isEnabled());
  named<QToolButton>("Below in FP16")->click();
  EXPECT_EQ(number(Format::fp32).value, 65504.0);
}

TEST_F(Microscope, ANanKeepsItsBits) {
  write("fp16:0x7c01");
  EXPECT_EQ(strip(Format::fp16)->code(), 0x7c01U);
  EXPECT_EQ(number(Format::fp16).kind, NumberKind::nan);
  view.showValue(0.0, Format::e5m2);
  BitStrip* bits = strip(Format::e5m2);
  for (int bit = 0; bit < 7; ++bit) {
    QTest::mouseClick(bits, Qt::LeftButton, {}, bits->cell(bit).center());
  }
  EXPECT_EQ(number(Format::e5m2).code, 0x7fU);
  EXPECT_EQ(edit->text(), "fp8-e5m2:0x7f");
  EXPECT_TRUE(std::isnan(number(Format::fp32).value));
}

TEST_F(Microscope, Fp8SaturatesWhenAsked) {
  write("1000");
  EXPECT_EQ(number(Format::e4m3).kind, NumberKind::nan);
  view.findChild<QCheckBox*>()->click();
  EXPECT_EQ(number(Format::e4m3).value, 448.0);
  EXPECT_EQ(number(Format::e5m2).value, 1024.0);
}

TEST_F(Microscope, MarksTheFormatThatAValueWasSeenIn) {
  const auto marked = [this] {
    QStringList names;
    for (auto* label : view.findChildren<QLabel*>()) {
      if (label->accessibleName() == "Format" && label->font().bold()) names << label->text();
    }
    return names;
  };
  EXPECT_EQ(marked(), QStringList());
  view.showValue(0.1, Format::bf16);
  EXPECT_EQ(marked(), QStringList("BF16"));
  EXPECT_EQ(edit->text(), "0.1");
}

TEST_F(Microscope, CopiesTheWholeTable) {
  write("fp16:0x3c01");
  named<QPushButton>("Copy as text")->click();
  const QStringList lines = QApplication::clipboard()->text().split('\n');
  ASSERT_EQ(lines.size(), 9);  // the last is empty
  EXPECT_EQ(lines[0], "Value\t1.0009765625");
  EXPECT_EQ(lines[4].toStdString(),
            "FP16\t0x3c01\t0 01111 0000000001\tnormal\t1.00097656\t1\t1.00195313\t2^-10\t0\t0");
  for (int i = 1; i < 8; ++i) EXPECT_EQ(lines[i].count('\t'), 9);
}

// Cells of one strip do not overlap, and the mantissas of all formats begin at the same place.
TEST_F(Microscope, StripsAreAlignedAtTheEndOfTheExponent) {
  for (const Format format : kShownFormats) {
    BitStrip* bits = strip(format);
    const FormatInfo& facts = info(format);
    for (int bit = 1; bit < facts.bits(); ++bit) {
      EXPECT_LE(bits->cell(bit).right(), bits->cell(bit - 1).left());
      EXPECT_TRUE(bits->rect().contains(bits->cell(bit)));
    }
    EXPECT_EQ(bits->cell(facts.mantissaBits - 1).left(),
              strip(Format::fp32)->cell(info(Format::fp32).mantissaBits - 1).left());
  }
}

TEST_F(Microscope, EveryControlHasAnAccessibleNameAndATooltip) {
  for (QWidget* widget : view.findChildren<QWidget*>()) {
    if (widget->focusPolicy() == Qt::NoFocus) continue;
    if (qobject_cast<QLabel*>(widget)) continue;
    EXPECT_FALSE(widget->accessibleName().isEmpty()) << widget->metaObject()->className();
    if (!qobject_cast<BitStrip*>(widget)) {  // has one for every bit
      EXPECT_FALSE(widget->toolTip().isEmpty()) << widget->metaObject()->className();
    }
  }
}

TEST(MicroscopeDialog, StaysOpenBesideTheWork) {
  MicroscopeDialog dialog;
  dialog.showValue(6e-8, Format::fp16);
  EXPECT_TRUE(dialog.isVisible());
  EXPECT_FALSE(dialog.isModal());
  EXPECT_EQ(dialog.microscope().numbers()[2].value, 0x1p-24);
  QTest::keyClick(dialog.findChild<QLineEdit*>(), Qt::Key_Return);  // closes nothing
  EXPECT_TRUE(dialog.isVisible());
  QTest::keyClick(&dialog, Qt::Key_Escape);
  EXPECT_FALSE(dialog.isVisible());
}

// SCALESCOPE_PICTURES names a folder for pictures of both themes, to be looked at.
TEST(MicroscopeDialog, IsDrawnInBothThemes) {
  for (const Theme theme : {Theme::light, Theme::dark}) {
    const QPalette palette = theme == Theme::light ? lightPalette() : darkPalette();
    MicroscopeDialog dialog;
    dialog.setPalette(palette);
    dialog.showValue(0.1, Format::fp16);
    const QImage image = dialog.grab().toImage();
    const QPoint bit = dialog.findChildren<BitStrip*>().at(2)->mapTo(&dialog, QPoint(0, 0)) +
                       dialog.findChildren<BitStrip*>().at(2)->cell(9).topLeft() + QPoint(3, 2);
    const double ratio = image.devicePixelRatio();
    EXPECT_EQ(image.pixelColor((QPointF(bit) * ratio).toPoint()),
              bitColour(BitPart::mantissa, theme == Theme::dark));
    if (const QString folder = qEnvironmentVariable("SCALESCOPE_PICTURES"); !folder.isEmpty()) {
      image.save(folder +
                 (theme == Theme::light ? "/microscope-light.png" : "/microscope-dark.png"));
    }
  }
}

}  // namespace
}  // namespace scalescope
