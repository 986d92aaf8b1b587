#pragma once

#include <QWidget>
#include <vector>

#include "core/train/devices.h"
#include "ui/setup/config_document.h"

class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace scalescope {

class DataOutline;
class RunsEditor;

/// Everything about an experiment that is decided before it starts.
class SetupPanel : public QWidget {
  Q_OBJECT

 public:
  SetupPanel(ConfigDocument& document, const std::vector<DeviceEntry>& devices,
             QWidget* parent = nullptr);

  /// Why the experiment cannot start, in one sentence; empty if it can.
  QString problem() const;
  /// While an experiment trains its setup is seen, not edited.
  void setLocked(bool locked);

  /// "data", "network", "runs" or "training", scrolled to; null for another word.
  QWidget* reveal(const QString& section);
  const RunsEditor& runsEditor() const { return *runsEditor_; }

 signals:
  void problemChanged(const QString& problem);

 private:
  QWidget* makePresetRow();
  QWidget* makeNameRow();
  QWidget* makeInputRow();
  QWidget* makeBody(const std::vector<DeviceEntry>& devices);
  void addSection(QVBoxLayout* layout, const QString& name, const QString& title, QWidget* content);
  void showProblem();

  ConfigDocument& document_;
  DataOutline* outline_;
  QScrollArea* scroll_;
  QWidget* body_ = nullptr;
  RunsEditor* runsEditor_ = nullptr;
  QLabel* problemLabel_;
  QString lastProblem_;
};

}  // namespace scalescope
