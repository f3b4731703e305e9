#!/usr/bin/env python3
"""Fits the demonstration's crowd to a log of real queue tickets and prints crowd.toml.

usage: fit_crowd.py LOG.csv > crowd.toml

The log has one row a ticket with the columns service, priority, issued_at, called_at, finished_at, left_at, outcome and service_s.
Only fitted figures leave this program: no row of the log, no name of its services.
"""
import csv
import math
import statistics
import sys
from datetime import datetime


def lognormal(seconds):
    logs = [math.log(s) for s in seconds if s > 0]
    return statistics.fmean(logs), statistics.stdev(logs)


def between(row, start, end):
    return (datetime.fromisoformat(row[end]) - datetime.fromisoformat(row[start])).total_seconds()


def main(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    days = len({row["issued_at"][:10] for row in rows})
    by_hour = [0] * 24
    for row in rows:
        by_hour[int(row["issued_at"][11:13])] += 1
    left = [row for row in rows if row["outcome"] == "left"]
    patience_mu, patience_sigma = lognormal(between(row, "issued_at", "left_at") for row in left)
    services = {}
    for row in rows:
        services.setdefault(row["service"], []).append(row)

    print("# How the demonstration's simulated citizens behave. Fitted by fit_crowd.py to a log of "
          f"{len(rows)} real tickets of {days} days;")
    print("# the figures are fitted parameters of distributions, the log itself is not part of this project.")
    print()
    print("[arrivals]")
    print("# Mean tickets an hour, by hour of the day from 0 to 23.")
    print("per_hour = [" + ", ".join(f"{n / days:.1f}" for n in by_hour) + "]")
    print()
    print("[citizens]")
    print(f"priority_share = {sum(row['priority'] == '1' for row in rows) / len(rows):.4f}")
    print("# Who leaves before the call, and after how long: exp(mu + sigma * normal) seconds.")
    print(f"leaver_share = {len(left) / len(rows):.4f}")
    print(f"patience_mu = {patience_mu:.3f}")
    print(f"patience_sigma = {patience_sigma:.3f}")
    for members in sorted(services.values(), key=len, reverse=True):
        mu, sigma = lognormal(float(row["service_s"]) for row in members if row["outcome"] == "served" and row["service_s"])
        print()
        print("[[service]]")
        print(f"share = {len(members) / len(rows):.4f}")
        print("# Time with the agent: exp(mu + sigma * normal) seconds.")
        print(f"service_mu = {mu:.3f}")
        print(f"service_sigma = {sigma:.3f}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
