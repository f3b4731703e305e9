"""Keeps each exchange with the API in SADUAK_EXCHANGES/<script>.jsonl, for the test that holds the answers to the description.
Nothing is kept where that folder is not named."""
import json
import os
import sys
from pathlib import Path

_FOLDER = os.environ.get("SADUAK_EXCHANGES")
_kept = None


def record(method, path, sent, status, content_type, body):
    global _kept
    if not _FOLDER:
        return
    if _kept is None:
        Path(_FOLDER).mkdir(parents=True, exist_ok=True)
        _kept = open(Path(_FOLDER) / (Path(sys.argv[0]).stem + ".jsonl"), "w", encoding="utf-8")
    exchange = {"method": method, "path": path, "sent": sent.decode(errors="replace") if sent else None, "status": status,
                "type": content_type or "", "body": (body or b"").decode(errors="replace")}
    _kept.write(json.dumps(exchange) + "\n")
    _kept.flush()
