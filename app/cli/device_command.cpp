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
                 {"description", each.description.inEnglish()},
                 {"reason", each.reason.inEnglish()},
                 {"remedy", each.remedy.inEnglish()}});
    }
    rows.push_back({each.backend, each.offered ? "yes" : "no", summary(each).inEnglish()});
    if (const std::string remedy = each.remedy.inEnglish(); !remedy.empty())
      rows.push_back({"", "", "what to do: " + remedy});
  }
  if (!json) print(tableText(rows));
  return 0;
}

}  // namespace

void addDeviceCommand(CLI::App& app, Action& action) {
  CLI::App* devices =
      app.add_subcommand("devices", "The devices found, and why one is not offered");
  const auto json = std::make_shared<bool>(false);
  devices->add_flag("--json", *json, "Print one JSON object a line");
  devices->footer(
      "SCALESCOPE_CUDA_MODULE names the CUDA back end's file where it is not beside the program.");
  devices->callback([&action, json] { action = [json] { return showDevices(*json); }; });
}

}  // namespace scalescope::cli
