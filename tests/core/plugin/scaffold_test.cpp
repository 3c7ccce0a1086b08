#include "core/plugin/scaffold.hpp"

#include "core/base/file.hpp"
#include "tests/core/plugin/fixtures.hpp"

namespace encore::plugin {
namespace {

namespace fs = std::filesystem;

fs::path templates() { return fs::path(ENCORE_SOURCE_DIR) / "sdk/templates"; }

class EveryKind : public testing::TestWithParam<const char*> {};
TEST_P(EveryKind, GivesACompleteProject) {
  const TemporaryFolder folder;
  const auto files = new_plugin(GetParam(), "my-thing", folder.path() / "p", templates());
  std::vector<std::string> names;
  for (const auto& file : files) {
    names.push_back(fs::relative(file, folder.path() / "p").string());
    const std::string text = base::read_text(file);
    for (const char* word : {"@NAME@", "@CLASS@"})
      EXPECT_EQ(text.find(word), std::string::npos) << file;
  }
  const std::vector<std::string> wanted{"CMakeLists.txt", "README.md", "libraries.cmake",
                                        "recipe.yaml", "src/my-thing.cpp"};
  EXPECT_EQ(names, wanted);
  const std::string source = base::read_text(folder.path() / "p/src/my-thing.cpp");
  EXPECT_NE(source.find("class MyThing {"), std::string::npos);
  EXPECT_NE(source.find("\"org.example.my-thing\""), std::string::npos);
}
INSTANTIATE_TEST_SUITE_P(Kinds, EveryKind,
                         testing::Values("features", "regression", "retrieval", "generator"));

TEST(Scaffold, RefusesOddNames) {
  const TemporaryFolder folder;
  for (const char* name : {"", "My-Ridge", "my_ridge", "1ridge", "-ridge", "ridge-", "a--b",
                           "../ridge", "ridge\n", "ri dge"})
    EXPECT_THROW(new_plugin("regression", name, folder.path() / "p", templates()), base::Error)
        << name;
  EXPECT_FALSE(fs::exists(folder.path() / "p"));
}

TEST(Scaffold, RefusesUnknownKindsAndFullFolders) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_of([&] { new_plugin("regresion", "a", folder.path() / "p", templates()); }),
            "there is no kind of plugin 'regresion'");
  base::write_text(folder.path() / "mine.txt", "work of a year");
  EXPECT_THROW(new_plugin("regression", "a", folder.path(), templates()), base::Error);
  EXPECT_EQ(base::read_text(folder.path() / "mine.txt"), "work of a year");
}

TEST(Scaffold, FindsTemplatesOfTheInstallationFirst) {
  const TemporaryFolder prefix;
  EXPECT_EQ(template_folder(prefix.path() / "bin/encore"), templates());
  fs::create_directories(prefix.path() / "share/encore/templates");
  EXPECT_EQ(template_folder(prefix.path() / "bin/encore"),
            prefix.path() / "share/encore/templates");
}

}  // namespace
}  // namespace encore::plugin
