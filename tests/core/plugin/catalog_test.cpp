#include "core/plugin/catalog.hpp"

#include <cstdlib>
#include <fstream>
#include <thread>

#include "core/base/file.hpp"
#include "tests/core/plugin/fixtures.hpp"

namespace encore::plugin {
namespace {

namespace fs = std::filesystem;
using State = LibraryReport::State;

LibraryReport scan_fixture(const std::string& name, double limit_s = 10) {
  const Catalog catalog = Catalog::scan({fixture_folder(name)}, program(), {}, limit_s);
  if (catalog.libraries().size() != 1) throw std::runtime_error("no fixture " + name);
  return catalog.libraries().front();
}

struct Case {
  const char* fixture;
  const char* reason;
};
class BrokenLibrary : public testing::TestWithParam<Case> {};
TEST_P(BrokenLibrary, IsListedWithItsReason) {
  const auto report = scan_fixture(GetParam().fixture);
  EXPECT_EQ(report.state, State::bad);
  EXPECT_NE(report.reason.find(GetParam().reason), std::string::npos) << report.reason;
}
INSTANTIATE_TEST_SUITE_P(
    Cases, BrokenLibrary,
    testing::Values(Case{"load_crash", "ended by SIGSEGV"}, Case{"load_abort", "ended by SIGABRT"},
                    Case{"load_exit", "loading it ends the process"},
                    Case{"symbol", "undefined symbol: a_function_that_is_nowhere"},
                    Case{"table_null", "the function prepare, fit or predict is NULL"},
                    Case{"param_twice", "declares the parameter 'size' twice"},
                    Case{"id", "must be dotted and lower-case"},
                    Case{"null_text", "a plugin's summary is NULL"},
                    Case{"kind", "kind 77 is not known to this host"},
                    Case{"small", "struct_size 24"},
                    Case{"id_twice", "two plugins of the id test.broken"},
                    Case{"isa", "instruction sets avx9000"},
                    Case{"major", "speaks ABI v3, this host v1"},
                    Case{"other_entry", "speaks ABI v2, this host v1"},
                    Case{"no_entry", "not a plugin of Encore"}),
    [](const auto& test) { return test.param.fixture; });

TEST(Catalog, EndsALibraryThatHangs) {
  const auto report = scan_fixture("load_hang", 0.5);
  EXPECT_EQ(report.state, State::bad);
  EXPECT_NE(report.reason.find("took longer than 0.5 s"), std::string::npos) << report.reason;
}

TEST(Catalog, IsNotFooledByWhatALibraryPrints) {
  const auto report = scan_fixture("load_prints");
  EXPECT_EQ(report.state, State::good) << report.reason;
}

TEST(Catalog, ReadsPluginsOfAGoodLibrary) {
  const Catalog catalog = Catalog::scan({fixture_folder("features")}, program());
  const PluginInfo* plugin = catalog.find("test.features");
  ASSERT_NE(plugin, nullptr);
  EXPECT_EQ(plugin->version, "1.0.0");
  EXPECT_EQ(plugin->kind, ENCORE_KIND_FEATURES);
  EXPECT_EQ(plugin->library_sha256.size(), 64u);
  ASSERT_NE(plugin->find("frame_s"), nullptr);
  EXPECT_EQ(plugin->find("frame_s")->unit, "s");
  EXPECT_EQ(plugin->find("frame_s")->max, 10);
  EXPECT_EQ(catalog.ids(), (std::vector<std::string>{"test.features", "test.rows", "test.many"}));
  EXPECT_TRUE(catalog.ids(ENCORE_KIND_REGRESSION).empty());
  EXPECT_EQ(catalog.find("test.nothing"), nullptr);
}

TEST(Catalog, BadFilesAreReportedBesideGoodOnes) {
  const TemporaryFolder folder;
  base::write_text(folder.path() / "a.encoreplugin.so", "I am a text\n");
  base::write_text(folder.path() / "b.encoreplugin.so", "");
  fs::create_symlink("/nowhere", folder.path() / "c.encoreplugin.so");
  fs::copy(fixture("regression"), folder.path() / "d.encoreplugin.so");
  fs::copy(fixture("regression"), folder.path() / "e.encoreplugin.so");
  fs::resize_file(folder.path() / "e.encoreplugin.so", 3000);
  fs::copy(fixture("regression"), folder.path() / "f.so");
  const Catalog catalog = Catalog::scan({folder.path(), "/no/such/folder"}, program());
  ASSERT_EQ(catalog.libraries().size(), 5u);
  EXPECT_EQ(catalog.libraries()[0].reason, "not a shared library (no ELF file)");
  EXPECT_EQ(catalog.libraries()[1].reason, "not a shared library (no ELF file)");
  EXPECT_EQ(catalog.libraries()[2].state, State::bad);
  EXPECT_EQ(catalog.libraries()[3].state, State::good);
  EXPECT_EQ(catalog.libraries()[4].reason, "the file is cut short");
}

TEST(Catalog, FirstOfTwoEqualIdsWins) {
  const TemporaryFolder first, second;
  fs::copy(fixture("regression"), first.path() / "z.encoreplugin.so");
  fs::copy(fixture("regression"), second.path() / "a.encoreplugin.so");
  const Catalog catalog = Catalog::scan({first.path(), second.path(), first.path()}, program());
  ASSERT_EQ(catalog.libraries().size(), 2u);
  EXPECT_EQ(catalog.find("test.regression")->library, first.path() / "z.encoreplugin.so");
  EXPECT_EQ(catalog.libraries()[1].state, State::shadowed);
  EXPECT_NE(catalog.libraries()[1].reason.find("z.encoreplugin.so"), std::string::npos);
  EXPECT_EQ(catalog.ids().size(), 1u);
}

TEST(Catalog, RemembersAndNoticesChange) {
  const TemporaryFolder folder;
  const auto library = folder.path() / "a.encoreplugin.so", memory = folder.path() / "memory.json";
  fs::copy(fixture("regression"), library);
  const auto scan = [&](const fs::path& with) {
    return Catalog::scan({folder.path()}, with, memory).libraries().at(0);
  };
  EXPECT_EQ(scan(program()).state, State::good);
  EXPECT_EQ(scan("/bin/false").state, State::good) << "scanned again, though nothing changed";
  fs::copy(fixture("retrieval"), library, fs::copy_options::overwrite_existing);
  fs::last_write_time(library, fs::file_time_type::clock::now() + std::chrono::seconds(5));
  EXPECT_EQ(scan("/bin/false").state, State::bad);
  EXPECT_EQ(scan(program()).plugins.at(0).id, "test.retrieval");
  base::write_text(memory, "not JSON");
  EXPECT_EQ(scan(program()).state, State::good);
  ::setenv("ENCORE_PLUGIN_CACHE", "off", 1);
  EXPECT_EQ(scan("/bin/false").state, State::bad);
  ::unsetenv("ENCORE_PLUGIN_CACHE");
}

TEST(Catalog, SearchesFoldersInOrder) {
  ::setenv("ENCORE_PLUGIN_PATH", "/one::/two", 1);
  ::setenv("HOME", "/home/ann", 1);
  const auto folders = search_folders({"/given"}, "/opt/encore/bin/encore");
  ::unsetenv("ENCORE_PLUGIN_PATH");
  const std::vector<fs::path> wanted{"/given", "/one", "/two",
                                     "/home/ann/.local/lib/encore/plugins",
                                     "/opt/encore/lib/encore/plugins"};
  EXPECT_EQ(folders, wanted);
}

}  // namespace
}  // namespace encore::plugin
