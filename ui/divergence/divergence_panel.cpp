#include "ui/divergence/divergence_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <set>

#include "core/diagnosis/tensor_place.h"
#include "ui/divergence/divergence_view.h"
#include "ui/style/colours.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

constexpr std::size_t kMostPoints = 2000;  ///< of a curve

/// "layers.0.weight (conv2d)"
QString tensorLabel(const NetworkConfig& network, const QString& name) {
  TensorInfo info;
  info.name = name.toStdString();
  const TensorPlace place = placeOf(info, network);
  if (place.layer < 0) return name;
  return QString("%1 (%2)").arg(name, QString::fromStdString(place.layerType));
}

QString line(const QColor& colour, QChar mark, const QString& text) {
  return QString("<p style=\"margin:0 0 5px 0\"><span style=\"color:%1\">%2</span> %3</p>")
      .arg(colour.name(), QString(mark), text.toHtmlEscaped());
}

/// As DivergenceView draws the marks of a curve.
QChar markOf(int shape) {
  static constexpr std::array<char16_t, 6> marks{0x25CF, 0x25B2, 0x25C6, 0x25BC, 0x271A, 0x25A0};
  return marks[static_cast<std::size_t>(shape) % marks.size()];
}

}  // namespace

DivergencePanel::DivergencePanel(QWidget* parent)
    : QWidget(parent),
      tensors_(new QComboBox(this)),
      sentences_(new QLabel(this)),
      side_(new QScrollArea(this)),
      view_(new DivergenceView(this)) {
  tensors_->setToolTip(tr("Whose gradients, weights and updates are compared with FP32's"));
  tensors_->setAccessibleName(tr("Layer"));
  tensors_->addItem(tr("All layers"), QString());
  auto* label = new QLabel(tr("La&yer"), this);
  label->setBuddy(tensors_);
  sentences_->setWordWrap(true);
  sentences_->setTextFormat(Qt::RichText);
  sentences_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  sentences_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  sentences_->setAccessibleName(tr("Where runs part from FP32"));
  side_->setWidgetResizable(true);
  side_->setFrameShape(QFrame::NoFrame);
  side_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  side_->setWidget(sentences_);
  auto* choice = new QHBoxLayout;
  choice->addWidget(label);
  choice->addWidget(tensors_, 1);
  auto* left = new QVBoxLayout;
  left->addLayout(choice);
  left->addWidget(side_, 1);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 4, 4, 4);
  layout->setSpacing(10);
  layout->addLayout(left, 2);
  layout->addWidget(view_, 7);
  connect(tensors_, &QComboBox::currentIndexChanged, this, &DivergencePanel::showRuns);
  connect(view_, &DivergenceView::stepClicked, this, &DivergencePanel::stepClicked);
  connect(&loader_, &DivergenceLoader::loaded, this,
          [this](const std::string& store, const LoadedDivergences& runs) {
            rest();
            if (store != store_) return;
            loaded_ = runs;
            fillTensors();
            showRuns();
          });
  connect(&loader_, &DivergenceLoader::failed, this,
          [this](const std::string& store, const QString& message) {
            rest();
            if (store == store_) showHint(message);
          });
  pause_.setSingleShot(true);
  connect(&pause_, &QTimer::timeout, this, [this] {
    if (stale_) refresh();
  });
  showRuns();
}

void DivergencePanel::setStore(const std::string& path) {
  store_ = path;
  looks_.clear();
  loaded_.reset();
  showRuns();
}

void DivergencePanel::addRun(qint64 run, const RunLook& look) {
  if (run <= 0) return;  // it is in no store
  looks_[run] = look;
  pause_.stop();
  refresh();
}

void DivergencePanel::removeRun(qint64 run) {
  if (looks_.remove(run) > 0) showRuns();
}

void DivergencePanel::refresh() {
  stale_ = true;
  if (isVisible() && !pause_.isActive() && !looks_.isEmpty()) read();
}

void DivergencePanel::read() {
  stale_ = false;
  reading_.start();
  loader_.load(store_, looks_.keys());
}

void DivergencePanel::rest() {
  constexpr int kShare = 20;  // of a core's time
  pause_.start(static_cast<int>(std::min<qint64>(reading_.elapsed(), 1000)) * kShare);
}

void DivergencePanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (stale_) refresh();
}

void DivergencePanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) showRuns();
}

QColor DivergencePanel::colourOf(qint64 run) const {
  const RunLook look = looks_.value(run);
  return isDark(palette()) ? look.dark : look.light;
}

/// The tensors of all runs that were read; the chosen one stays if it is among them.
void DivergencePanel::fillTensors() {
  QList<std::pair<QString, QString>> items{{tr("All layers"), QString()}};
  std::set<std::string> known{""};
  for (const LoadedDivergence& run : *loaded_) {
    if (run.divergence.own.empty()) continue;
    for (const std::string& tensor : *run.divergence.own.back().tensors) {
      if (known.insert(tensor).second)
        items << std::pair(tensorLabel(run.divergence.network, QString::fromStdString(tensor)),
                           QString::fromStdString(tensor));
    }
  }
  const QString chosen = tensors_->currentData().toString();
  const QSignalBlocker blocker(tensors_);
  if (items.size() != tensors_->count()) {
    tensors_->clear();
    for (const auto& [label, name] : items) tensors_->addItem(label, name);
  }
  tensors_->setCurrentIndex(std::max(tensors_->findData(chosen), 0));
}

void DivergencePanel::showHint(const QString& text) {
  sentences_->setText(QString("<p>%1</p>").arg(text.toHtmlEscaped()));
}

QString DivergencePanel::sentences() const { return sentences_->text(); }

void DivergencePanel::showRuns() {
  const std::string tensor = tensors_->currentData().toString().toStdString();
  std::vector<DivergenceCurves> curves;
  std::vector<DivergenceBands> bands;
  std::set<std::int64_t> measured;  // noise floors that have their band
  QString text;
  for (std::size_t i = 0; loaded_ && i < loaded_->size(); ++i) {
    const LoadedDivergence& run = (*loaded_)[i];
    if (!looks_.contains(run.run)) continue;
    const DepartureKind kind = run.divergence.departure.kind;
    const auto& floor = run.divergence.noiseFloor;
    if (floor && measured.insert(floor->id).second)
      bands.push_back(bandsOf(run.divergence, tensor, kMostPoints));
    // The reference has no distance from itself, and the noise floor is the band.
    if (kind == DepartureKind::reference || kind == DepartureKind::noiseFloor) continue;
    const auto shape = static_cast<int>(curves.size());
    text += line(colourOf(run.run), markOf(shape),
                 QString::fromStdString(run.divergence.departure.sentence));
    curves.push_back(curvesOf(run.divergence, tensor, kMostPoints));
    for (DivergenceCurve& curve : curves.back()) {
      curve.colour = colourOf(run.run);
      curve.shape = shape;
    }
  }
  if (!bands.empty()) {
    const bool dark = isDark(palette());
    text += line(runColour(QStringLiteral("fp32"), 0, dark), QChar(0x25A0),
                 tr("Noise floor: what chance does to FP32. What is within it cannot be told from "
                    "chance."));
  }
  view_->setContent(curves, bands);
  if (!text.isEmpty()) {
    sentences_->setText(text);
    return;
  }
  if (looks_.size() > 1) {
    return showHint(
        tr("None of these runs was trained here beside an FP32 run, which is what a distance is "
           "measured from."));
  }
  showHint(
      tr("Train a run beside an FP32 run, or tick one in the list of runs: here stands where "
         "it parts from FP32, and whether by more than chance."));
}

}  // namespace scalescope
