// bench/command.hpp: the commands of encore-bench. Each prints one line of JSON.
#pragma once

namespace CLI {
class App;
}

namespace encore::bench {

// Fits a regression plugin to arrays, block of targets by block, as the host does.
void add_fit(CLI::App& app);
// The steps around it: a run to prepared responses, recordings to clips, clips to features,
// permutations to p.
void add_load(CLI::App& app);
void add_clips(CLI::App& app);
void add_features(CLI::App& app);
void add_statistics(CLI::App& app);

}  // namespace encore::bench
