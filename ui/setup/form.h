#pragma once

#include <QWidget>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ui/setup/config_document.h"

class QFormLayout;

namespace scalescope {

/// The limit of a field whose number has none of its own.
inline constexpr std::int64_t anyCount = std::numeric_limits<int>::max();

/// Labelled fields bound to a document: each shows a part of its configuration and edits it, with
/// undo.
class ConfigForm : public QWidget {
  Q_OBJECT

 public:
  explicit ConfigForm(ConfigDocument& document, QWidget* parent = nullptr);

 protected:
  using Config = ExperimentConfig;
  template <typename T>
  struct Binding {
    std::function<T(const Config&)> get;
    std::function<void(Config&, T)> set;
    std::function<bool(const Config&)> shown = {};  ///< empty: always
  };
  struct Choice {
    QString word;  ///< as in configurations
    QString label;
    QString refusal = {};  ///< why it cannot be chosen; empty: it can
  };

  void addInteger(const QString& label, const QString& tip, std::int64_t least, std::int64_t most,
                  Binding<std::int64_t> binding, const QString& specialAtLeast = {});
  void addNumber(const QString& label, const QString& tip, double least, double most,
                 Binding<double> binding);
  void addOptionalNumber(const QString& label, const QString& tip, double least, double most,
                         Binding<std::optional<double>> binding);
  void addChoice(const QString& label, const QString& tip, std::vector<Choice> choices,
                 Binding<QString> binding);
  void addFlag(const QString& label, const QString& tip, Binding<bool> binding);
  void addText(const QString& label, const QString& tip, const QString& placeholder,
               Binding<QString> binding);
  /// `filter` as QFileDialog takes it; empty: a directory.
  void addPath(const QString& label, const QString& tip, const QString& placeholder,
               const QString& filter, Binding<QString> binding);
  void addWide(QWidget* widget);

  const Config& config() const { return document_.config(); }
  ConfigDocument& document() { return document_; }
  void refresh();  ///< shows the document as it is; call once when all fields are there

 private:
  template <typename T>
  void bind(const QString& label, const QString& tip, QWidget* field, const Binding<T>& binding,
            std::function<void(const T&)> show);

  ConfigDocument& document_;
  QFormLayout* layout_;
  std::vector<std::function<void()>> refreshers_;
};

}  // namespace scalescope
