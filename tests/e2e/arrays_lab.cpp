#include "tests/e2e/arrays_lab.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "core/base/random.hpp"
#include "core/io/hdf5.hpp"

namespace encore::test {
namespace {

using base::Index;

base::MatrixF random_matrix(std::uint64_t seed, const std::string& name, Index rows, Index cols) {
  base::Random random(base::seed_for(seed, name));
  base::MatrixF m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
  return m;
}

constexpr Index kTestRows = 120;

// Rows of the features: the second hearing of the test clips has the same sound as the first.
base::MatrixF feature(const ArraysLab& lab, const std::string& name) {
  const Index train = Index{lab.training_runs} * lab.rows_a_run;
  base::MatrixF values(train + (lab.repeats ? 2 : 1) * kTestRows, lab.dims);
  values.topRows(train) = random_matrix(lab.seed, name + "/train", train, lab.dims);
  const auto test = random_matrix(lab.seed, name + "/test", kTestRows, lab.dims);
  for (Index at = train; at < values.rows(); at += kTestRows)
    values.middleRows(at, kTestRows) = test;
  return values;
}

base::MatrixF responses(const ArraysLab& lab, const base::MatrixF& music, const base::MatrixF& text,
                        const std::string& subject) {
  const Index n = lab.voxels_a_region;
  base::MatrixF y = 2 * random_matrix(lab.seed, subject + "/noise", music.rows(), 3 * n);
  y.leftCols(n) += music * random_matrix(lab.seed, subject + "/a1", lab.dims, n);
  y.middleCols(n, n) += text * random_matrix(lab.seed, subject + "/stg", lab.dims, n);
  return y;
}

base::MatrixF smoothed(const base::MatrixF& values, Index rows) {
  base::MatrixF out = values;
  for (Index i = 0; i < values.rows(); ++i) {
    const Index first = std::max<Index>(0, i - rows + 1);
    out.row(i) = values.middleRows(first, i - first + 1).colwise().mean();
  }
  return out;
}

void write_samples(const ArraysLab& lab, io::H5File& file) {
  std::vector<std::int64_t> run, split, clip, repeat;
  for (int r = 0; r < lab.training_runs; ++r)
    for (int i = 0; i < lab.rows_a_run; ++i) {
      run.push_back(r + 1);
      split.push_back(0);
      clip.push_back(1000 * (r + 1) + i / 10);
      repeat.push_back(0);
    }
  for (int heard = 0; heard < (lab.repeats ? 2 : 1); ++heard)
    for (int i = 0; i < kTestRows; ++i) {
      run.push_back(lab.training_runs + 1 + heard);
      split.push_back(1);
      clip.push_back(i / 10);
      repeat.push_back(heard);
    }
  file.write_ints("/samples/run", run);
  file.write_ints("/samples/split", split);
  if (!lab.repeats) return;
  file.write_ints("/samples/clip", clip);
  file.write_ints("/samples/repeat", repeat);
}

}  // namespace

void ArraysLab::write(const Place& place) const {
  const auto music = smoothed(feature(*this, "music"), smoothing);
  const auto text = smoothed(feature(*this, "text"), smoothing);
  io::H5File file(place / "lab.h5", io::H5File::Mode::create);
  file.set_attribute("/", "schema", std::string("encore.arrays/1"));
  std::vector<std::string> roi;
  for (const char* name : {"A1", "STG", "V1"})
    roi.insert(roi.end(), static_cast<std::size_t>(voxels_a_region), name);
  for (int s = 1; s <= subjects; ++s) {
    const auto id = fmt::format("sub-{:03d}", s);
    file.write("/subjects/" + id + "/responses",
               smoothed(responses(*this, music, text, id), smoothing));
    file.write_texts("/subjects/" + id + "/voxels/roi", roi);
  }
  write_samples(*this, file);
  file.write("/features/music", music);
  file.write("/features/text", text);
  file.close();
  write_npy(place / "text.npy", text);
}

void write_npy(const std::filesystem::path& path, const base::MatrixF& values) {
  std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': True, 'shape': ({}, {}), }}",
                                   values.rows(), values.cols());
  header.resize((header.size() + 10) / 64 * 64 + 64 - 11, ' ');
  header += '\n';
  std::ofstream file(path, std::ios::binary);
  file << std::string("\x93NUMPY\x01\x00", 8) << static_cast<char>(header.size() & 0xff)
       << static_cast<char>(header.size() >> 8) << header;
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * static_cast<Index>(sizeof(float))));
}

const char* const kArraysRecipe = R"(schema: encore.recipe/1
name: my-matrices
seed: 1
data:
  source: {kind: arrays, path: lab.h5}        # relative to the recipe, or ${paths.x}
features:
  music: {use: encore.array, with: {dataset: music}}   # /features/music of the arrays file
  text:  {use: encore.array, with: {file: text.npy}}   # or a file of its own, one row a sample
  noise: {use: encore.noise, with: {dims: 64}}
encode:
  models: {music: [music], text: [text], joint: [music, text], noise: [noise]}
  regression: {use: encore.ridge, with: {alphas: {logspace: [-2, 6, 17]}}}
  cv: {kind: leave-one-run-out}
stats:
  significance: {test: block-permutation, draws: 1000, correct: bh, q: 0.05}
)";

const char* const kSmallRecipe = R"(schema: encore.recipe/1
name: small
seed: 1
data:
  source: {kind: arrays, path: lab.h5}
features:
  music: {use: encore.array, with: {dataset: music}}
  text: {use: encore.array, with: {dataset: text}}
encode:
  models: {music: [music], text: [text]}
  regression: {use: encore.ridge, with: {alphas: {logspace: [-2, 6, 9]}}}
  controls: none
stats:
  significance: {test: block-permutation, draws: 100, block_tr: 5}
)";

}  // namespace encore::test
