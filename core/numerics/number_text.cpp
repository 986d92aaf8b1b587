#include "core/numerics/number_text.h"

#include <charconv>
#include <cmath>

#include "core/base/error.h"
#include "core/numerics/number_anatomy.h"

namespace scalescope {
namespace {

constexpr Phrase kExpected = phrase(
    "expected a number such as 0.1, -6.5e4, 0x1.8p-3, 2^-24, 1.5*2^-14, inf or nan, or the bits of "
    "a format such as fp16:0x3c01");

struct Reader {
  std::string text;  ///< in lower case
  std::string written;
  const Sentence& place;

  [[noreturn]] void refuseText() const {
    refuse(place, {phrase("\"%1\" is not a number; %2"), {written, kExpected}});
  }
  [[noreturn]] void refuseRange() const {
    refuse(place, {phrase("\"%1\" is out of the range of double precision, 2^-1074 to 1.8e308"),
                   {written}});
  }
};

bool isPartOfNumber(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.'; }

/// Without blanks, save one between two digits of a number: it does not belong there.
std::string lowerCase(std::string_view text) {
  std::string lower;
  bool blank = false;
  const bool isBits = text.find(':') != std::string_view::npos;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool isBlank = c == ' ' || c == '\t';
    if (!isBlank && !isBits && blank && !lower.empty() && isPartOfNumber(lower.back()) &&
        isPartOfNumber(c)) {
      lower += ' ';
    }
    blank = isBlank;
    if (!isBlank) lower += c;
  }
  return lower;
}

bool takePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Decimal or hexadecimal floating point, with a sign, "inf" or "nan".
double readDouble(std::string_view text, const Reader& reader) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const bool isHex = takePrefix(text, "0x");
  double value = 0.0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value,
                      isHex ? std::chars_format::hex : std::chars_format::general);
  const bool begins = !text.empty() && text[0] != '-' && (!isHex || text[0] != 'i');
  const bool isWhole = begins && end == text.data() + text.size();
  if (isWhole && error == std::errc::result_out_of_range) {
    reader.refuseRange();
  }
  if (!isWhole || error != std::errc{}) reader.refuseText();
  return negative ? -value : value;
}

/// "2^-24", "-2^3", "1.5*2^-14".
double readPower(std::string_view text, std::size_t caret, const Reader& reader) {
  int exponent = 0;
  std::string_view digits = text.substr(caret + 1);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  if (error != std::errc{} || end != digits.data() + digits.size()) reader.refuseText();
  if (exponent < -1074 || exponent > 1023) {
    reader.refuseRange();
  }
  std::string_view base = text.substr(0, caret);
  const std::size_t times = base.find('*');
  double factor = 1.0;
  if (times != std::string_view::npos) {
    factor = readDouble(base.substr(0, times), reader);
    base.remove_prefix(times + 1);
  }
  const double two = readDouble(base, reader);
  if (std::abs(two) != 2.0)
    refuse(reader.place, {phrase("\"%1\" is no power of two; %2"), {reader.written, kExpected}});
  return factor * std::copysign(std::ldexp(1.0, exponent), two);
}

WrittenNumber readBits(std::string_view text, std::size_t colon, const Reader& reader) {
  WrittenNumber number;
  Format format{};
  const std::string name(text.substr(0, colon));
  const bool isKnown = parseFormat(name, format) || parseFormat("fp8-" + name, format);
  if (!isKnown || format == Format::int8) {
    std::string known;
    for (const Format each : kShownFormats) {
      known += (known.empty() ? "" : ", ") + std::string(info(each).name);
    }
    refuse(reader.place,
           {phrase("\"%1\" names no format; expected one of %2"), {reader.written, known}});
  }
  std::string_view digits = text.substr(colon + 1);
  const int base = takePrefix(digits, "0x") ? 16 : (takePrefix(digits, "0b") ? 2 : 10);
  std::uint64_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, base);
  const int width = info(format).bits();
  if (error == std::errc::invalid_argument || end != digits.data() + digits.size()) {
    refuse(reader.place,
           {phrase("\"%1\" has no bits after the colon; expected such as 0x3c01, 0b0011 or 15361"),
            {reader.written}});
  }
  if (error != std::errc{} || code >> width != 0) {
    refuse(reader.place,
           {phrase("\"%1\" has more bits than %2, which has %3"),
            {reader.written, std::string(info(format).label), std::to_string(width)}});
  }
  number.format = format;
  number.code = static_cast<std::uint32_t>(code);
  number.value = valueOf(number.code, format);
  return number;
}

}  // namespace

WrittenNumber parseNumber(std::string_view text, const Sentence& place) {
  const Reader reader{lowerCase(text), std::string(text), place};
  const std::string& all = reader.text;
  if (const auto colon = all.find(':'); colon != std::string::npos) {
    return readBits(all, colon, reader);
  }
  if (const auto caret = all.find('^'); caret != std::string::npos) {
    return {readPower(all, caret, reader), std::nullopt, 0};
  }
  return {readDouble(all, reader), std::nullopt, 0};
}

std::string shortestText(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, end};
}

}  // namespace scalescope
