#pragma once

#include <QStringList>
#include <functional>
#include <optional>

class QWidget;

namespace scalescope {

/// A loss scale that a person set by hand.
struct ScaleChoice {
  int run = 0;  ///< index in the names that were asked with
  double scale = 0.0;
};

/// Which run gets which loss scale; nothing if the person changed their mind. `scales`: those that
/// the runs have now, which are offered.
std::optional<ScaleChoice> askLossScale(QWidget* parent, const QStringList& runs,
                                        const QList<double>& scales);

/// Calls `act` if the person still wants that many runs deleted.
void askRemoval(QWidget* parent, int runs, std::function<void()> act);

/// Whether training is to be stopped so that the window can close.
bool askStopAndClose(QWidget* parent);

/// `closeAnyway` loses the records; `stay` keeps the window open.
enum class UnwrittenAnswer { tryAgain, closeAnyway, stay };
/// What to do about records that the store, which cannot be written, would lose on closing.
UnwrittenAnswer askAboutUnwritten(QWidget* parent, const QString& store);

}  // namespace scalescope
