#include <cmath>
#include <memory>

#include "command.h"
#include "core/numerics/number_anatomy.h"
#include "core/numerics/number_text.h"
#include "output.h"

namespace scalescope::cli {
namespace {

/// A number that may be missing, as the neighbour past infinity is.
OrderedJson neighbourJson(double value) {
  return std::isnan(value) ? OrderedJson() : exactJson(value);
}

OrderedJson anatomyJson(const NumberAnatomy& number, double given) {
  OrderedJson json{{"format", std::string(info(number.format).name)},
                   {"given", exactJson(given)},
                   {"code", codeText(number.code, number.format)},
                   {"bits", bitText(number.code, number.format)},
                   {"sign", number.sign},
                   {"exponent_field", number.exponentField},
                   {"mantissa_field", number.mantissaField},
                   {"kind", std::string(toString(number.kind))},
                   {"exponent", number.exponent},
                   {"value", numberJson(number.value)},
                   {"below", neighbourJson(number.below)},
                   {"above", neighbourJson(number.above)},
                   {"ulp", neighbourJson(number.ulp)},
                   {"error", neighbourJson(number.error)},
                   {"relative_error", neighbourJson(number.relativeError)}};
  if (isFp8(number.format)) {
    json["saturated"] = numberJson(anatomyOf(given, number.format, Overflow::saturate).value);
  }
  return json;
}

std::string optionalText(double value) { return std::isnan(value) ? "-" : numberText(value); }

std::vector<std::string> anatomyRow(const NumberAnatomy& number, double given) {
  const double saturated = anatomyOf(given, number.format, Overflow::saturate).value;
  const bool clips = std::isfinite(saturated) && !std::isfinite(number.value);
  return {std::string(info(number.format).label),
          codeText(number.code, number.format),
          std::string(toString(number.kind)),
          scaleText(number.value) + (clips ? " (saturating: " + scaleText(saturated) + ")" : ""),
          optionalText(number.error),
          optionalText(number.relativeError),
          std::isnan(number.ulp) ? "-" : "2^" + std::to_string(std::ilogb(number.ulp)),
          std::isnan(number.below) ? "-" : scaleText(number.below),
          std::isnan(number.above) ? "-" : scaleText(number.above),
          bitText(number.code, number.format)};
}

int showBits(const std::string& text, bool json) {
  const WrittenNumber written = parseNumber(text, "VALUE");
  std::vector<std::vector<std::string>> rows{{"format", "code", "kind", "value", "error",
                                              "relative error", "ulp", "below", "above",
                                              "sign exponent mantissa"}};
  for (const Format format : kShownFormats) {
    const bool isAsWritten = written.format == format;
    const NumberAnatomy number =
        isAsWritten ? anatomyOfCode(written.code, format) : anatomyOf(written.value, format);
    if (json) printLine(anatomyJson(number, written.value));
    rows.push_back(anatomyRow(number, written.value));
  }
  if (!json) print(text + " = " + shortestText(written.value) + "\n\n" + tableText(rows));
  return 0;
}

}  // namespace

void addBitsCommand(CLI::App& app, Action& action) {
  CLI::App* bits = app.add_subcommand(
      "bits", "What each number format makes of a value: its bits, neighbours, rounding error");
  struct Arguments {
    std::string value;
    bool json = false;
  };
  const auto arguments = std::make_shared<Arguments>();
  bits->add_option("VALUE", arguments->value,
                   "0.1, -6.5e4, 0x1.8p-3, 2^-24, 1.5*2^-14, inf, nan, or the bits of a format: "
                   "fp16:0x3c01, fp8-e4m3:0b01111110")
      ->required();
  bits->add_flag("--json", arguments->json, "Print one JSON object a format and line");
  bits->footer(
      "Values are rounded once, to nearest even. Write \"--\" before a value such as -inf.");
  bits->callback([&action, arguments] {
    action = [arguments] { return showBits(arguments->value, arguments->json); };
  });
}

}  // namespace scalescope::cli
