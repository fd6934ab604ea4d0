#!/usr/bin/env python3
"""Man pages and bash completion from what the program's own --help says.

    manual.py PROGRAM VERSION FOLDER [FILE=NAME...]

Writes FOLDER/man1/*.1.gz and FOLDER/waymark (the completion), and each FILE packed as FOLDER/NAME. The same
input gives the same bytes.
"""

import gzip
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


class Command:
    """One command: what its help says, and the commands below it."""

    def __init__(self, program, words):
        self.words = words
        # Elsewhere than in a folder with a waymark.toml, which would become the default.
        with tempfile.TemporaryDirectory() as empty:
            text = subprocess.run([program, *words, "--help"], capture_output=True, text=True, check=True, cwd=empty,
                                  env=dict(os.environ, COLUMNS="80"), timeout=60).stdout
        blocks = text.split("\n\n")
        head = blocks[0].split("\n")
        self.about = head[0].removeprefix("Waymark: ")
        self.usage = next(line for line in head if line.startswith("Usage: ")).removeprefix("Usage: ")
        self.lists = {}
        self.footer = ""
        for block in blocks[1:]:
            lines = block.rstrip().split("\n")
            if re.fullmatch(r"[A-Z]\w+:", lines[0]):
                self.lists[lines[0][:-1]] = entries(lines[1:])
            else:
                self.footer = block.strip()
        self.commands = [Command(program, [*words, name]) for name, _ in self.lists.get("Subcommands", [])]

    def every(self):
        yield self
        for command in self.commands:
            yield from command.every()


def entries(lines):
    """(left, right) of a list that puts long left sides on a line of their own."""
    found = []
    for line in lines:
        if line.startswith("  ") and not line.startswith("   "):
            left, _, right = line.strip().partition("  ")
            found.append([left.strip(), right.strip()])
        elif found:
            found[-1][1] = (found[-1][1] + " " + line.strip()).strip()
    return [(left, right) for left, right in found]


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def page(command, version):
    name = "-".join(["waymark", *command.words])
    out = [f'.TH "{name.upper()}" 1 "" "Waymark {version}" "User commands"',
           ".SH NAME", f"{roff(name)} \\- {roff(command.about[0].lower() + command.about[1:])}",
           ".SH SYNOPSIS", f".B {roff(command.usage)}"]
    if not command.words:
        out += [".SH DESCRIPTION",
                "A service that takes figures from files and databases, keeps every version of them, compares them "
                "with what a council's plan promised, and shows where each commitment stands; and the commands "
                "that answer the same questions."]
    for title, items in command.lists.items():
        out.append(f".SH {'COMMANDS' if title == 'Subcommands' else title.upper()}")
        for left, right in items:
            out += [".TP", f".B {roff(left)}", roff(right) or "\\&"]
            if title == "Subcommands":
                below = "\\-".join(["waymark", *command.words, roff(left)])
                out[-1] += f"; see \\fB{below}\\fR(1)"
    if command.footer:
        out += [".SH EXIT STATUS", roff(command.footer.removeprefix("Exit codes: "))]
    out += [".SH FILES", ".TP", ".I /etc/waymark/waymark.toml", "The configuration, unless there is a waymark.toml "
            "in the current directory or \\-\\-config.file names another.",
            ".SH SEE ALSO", "/usr/share/doc/waymark/configuration.md, /usr/share/doc/waymark/operations.md"]
    if command.words:
        out[-1] += ", \\fB" + "\\-".join(["waymark", *map(roff, command.words[:-1])]) + "\\fR(1)"
    return "\n".join(out) + "\n"


def completion(root):
    """Commands, their options, the words that an option takes; files otherwise."""
    cases, values = [], {}
    for command in root.every():
        words = [name for name, _ in command.lists.get("Subcommands", [])]
        for left, _ in command.lists.get("Options", []):
            options = re.match(r"\S+", left).group(0).split(",")
            words += [option for option in options if option.startswith("--")]
            choice = re.search(r":\{([^}]*)\}", left)
            for option in options:
                if choice:
                    values[option] = choice.group(1).replace(",", " ")
        cases.append(f'    "{" ".join(command.words)}") words="{" ".join(words)}" ;;')
    commands = " ".join(f'"{" ".join(command.words)}"' for command in root.every() if command.words)
    choices = [f'    {option}) COMPREPLY=($(compgen -W "{words}" -- "$current")); return ;;'
               for option, words in sorted(values.items())]
    return "\n".join([
        "# bash completion for waymark, made from its --help",
        "_waymark() {", '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}',
        '  local path="" words="" word', '  COMPREPLY=()', '  case $previous in', *choices, "  esac",
        '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do', "    case \"${path:+$path }$word\" in",
        f'      {commands.replace(" " + chr(34), "|" + chr(34))}) path="${{path:+$path }}$word" ;;', "    esac", "  done",
        "  case $path in", *cases, "  esac", '  if [[ $current == -* || $path == "" ]]; then',
        '    COMPREPLY=($(compgen -W "$words" -- "$current"))', "  else",
        '    COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))', "  fi", "}",
        "complete -o filenames -F _waymark waymark", ""])


def pack(text, file):
    file.write_bytes(gzip.compress(text.encode(), mtime=0))


def main(program, version, folder, *others):
    root = Command(program, [])
    pages = Path(folder) / "man1"
    pages.mkdir(parents=True, exist_ok=True)
    for old in pages.glob("*"):
        old.unlink()
    for command in root.every():
        pack(page(command, version), pages / ("-".join(["waymark", *command.words]) + ".1.gz"))
    (Path(folder) / "waymark").write_text(completion(root))
    for other in others:
        file, name = other.split("=")
        pack(Path(file).read_text(), Path(folder) / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
