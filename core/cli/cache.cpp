// encore cache: the content-addressed store.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/cli/command.hpp"
#include "core/store/store.hpp"

namespace encore::cli {
namespace {

std::string size_text(std::uint64_t bytes) {
  if (bytes >= 1u << 30) return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1u << 30));
  if (bytes >= 1u << 20) return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / (1u << 20));
  return fmt::format("{:.1f} KiB", static_cast<double>(bytes) / 1024);
}

int list(const Context& context) {
  const store::Store store(context.machine().cache);
  auto entries = store.list();
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.task < b.task; });
  std::uint64_t total = 0;
  for (const auto& e : entries) {
    fmt::print("{}  {:>10}  {}  {}\n", e.hash.substr(0, 12), size_text(e.bytes), e.written, e.task);
    total += e.bytes;
  }
  fmt::print("{} {}, {} in {}\n", entries.size(), entries.size() == 1 ? "entry" : "entries",
             size_text(total), store.root().string());
  return 0;
}

int clean(const Context& context, bool everything) {
  const store::Store store(context.machine().cache);
  fmt::print("{} freed in {}\n", size_text(store.clean(everything)), store.root().string());
  return 0;
}

}  // namespace

void add_cache(CLI::App& app, Context& context) {
  auto* cache = app.add_subcommand("cache", "The store of finished work: list it, clean it");
  cache->require_subcommand(1);
  cache->footer("Example:\n  encore cache list\n  encore cache clean --all");
  cache->add_subcommand("list", "Every entry with its size")->callback([&context] {
    context.action = [&context] { return list(context); };
  });
  auto* cleaner =
      cache->add_subcommand("clean", "Remove what interrupted runs left (with --all: everything)");
  auto all = std::make_shared<bool>(false);
  cleaner->add_flag("--all", *all, "Remove every entry; runs compute again");
  cleaner->callback(
      [&context, all] { context.action = [&context, all] { return clean(context, *all); }; });
}

}  // namespace encore::cli
