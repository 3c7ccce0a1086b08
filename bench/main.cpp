// encore-bench: times parts of Encore. bench/compare.py calls it beside the peers.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "bench/command.hpp"
#include "core/base/blas_kernels.hpp"

int main(int argc, char** argv) {
  encore::base::choose_blas_kernels();
  CLI::App app("Times parts of Encore on arrays from files; prints JSON.", "encore-bench");
  app.require_subcommand(1);
  encore::bench::add_fit(app);
  encore::bench::add_load(app);
  encore::bench::add_clips(app);
  encore::bench::add_features(app);
  encore::bench::add_statistics(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "encore-bench: %s\n", e.what());
    return 1;
  }
  return 0;
}
