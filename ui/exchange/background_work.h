#pragma once

#include <QString>
#include <functional>

class QWidget;

namespace scalescope {

/// Told how much of the work is done, 0 … 1; false: the person has called it off.
using WorkProgress = std::function<bool(double)>;

/// Does `work` on a thread of its own, behind a dialog with a bar, the time left and a button that
/// calls it off. Returns once it has ended; an exception of it is thrown on here.
void workInBackground(QWidget* parent, const QString& what,
                      const std::function<void(const WorkProgress&)>& work);

}  // namespace scalescope
