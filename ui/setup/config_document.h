#pragma once

#include <QObject>
#include <QString>
#include <QUndoStack>
#include <functional>

#include "core/train/experiment_config.h"

namespace scalescope {

/// The configuration being edited. Every change goes through edit() and can be undone; what no
/// editor shows is kept.
class ConfigDocument : public QObject {
  Q_OBJECT

 public:
  using Change = std::function<void(ExperimentConfig&)>;

  explicit ConfigDocument(ExperimentConfig config, QObject* parent = nullptr);

  const ExperimentConfig& config() const { return config_; }
  QUndoStack* undoStack() { return &undoStack_; }
  /// Starts over with another configuration; the history is gone.
  void load(ExperimentConfig config);
  /// `label` names the change in the Edit menu. Changes that follow one another under the same
  /// non-empty `mergeKey` are undone together.
  void edit(const QString& label, const Change& change, const QString& mergeKey = {});
  /// Why this cannot be trained, in one sentence; empty if it can, as far as the configuration
  /// alone tells.
  QString problem() const { return problem_; }

 signals:
  void changed();

 private:
  friend class ConfigCommand;
  void set(const ExperimentConfig& config);

  ExperimentConfig config_;
  QString problem_;
  QUndoStack undoStack_;
};

}  // namespace scalescope
