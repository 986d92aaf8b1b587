#include "core/backend/module.h"

extern "C" int symbolOfAnotherLibrary();

const scalescope::BackendModule* scalescopeBackendModule() {
  static const scalescope::BackendModule module{symbolOfAnotherLibrary(), "", nullptr, nullptr,
                                                nullptr};
  return &module;
}
