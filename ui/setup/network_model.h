#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/nn/shape_inference.h"
#include "ui/setup/config_document.h"

namespace scalescope {

/// The layers of a document: type and settings can be edited; output shape, parameters and errors
/// follow at once.
class NetworkModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { typeColumn, settingsColumn, outputColumn, parametersColumn, columns };

  explicit NetworkModel(ConfigDocument& document, QObject* parent = nullptr);

  void insert(int at, LayerType type);
  void remove(int at);
  void move(int from, int to);
  void setLayer(int row, const LayerConfig& layer, const QString& mergeKey = {});
  const LayerConfig& layer(int row) const { return layers_[static_cast<std::size_t>(row)]; }
  const QString error(int row) const;
  std::int64_t totalParameters() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 signals:
  void settingsRefused(const QString& reason);

 private:
  void follow();
  QVariant text(const QModelIndex& index) const;

  ConfigDocument& document_;
  std::vector<LayerConfig> layers_;
  std::vector<LayerShape> shapes_;
};

QString shapeText(const Shape& shape);  ///< "32×26×26"

}  // namespace scalescope
