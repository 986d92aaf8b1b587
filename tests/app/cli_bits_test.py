"""What the command line shows of a number in every format."""

import json
import unittest

from program import ProgramTest, main


class Bits(ProgramTest):
    def formats(self, *arguments):
        lines = [json.loads(line) for line in self.done("bits", *arguments, "--json").splitlines()]
        self.assertEqual([line["format"] for line in lines], ["fp32", "tf32", "fp16", "bf16", "fp8-e4m3", "fp8-e5m2"])
        return {line["format"]: line for line in lines}

    def test_a_decimal_number_is_rounded_to_each_format(self):
        formats = self.formats("0.1")
        half = formats["fp16"]
        self.assertEqual((half["code"], half["bits"], half["kind"]), ("0x2e66", "0 01011 1001100110", "normal"))
        self.assertEqual((half["sign"], half["exponent_field"], half["mantissa_field"]), (0, 11, 614))
        self.assertEqual((half["value"], half["exponent"], half["ulp"]), (0.0999755859375, -4, 2.0**-14))
        self.assertEqual((half["below"], half["above"]), (half["value"] - 2.0**-14, half["value"] + 2.0**-14))
        self.assertEqual((half["given"], half["error"]), (0.1, 0.0999755859375 - 0.1))
        self.assertAlmostEqual(half["relative_error"], 2.44140625e-4)
        self.assertEqual(formats["fp8-e4m3"]["value"], 0.1015625)
        self.assertEqual(formats["fp8-e5m2"]["value"], 0.09375)
        self.assertNotIn("saturated", half)

    def test_what_overflows_and_underflows(self):
        formats = self.formats("7e4")
        self.assertEqual((formats["fp16"]["value"], formats["fp16"]["kind"]), ("inf", "infinite"))
        self.assertEqual((formats["fp16"]["below"], formats["fp16"]["above"]), (65504, None))
        self.assertEqual((formats["fp8-e4m3"]["value"], formats["fp8-e4m3"]["error"]), ("nan", None))
        self.assertEqual((formats["fp8-e4m3"]["saturated"], formats["fp8-e5m2"]["saturated"]), (448, 57344))
        self.assertEqual(self.formats("2^-25")["fp16"]["kind"], "zero")
        self.assertEqual(self.formats("-1.5*2^-24")["fp16"]["value"], -(2.0**-23))

    def test_a_format_s_own_bits(self):
        formats = self.formats("fp16:0x7e01")
        self.assertEqual((formats["fp16"]["code"], formats["fp16"]["kind"]), ("0x7e01", "NaN"))
        self.assertEqual(self.formats("fp16:0x0001")["fp32"]["value"], 2.0**-24)

    def test_a_table_for_people(self):
        text = self.done("bits", "1000")
        self.assertRegex(text, r"(?m)^1000 = 1000$")
        self.assertRegex(text, r"(?m)^FP16 +0x63d0 +normal +1000 +0 +0 +2\^-1 +999.5 +1000.5 +0 11000 1111010000$")
        self.assertRegex(text, r"(?m)^FP8 E4M3 +0x7f +NaN +nan \(saturating: 448\) +- +- +- +- +- +0 1111 111$")
        self.assertIn("-inf = -inf", self.done("bits", "--", "-inf"))
        self.assertIn("-2^3 = -8", self.done("bits", "-2^3"))

    def test_what_is_no_number_is_refused(self):
        self.refused(['VALUE: "tall"', "expected a number such as 0.1"], "bits", "tall")
        self.refused(["fp17", "names no format", "fp8-e4m3"], "bits", "fp17:0x1")
        self.refused(["VALUE"], "bits")


if __name__ == "__main__":
    main()
