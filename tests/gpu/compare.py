#!/usr/bin/env python3
"""compare.py OWN.jsonl PYTORCH.jsonl: a table of samples/s, and of the ratios."""
import json
import sys


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.startswith("{")]


def main():
    own = {(r["network"], r["policy"], r["batch"]): r for r in lines(sys.argv[1])}
    torch = {(r["network"], r["policy"], r["batch"], r["mode"]): r for r in lines(sys.argv[2])}
    print(f"{'network':8} {'policy':11} {'batch':>5} {'samples/s':>11} {'of peak':>8} {'/ eager':>8} {'/ graphs':>8} "
          f"{'/ own fp32':>10} {'memory / fp32':>13}")
    for (network, policy, batch), row in own.items():
        def ratio(mode):
            other = torch.get((network, policy, batch, mode))
            return f"{row['samples_per_s'] / other['samples_per_s']:.2f}" if other else "-"
        fp32 = own[(network, "fp32", batch)]
        print(f"{network:8} {policy:11} {batch:5} {row['samples_per_s']:11.1f} {row['peak_share']:8.1%} "
              f"{ratio('eager'):>8} {ratio('graphed'):>8} {row['samples_per_s'] / fp32['samples_per_s']:10.2f} "
              f"{row['memory_mb'] / fp32['memory_mb']:13.3f}")


if __name__ == "__main__":
    main()
