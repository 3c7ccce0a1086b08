"""Turns public models (PyTorch, transformers) into model folders that Encore reads; docs/models.md
says what a model folder holds."""
