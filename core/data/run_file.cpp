#include "core/data/run_file.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/data/confounds.hpp"
#include "core/data/prepare.hpp"
#include "core/data/scrub.hpp"
#include "core/io/hdf5.hpp"
#include "core/io/image.hpp"

namespace encore::data {
namespace {

constexpr const char* kDataset = "responses";
constexpr Index kVoxelsPerChunk = 256;

// Kept volumes x voxels of the mask.
base::MatrixF read_masked(const Run& run, const Mask& mask, const recipe::Prepare& p,
                          const base::Progress& progress) {
  const auto header = io::read_image_header(run.images());
  if (const auto how = io::difference(header.grid, mask.grid); !how.empty())
    throw base::Error(
        fmt::format("{} lies on another grid than the mask: {}", run.image.string(), how));
  if (header.volumes != run.volumes)
    throw base::Error(
        fmt::format("{} has changed since the data set was read", run.image.string()));
  return io::read_image(
      run.images(), p.drop_leading_tr, kept_volumes(run, p), mask.voxels,
      [&](double done, std::string_view) { base::report(progress, done, run.label); });
}

base::MatrixD confounds_of(const Run& run, const recipe::Prepare& p) {
  const Index n = kept_volumes(run, p);
  if (p.confounds.empty()) return base::MatrixD(n, 0);
  if (run.confounds.empty()) throw_no_confounds(run, p.confounds.front().at);
  return read_confounds(run.confounds, p.confounds, run.volumes, p.drop_leading_tr, n);
}

// Prepares blocks of voxels in all threads and writes each when it is done. `y` is used up.
void write_prepared(const std::filesystem::path& out, base::MatrixF y, const Run& run,
                    const base::MatrixD& confounds, const recipe::Prepare& prepare,
                    PreparedRun& done) {
  io::H5File file(out, io::H5File::Mode::create);
  file.create(kDataset, y.rows(), y.cols(), {.chunk_rows = 0, .chunk_cols = kVoxelsPerChunk});
  prepare_run(y, run.tr_s, confounds, scrubbed_rows(run, prepare), prepare, kVoxelsPerChunk,
              done.degenerate, [&](Index first, Index count) {
                file.write_block(kDataset, 0, first, y.middleCols(first, count));
              });
  file.set_attribute(kDataset, "run", run.label);
  file.set_attribute(kDataset, "not_finite", static_cast<std::int64_t>(done.degenerate.not_finite));
  file.set_attribute(kDataset, "constant", static_cast<std::int64_t>(done.degenerate.constant));
  file.set_attribute(kDataset, "scrubbed",
                     static_cast<std::int64_t>(scrubbed_rows(run, prepare).size()));
  file.close();
}

class RunFiles : public Responses {
 public:
  RunFiles(std::vector<Row> rows, std::vector<io::H5File> files, Index voxels)
      : rows_(std::move(rows)), files_(std::move(files)), voxels_(voxels) {}
  const std::vector<Row>& rows() const override { return rows_; }
  Index voxels() const override { return voxels_; }
  base::MatrixF read(Index first, Index count) const override {
    base::MatrixF out(static_cast<Index>(rows_.size()), count);
    Index row = 0;
    for (const auto& file : files_) {
      const Index n = file.shape(kDataset).rows;
      file.read_columns(kDataset, first, out.middleRows(row, n));
      row += n;
    }
    return out;
  }

 private:
  std::vector<Row> rows_;
  std::vector<io::H5File> files_;
  Index voxels_;
};

}  // namespace

PreparedRun prepare_run_file(const Run& run, const Mask& mask, const recipe::Prepare& prepare,
                             const std::filesystem::path& out, const base::Progress& progress) {
  PreparedRun done;
  const base::MatrixD confounds = confounds_of(run, prepare);
  base::MatrixF y = read_masked(run, mask, prepare, base::slice(progress, 0, 0.9));
  done.volumes = y.rows();
  done.voxels = y.cols();
  try {
    write_prepared(out, std::move(y), run, confounds, prepare, done);
  } catch (...) {
    std::error_code ec;
    std::filesystem::remove(out, ec);
    throw;
  }
  if (done.degenerate.not_finite > 0)
    done.warnings.push_back(
        fmt::format("{}: {} voxels hold NaN, infinity or numbers beyond float32's "
                    "range (3.4e38) and get no result",
                    run.image.string(), done.degenerate.not_finite));
  if (done.degenerate.constant > 0)
    done.warnings.push_back(
        fmt::format("{}: {} voxels are constant", run.image.string(), done.degenerate.constant));
  base::report(progress, 1, run.label);
  return done;
}

double prepare_memory(const Run& run, const Mask& mask, const recipe::Prepare& prepare) {
  const Index n = kept_volumes(run, prepare), voxels = static_cast<Index>(mask.voxels.size());
  const double matrix = static_cast<double>(n) * static_cast<double>(voxels) * sizeof(float);
  return matrix + io::image_memory(mask.grid, voxels) + 64e6;
}

std::unique_ptr<Responses> open_responses(const Subject& subject, std::vector<Row> rows,
                                          const std::vector<std::filesystem::path>& files) {
  if (files.size() != subject.runs.size())
    throw base::Error(fmt::format("{} has {} runs, but {} are prepared", subject.id,
                                  subject.runs.size(), files.size()),
                      "", base::Exit::task_failed);
  std::vector<io::H5File> open;
  Index total = 0, voxels = -1;
  for (const auto& path : files) {
    open.emplace_back(path, io::H5File::Mode::read);
    const auto shape = open.back().shape(kDataset);
    if (voxels >= 0 && shape.cols != voxels)
      throw base::Error(fmt::format("{} has {} voxels, but {} has {}", path.string(), shape.cols,
                                    files.front().string(), voxels),
                        "", base::Exit::task_failed);
    voxels = shape.cols;
    total += shape.rows;
  }
  if (total != static_cast<Index>(rows.size()))
    throw base::Error(fmt::format("{}: {} rows are prepared, but the design has {}", subject.id,
                                  total, rows.size()),
                      "", base::Exit::task_failed);
  return std::make_unique<RunFiles>(std::move(rows), std::move(open), voxels);
}

}  // namespace encore::data
