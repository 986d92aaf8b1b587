#include "core/diagnosis/cause.h"

#include <array>

namespace scalescope {
namespace {

struct Words {
  std::string_view word, label;
};

constexpr std::array<Words, 21> kWords{{
    {"unknown", "cause unknown"},
    {"injected", "injected fault"},
    {"non-finite-input", "non-finite input"},
    {"input-spike", "input spike"},
    {"exploding-activation", "exploding activation"},
    {"exploding-gradient", "exploding gradient"},
    {"scale-too-high", "loss scale too high"},
    {"clipped", "clipped to FP8"},
    {"collapsed-scale", "collapsed loss scale"},
    {"nan-from-loss", "NaN from the loss"},
    {"format-too-narrow", "format too narrow"},
    {"weight-overflow", "weight overflow"},
    {"non-finite-weights", "non-finite weights"},
    {"eps-underflow", "eps underflow"},
    {"moment-underflow", "second moment underflow"},
    {"half-statistics", "batch statistics in half"},
    {"no-loss-scale", "no loss scale"},
    {"scale-too-low", "loss scale too low"},
    {"scale-cap-too-low", "cap of the loss scale too low"},
    {"lost-updates", "lost updates"},
    {"clip-before-unscale", "clipping before unscaling"},
}};
static_assert(kWords.size() == static_cast<std::size_t>(Cause::clipBeforeUnscale) + 1);

}  // namespace

std::string_view toString(Cause cause) { return kWords[static_cast<std::size_t>(cause)].word; }
std::string_view labelOf(Cause cause) { return kWords[static_cast<std::size_t>(cause)].label; }

}  // namespace scalescope
