"""What happens to the server at each point, drawn from seed and number: the same numbers give the same points."""
import random

# Ten in a row have every kind.
FAULTS = ("power_cut", "sync_error", "torn_page", "disk_full", "power_cut", "write_error", "read_error", "power_cut", "short_read", "torn_page")
CUTS = ("power_cut", "torn_page")
READS = ("read_error", "short_read")


class Kill:
    """SIGKILL so long after the load began; perhaps a second one so long after the server was started again."""

    kind = "kill"

    def __init__(self, seed, number):
        draw = random.Random(f"{seed} kill {number}")
        self.after_s = draw.uniform(0.0, 0.5)
        self.again_after_s = draw.uniform(0.0, 0.1) if draw.random() < 0.25 else None

    def words(self):
        return "kill" if self.again_after_s is None else "kill kill_at_start"


class Fault:
    """A plan for the failing disk (tests/support/fault_plan.hpp). A later attempt strikes earlier: the first came too late for its round."""

    def __init__(self, seed, number, attempt=1):
        draw = random.Random(f"{seed} fault {number}")
        self.kind = FAULTS[number % len(FAULTS)]
        # Half of them find a log that a killed server left, and so recover it on the failing disk.
        self.after_a_kill = draw.random() < 0.5
        at_start = draw.random() < 0.2
        at = max(1, self._place(draw, at_start) >> (attempt - 1))
        lasts = draw.choice((0, 0, 200, 1200)) if self.kind != "disk_full" else draw.randint(100, 1500)
        cut_later = draw.randint(50, 1500) if self.kind not in CUTS and draw.random() < 0.5 else 0
        self.plan = [f"seed={draw.randint(1, 10**9)}", f"keep={draw.choice((0, 25, 50, 75, 100))}"]
        if self.kind in READS and not at_start:
            self.plan.append(f"after={draw.randint(3, 60)}")
        self.plan.append(f"{self.kind}@{at}" + (f":{lasts}" if lasts and self.kind not in CUTS else ""))
        self.then_power_cut = cut_later > 0
        if cut_later:
            self.plan.append(f"power_cut@+{cut_later}")

    def _place(self, draw, at_start):
        if self.kind == "sync_error":
            return draw.randint(1, 4) if at_start else draw.randint(4, 150)
        if self.kind in READS:
            return draw.randint(1, 30)
        return draw.randint(1, 60) if at_start else draw.randint(60, 4000)

    def words(self):
        return " ".join(self.plan)
