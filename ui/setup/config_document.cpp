#include "ui/setup/config_document.h"

#include <QUndoCommand>
#include <utility>

#include "core/base/error.h"
#include "ui/style/window_phrases.h"

namespace scalescope {
namespace {

constexpr int mergeId = 1;

QString problemOf(const ExperimentConfig& config) {
  static const std::string source = "setup";
  try {
    parseExperiment(Json::parse(toJson(config).dump()), source);
  } catch (const std::exception& error) {
    QString text = errorText(error);
    const QString prefix = QString::fromStdString(source) + ": ";
    return text.startsWith(prefix) ? text.mid(prefix.size()) : text;
  }
  return {};
}

}  // namespace

/// Whole configurations before and after: they are small, and nothing can be forgotten.
class ConfigCommand : public QUndoCommand {
 public:
  ConfigCommand(ConfigDocument& document, ExperimentConfig after, const QString& label,
                QString mergeKey)
      : QUndoCommand(label),
        document_(document),
        before_(document.config()),
        after_(std::move(after)),
        mergeKey_(std::move(mergeKey)) {}

  void undo() override { document_.set(before_); }
  void redo() override { document_.set(after_); }
  int id() const override { return mergeKey_.isEmpty() ? -1 : mergeId; }
  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = static_cast<const ConfigCommand*>(other);
    if (next->mergeKey_ != mergeKey_) return false;
    after_ = next->after_;
    return true;
  }

 private:
  ConfigDocument& document_;
  ExperimentConfig before_;
  ExperimentConfig after_;
  QString mergeKey_;
};

ConfigDocument::ConfigDocument(ExperimentConfig config, QObject* parent)
    : QObject(parent), config_(std::move(config)), problem_(problemOf(config_)) {}

void ConfigDocument::load(ExperimentConfig config) {
  undoStack_.clear();
  set(config);
}

void ConfigDocument::edit(const QString& label, const Change& change, const QString& mergeKey) {
  ExperimentConfig after = config_;
  change(after);
  if (after == config_) return;
  undoStack_.push(new ConfigCommand(*this, std::move(after), label, mergeKey));
}

void ConfigDocument::set(const ExperimentConfig& config) {
  config_ = config;
  problem_ = problemOf(config_);
  emit changed();
}

}  // namespace scalescope
