#include "ui/setup/form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QToolButton>
#include <algorithm>
#include <limits>

#include "ui/setup/number_edit.h"
#include "ui/style/icons.h"

namespace scalescope {

ConfigForm::ConfigForm(ConfigDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), layout_(new QFormLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setHorizontalSpacing(10);
  layout_->setVerticalSpacing(5);
  layout_->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  layout_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  connect(&document_, &ConfigDocument::changed, this, &ConfigForm::refresh);
}

void ConfigForm::refresh() {
  for (const auto& refresher : refreshers_) refresher();
}

template <typename T>
void ConfigForm::bind(const QString& label, const QString& tip, QWidget* field,
                      const Binding<T>& binding, std::function<void(const T&)> show) {
  field->setToolTip(tip);
  field->setAccessibleName(label);
  auto* title = new QLabel(label, this);
  title->setToolTip(tip);
  title->setBuddy(field);
  // One width for the labels of all forms, so that the fields of the whole panel line up.
  title->setFixedWidth(fontMetrics().averageCharWidth() * 15);
  layout_->addRow(title, field);
  refreshers_.emplace_back([this, field, title, binding, show = std::move(show)] {
    const bool shown = !binding.shown || binding.shown(config());
    title->setVisible(shown);
    field->setVisible(shown);
    const QSignalBlocker quiet(field);
    show(binding.get(config()));
  });
}

void ConfigForm::addInteger(const QString& label, const QString& tip, std::int64_t least,
                            std::int64_t most, Binding<std::int64_t> binding,
                            const QString& specialAtLeast) {
  auto* field = new QSpinBox(this);
  field->setAlignment(Qt::AlignRight);
  field->setRange(static_cast<int>(least),
                  static_cast<int>(std::min<std::int64_t>(most, std::numeric_limits<int>::max())));
  field->setSpecialValueText(specialAtLeast);
  field->setGroupSeparatorShown(true);
  field->setKeyboardTracking(false);
  connect(field, &QSpinBox::valueChanged, this, [this, label, binding](int value) {
    document_.edit(
        label, [&](Config& c) { binding.set(c, value); }, label);
  });
  bind<std::int64_t>(label, tip, field, binding,
                     [field](std::int64_t value) { field->setValue(static_cast<int>(value)); });
}

void ConfigForm::addNumber(const QString& label, const QString& tip, double least, double most,
                           Binding<double> binding) {
  auto* field = new NumberEdit(least, most, false, this);
  connect(field, &NumberEdit::valueEdited, this,
          [this, label, binding](std::optional<double> value) {
            document_.edit(label, [&](Config& c) { binding.set(c, *value); });
          });
  bind<double>(label, tip, field, binding, [field](double value) { field->setValue(value); });
}

void ConfigForm::addOptionalNumber(const QString& label, const QString& tip, double least,
                                   double most, Binding<std::optional<double>> binding) {
  auto* field = new NumberEdit(least, most, true, this);
  connect(field, &NumberEdit::valueEdited, this,
          [this, label, binding](std::optional<double> value) {
            document_.edit(label, [&](Config& c) { binding.set(c, value); });
          });
  bind<std::optional<double>>(label, tip, field, binding,
                              [field](std::optional<double> value) { field->setValue(value); });
}

void ConfigForm::addChoice(const QString& label, const QString& tip, std::vector<Choice> choices,
                           Binding<QString> binding) {
  auto* field = new QComboBox(this);
  field->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  field->setMinimumContentsLength(8);
  for (const Choice& choice : choices) {
    field->addItem(choice.label, choice.word);
    if (choice.refusal.isEmpty()) continue;
    auto* item = qobject_cast<QStandardItemModel*>(field->model())->item(field->count() - 1);
    item->setEnabled(false);
    item->setToolTip(choice.refusal);
  }
  connect(field, &QComboBox::currentIndexChanged, this, [this, field, label, binding](int) {
    document_.edit(label, [&](Config& c) { binding.set(c, field->currentData().toString()); });
  });
  bind<QString>(label, tip, field, binding,
                [field](const QString& word) { field->setCurrentIndex(field->findData(word)); });
}

void ConfigForm::addFlag(const QString& label, const QString& tip, Binding<bool> binding) {
  auto* field = new QCheckBox(this);
  connect(field, &QCheckBox::toggled, this, [this, label, binding](bool on) {
    document_.edit(label, [&](Config& c) { binding.set(c, on); });
  });
  bind<bool>(label, tip, field, binding, [field](bool on) { field->setChecked(on); });
}

void ConfigForm::addText(const QString& label, const QString& tip, const QString& placeholder,
                         Binding<QString> binding) {
  auto* field = new QLineEdit(this);
  field->setPlaceholderText(placeholder);
  connect(field, &QLineEdit::editingFinished, this, [this, field, label, binding] {
    document_.edit(label, [&](Config& c) { binding.set(c, field->text()); });
  });
  bind<QString>(label, tip, field, binding, [field](const QString& text) {
    if (field->text() != text) field->setText(text);
  });
}

void ConfigForm::addPath(const QString& label, const QString& tip, const QString& placeholder,
                         const QString& filter, Binding<QString> binding) {
  auto* field = new QWidget(this);
  auto* row = new QHBoxLayout(field);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(3);
  auto* edit = new QLineEdit(field);
  edit->setPlaceholderText(placeholder);
  edit->setAccessibleName(label);
  auto* browse = new QToolButton(field);
  browse->setIcon(icon(Symbol::open));
  browse->setToolTip(tr("Choose…"));
  browse->setAccessibleName(tr("Choose: %1").arg(label));
  row->addWidget(edit);
  row->addWidget(browse);
  field->setFocusProxy(edit);
  const auto commit = [this, edit, label, binding] {
    document_.edit(label, [&](Config& c) { binding.set(c, edit->text()); });
  };
  connect(edit, &QLineEdit::editingFinished, this, commit);
  connect(browse, &QToolButton::clicked, this, [this, edit, filter, label, commit] {
    const QString chosen = filter.isEmpty()
                               ? QFileDialog::getExistingDirectory(this, label, edit->text())
                               : QFileDialog::getOpenFileName(this, label, edit->text(), filter);
    if (chosen.isEmpty()) return;
    edit->setText(chosen);
    commit();
  });
  bind<QString>(label, tip, field, binding, [edit](const QString& text) {
    if (edit->text() != text) edit->setText(text);
  });
}

void ConfigForm::addWide(QWidget* widget) { layout_->addRow(widget); }

}  // namespace scalescope
