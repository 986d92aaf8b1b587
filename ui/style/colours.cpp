#include "ui/style/colours.h"

#include <QPalette>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/style/translation.h"

namespace scalescope {
namespace {

struct Shade {
  const char* precision;
  QRgb light;
  QRgb dark;
};

// Hues that stay apart under colour blindness (after Okabe and Ito), darker for FP32 than for the
// others.
constexpr std::array<Shade, 8> shades{{{"fp32", 0xff1f5fa8, 0xff4d9be6},
                                       {"tf32", 0xff264755, 0xffa1e2f7},
                                       {"fp16-mixed", 0xffe58a00, 0xffffb84d},
                                       {"fp16-pure", 0xffc8402f, 0xffff8370},
                                       {"fp16-autocast", 0xffbe7bcc, 0xff8a5eab},
                                       {"bf16-mixed", 0xff1d9a70, 0xff58d3a8},
                                       {"fp8-hybrid", 0xffbc4d8a, 0xffcb71ac},
                                       {"int8-qat", 0xff384224, 0xffe8f093}}};

/// The colour, made darker on white or lighter on black until its contrast is 3 : 1, which WCAG
/// asks of graphics.
QColor readable(QColor colour, bool dark) {
  const QColor background = dark ? QColor(0x1e, 0x1f, 0x22) : QColor(Qt::white);
  constexpr double kContrast = 3.0;
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    if (contrast(colour, background) >= kContrast) break;
    colour = dark ? colour.lighter(112) : colour.darker(112);
  }
  return colour;
}

}  // namespace

double luminance(const QColor& colour) {
  const auto linear = [](double part) {
    return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
         0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double one = luminance(a) + 0.05;
  const double other = luminance(b) + 0.05;
  return std::max(one, other) / std::min(one, other);
}

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() <
         palette.color(QPalette::WindowText).lightness();
}

QColor runColour(const QString& precision, int repeat, bool dark) {
  const auto found = std::find_if(shades.begin(), shades.end(), [&precision](const Shade& shade) {
    return precision == QLatin1String(shade.precision);
  });
  // Of what was trained elsewhere the precision may be unknown, of one run after the other.
  if (found == shades.end()) return groupColour(repeat, dark);
  const Shade& shade = *found;
  const QColor colour = QColor::fromRgb(dark ? shade.dark : shade.light);
  constexpr int kTurns = 4;
  // Beyond those a run may look like one of another precision, but like none that is near.
  if (repeat >= kTurns) return groupColour(repeat - kTurns, dark);
  const int turn = repeat;
  if (turn == 0) return colour;
  const int hue = (colour.hslHue() + 25 * turn) % 360;
  // Hues alone would be too near to each other in light colours.
  const double strength = turn % 2 == 0 ? 1.0 : dark ? 0.72 : 1.3;
  const int lightness = std::min(static_cast<int>(colour.lightness() * strength), 200);
  return readable(QColor::fromHsl(hue, colour.hslSaturation(), lightness), dark);
}

QColor groupColour(int number, bool dark) {
  static constexpr QRgb light[] = {0x0072b2, 0xd55e00, 0x009e73, 0xb8538f,
                                   0x332288, 0x7a4a00, 0x111111, 0x8f1d1d};
  static constexpr QRgb deep[] = {0x56b4e9, 0xf0883e, 0x1fa67a, 0xe9a3cc,
                                  0xf0e442, 0x8c7bff, 0xffffff, 0xc25b6b};
  const auto index = static_cast<std::size_t>(number) % std::size(light);
  return QColor::fromRgb(dark ? deep[index] : light[index]);
}

QColor noiseFloorColour(bool dark) {
  return dark ? QColor(0x6d, 0x86, 0xa3) : QColor(0x8c, 0xa3, 0xbd);
}

QColor highlightColour(bool dark) {
  return dark ? QColor(0xf2, 0xb1, 0x34) : QColor(0xd9, 0x7b, 0x06);
}

QColor eventColour(EventKind kind, bool dark) {
  switch (kind) {
    case EventKind::overflow:
      return dark ? QColor(0xff, 0x83, 0x70) : QColor(0xc8, 0x40, 0x2f);
    case EventKind::scaleChange:
      return dark ? QColor(0xff, 0xb8, 0x4d) : QColor(0xc2, 0x74, 0x00);
    case EventKind::collapse:
      return dark ? QColor(0xff, 0x6b, 0x9d) : QColor(0xa8, 0x12, 0x4d);
    case EventKind::breakpoint:
      return dark ? QColor(0xd3, 0x9b, 0xe0) : QColor(0x7e, 0x3f, 0x98);
    case EventKind::injection:
      return dark ? QColor(0x5e, 0xd0, 0xd8) : QColor(0x0f, 0x7c, 0x86);
    case EventKind::edit:
      return dark ? QColor(0xc8, 0xc4, 0x5a) : QColor(0x72, 0x6a, 0x00);
    case EventKind::evaluation:
      return dark ? QColor(0x58, 0xd3, 0xa8) : QColor(0x1a, 0x80, 0x5d);
    case EventKind::note:
      return dark ? QColor(0x6f, 0xb1, 0xf0) : QColor(0x1f, 0x5f, 0xa8);
    case EventKind::state:
      return dark ? QColor(0xa8, 0xad, 0xb5) : QColor(0x66, 0x6c, 0x75);
  }
  return {};
}

QString eventLabel(EventKind kind) {
  switch (kind) {
    case EventKind::overflow:
      return tr("Overflow");
    case EventKind::scaleChange:
      return tr("Scale");
    case EventKind::collapse:
      return tr("Collapse");
    case EventKind::breakpoint:
      return tr("Breakpoint");
    case EventKind::injection:
      return tr("Injection");
    case EventKind::edit:
      return tr("Edit");
    case EventKind::evaluation:
      return tr("Evaluation");
    case EventKind::note:
      return tr("Note");
    case EventKind::state:
      return tr("State");
  }
  return {};
}

QString stateLabel(RunState state) {
  switch (state) {
    case RunState::ready:
      return tr("ready");
    case RunState::running:
      return tr("running");
    case RunState::paused:
      return tr("paused");
    case RunState::finished:
      return tr("finished");
    case RunState::stopped:
      return tr("stopped");
    case RunState::interrupted:
      return tr("interrupted");
    case RunState::failed:
      return tr("failed");
  }
  return {};
}

}  // namespace scalescope
