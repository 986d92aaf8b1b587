#include "ui/setup/setup_panel.h"

#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

#include "core/train/presets.h"
#include "ui/setup/data_form.h"
#include "ui/setup/data_outline.h"
#include "ui/setup/network_editor.h"
#include "ui/setup/runs_editor.h"
#include "ui/setup/training_form.h"
#include "ui/style/colours.h"
#include "ui/style/translation.h"

namespace scalescope {
namespace {

QWidget* labelled(const QString& label, QWidget* field, QWidget* parent) {
  auto* row = new QWidget(parent);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(10);
  auto* title = new QLabel(label, row);
  title->setBuddy(field);
  title->setFixedWidth(parent->fontMetrics().averageCharWidth() * 15);
  layout->addWidget(title);
  layout->addWidget(field, 1);
  field->setAccessibleName(label);
  return row;
}

/// "1×28×28", "1, 28, 28" or "2"; empty if it is no shape.
Shape readShape(const QString& text) {
  static const QRegularExpression separators("[^0-9]+");
  Shape shape;
  for (const QString& part : text.split(separators, Qt::SkipEmptyParts)) {
    const qlonglong extent = part.toLongLong();
    if (extent < 1) return {};
    shape.push_back(extent);
  }
  return shape;
}

}  // namespace

SetupPanel::SetupPanel(ConfigDocument& document, const std::vector<DeviceEntry>& devices,
                       QWidget* parent)
    : QWidget(parent),
      document_(document),
      outline_(new DataOutline(document, this)),
      scroll_(new QScrollArea(this)),
      problemLabel_(new QLabel(this)) {
  scroll_->setWidgetResizable(true);
  scroll_->setFrameShape(QFrame::NoFrame);
  scroll_->setWidget(makeBody(devices));
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setMinimumWidth(body_->minimumSizeHint().width() +
                           style()->pixelMetric(QStyle::PM_ScrollBarExtent));

  problemLabel_->setWordWrap(true);
  problemLabel_->setContentsMargins(10, 6, 10, 6);
  problemLabel_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(scroll_);
  layout->addWidget(problemLabel_);
  connect(&document_, &ConfigDocument::changed, this, &SetupPanel::showProblem);
  connect(outline_, &DataOutline::changed, this, &SetupPanel::showProblem);
  showProblem();
}

QWidget* SetupPanel::makeBody(const std::vector<DeviceEntry>& devices) {
  body_ = new QWidget(this);
  auto* layout = new QVBoxLayout(body_);
  layout->setContentsMargins(10, 8, 10, 10);
  layout->setSpacing(6);
  layout->addWidget(makePresetRow());
  layout->addWidget(makeNameRow());

  auto* dataForm = new DataForm(document_, body_);
  connect(outline_, &DataOutline::changed, dataForm,
          [dataForm](const QString& text) { dataForm->showOutline(text); });
  addSection(layout, "data", tr("Data"), dataForm);
  auto* network = new QWidget(body_);
  auto* networkLayout = new QVBoxLayout(network);
  networkLayout->setContentsMargins(0, 0, 0, 0);
  networkLayout->addWidget(makeInputRow());
  networkLayout->addWidget(new NetworkEditor(document_, network));
  addSection(layout, "network", tr("Network"), network);
  runsEditor_ = new RunsEditor(document_, body_);
  addSection(layout, "runs", tr("Runs"), runsEditor_);
  addSection(layout, "training", tr("Training"), new TrainingForm(document_, devices, body_));
  layout->addStretch();
  return body_;
}

void SetupPanel::addSection(QVBoxLayout* layout, const QString& name, const QString& title,
                            QWidget* content) {
  content->setObjectName(name + "Section");
  auto* line = new QFrame(body_);
  line->setFrameShape(QFrame::HLine);
  line->setForegroundRole(QPalette::Mid);
  line->setFrameShadow(QFrame::Plain);
  auto* label = new QLabel(title, body_);
  QFont bold = label->font();
  bold.setBold(true);
  label->setFont(bold);
  layout->addSpacing(4);
  layout->addWidget(line);
  layout->addWidget(label);
  layout->addWidget(content);
}

QWidget* SetupPanel::makePresetRow() {
  auto* box = new QComboBox(body_);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setPlaceholderText(tr("Choose an experiment…"));
  for (const ExperimentPreset& preset : experimentPresets()) {
    box->addItem(scalescope::tr(preset.title));
    box->setItemData(box->count() - 1, scalescope::tr(preset.description), Qt::ToolTipRole);
  }
  const auto showCurrent = [this, box] {
    int found = -1;
    const std::vector<ExperimentPreset> presets = experimentPresets();
    for (std::size_t i = 0; i < presets.size(); ++i) {
      if (presets[i].config == document_.config()) found = static_cast<int>(i);
    }
    box->setCurrentIndex(found);
  };
  connect(box, &QComboBox::activated, this, [this](int chosen) {
    const ExperimentPreset preset = experimentPresets()[static_cast<std::size_t>(chosen)];
    document_.edit(tr("Preset %1").arg(scalescope::tr(preset.title)),
                   [&preset](ExperimentConfig& config) { config = preset.config; });
  });
  connect(&document_, &ConfigDocument::changed, box, showCurrent);
  showCurrent();
  box->setToolTip(tr("Fills the whole setup; can be undone"));
  return labelled(tr("Preset"), box, body_);
}

QWidget* SetupPanel::makeNameRow() {
  auto* edit = new QLineEdit(body_);
  edit->setToolTip(tr("How the experiment is called in the store"));
  const auto show = [this, edit] {
    const QString name = QString::fromStdString(document_.config().name);
    if (edit->text() == name) return;
    edit->setText(name);
    edit->setCursorPosition(0);
  };
  connect(edit, &QLineEdit::editingFinished, this, [this, edit] {
    document_.edit(tr("Rename experiment"),
                   [&](ExperimentConfig& c) { c.name = edit->text().toStdString(); });
  });
  connect(&document_, &ConfigDocument::changed, edit, show);
  show();
  return labelled(tr("Name"), edit, body_);
}

QWidget* SetupPanel::makeInputRow() {
  auto* edit = new QLineEdit(body_);
  edit->setToolTip(tr("Shape of one sample: channels × height × width, or features"));
  const auto show = [this, edit] { edit->setText(shapeText(document_.config().network.input)); };
  connect(edit, &QLineEdit::editingFinished, this, [this, edit, show] {
    const Shape shape = readShape(edit->text());
    if (shape.empty()) return show();
    document_.edit(tr("Input shape"), [&](ExperimentConfig& c) { c.network.input = shape; });
    show();
  });
  connect(&document_, &ConfigDocument::changed, edit, show);
  show();
  return labelled(tr("Input"), edit, body_);
}

QString SetupPanel::problem() const {
  return document_.problem().isEmpty() ? outline_->problem() : document_.problem();
}

QWidget* SetupPanel::reveal(const QString& section) {
  auto* found = body_->findChild<QWidget*>(section + "Section");
  if (!found) return nullptr;
  constexpr int room = 30;  // for the title above
  scroll_->ensureVisible(0, found->y() + found->height(), 0, 0);
  scroll_->ensureVisible(0, found->y() - room, 0, 0);
  return found;
}

void SetupPanel::setLocked(bool locked) { body_->setEnabled(!locked); }

void SetupPanel::showProblem() {
  const QString now = problem();
  problemLabel_->setVisible(!now.isEmpty());
  problemLabel_->setText(now);
  QPalette colours = palette();
  colours.setColor(QPalette::WindowText, eventColour(EventKind::overflow, isDark(colours)));
  problemLabel_->setPalette(colours);
  if (now == lastProblem_) return;
  lastProblem_ = now;
  emit problemChanged(now);
}

}  // namespace scalescope
