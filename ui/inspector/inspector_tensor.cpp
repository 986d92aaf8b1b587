// What the inspector shows of the tensor that is selected: its histogram in every run, and over
// time.
#include <algorithm>
#include <cmath>

#include "ui/inspector/detail_pane.h"
#include "ui/inspector/heat_model.h"
#include "ui/inspector/heat_table.h"
#include "ui/inspector/histogram_view.h"
#include "ui/inspector/history_view.h"
#include "ui/inspector/inspector_panel.h"
#include "ui/inspector/scale_bar.h"
#include "ui/plots/number_text.h"

namespace scalescope {
namespace {

/// The tensor of this name that has values in a step; −1: none.
int tensorNamed(const InspectedStep& step, const std::string& name) {
  const TensorTable& tensors = step.tensors();
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    if (tensors[i].name == name && step.record.summaries[i].elements > 0) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

}  // namespace

void InspectorPanel::selectSomething(const InspectedStep& step) {
  if (tensorNamed(step, tensor_) < 0 && !model_->indexOf(tensor_).isValid()) {
    // The gradient that loses most is what a person looks for.
    std::optional<std::uint64_t> most;
    for (std::size_t i = 0; i < step.tensors().size(); ++i) {
      const TensorSummary& summary = step.record.summaries[i];
      if (!movesWithScale(step.tensors()[i]) || summary.elements == 0) continue;
      const std::uint64_t lost = summary.underflow + summary.nonFiniteAfter();
      if (most && lost <= *most) continue;
      most = lost;
      tensor_ = step.tensors()[i].name;
    }
    if (!most && !step.tensors().empty()) tensor_ = step.tensors().front().name;
    requestHistory();
  }
  table_->select(tensor_);
}

void InspectorPanel::showTensor() {
  const Run* run = chosen();
  const int tensor = run != nullptr && run->step ? tensorNamed(*run->step, tensor_) : -1;
  ScaleBar* scale = detail_->scale();
  std::shared_ptr<const CountedStep> counted;
  if (run != nullptr && run->step) counted = {run->step, &run->step->counted};
  scale->show(std::move(counted), tensor);
  model_->setWhatIf(scale->answer());
  if (tensor < 0) {
    detail_->histogram()->show({}, Format::fp16);
    detail_->setCaption(QString::fromStdString(tensor_).toHtmlEscaped());
    return;
  }
  showHistogram(*run->step, tensor);
  showCaption(*run->step, tensor);
}

void InspectorPanel::showHistogram(const InspectedStep& step, int tensor) {
  const double scale = detail_->scale()->wanted().value_or(step.counted.scale);
  QList<HistogramCurve> curves;
  for (const Run& run : all_) {
    if (!run.step) continue;
    const int own = tensorNamed(*run.step, tensor_);
    if (own < 0) continue;
    HistogramCurve curve{run.look.name, colourOf(run.look), run.step, own, 0, run.id == step.run};
    const TensorInfo& tensorInfo = run.step->tensors()[static_cast<std::size_t>(own)];
    if (movesWithScale(tensorInfo) && canRescale(run.step->counted) && scale > 0.0 &&
        std::isfinite(scale)) {
      curve.shift =
          static_cast<int>(std::lround(std::log2(scale) - std::log2(run.step->counted.scale)));
    }
    curves << curve;
  }
  const TensorTable& tensors = step.tensors();
  detail_->histogram()->show(curves,
                             whatIfFormat(tensors, tensors[static_cast<std::size_t>(tensor)]));
}

void InspectorPanel::showCaption(const InspectedStep& step, int tensor) {
  const TensorInfo& tensorInfo = step.tensors()[static_cast<std::size_t>(tensor)];
  QString html =
      QStringLiteral("<b>%1</b> ").arg(QString::fromStdString(tensorInfo.name).toHtmlEscaped());
  if (movesWithScale(tensorInfo)) {
    const double scale = detail_->scale()->wanted().value_or(step.counted.scale);
    html += tr("at loss scale %1").arg(powerOfTwoText(scale)) + QStringLiteral(" ");
  }
  for (const Run& run : all_) {
    if (!run.step || tensorNamed(*run.step, tensor_) < 0) continue;
    QString name = run.look.name.toHtmlEscaped();
    if (run.step->row.step != step.row.step) {
      name += tr(" (step %1)").arg(run.step->row.step);
    }
    html += QStringLiteral("&nbsp; <span style=\"color:%1\">■</span>&nbsp;%2")
                .arg(colourOf(run.look).name(), name);
  }
  detail_->setCaption(html);
}

void InspectorPanel::requestHistory() {
  const Run* run = chosen();
  HistoryView* view = detail_->history();
  const bool stale = view->history() && (run == nullptr || view->history()->run != run->id ||
                                         view->history()->tensor != tensor_);
  if (stale) view->show(nullptr, Format::fp16, QColor());
  if (run == nullptr || !run->timeline || tensor_.empty()) return;
  HistoryRequest request{run->id, tensor_, {}, {}};
  for (const StoredTensor& each : run->timeline->tensors) {
    if (each.info.name == tensor_) request.numbers.push_back(each.number);
  }
  request.steps = decimated(run->timeline->steps, HistoryView::mostColumns);
  service_.readHistory(request);
}

void InspectorPanel::takeHistory(const HistoryPtr& history) {
  const Run* run = chosen();
  if (run == nullptr || history->run != run->id || history->tensor != tensor_ || !run->step) return;
  const int tensor = tensorNamed(*run->step, tensor_);
  if (tensor < 0) return;
  const TensorTable& tensors = run->step->tensors();
  detail_->history()->show(history,
                           whatIfFormat(tensors, tensors[static_cast<std::size_t>(tensor)]),
                           colourOf(run->look));
}

}  // namespace scalescope
