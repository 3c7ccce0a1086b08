#include "core/plugin/instance.hpp"
#include "tests/core/plugin/fixtures.hpp"

namespace encore::plugin {
namespace {

TEST(OldPlugin, WorksInThisHost) {
  const auto catalog = Catalog::scan({fixture_folder("old")}, program());
  ASSERT_EQ(catalog.libraries().size(), 1u);
  const PluginInfo* plugin = catalog.find("test.old");
  ASSERT_NE(plugin, nullptr) << catalog.libraries()[0].reason;
  Regression r(*plugin, params_of(*plugin), {});
  const base::MatrixF x = base::MatrixF::Random(8, 2), y = base::MatrixF::Random(8, 3);
  const std::vector<std::int32_t> group(8, 0), bands{0, 2};
  const std::vector<std::string> names{"all"};
  r.prepare(x, group, bands, names);
  r.fit(y);
  const base::MatrixF hat = r.predict(x);
  for (base::Index c = 0; c < 3; ++c) EXPECT_NEAR(hat(5, c), y.col(c).mean(), 1e-6f);
  EXPECT_FALSE(r.inspect("weights"));
  EXPECT_EQ(r.save(), "");
}

}  // namespace
}  // namespace encore::plugin
