#!/usr/bin/env python3
"""Converts a public model to a model folder for encore.onnx-audio and encore.onnx-text.

The folder holds the network as ONNX, the tokeniser, the front end's exact parameters, and the
library's own outputs for a sound and some captions, so that `encore models check FOLDER` can tell
whether Encore computes the same. Nothing of Python is needed afterwards."""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

EXAMPLES = """examples:
  tools/export_onnx.py laion/larger_clap_music ~/models/clap-music --role music-text
  tools/export_onnx.py facebook/hubert-base-ls960 ~/models/hubert --layers 0,6,12
  tools/export_onnx.py m-a-p/MERT-v1-95M ~/models/mert
  tools/export_onnx.py OpenMuQ/MuQ-MuLan-large ~/models/muq-mulan   (tools/requirements-muq.txt)
  tools/export_onnx.py ./my-finetuned-bert ~/models/my-bert --license MIT

then, in the machine file:
  paths: {models: /home/me/models}
and in a recipe:
  hubert: {use: encore.onnx-audio, with: {model: "${paths.models}/hubert", layers: [6]}}

docs/models.md lists public models for each role, their licences and commands."""

ROLES = ("music-text", "music", "codec", "speech", "general-audio", "text")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("model", help="name on huggingface.co, or a local folder made by save_pretrained")
    add("folder", type=Path, help="the model folder to make; must not exist yet, or --force")
    add("--name", help="name in model.yaml (default: the folder's)")
    add("--role", choices=ROLES, help="default: the family's usual one")
    add("--layers", help="layers to keep, by number or word: 0,6,12 (default: all). Fewer layers "
                         "make a smaller reference; a network ends at the last one that is kept")
    add("--default-layer", help="what a recipe gets that names no layer")
    add("--source", help="where the weights come from, for model.yaml (default: MODEL)")
    add("--license", help="licence of the weights (default: the model card's)")
    add("--citation", help="default: the family's paper")
    add("--reference-s", type=float, default=4.0, help="length of the reference sound, seconds (4)")
    add("--revision", help="branch, tag or commit on huggingface.co")
    add("--force", action="store_true", help="replace the folder if it is a model folder")
    return parser.parse_args()


def word(layer):
    return int(layer) if layer.isdigit() else layer


def choose_layers(model, given, default):
    """Keeps what --layers names, in each tower that has it; every tower must have something left."""
    from export.source import ExportError
    towers = [tower for tower in (model.audio, model.text) if tower]
    known = list(dict.fromkeys(output.layer for tower in towers for output in tower.outputs))
    wanted = [word(layer) for layer in given.split(",")] if given else known
    if missing := [w for w in [*wanted, *([word(default)] if default else [])] if w not in known]:
        raise ExportError(f"no layer {missing}; there are {known}")
    if default and word(default) not in wanted:
        raise ExportError(f"--default-layer {default} is not one of --layers {given}")
    for tower in towers:
        there = [output.layer for output in tower.outputs]
        tower.outputs = [output for output in tower.outputs if output.layer in wanted]
        if not tower.outputs:
            raise ExportError(f"--layers leaves nothing of a tower that has {there}")
        kept = [output.layer for output in tower.outputs]
        tower.default_layer = next((layer for layer in (default and word(default),
                                                        tower.default_layer) if layer in kept),
                                   kept[-1])


def license_of(args, source):
    from_card = source.card().get("license")
    found = str(args.license or from_card or "unknown: read the model card")
    if found.startswith("unknown"):
        print(f"warning: no licence known for {args.model}; give --license", file=sys.stderr)
    return found


def facts(args, source, model):
    """What model.yaml says of the model beside its towers."""
    return {
        "name": args.name or args.folder.resolve().name, "family": model.family, "role": model.role,
        "license": license_of(args, source), "citation": args.citation or model.citation,
        "source": args.source or args.model,
    }


def report(model, folder):
    """Prints how far ONNX is from the library; true where all of it is near enough."""
    from export import verify
    from export.folder import TOLERANCE
    found = []
    for kind in ("audio", "text"):
        if tower := getattr(model, kind):
            found += [(f"{kind} {name}", d) for name, d in getattr(verify, kind)(tower, folder)]
    for name, distance in found:
        print(f"  {name:40} {distance:.1e}{'' if distance <= TOLERANCE else '  TOO FAR'}")
    return all(distance <= TOLERANCE for _, distance in found)


def export(args):
    """Makes the folder under another name beside it; in place only when all of it is right."""
    from export import families, folder
    from export.source import ExportError, Source
    if args.folder.exists() and not (args.force and (args.folder / "model.yaml").exists()):
        raise ExportError(f"{args.folder} exists; choose another folder, or --force to replace a "
                          "model folder")
    source = Source(args.model, args.revision)
    model = families.build(source)
    model.role = args.role or model.role
    choose_layers(model, args.layers, args.default_layer)
    args.folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=args.folder.parent, prefix=".export-") as place:
        made = Path(place) / "model"
        made.mkdir()
        folder.write(model, made, facts(args, source, model), args.reference_s)
        print(f"{args.model}: ONNX in OpenVINO against the library")
        if not report(model, made):
            raise ExportError("the exported network differs from the library; nothing was kept.\n"
                              "Use the model through encore.process (docs/process.md).")
        shutil.rmtree(args.folder, ignore_errors=True)
        made.rename(args.folder)
    print(f"{args.folder}\n  check it with: encore models check {args.folder}")


def main():
    args = arguments()
    try:
        from export.source import ExportError
    except ImportError as error:
        sys.exit(f"error: {error}\nInstall the tool's requirements in an environment of their "
                 "own:\n  python3 -m venv ~/encore-export\n"
                 "  ~/encore-export/bin/pip install -r tools/requirements.txt")
    try:
        export(args)
    except ExportError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
