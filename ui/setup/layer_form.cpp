#include "ui/setup/layer_form.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include "ui/setup/layer_fields.h"
#include "ui/setup/number_edit.h"

namespace scalescope {

LayerForm::LayerForm(NetworkModel* model, QWidget* parent)
    : QWidget(parent), model_(model), layout_(new QGridLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setHorizontalSpacing(8);
  layout_->setVerticalSpacing(2);
  for (int column = 0; column < 3; ++column) layout_->setColumnStretch(column, 1);
  connect(model_, &QAbstractItemModel::dataChanged, this, &LayerForm::refresh);
  connect(model_, &QAbstractItemModel::modelReset, this, [this] { showLayer(-1); });
}

void LayerForm::showLayer(int row) {
  const bool known = row >= 0 && row < model_->rowCount();
  row_ = known ? row : -1;
  rebuild();
}

void LayerForm::rebuild() {
  refreshers_.clear();
  while (QLayoutItem* item = layout_->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    if (item->widget()) item->widget()->hide();
    delete item;
  }
  if (row_ < 0) return;
  type_ = model_->layer(row_).type;
  int place = 0;
  for (const LayerField& field : fieldsOf(type_)) {
    const int line = 2 * (place / 3);
    auto* title = new QLabel(field.label, this);
    QWidget* editor = makeField(field);
    editor->setToolTip(field.tip);
    editor->setAccessibleName(field.label);
    editor->setObjectName(field.key);
    title->setBuddy(editor);
    layout_->addWidget(title, line, place % 3);
    layout_->addWidget(editor, line + 1, place % 3);
    ++place;
  }
  refresh();
}

QWidget* LayerForm::makeField(const LayerField& field) {
  const auto edit = [this, field](double value) {
    LayerConfig layer = model_->layer(row_);
    setField(layer, field, value);
    model_->setLayer(row_, layer, QString("layer %1 %2").arg(row_).arg(field.key));
  };
  const auto value = [this, field] { return field.get(model_->layer(row_)); };
  switch (field.kind) {
    case LayerField::Kind::integer: {
      auto* box = new QSpinBox(this);
      box->setAlignment(Qt::AlignRight);
      box->setRange(static_cast<int>(field.least), static_cast<int>(field.most));
      connect(box, &QSpinBox::valueChanged, this, [edit](int number) { edit(number); });
      refreshers_.emplace_back([box, value] { box->setValue(static_cast<int>(value())); });
      return box;
    }
    case LayerField::Kind::flag: {
      auto* box = new QCheckBox(this);
      connect(box, &QCheckBox::toggled, this, [edit](bool on) { edit(on ? 1.0 : 0.0); });
      refreshers_.emplace_back([box, value] { box->setChecked(value() != 0.0); });
      return box;
    }
    case LayerField::Kind::number:
      break;
  }
  auto* box = new NumberEdit(field.least, field.most, false, this);
  connect(box, &NumberEdit::valueEdited, this,
          [edit](std::optional<double> number) { edit(*number); });
  refreshers_.emplace_back([box, value] { box->setValue(value()); });
  return box;
}

void LayerForm::refresh() {
  if (row_ < 0) return;
  if (row_ >= model_->rowCount()) return showLayer(-1);
  if (model_->layer(row_).type != type_) return rebuild();
  for (QWidget* child : findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
    child->blockSignals(true);
  for (const auto& refresher : refreshers_) refresher();
  for (QWidget* child : findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
    child->blockSignals(false);
}

}  // namespace scalescope
