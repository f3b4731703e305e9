"""What the long proofs share: the commit they are about, and the file of what is done, from which a stopped one goes on."""
import json
import subprocess


def commit(source):
    """The commit of the tree at `source`; with "+" where it has other changes than in docs."""
    def git(*words):
        return subprocess.run(["git", "-C", source, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip()
    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--", ".", ":!docs") else "")


class Progress:
    """Records, one a line of JSON, each with this run's tag. Those of an earlier run with the same tag count, but for a tree with changes."""

    def __init__(self, path, **tag):
        self.path, self.tag, self.records = path, tag, []
        if not path:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not tag["commit"].endswith("+"):
            lines = [json.loads(line) for line in path.read_text().splitlines()]
            self.records = [line for line in lines if all(line.get(name) == value for name, value in tag.items())]

    def keep(self, records):
        self.records += records
        if self.path:
            with open(self.path, "a") as file:
                file.writelines(json.dumps({**record, **self.tag}) + "\n" for record in records)
