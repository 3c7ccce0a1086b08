// The layout is the architecture: core folders include only what they name under DEPENDS, without
// cycles; plugins know the SDK and nothing of core; the SDK knows nobody.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace {
namespace fs = std::filesystem;

const fs::path kSource = ENCORE_SOURCE_DIR;
using Graph = std::map<std::string, std::set<std::string>>;

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

bool is_source(const fs::path& file) {
  return file.extension() == ".hpp" || file.extension() == ".cpp" || file.extension() == ".h";
}

// What stands in quotes after #include.
std::set<std::string> includes(const fs::path& file) {
  static const std::regex pattern("#include [\"<]([^\">]+)[\">]");
  const std::string text = text_of(file);
  std::set<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it)
    out.insert((*it)[1]);
  return out;
}

// The words after DEPENDS, up to the next keyword.
std::set<std::string> depends(const fs::path& list) {
  const std::string text = text_of(list);
  std::set<std::string> out;
  const auto begin = text.find("DEPENDS");
  if (begin == std::string::npos) return out;
  std::istringstream words(text.substr(begin + 7));
  for (std::string word; words >> word;) {
    if (word == "LINK" || word == "SOURCES") break;
    const bool last = word.back() == ')';
    if (last) word.pop_back();
    if (!word.empty()) out.insert(word);
    if (last) break;
  }
  return out;
}

Graph declared() {
  Graph graph;
  for (const auto& folder : fs::directory_iterator(kSource / "core"))
    if (fs::exists(folder.path() / "CMakeLists.txt"))
      graph[folder.path().filename()] = depends(folder.path() / "CMakeLists.txt");
  return graph;
}

void close(const Graph& graph, const std::string& from, std::set<std::string>& seen) {
  for (const auto& next : graph.at(from))
    if (seen.insert(next).second) close(graph, next, seen);
}

TEST(Layout, CoreFoldersHaveNoCycle) {
  const Graph graph = declared();
  ASSERT_GT(graph.size(), 12u);
  for (const auto& [folder, needs] : graph) {
    for (const auto& n : needs) ASSERT_TRUE(graph.contains(n)) << folder << " names " << n;
    std::set<std::string> reached;
    close(graph, folder, reached);
    EXPECT_FALSE(reached.contains(folder)) << folder << " reaches itself";
  }
}

TEST(Layout, CoreIncludesOnlyWhatItNames) {
  const Graph graph = declared();
  for (const auto& [folder, needs] : graph) {
    if (folder == "cli") continue;  // the program stands on everything
    for (const auto& file : fs::recursive_directory_iterator(kSource / "core" / folder)) {
      if (!is_source(file)) continue;
      for (const auto& include : includes(file)) {
        if (!include.starts_with("core/")) continue;
        const std::string other = include.substr(5, include.find('/', 5) - 5);
        EXPECT_TRUE(other == folder || needs.contains(other))
            << file.path() << " includes " << include << ", but core/" << folder
            << "/CMakeLists.txt does not name " << other;
      }
    }
  }
}

TEST(Layout, PluginsAndSdkKnowNothingOfTheHost) {
  std::size_t files = 0;
  for (const char* part : {"plugins", "sdk"}) {
    for (const auto& file : fs::recursive_directory_iterator(kSource / part)) {
      if (!is_source(file)) continue;
      ++files;
      for (const auto& include : includes(file))
        EXPECT_FALSE(include.starts_with("core/")) << file.path() << " includes " << include;
    }
  }
  EXPECT_GT(files, 20u);
}

TEST(Layout, CoreIncludesNoSdkButTheAbi) {
  for (const auto& file : fs::recursive_directory_iterator(kSource / "core")) {
    if (!is_source(file)) continue;
    for (const auto& include : includes(file))
      if (include.starts_with("encore/")) {
        EXPECT_EQ(include, "encore/abi.h") << file.path();
      }
  }
}

// The readers of plugins/array, for `encore models check`.
TEST(Layout, CoreIncludesNoPluginBesideTheCheckOfModels) {
  std::set<std::string> found;
  for (const auto& file : fs::recursive_directory_iterator(kSource / "core")) {
    if (!is_source(file)) continue;
    for (const auto& include : includes(file))
      if (include.starts_with("plugins/"))
        found.insert(fs::relative(file, kSource).string() + " " + include);
  }
  EXPECT_EQ(found,
            (std::set<std::string>{"core/cli/model_reference.cpp plugins/array/source.hpp"}));
}

TEST(Layout, FilesStaySmall) {
  for (const char* part : {"core", "plugins", "sdk"}) {
    for (const auto& file : fs::recursive_directory_iterator(kSource / part)) {
      if (!is_source(file)) continue;
      const std::string text = text_of(file);
      EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 500) << file.path();
    }
  }
}

}  // namespace
