#pragma once

#include <QCoreApplication>

namespace scalescope {

/// The context that the translated words of the plots belong to where no widget gives one.
struct PlotText {
  Q_DECLARE_TR_FUNCTIONS(scalescope::PlotText)
};

}  // namespace scalescope
