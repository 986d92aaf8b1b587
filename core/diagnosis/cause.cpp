#include "core/diagnosis/cause.h"

#include <array>

namespace scalescope {
namespace {

struct Words {
  std::string_view word;
  const char* label;
};

constexpr std::array<Words, 22> kWords{{
    {"unknown", phrase("cause unknown")},
    {"injected", phrase("injected fault")},
    {"non-finite-input", phrase("non-finite input")},
    {"input-spike", phrase("input spike")},
    {"exploding-activation", phrase("exploding activation")},
    {"exploding-gradient", phrase("exploding gradient")},
    {"scale-too-high", phrase("loss scale too high")},
    {"clipped", phrase("clipped to FP8")},
    {"collapsed-scale", phrase("collapsed loss scale")},
    {"nan-from-loss", phrase("NaN from the loss")},
    {"format-too-narrow", phrase("format too narrow")},
    {"weight-overflow", phrase("weight overflow")},
    {"non-finite-weights", phrase("non-finite weights")},
    {"eps-underflow", phrase("eps underflow")},
    {"moment-underflow", phrase("second moment underflow")},
    {"half-statistics", phrase("batch statistics in half")},
    {"no-loss-scale", phrase("no loss scale")},
    {"scale-too-low", phrase("loss scale too low")},
    {"scale-cap-too-low", phrase("cap of the loss scale too low")},
    {"lost-updates", phrase("lost updates")},
    {"clip-before-unscale", phrase("clipping before unscaling")},
    {"loss-not-finite", phrase("loss not finite")},
}};
static_assert(kWords.size() == static_cast<std::size_t>(Cause::lossNotFinite) + 1);

}  // namespace

std::string_view toString(Cause cause) { return kWords[static_cast<std::size_t>(cause)].word; }
std::string labelOf(Cause cause, const Phrases& say) {
  return say(kWords[static_cast<std::size_t>(cause)].label);
}

}  // namespace scalescope
