#include "ui/setup/network_editor.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include "ui/setup/layer_fields.h"
#include "ui/setup/layer_form.h"
#include "ui/style/icons.h"

namespace scalescope {
namespace {

constexpr int layerTypes = static_cast<int>(LayerType::flatten) + 1;

/// Edits the type of a layer with a list of all types.
class TypeDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&,
                        const QModelIndex&) const override {
    auto* box = new QComboBox(parent);
    for (const std::string& name : layerTypeNames()) box->addItem(QString::fromStdString(name));
    QObject::connect(box, &QComboBox::activated, this, [this, box] {
      auto* self = const_cast<TypeDelegate*>(this);
      emit self->commitData(box);
      emit self->closeEditor(box);
    });
    return box;
  }
  void setEditorData(QWidget* editor, const QModelIndex& index) const override {
    auto* box = static_cast<QComboBox*>(editor);
    box->setCurrentText(index.data(Qt::EditRole).toString());
  }
  void setModelData(QWidget* editor, QAbstractItemModel* model,
                    const QModelIndex& index) const override {
    model->setData(index, static_cast<QComboBox*>(editor)->currentText(), Qt::EditRole);
  }
};

}  // namespace

NetworkEditor::NetworkEditor(ConfigDocument& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      model_(new NetworkModel(document, this)),
      table_(new QTableView(this)),
      summary_(new QLabel(this)) {
  makeTable();
  auto* form = new LayerForm(model_, this);
  summary_->setWordWrap(true);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(makeButtons());
  layout->addWidget(table_);
  layout->addWidget(summary_);
  layout->addWidget(form);

  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this, form](const QModelIndex& now) {
            form->showLayer(now.isValid() ? now.row() : -1);
            updateButtons();
          });
  connect(model_, &NetworkModel::settingsRefused, this, [this](const QString& reason) {
    QToolTip::showText(table_->mapToGlobal(table_->rect().bottomLeft()), reason, table_);
  });
  connect(model_, &QAbstractItemModel::modelReset, this, &NetworkEditor::fitTable);
  connect(model_, &QAbstractItemModel::rowsInserted, this, &NetworkEditor::fitTable);
  connect(model_, &QAbstractItemModel::rowsRemoved, this, &NetworkEditor::fitTable);
  connect(&document_, &ConfigDocument::changed, this, &NetworkEditor::updateSummary);
  fitTable();
  updateSummary();
  updateButtons();
}

void NetworkEditor::makeTable() {
  table_->setModel(model_);
  table_->setAccessibleName(tr("Layers of the network"));
  table_->setItemDelegateForColumn(NetworkModel::typeColumn, new TypeDelegate(table_));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                          QAbstractItemView::SelectedClicked);
  table_->setShowGrid(false);
  table_->setAlternatingRowColors(true);
  table_->setWordWrap(false);
  table_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  table_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 7);
  table_->verticalHeader()->setDefaultAlignment(Qt::AlignCenter);
  table_->verticalHeader()->setHighlightSections(false);
  QHeaderView* header = table_->horizontalHeader();
  header->setHighlightSections(false);
  header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  header->setMinimumSectionSize(20);
  header->setSectionResizeMode(NetworkModel::typeColumn, QHeaderView::ResizeToContents);
  header->setSectionResizeMode(NetworkModel::settingsColumn, QHeaderView::Stretch);
  header->setSectionResizeMode(NetworkModel::outputColumn, QHeaderView::ResizeToContents);
  header->setSectionResizeMode(NetworkModel::parametersColumn, QHeaderView::ResizeToContents);
  // Else the settings are what a narrow window takes away.
  table_->setMinimumWidth(52 * fontMetrics().averageCharWidth());
}

QToolButton* NetworkEditor::makeButton(Symbol symbol, const QString& text,
                                       const std::function<void()>& action) {
  auto* button = new QToolButton(this);
  button->setIcon(icon(symbol));
  button->setToolTip(text);
  button->setAccessibleName(text);
  button->setAutoRaise(true);
  connect(button, &QToolButton::clicked, this, action);
  return button;
}

QWidget* NetworkEditor::makeButtons() {
  auto* bar = new QWidget(this);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);

  auto* add = makeButton(Symbol::add, tr("Add a layer after the selected one"), [] {});
  add->setText(tr("Add layer"));
  add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  add->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(add);
  for (int i = 0; i < layerTypes; ++i) {
    const auto type = static_cast<LayerType>(i);
    menu->addAction(titleOf(type), this, [this, type] {
      const int at = current() < 0 ? model_->rowCount() : current() + 1;
      model_->insert(at, type);
      select(at);
    });
  }
  add->setMenu(menu);
  layout->addWidget(add);
  layout->addStretch();
  layout->addWidget(remove_ = makeButton(Symbol::remove, tr("Remove the selected layer"), [this] {
                      const int row = current();
                      model_->remove(row);
                      select(std::min(row, model_->rowCount() - 1));
                    }));
  layout->addWidget(up_ = makeButton(Symbol::up, tr("Move the selected layer up"), [this] {
                      const int row = current();
                      model_->move(row, row - 1);
                      select(row - 1);
                    }));
  layout->addWidget(down_ = makeButton(Symbol::down, tr("Move the selected layer down"), [this] {
                      const int row = current();
                      model_->move(row, row + 1);
                      select(row + 1);
                    }));
  for (const bool undo : {true, false}) {
    QUndoStack* stack = document_.undoStack();
    QToolButton* button =
        makeButton(undo ? Symbol::undo : Symbol::redo, undo ? tr("Undo") : tr("Redo"),
                   [stack, undo] { undo ? stack->undo() : stack->redo(); });
    button->setEnabled(undo ? stack->canUndo() : stack->canRedo());
    connect(stack, undo ? &QUndoStack::canUndoChanged : &QUndoStack::canRedoChanged, button,
            &QToolButton::setEnabled);
    layout->addWidget(button);
  }
  return bar;
}

int NetworkEditor::current() const {
  const QModelIndex index = table_->currentIndex();
  return index.isValid() ? index.row() : -1;
}

void NetworkEditor::select(int row) {
  table_->setCurrentIndex(row < 0 ? QModelIndex() : model_->index(row, 0));
}

void NetworkEditor::updateButtons() {
  const int row = current();
  remove_->setEnabled(row >= 0 && model_->rowCount() > 1);
  up_->setEnabled(row > 0);
  down_->setEnabled(row >= 0 && row + 1 < model_->rowCount());
}

void NetworkEditor::updateSummary() {
  for (int row = 0; row < model_->rowCount(); ++row) {
    if (model_->error(row).isEmpty()) continue;
    summary_->setText(tr("Layer %1: %2").arg(row).arg(model_->error(row)));
    return;
  }
  summary_->setText(
      tr("%1 parameters")
          .arg(QLocale().toString(static_cast<qlonglong>(model_->totalParameters()))));
}

// The whole list is seen; the panel around it scrolls.
void NetworkEditor::fitTable() {
  const int rows = std::max(3, model_->rowCount());
  table_->setFixedHeight(table_->horizontalHeader()->sizeHint().height() +
                         rows * table_->verticalHeader()->defaultSectionSize() +
                         2 * table_->frameWidth());
  updateButtons();
}

}  // namespace scalescope
