#include <memory>

#include "command.h"
#include "core/train/devices.h"
#include "output.h"

namespace scalescope::cli {
namespace {

int showDevices(bool json) {
  std::vector<std::vector<std::string>> rows{{"back end", "offered", "device"}};
  for (const DeviceEntry& each : listDevices()) {
    if (json) {
      printLine({{"backend", each.backend},
                 {"offered", each.offered},
                 {"description", each.description},
                 {"reason", each.reason}});
    }
    rows.push_back(
        {each.backend, each.offered ? "yes" : "no", each.offered ? each.description : each.reason});
  }
  if (!json) print(tableText(rows));
  return 0;
}

}  // namespace

void addDeviceCommand(CLI::App& app, Action& action) {
  CLI::App* devices =
      app.add_subcommand("devices", "The back ends found, and why one is not offered");
  const auto json = std::make_shared<bool>(false);
  devices->add_flag("--json", *json, "Print one JSON object a line");
  devices->callback([&action, json] { action = [json] { return showDevices(*json); }; });
}

}  // namespace scalescope::cli
