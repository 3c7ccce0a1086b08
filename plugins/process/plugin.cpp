// encore.process: a program in any language as a feature extractor.
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "encore/eigen.hpp"
#include "encore/sdk.hpp"
#include "plugins/process/answer.hpp"
#include "plugins/process/child.hpp"
#include "plugins/process/request.hpp"

namespace {

constexpr const char* formats[] = {"npy", "hdf5"};

// One of the programs that may run at once, of all instances together.
class Turn {
 public:
  Turn(std::int64_t at_once, const encore::Call& call) {
    std::unique_lock lock(mutex());
    while (running() >= at_once) {
      ended().wait_for(lock, std::chrono::milliseconds(50));
      lock.unlock();
      call.progress(0, "waiting");
      lock.lock();
    }
    ++running();
  }
  ~Turn() {
    const std::scoped_lock lock(mutex());
    --running();
    ended().notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  static std::mutex& mutex() {
    static std::mutex m;
    return m;
  }
  static std::condition_variable& ended() {
    static std::condition_variable c;
    return c;
  }
  static std::int64_t& running() {
    static std::int64_t n = 0;
    return n;
  }
};

}  // namespace

class Process {
 public:
  static constexpr encore::Info info{
      .id = "encore.process",
      .version = "1.0.0",
      .name = "Program",
      .summary =
          "Features from a program in any language: a request as JSON on its standard input, the "
          "answer as .npy or HDF5.",
      .authors = "Encore authors",
      .license = "Apache-2.0",
      .flags = ENCORE_DF_RUNS_PROGRAMS | ENCORE_DF_USES_SEED};
  static constexpr encore::Param params[] = {
      encore::required(encore::path(
          "program", "",
          "The program, a file that can be executed; relative to the recipe. Runs only with "
          "--allow-exec or trust in the machine file.")),
      encore::strings("arguments", "[]", "Words after the program's name."),
      encore::strings("parameters", "[]",
                      "What the program is told, as NAME=VALUE: [layer=7, pool=mean]."),
      encore::string("version", "1",
                     "Version of what the program does; raise it when a model or module beside "
                     "the program changes."),
      encore::boolean("audio", "true", "Write the sound of each clip as a WAV file."),
      encore::unit(encore::real("sample_rate_hz", "0", 0, 384000,
                                "Sample rate of the sound; 0 means as recorded."),
                   "Hz"),
      encore::boolean("mono", "true", "Mix the sound to one channel."),
      encore::boolean("captions", "false", "Hand over the captions."),
      encore::boolean("columns", "false", "Hand over the columns of the events file."),
      encore::choice("format", "npy", formats, "Format of the answer."),
      encore::integer("dims", "0", 0, 1e6, "Columns that the answer must have; 0 means any."),
      encore::unit(encore::real("hop_s", "0", 0, 3600,
                                "Distance of the rows of a clip, where the answer does not say; 0 "
                                "means one row for the whole clip."),
                   "s"),
      encore::unit(
          encore::real("window_s", "0", 0, 3600, "Length of sound behind each row; 0 means hop_s."),
          "s"),
      encore::no_hash(encore::unit(
          encore::real("time_limit_s", "600", 0.1, 1e6, "Seconds after which a run is ended."),
          "s")),
      encore::no_hash(encore::integer("chunk", "32", 1, 4096, "Clips of one run of the program.")),
      encore::no_hash(encore::integer("at_once", "1", 1, 256, "Programs that run side by side."))};

  explicit Process(const encore::Params& p)
      : rate_(p.real("sample_rate_hz")),
        mono_(p.boolean("mono")),
        chunk_(p.integer("chunk")),
        at_once_(p.integer("at_once")) {
    command_.program = p.path("program");
    command_.arguments = p.strings("arguments");
    command_.limit_s = p.real("time_limit_s");
    asked_ = {p.boolean("audio"), p.boolean("captions"), p.boolean("columns"),
              p.choice("format") == "hdf5", p.strings("parameters")};
    process::check_parameters(asked_.parameters);
    expected_ = {asked_.hdf5, p.integer("dims"), p.real("hop_s"), p.real("window_s")};
  }

  encore::Needs needs() const {
    return {.audio = asked_.audio,
            .text = asked_.captions,
            .columns = asked_.columns,
            .sample_rate = rate_,
            .mono = mono_};
  }

  std::int64_t preferred_clips() const { return chunk_; }

  void extract(const encore::Call& call, const encore::Clip& clip) const {
    const auto rows = work(call, {&clip, 1});
    fill(encore::Frames(call, rows[0].values.rows(), rows[0].values.cols()), rows[0]);
  }

  void extract_many(const encore::Call& call, std::span<const encore::Clip> clips) const {
    const auto all = work(call, clips);
    for (std::size_t i = 0; i < all.size(); ++i)
      fill(encore::Frames(call, i, all[i].values.rows(), all[i].values.cols()), all[i]);
  }

 private:
  std::vector<process::Rows> work(const encore::Call& call,
                                  std::span<const encore::Clip> clips) const {
    const Turn turn(at_once_, call);
    const process::Scratch scratch;
    const auto place = process::write_request(asked_, call.seed(), clips, scratch);
    process::Command command = command_;
    command.input = scratch / "request.json";
    command.folder = scratch.folder();
    const auto last_words = process::run(command, call);
    try {
      return process::read_answer(place, clips, expected_);
    } catch (const encore::Error& e) {
      if (e.code() == ENCORE_E_PARAM) throw;
      throw encore::Error(e.code(), command.program.string(),
                          e.where() + " " + e.what() + process::said(last_words));
    }
  }

  static void fill(const encore::Frames& out, const process::Rows& rows) {
    encore::assign(out.features(), rows.values);
    for (Eigen::Index r = 0; r < rows.values.rows(); ++r)
      out.span(r, rows.spans(r, 0), rows.spans(r, 1));
  }

  process::Command command_;
  process::Asked asked_;
  process::Expected expected_;
  double rate_;
  bool mono_;
  std::int64_t chunk_, at_once_;
};

ENCORE_PLUGINS(encore::features<Process>)
