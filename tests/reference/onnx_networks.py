#!/usr/bin/env python3
"""Writes the small networks of tests/plugins/onnx/networks, whose outputs are known in closed form.

Needs onnx (1.23) and NumPy. Usage: onnx_networks.py OUT_FOLDER. Means of 100 samples.
"""
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper as h, numpy_helper


def save(name, nodes, inputs, outputs, opset=17, constants=(), domain="", beside=False):
    graph = h.make_graph(nodes, name, inputs, outputs, list(constants))
    model = h.make_model(graph, opset_imports=[h.make_opsetid(domain, opset)], ir_version=8)
    path = Path(sys.argv[1]) / f"{name}.onnx"
    data = path.with_name(f"{path.name}.data")
    data.unlink(missing_ok=True)  # onnx would append
    onnx.save(model, path, save_as_external_data=beside, location=data.name, size_threshold=0)


def value(name, *shape, kind=TensorProto.FLOAT):
    return h.make_tensor_value_info(name, kind, shape)


def constant(name, *numbers):
    return h.make_tensor(name, TensorProto.INT64, [len(numbers)], numbers)


POOL = dict(kernel_shape=[100], strides=[100])

# x [batch, time] -> mean [batch, time / 100, 1], square of it beside it, mean of all [batch, 1]
save("mono", [
    h.make_node("Unsqueeze", ["x", "one"], ["x3"]),
    h.make_node("AveragePool", ["x3"], ["m3"], **POOL),
    h.make_node("Transpose", ["m3"], ["mean"], perm=[0, 2, 1]),
    h.make_node("Mul", ["mean", "mean"], ["square"]),
    h.make_node("Concat", ["mean", "square"], ["both"], axis=2),
    h.make_node("ReduceMean", ["x"], ["whole"], axes=[1], keepdims=1),
    h.make_node("AveragePool", ["x3"], ["h3"], kernel_shape=[200], strides=[200]),
    h.make_node("Transpose", ["h3"], ["half"], perm=[0, 2, 1])],
    [value("x", "batch", "time")],
    [value("mean", "batch", "frames", 1), value("both", "batch", "frames", 2),
     value("whole", "batch", 1), value("half", "batch", "halves", 1)],
    constants=[constant("one", 1)])

# x [batch, 2, time] -> means of the channels [batch, time / 100, 2]
save("stereo", [
    h.make_node("AveragePool", ["x"], ["m3"], **POOL),
    h.make_node("Transpose", ["m3"], ["mean"], perm=[0, 2, 1])],
    [value("x", "batch", 2, "time")], [value("mean", "batch", "frames", 2)])

# For one window at a time: x [1, time]
save("single", [
    h.make_node("Unsqueeze", ["x", "one"], ["x3"]),
    h.make_node("AveragePool", ["x3"], ["m3"], **POOL),
    h.make_node("Transpose", ["m3"], ["mean"], perm=[0, 2, 1])],
    [value("x", 1, "time")], [value("mean", 1, "frames", 1)], constants=[constant("one", 1)])

# The means times (3, -1), which lie in a file beside it: x [batch, time] -> [batch, time / 100, 2]
save("outside", [
    h.make_node("Unsqueeze", ["x", "one"], ["x3"]),
    h.make_node("AveragePool", ["x3"], ["m3"], **POOL),
    h.make_node("Transpose", ["m3"], ["m"], perm=[0, 2, 1]),
    h.make_node("MatMul", ["m", "weights"], ["mean"])],
    [value("x", "batch", "time")], [value("mean", "batch", "frames", 2)],
    constants=[constant("one", 1),
               numpy_helper.from_array(np.array([[3, -1]], np.float32), "weights")], beside=True)

# An operator that no runtime knows.
save("future", [h.make_node("EmbedThought", ["x"], ["mean"])],
     [value("x", "batch", "time")], [value("mean", "batch", "frames", 1)])

# Operators that every runtime knows, of a version that none does.
save("opset99", [
    h.make_node("Unsqueeze", ["x", "one"], ["x3"]),
    h.make_node("AveragePool", ["x3"], ["m3"], **POOL),
    h.make_node("Transpose", ["m3"], ["mean"], perm=[0, 2, 1])],
    [value("x", "batch", "time")], [value("mean", "batch", "frames", 1)], opset=99,
    constants=[constant("one", 1)])


# ids, mask [batch, tokens] -> rows [batch, tokens, 2]: the id and, beside it, something of all captions
# (mixing), of all tokens with those that fill up (filled), or of a shape for one caption (alone)
def text(name, *nodes, constants=()):
    save(name, [
        h.make_node("Cast", ["ids"], ["x"], to=TensorProto.FLOAT),
        h.make_node("Cast", ["mask"], ["m"], to=TensorProto.FLOAT), *nodes,
        h.make_node("Sub", ["x", "of"], ["y"]), h.make_node("Mul", ["y", "m"], ["masked"]),
        h.make_node("Unsqueeze", ["masked", "two"], ["y3"]),
        h.make_node("Unsqueeze", ["x", "two"], ["x3"]),
        h.make_node("Concat", ["x3", "y3"], ["rows"], axis=2)],
        [value(n, "batch", "tokens", kind=TensorProto.INT64) for n in ("ids", "mask")],
        [value("rows", "batch", "tokens", 2)], constants=[constant("two", 2), *constants])


text("mixing", h.make_node("ReduceMax", ["x"], ["of"], keepdims=1))
text("filled", h.make_node("ReduceMean", ["x"], ["of"], axes=[1], keepdims=1))
text("alone", h.make_node("Reshape", ["x", "flat"], ["of"]),
     constants=[h.make_tensor("flat", TensorProto.INT64, [2], [1, -1])])
