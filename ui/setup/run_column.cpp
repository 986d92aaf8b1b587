#include "ui/setup/run_column.h"

#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QToolTip>
#include <limits>

#include "core/precision/policy.h"
#include "ui/setup/formats_dialog.h"
#include "ui/setup/number_edit.h"
#include "ui/setup/run_names.h"
#include "ui/setup/scale_script.h"
#include "ui/style/colours.h"
#include "ui/style/icons.h"

namespace scalescope {
namespace {

constexpr double anyScale = 3.4e38;

QString precisionLabel(const QString& word) {
  const std::pair<const char*, QString> labels[] = {{"fp32", "FP32"},
                                                    {"tf32", "TF32"},
                                                    {"fp16-pure", RunColumn::tr("FP16 pure")},
                                                    {"fp16-mixed", RunColumn::tr("FP16 mixed")},
                                                    {"bf16-mixed", RunColumn::tr("BF16 mixed")},
                                                    {"fp16-autocast", RunColumn::tr("Autocast")},
                                                    {"fp8-hybrid", RunColumn::tr("FP8 hybrid")},
                                                    {"int8-qat", "INT8 QAT"}};
  for (const auto& [policy, label] : labels) {
    if (word == QLatin1String(policy)) return label;
  }
  return word;
}

QString presetLabel(const QString& word) {
  static const std::pair<const char*, const char*> labels[] = {{"pytorch", "PyTorch"},
                                                               {"apex", "Apex"},
                                                               {"deepspeed", "DeepSpeed"},
                                                               {"megatron", "Megatron"},
                                                               {"keras", "Keras"}};
  for (const auto& [preset, label] : labels) {
    if (word == QLatin1String(preset)) return label;
  }
  return word;
}

ScalerConfig scalerOfKind(ScalerKind kind) {
  if (kind == ScalerKind::dynamic) return scalerPreset("pytorch");
  ScalerConfig scaler;
  scaler.kind = kind;
  if (kind == ScalerKind::scripted) scaler.scales = {{0, 65536.0}};
  return scaler;
}

/// As in configurations: every key of what is the run's own.
QString ownText(const RunConfig& run) {
  OrderedJson parts = OrderedJson::object();
  if (run.optimizer) parts["optimizer"] = toJson(*run.optimizer);
  if (run.clip) parts["clip"] = toJson(*run.clip);
  return QString::fromStdString(parts.dump(1));
}

QComboBox* comboBox(QWidget* parent) {
  auto* box = new QComboBox(parent);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(7);
  return box;
}

}  // namespace

RunColumn::RunColumn(ConfigDocument& document, int run, QWidget* parent)
    : QObject(parent), document_(document), run_(run), fields_(rows, nullptr) {
  makeButtons(parent);
  makeChoices(parent);
  makeNumbers(parent);
  makeOwn(parent);
}

const RunConfig& RunColumn::config() const {
  return document_.config().runs[static_cast<std::size_t>(run_)];
}

void RunColumn::edit(Row row, const Change& change) {
  document_.edit(tr("%1 of %2").arg(title(row), QString::fromStdString(config().name)),
                 [&](ExperimentConfig& c) { change(c.runs[static_cast<std::size_t>(run_)]); });
}

void RunColumn::put(Row row, QWidget* field, std::function<void()> refresher) {
  field->setToolTip(tip(row));
  field->setAccessibleName(tr("%1, run %2").arg(title(row)).arg(run_ + 1));
  field->setObjectName(QString("run%1_%2").arg(run_).arg(static_cast<int>(row)));
  fields_[static_cast<std::size_t>(row)] = field;
  refreshers_.emplace_back(std::move(refresher));
}

void RunColumn::makeButtons(QWidget* parent) {
  auto* bar = new QWidget(parent);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  auto* dot = new DotLabel(bar);
  layout->addWidget(dot);
  layout->addStretch();
  const auto button = [&](Symbol symbol, const QString& text, const std::function<void()>& action) {
    auto* made = new QToolButton(bar);
    made->setIcon(icon(symbol));
    made->setAutoRaise(true);
    made->setToolTip(text);
    made->setAccessibleName(text);
    // Queued: the column that holds this button goes away with its run.
    connect(made, &QToolButton::clicked, this, action, Qt::QueuedConnection);
    layout->addWidget(made);
    return made;
  };
  button(Symbol::duplicate, tr("Duplicate this run"), [this] {
    document_.edit(tr("Duplicate run"), [this](ExperimentConfig& c) { duplicateRun(c, run_); });
  });
  QToolButton* remove = button(Symbol::remove, tr("Remove this run"), [this] {
    document_.edit(tr("Remove run"),
                   [this](ExperimentConfig& c) { c.runs.erase(c.runs.begin() + run_); });
  });
  put(buttons, bar, [this, dot, remove] {
    const QColor colour = colourOfRun(document_.config(), run_, isDark(QApplication::palette()));
    dot->setColour(colour);
    remove->setEnabled(document_.config().runs.size() > 1);
  });
}

void RunColumn::makeChoices(QWidget* parent) {
  auto* nameEdit = new QLineEdit(parent);
  connect(nameEdit, &QLineEdit::editingFinished, this, [this, nameEdit] {
    edit(name, [&](RunConfig& run) { run.name = nameEdit->text().trimmed().toStdString(); });
  });
  put(name, nameEdit, [this, nameEdit] {
    const QString text = QString::fromStdString(config().name);
    if (nameEdit->text() != text) nameEdit->setText(text);
  });

  QComboBox* policies = comboBox(parent);
  for (const std::string& policy : policyNames()) {
    policies->addItem(precisionLabel(QString::fromStdString(policy)),
                      QString::fromStdString(policy));
  }
  connect(policies, &QComboBox::currentIndexChanged, this, [this, policies] {
    edit(precision, [&](RunConfig& run) {
      run.precision = policies->currentData().toString().toStdString();
      run.noiseFloor = run.noiseFloor && run.precision == "fp32";
      run.scaler =
          scalerOfKind(policyNamed(run.precision).defaultScaler == "dynamic" ? ScalerKind::dynamic
                                                                             : ScalerKind::none);
    });
  });
  put(precision, policies, [this, policies] {
    policies->setCurrentIndex(policies->findData(QString::fromStdString(config().precision)));
  });

  QComboBox* scales = comboBox(parent);
  for (const QString& kind : {tr("Per tensor"), tr("None")}) scales->addItem(kind);
  connect(scales, &QComboBox::currentIndexChanged, this, [this](int kind) {
    edit(fp8Scaling, [&](RunConfig& run) { run.fp8Scaling = static_cast<Fp8Scaling>(kind); });
  });
  put(fp8Scaling, scales,
      [this, scales] { scales->setCurrentIndex(static_cast<int>(config().fp8Scaling)); });

  QComboBox* kinds = comboBox(parent);
  for (const QString& kind : {tr("None"), tr("Static"), tr("Dynamic"), tr("Scripted")})
    kinds->addItem(kind);
  connect(kinds, &QComboBox::currentIndexChanged, this, [this](int kind) {
    edit(scaler, [&](RunConfig& run) { run.scaler = scalerOfKind(static_cast<ScalerKind>(kind)); });
  });
  put(scaler, kinds,
      [this, kinds] { kinds->setCurrentIndex(static_cast<int>(config().scaler.kind)); });

  QComboBox* presets = comboBox(parent);
  for (const std::string& word : scalerPresetNames()) {
    presets->addItem(presetLabel(QString::fromStdString(word)), QString::fromStdString(word));
  }
  connect(presets, &QComboBox::currentIndexChanged, this, [this, presets] {
    edit(preset, [&](RunConfig& run) {
      run.scaler = scalerPreset(presets->currentData().toString().toStdString());
    });
  });
  put(preset, presets, [this, presets] {
    presets->setCurrentIndex(presets->findData(QString::fromStdString(config().scaler.preset)));
  });

  auto* layers = new QToolButton(parent);
  layers->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(layers, &QToolButton::clicked, this, [this, layers] {
    FormatsDialog dialog(document_.config(), run_, layers->window());
    if (dialog.exec() != QDialog::Accepted) return;
    edit(formats, [&](RunConfig& run) { run.layers = dialog.overrides(); });
  });
  put(formats, layers, [this, layers] {
    const auto edits = static_cast<int>(config().layers.size());
    layers->setText(edits == 0 ? tr("Policy") : tr("%1 edited").arg(edits));
  });
}

void RunColumn::addNumber(Row row, double least, double most,
                          std::function<double(const ScalerConfig&)> get,
                          std::function<void(ScalerConfig&, double)> set, QWidget* parent) {
  auto* box = new NumberEdit(least, most, false, parent);
  connect(box, &NumberEdit::valueEdited, this, [this, row, set](std::optional<double> value) {
    edit(row, [&](RunConfig& run) { set(run.scaler, *value); });
  });
  put(row, box, [this, box, get = std::move(get)] { box->setValue(get(config().scaler)); });
}

void RunColumn::addOptional(Row row, std::optional<double> ScalerConfig::*member, QWidget* parent) {
  auto* box = new NumberEdit(0.0, anyScale, true, parent);
  connect(box, &NumberEdit::valueEdited, this, [this, row, member](std::optional<double> value) {
    edit(row, [&](RunConfig& run) { run.scaler.*member = value; });
  });
  put(row, box, [this, box, member] { box->setValue(config().scaler.*member); });
}

void RunColumn::makeNumbers(QWidget* parent) {
  const auto plain = [&](Row row, double least, double most, double ScalerConfig::*member) {
    addNumber(
        row, least, most, [member](const ScalerConfig& s) { return s.*member; },
        [member](ScalerConfig& s, double value) { s.*member = value; }, parent);
  };
  const auto whole = [&](Row row, int ScalerConfig::*member) {
    addNumber(
        row, 1, std::numeric_limits<int>::max(),
        [member](const ScalerConfig& s) { return static_cast<double>(s.*member); },
        [member](ScalerConfig& s, double value) { s.*member = static_cast<int>(value); }, parent);
  };
  plain(scale, 1e-38, anyScale, &ScalerConfig::scale);
  plain(init, 1e-38, anyScale, &ScalerConfig::init);
  plain(growth, 1.0, 1e6, &ScalerConfig::growth);
  plain(backoff, 1e-6, 1.0, &ScalerConfig::backoff);
  whole(interval, &ScalerConfig::interval);
  whole(hysteresis, &ScalerConfig::hysteresis);
  addOptional(floor, &ScalerConfig::floor, parent);
  addOptional(cap, &ScalerConfig::cap, parent);

  auto* script = new QLineEdit(parent);
  connect(script, &QLineEdit::editingFinished, this, [this, script] {
    if (const auto scales = readScript(script->text())) {
      edit(steps, [&](RunConfig& run) { run.scaler.scales = *scales; });
    } else {
      QToolTip::showText(script->mapToGlobal(script->rect().bottomLeft()),
                         tr("Write step: scale pairs, as in 0: 65536, 100: 1"), script);
      script->setText(scriptText(config().scaler));
    }
  });
  put(steps, script, [this, script] { script->setText(scriptText(config().scaler)); });
}

void RunColumn::makeOwn(QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(button, &QToolButton::clicked, this, [this] {
    edit(own, [](RunConfig& run) {
      run.optimizer.reset();
      run.clip.reset();
    });
  });
  put(own, button, [this, button] {
    QStringList parts;
    if (config().optimizer) parts << tr("Optimizer");
    if (config().clip) parts << tr("Clipping");
    button->setText(parts.join(", "));
    button->setToolTip(tip(own) + "\n" + ownText(config()));
  });
}

void RunColumn::refresh() {
  for (QWidget* field : fields_) field->blockSignals(true);
  for (const auto& refresher : refreshers_) refresher();
  for (QWidget* field : fields_) field->blockSignals(false);
}

}  // namespace scalescope
