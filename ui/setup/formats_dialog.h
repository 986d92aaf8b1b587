#pragma once

#include <QDialog>
#include <map>

#include "core/train/experiment_config.h"

class QGridLayout;

namespace scalescope {

/// The formats of a run's layers: what its policy chooses, and edits of single layers.
class FormatsDialog : public QDialog {
  Q_OBJECT

 public:
  FormatsDialog(const ExperimentConfig& config, int run, QWidget* parent = nullptr);
  const std::map<int, FormatOverride>& overrides() const { return overrides_; }

 private:
  void addLayer(QGridLayout* grid, int row, int layer);
  void addChoice(QGridLayout* grid, int row, int column, int layer,
                 std::optional<Format> FormatOverride::*member, Format policyChoice,
                 const std::vector<Format>& choices);

  ExperimentConfig config_;
  std::map<int, FormatOverride> overrides_;
  std::vector<LayerFormats> policy_;  ///< without this run's edits
};

/// The formats of every layer under a run's policy, with the configuration's and, if asked, the
/// run's own edits.
std::vector<LayerFormats> formatsOf(const ExperimentConfig& config, const RunConfig& run,
                                    bool withRunEdits);

}  // namespace scalescope
